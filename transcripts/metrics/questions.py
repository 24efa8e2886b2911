"""Questions in English, Spanish and Catalan, told by their words where no mark is written.

Speech recognisers and hurried writers leave the question mark out, so a clause counts as a
question when it ends with one or when it opens like one. It is *open* when it asks the other
person to tell in their own words (what, why, how, "tell me"); it is *closed* when a yes, a no or
one fact answers it (can you, which, when, how many, "what is your name"). This is the distinction
that probing is coached by (Kvale, "Doing Interviews", 2007; Hargie, "Skilled Interpersonal
Communication", 2011), not the grammarians' one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

_OPENERS = {
    "en": r"(?:and|so|but|ok|okay|well|now|then|right|yes|no|sure|great|hi|hello|also|just|please|"
    r"thanks|thank you|perfect|alright|all right|um|uh|er)",
    "es": r"(?:y|pues|pero|bueno|vale|entonces|ahora|perfecto|de acuerdo|bien|si|sí|no|hola|eh|"
    r"oiga|mire|gracias|muy bien)",
    "ca": r"(?:i|doncs|però|bé|val|d'acord|llavors|aleshores|ara|perfecte|molt bé|sí|no|hola|eh|"
    r"escolti|miri|gràcies)",
}
_OPEN = {
    "en": r"(?:(?:can|could|would|will) you (?:please )?(?:tell me (?:more|about|what|how|why)|"
    r"describe|explain|walk me)|tell me (?:more|about|what|how|why)|describe|explain|walk me|"
    r"why|how come|how(?! (?:many|much|long|old|often|far|big|soon|late|about))|"
    r"what (?:do|does|did|can|could|would|will|should|has|have|had|happen\w*|else|about|seems|"
    r"exactly|brings?|brought|went|goes|makes?|made|led)\b|"
    r"what(?:'s| is| are| was| were) (?:the |your )?(?:problems?|issues?|matter|reason|difference|"
    r"error|situation|trouble|wrong|going|happening|it|that|this|causing|stopping|questions?|"
    r"concern|opinion|experience|symptoms)\b|what(?=$))",
    "es": r"(?:(?:me )?(?:puede|puedes|podría|podrías) (?:contar|explicar|describir)\w*|"
    r"cuénte(?:me|nos)|explíque(?:me|nos)|descríba(?:me|nos)|dígame (?:qué|cómo|por qué)|"
    r"por qué|por que|(?:a|de|en|para|con) qué|qué(?! (?:día|hora|fecha|número))|"
    r"cómo(?! se llama))",
    "ca": r"(?:(?:em )?(?:pot|pots|podria|podries) (?:explicar|descriure|dir què)\w*|"
    r"expliqui'?m|expliqui'?ns|descrigui'?m|digui'?m (?:què|com|per què)|"
    r"per què|(?:a|de|en|amb) què|què(?! (?:dia|hora))|com(?! es diu))",
}
_CLOSED = {
    "en": r"(?:(?:do|does|did|are|is|was|were|has|had|can|could|would|will|should|may|shall|"
    r"have|am|isn't|aren't|don't|didn't|won't|can't|couldn't|haven't)"
    r" (?:you|i|we|it|that|this|there|they|he|she|your|my|the|any|anything|anyone)\b|"
    r"when (?:is|are|was|were|do|does|did|can|could|would|will|should|have|has)\b|"
    r"where (?:is|are|was|were|do|does|did|can|could|would|will|should|have|has)\b|"
    r"who (?:is|are|was|were|do|does|did|can|could|would|will|should|has)\b|"
    r"(?:(?:at|on|for|in|to|from|with|by) )?(?:which|what) "
    r"(?!(?:i|we|he|she|they|you|it|this|that) )"
    r"(?:\w+ ){1,3}?"
    r"(?:is|are|was|were|do|does|did|can|could|would|will|should|have|has)\b|which\b|"
    r"what(?:'s| is| are| was| were)\b|what (?:time|date|day|number)\b|"
    r"how (?:many|much|long|old|often|far|big|soon|late|about)\b)",
    "es": r"(?:(?:me |nos |le |te |se )?(?:puede|puedes|podría|podrías|podemos|podríamos|puedo)\b|"
    r"(?:tiene|tienes|sabe|sabes|quiere|quieres|desea|prefiere|recuerda) (?:usted|alguna?|un|una|"
    r"el|la|los|las|su|que|si|a mano)\b|ha (?:probado|intentado|recibido|mirado|podido)\b|"
    r"has (?:probado|intentado|recibido|mirado|podido)\b|cuál\w*|cuándo|cuánt\w+|dónde|adónde|"
    r"quién\w*|qué (?:día|hora|fecha|número)|cómo se llama|hay (?:algo|alguna?)\b|"
    r"es (?:usted|posible|correcto)\b)",
    "ca": r"(?:(?:em |ens |li |et |es )?(?:pot|pots|podria|podries|podem|podríem|puc)\b|"
    r"(?:té|tens|sap|saps|vol|vols|desitja|prefereix|recorda) (?:vostè|algun|alguna|un|una|el|la|"
    r"els|les|que|si|a mà)\b|ha (?:provat|intentat|rebut|mirat|pogut)\b|"
    r"has (?:provat|intentat|rebut|mirat|pogut)\b|quin\w*|quan\b|quant\w*|on\b|qui\b|"
    r"què (?:dia|hora)|com es diu|hi ha (?:res|algun|alguna)\b|és (?:vostè|possible|correcte)\b)",
}
_FINITE_EN = (
    r" (?:is|are|was|were|am|do|does|did|can|could|would|will|should|have|has|had|may|might|seems|"
    r"happen\w*|makes?|made|kind|sort|exactly|about|else|brings?|went|goes|part|model|type|"
    r"version|browser|device|error|plan|email|address)\b|'s\b|'re\b"
)
"""What makes a clause that opens with "what", "how" or "why" a question even without its mark."""


@dataclass(frozen=True)
class Questions:
    """How many of each kind somebody asks."""

    open: int = 0
    closed: int = 0

    @property
    def all(self) -> int:
        return self.open + self.closed


def count_questions(texts: Iterable[str], language: str | None = None) -> Questions:
    """Count the open and closed questions in what one side says, turn by turn.

    All three languages are tried where ``language`` is not one of them.
    """
    kinds = [kind for text in texts for kind in kinds_of(text, language)]
    return Questions(kinds.count("open"), kinds.count("closed"))


@lru_cache(maxsize=1024)  # greetings and phrases come again and again
def kinds_of(text: str, language: str | None = None) -> tuple[str, ...]:
    """Return "open" or "closed" for each question in a text, in order."""
    found = []
    for clause, end in _clauses(text):
        kind = _kind(clause, "?" in end, (language or "")[:2].lower())
        if kind:
            found.append(kind)
    return tuple(found)


def _clauses(text: str) -> list[tuple[str, str]]:
    """Sentences with the marks that end them; a Spanish opening mark begins one too."""
    pieces = re.split(r"([.!?…\n]+(?=\s|$|[¿\"')])|[?]+)|(?=¿)", text[:20_000])
    words = [piece or "" for piece in pieces]
    marks = [*words[1::2], ""]
    return [
        (clause.strip(" ¿¡,;:-\"'()").lower().replace("’", "'"), mark)
        for clause, mark in zip(words[0::2], marks, strict=False)
        if re.search(r"\w", clause)
    ]


def _kind(clause: str, marked: bool, language: str) -> str | None:
    languages = (language,) if language in _OPEN else tuple(_OPEN)
    for code in languages:
        if _pattern(code, "open").match(clause):
            if marked or _is_sure(clause, code):
                return "open"
        elif _pattern(code, "closed").match(clause):
            return "closed"
    if not marked:
        return None
    late = any(_late_open(code).search(clause) for code in languages)
    return "open" if late else "closed"


def _is_sure(clause: str, language: str) -> bool:
    """Whether an opening word makes a question without its mark ("what I mean is" does not)."""
    if language != "en":
        return True
    bare = re.sub(rf"^(?:{_OPENERS['en']}\W+)*", "", clause)
    if not re.match(r"(?:what|how|why)\b", bare):
        return True
    return bool(re.match(rf"\w+(?:{_FINITE_EN})", bare))


@cache
def _pattern(language: str, kind: str) -> re.Pattern[str]:
    words = (_OPEN if kind == "open" else _CLOSED)[language]
    return re.compile(rf"(?:{_OPENERS[language]}\W+){{0,4}}{words}(?!\w)")


@cache
def _late_open(language: str) -> re.Pattern[str]:
    """An open question after a few words of introduction: "your router, what does it show"."""
    return re.compile(rf"(?:^|[,;:]\W*|\b(?:and|so|but|y|pero|i|però) ){_OPEN[language]}(?!\w)")
