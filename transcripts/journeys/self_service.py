"""Hearing from customers that they tried to help themselves first and could not."""

from __future__ import annotations

import re
import unicodedata

_PLACE = {
    "en": r"(?:website|web site|web ?page|site|app(?:lication)?(?! (?:fee|form|number))|"
    r"chat ?bot|bot|portal|online|help page|faq|automated (?:system|line|menu)|voice menu|machine)",
    "es": r"(?:web|pagina|app|aplicacion|chatbot|bot|portal|area de clientes|internet|"
    r"contestador|robot|maquina)",
    "ca": r"(?:web|pagina|app|l?aplicacio|chatbot|bot|portal|area de clients|internet|"
    r"contestador|robot|maquina)",
}
_FAILURE = {
    "en": r"(?:(?:(?:did|does|do|would|could|can|was|is|has)(?: not|nt)|cannot|cant|wont)"
    r"(?! (?:remember|recall|think|know|want|authori[sz]e|recogni[sz]e|mind))|"
    r"no way|tried|trying|fail(?:s|ed)?|error|crash(?:es|ed)?|stuck|unable|useless)",
    "es": r"(?:no (?:(?:me|nos|se|lo|la) )*(?:funciona|funcionaba|deja|dejaba|puedo|podia|pude|"
    r"carga|encuentro|encontraba|sale|salia|entiende|entendia|va|iba|permite)|he intentado|"
    r"intente|intentado|error|se cuelga|bloquea)",
    "ca": r"(?:no (?:(?:em|ens|es|ho|ha) )*(?:funciona|funcionava|deixa|deixava|puc|podia|"
    r"vaig poder|carrega|trobo|trobava|surt|sortia|enten|entenia|va|anava|permet)|"
    r"he (?:intentat|provat)|intentat|error|es penja|bloqueja)",
}
_NEAR = r"(?:\W+\w+){0,8}?\W+"
_PATTERNS = {
    language: re.compile(
        rf"\b{_FAILURE[language]}\b{_NEAR}{_PLACE[language]}\b"
        rf"|\b{_PLACE[language]}\b{_NEAR}{_FAILURE[language]}\b"
    )
    for language in _PLACE
}


def self_service_failed(said: str, language: str | None = None) -> bool:
    """Whether a customer tells of a failure and of a self-service channel in one breath.

    Looks at one sentence at a time, with at most eight words between the two. All three
    languages (en, es, ca) are tried where `language` is not one of them.
    """
    code = (language or "").lower()[:2]
    patterns = [_PATTERNS[code]] if code in _PATTERNS else list(_PATTERNS.values())
    sentences = [_plain(sentence) for sentence in re.split(r"[.!?\n]+", said[:20_000])]
    return any(pattern.search(sentence) for sentence in sentences for pattern in patterns)


def _plain(text: str) -> str:
    """Lower case without accents and apostrophes."""
    bare = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return bare.replace("'", "")
