"""Who speaks: the labels that real exports use, in three languages, as one of five roles."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from transcripts.formats.records import Speaker
from transcripts.formats.values import text_or_none

_LABELS: dict[Speaker, str] = {
    "agent": "agent agente agents asesor asesora assessor assessora operador operadora operator "
    "advisor adviser representative rep staff support soporte suport wizard employee gestor "
    "gestora teleoperador teleoperadora human_agent agent_human supervisor sme admin teammate "
    "team_member specialist",
    "customer": "customer customers cliente client clienta user usuario usuaria usuari caller "
    "visitor visitante visitant consumer contact contacto contacte end_user enduser guest "
    "member patient paciente llamante lead requester",
    "bot": "bot chatbot ai ivr assistant virtual_agent virtual_assistant asistente "
    "asistente_virtual assistent assistent_virtual voicebot automation",
    "system": "system sistema knowledgebase knowledge_base kb event notification auto tool",
}
_ROLE: dict[str, Speaker] = {
    label: role for role, labels in _LABELS.items() for label in labels.split()
}


def normalised(label: str) -> str:
    """Lower case, without accents, words joined by `_`: `"Asistente Virtual:"` -> the same key."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")


def speaker_of(label: Any) -> Speaker:
    """The role that a label names, `unknown` where it is no known word for a role.

    Numbered labels count as their word: `agent_1` and `Customer 2`.
    """
    key = normalised((text_or_none(label) or "")[:80])
    return _ROLE.get(key) or _ROLE.get(re.sub(r"_?\d+$", "", key), "unknown")
