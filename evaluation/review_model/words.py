"""The words that the first rules listen for, in English, Spanish and Catalan.

Each entry is a regular expression for whole words, matched without regard to case. A rule looks at
the customer's or at the agent's turns only, as its signal says. Texts in an unknown language are
tried against all three.
"""

import re
from functools import cache

CUSTOMER_PHRASES: dict[str, dict[str, tuple[str, ...]]] = {
    "legal_threat": {
        "en": (r"lawyer", r"attorney", r"sue you", r"legal action", r"take you to court",
               r"ombudsman", r"small claims", r"trading standards"),
        "es": (r"abogad[oa]s?", r"denunciar\w*", r"demandar\w*", r"acciones legales",
               r"hoja de reclamaciones", r"oficina del consumidor"),
        "ca": (r"advocad[ae]s?", r"advocat", r"denunciar\w*", r"demandar\w*", r"accions legals",
               r"full de reclamacions"),
    },
    "escalation": {
        "en": (r"supervisor", r"your manager", r"a manager", r"someone in charge",
               r"speak to someone else", r"escalate"),
        "es": (r"supervisor[a]?", r"su (jefe|jefa|encargad[oa]|superior)", r"un responsable",
               r"hablar con otra persona"),
        "ca": (r"supervisor[a]?", r"(el seu cap|el seu encarregat|la seva encarregada)",
               r"un responsable", r"parlar amb una altra persona"),
    },
    "cancel": {
        "en": (r"cancel (my|the|our) (account|contract|subscription|service|plan)",
               r"close my account", r"switch(ing)? (to another )?provider", r"leave you"),
        "es": (r"dar(me|nos)? de baja",
               r"cancelar (mi|el|la) (cuenta|contrato|suscripción|servicio)",
               r"cambiar(me|nos)? de compañía"),
        "ca": (r"donar(-me|-nos)? de baixa",
               r"cancel·lar (el meu|la meva|el|la) (compte|contracte|subscripció|servei)",
               r"canviar de companyia"),
    },
    "complaint": {
        "en": (r"complain(t|ts)?", r"unacceptable", r"ridiculous", r"fed up", r"worst",
               r"disgusted", r"waste of (my )?time", r"(third|fourth|fifth) time"),
        "es": (r"queja", r"reclamación", r"inaceptable", r"vergüenza", r"hart[oa]s?",
               r"tomadura de pelo", r"(tercera|cuarta|quinta) vez"),
        "ca": (r"queixa", r"reclamació", r"inacceptable", r"vergonya", r"(estic )?fart[a]?",
               r"presa de pèl", r"(tercera|quarta|cinquena) vegada"),
    },
}  # fmt: skip

AGENT_APOLOGIES: dict[str, tuple[str, ...]] = {
    "en": (r"sorry", r"apologi[sz]e", r"apologies", r"my fault", r"our fault"),
    "es": (r"lo siento", r"lo lamento", r"disculp\w+", r"perdon\w*", r"perdón", r"lamentamos",
           r"sentimos"),
    "ca": (r"ho sento", r"ho lamento", r"disculp\w+", r"perdon\w*", r"perdó", r"em sap greu",
           r"lamentem"),
}  # fmt: skip


@cache
def pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """One expression that finds any of ``phrases`` as whole words."""
    return re.compile(r"\b(?:" + "|".join(phrases) + r")\b", re.IGNORECASE)


def phrases_in(by_language: dict[str, tuple[str, ...]], language: str | None) -> tuple[str, ...]:
    """The phrases of one language, or those of all where the language has none."""
    known = by_language.get(language or "")
    return known or tuple(phrase for phrases in by_language.values() for phrase in phrases)
