"""Turns of phrase that tell an agent from a customer, in English, Spanish and Catalan.

Each is a regular expression over lower-case text, with how much it speaks for its side as a
natural logarithm of odds. Speech is recognised imperfectly, so the patterns are short.
"""

from __future__ import annotations

import re

Cues = tuple[tuple[re.Pattern[str], float], ...]
GREETING, STRONG, PLAIN, WEAK = 3.0, 1.6, 0.8, 0.4


def _cues(*weighted: tuple[float, str]) -> Cues:
    return tuple((re.compile(rf"\b(?:{pattern})"), weight) for weight, pattern in weighted)


AGENT: dict[str, Cues] = {
    "en": _cues(
        (GREETING, r"(?:how|what) (?:can|may|could|might) (?:i|we) (?:help|assist|do for)\b"),
        (GREETING, r"how (?:can|may) i be of|thank(?:s| you) for (?:calling|contacting|reaching)"),
        (GREETING, r"you(?:'re| are) through to|you(?:'ve| have) reached"),
        (STRONG, r"(?:anything|something) else (?:i|we) can|is there anything else"),
        (STRONG, r"(?:this is|my name is) \w+(?: \w+)? (?:from|with|at|speaking)"),
        (STRONG, r"(?:may|can|could) (?:i|we) (?:please )?(?:have|get|take|ask for) your"),
        (STRONG, r"(?:i(?:'m| am)|we(?:'re| are)) sorry to hear|(?:i|we) apologi[sz]e for"),
        (STRONG, r"(?:let me|i(?:'ll| will)(?: just)?) (?:check|look|pull|transfer|put you|see)"),
        (STRONG, r"(?:please hold|bear with me|one moment|i(?:'d| would) be happy to|happy to)"),
        (PLAIN, r"(?:could|can|would) you (?:please )?(?:confirm|verify|provide|spell|give me)"),
        (PLAIN, r"(?:what is|what's|confirm|verify) your|would you like (?:me|us) to"),
        (PLAIN, r"have a (?:great|good|nice|lovely|wonderful) (?:day|one|evening|weekend)"),
        (PLAIN, r"i(?:'ll| will| can) (?:send|book|schedule|arrange|email|refund|credit|note)"),
        (WEAK, r"your (?:account|order|booking|bill|policy|details|vehicle|appointment|number)"),
        (WEAK, r"we(?:'ll| will| can| offer| do have|'re open| are open)\b"),
    ),
    "es": _cues(
        (GREETING, r"(?:en|con) qu[eé] (?:le|la|lo|te|os|les )? ?(?:puedo|podemos|podría) "),
        (GREETING, r"gracias por (?:llamar|su llamada|contactar)|(?:le|te) (?:atiende|habla)"),
        (GREETING, r"(?:cómo|como) (?:le |te |la |lo )?puedo ayudar"),
        (STRONG, r"(?:algo|alguna (?:otra )?cosa) más (?:en|que)|alguna otra (?:consulta|cosa)"),
        (STRONG, r"(?:me )?(?:puede|podría|puedes|podrías) (?:decir|dar|indicar|facilitar|conf)"),
        (STRONG, r"(?:me (?:dice|da|indica|confirma)) (?:su|el|la|tu)\b"),
        (STRONG, r"(?:lamento|siento|disculpe|sentimos) (?:mucho )?(?:las|la|el|que|lo)\b"),
        (STRONG, r"(?:déjeme|permítame|voy a|le voy a) (?:ver|mirar|revisar|comprobar|consul)"),
        (STRONG, r"(?:dígame|no se retire|no cuelgue|un (?:momento|segundo),? por favor)"),
        (PLAIN, r"le (?:paso|envío|mando|confirmo|informo|explico|comento|llamaremos|apunto)"),
        (PLAIN, r"que (?:tenga|pase|tengas) (?:un )?buen|¿?(?:cuál es|me dice) su"),
        (WEAK, r"su (?:cuenta|pedido|factura|contrato|número|línea|vehículo|coche|cita|caso)"),
        (WEAK, r"(?:podemos|tenemos|ofrecemos|le puedo)\b"),
    ),
    "ca": _cues(
        (GREETING, r"en què (?:el|la|li|us|et|vos|l')? ?(?:puc|podem) |com (?:el |la |et )?puc aj"),
        (GREETING, r"gràcies per (?:trucar|la seva trucada)|(?:l'|us |li |et )(?:atén|parla)"),
        (STRONG, r"(?:alguna (?:altra )?cosa|res) més"),
        (STRONG, r"(?:em|me) (?:pot|podria|pots) (?:dir|donar|confirmar|facilitar|indicar)"),
        (STRONG, r"(?:em (?:diu|dona|confirma)) (?:el|la|els)\b"),
        (STRONG, r"(?:em sap greu|lamento|ho sento|disculpi)"),
        (STRONG, r"(?:deixi'm|ara (?:ho )?|vaig a) ?(?:miro|mirar|comprov|revis|consult)"),
        (STRONG, r"(?:digui|digue'm|un moment(?:et)?,? si us plau|no pengi)"),
        (PLAIN, r"(?:li|us) (?:passo|envio|confirmo|explico|trucarem|apunto|puc)\b"),
        (PLAIN, r"que (?:tingui|passi|vagi) (?:un )?b|quin és (?:el seu|la seva)"),
        (WEAK, r"(?:el seu|la seva|el vostre|la vostra)\b|(?:podem|tenim|oferim)\b"),
    ),
}
CUSTOMER: dict[str, Cues] = {
    "en": _cues(
        (STRONG, r"i(?:'m| am| was) (?:just )?calling (?:about|because|to|for|regarding|in)"),
        (
            STRONG,
            r"(?:i|we)(?:'m| am|'re|'ve| have|'ve been| was)? (?:having|had|got|have) (?:an? )?"
            r"(?:issue|problem|trouble|question)",
        ),
        (STRONG, r"can you help me|i was wondering|i(?:'m| am) (?:looking for|interested in)"),
        (PLAIN, r"i(?:'d| would) like to|i (?:want|need) (?:to|a|an|my|some)\b|i was hoping"),
        (PLAIN, r"(?:isn't|is not|doesn't|does not|stopped|won't|not) work"),
        (PLAIN, r"(?:i was|i've been|you) charged|you(?:'ve been| have been| were) (?:very|so|a)"),
        (PLAIN, r"thank(?:s| you) (?:so much |very much )?for (?:your|the|all) (?:help|time|info)"),
        (
            WEAK,
            r"my (?:car|order|bill|account|internet|router|phone|card|name is|email|number|wife"
            r"|husband|daughter|son|flight|booking|address)\b",
        ),
    ),
    "es": _cues(
        (STRONG, r"(?:les |le |os )?(?:llamo|llamaba) (?:porque|por|para)"),
        (STRONG, r"(?:tengo|tenía|hemos tenido) (?:un|una) (?:problema|duda|avería|consulta)"),
        (PLAIN, r"(?:quería|quisiera|querría|me gustaría|necesito)\b"),
        (PLAIN, r"no (?:me )?(?:funciona|va|entiendo|llega)|me (?:han|habéis) (?:cobrado|dicho)"),
        (PLAIN, r"se me (?:ha|encend|cae)|muchas gracias por (?:su|la|tu) (?:ayuda|atención)"),
        (WEAK, r"mi (?:factura|coche|cuenta|pedido|línea|marido|mujer|hij[oa]|móvil|tarjeta)\b"),
    ),
    "ca": _cues(
        (STRONG, r"(?:us |li )?(?:truco|trucava) (?:perquè|per)"),
        (STRONG, r"(?:tinc|tenia|hem tingut) (?:un|una) (?:problema|dubte|avaria|consulta)"),
        (PLAIN, r"(?:volia|voldria|m'agradaria|necessito)\b"),
        (PLAIN, r"no (?:em |me )?(?:funciona|va|entenc|arriba)|m'(?:han|heu) (?:cobrat|dit)"),
        (WEAK, r"(?:el meu|la meva|a casa)\b"),
    ),
}
