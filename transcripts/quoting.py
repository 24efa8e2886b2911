"""E-mail text in two: what its writer wrote, and what it quotes from before."""

from __future__ import annotations

import re

_INTRODUCTION = re.compile(
    r"^(?:(?:On|El|Le|Am|Il|Em|Op)\b.{4,200}\b(?:wrote|escribió|va escriure|a écrit|schrieb|ha "
    r"scritto|escreveu|schreef)\b.{0,80}:\s*"
    r"|-{2,}\s*(?:Original Message|Mensaje original|Missatge original|Forwarded message"
    r"|Mensaje reenviado)\s*-{2,}\s*)$",
    re.IGNORECASE,
)
_HEADER = re.compile(r"^(?:From|De|Sent|Enviado|Enviat|Date|Fecha|Data|To|Para|Per a)\s?:", re.I)
_LONGEST_LINE = 400


def without_quotes(text: str) -> tuple[str, str]:
    """The text without the mail that it answers, and that mail; ("...", "") where it quotes none.

    A quotation goes from its introduction ("On Monday Ana wrote:"), or from the last run of lines
    that begin with ">", to the end. Answers written between quoted lines stay as they are, and so
    does a text that would be nothing but a quotation.
    """
    lines = text.split("\n")
    place = _introduction(lines)
    if place is None:
        place = _trailing_marks(lines)
    if place is None:
        return text, ""
    own = "\n".join(lines[:place]).strip()
    return (own, "\n".join(lines[place:]).strip()) if own else (text, "")


def _introduction(lines: list[str]) -> int | None:
    """The line that introduces a quotation which reaches to the end."""
    for place, line in enumerate(lines):
        short = line.strip()[:_LONGEST_LINE]
        headed = _HEADER.match(short) and sum(
            bool(_HEADER.match(other.strip()[:20])) for other in lines[place : place + 4]
        )
        if _INTRODUCTION.match(short):
            rest = [other for other in lines[place + 1 :] if other.strip()]
            marked = sum(other.lstrip().startswith(">") for other in rest)
            if marked in (0, len(rest)):
                return place
        elif headed and headed >= 3:
            return place
    return None


def _trailing_marks(lines: list[str]) -> int | None:
    """The first of the quoted lines that end a text."""
    place = len(lines)
    while place and (not lines[place - 1].strip() or lines[place - 1].lstrip().startswith(">")):
        place -= 1
    quoted = any(line.lstrip().startswith(">") for line in lines[place:])
    return place if quoted else None
