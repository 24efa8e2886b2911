"""Words beside a number that say what it is: of a card, a telephone, a birth, an order."""

from __future__ import annotations

import re

REACH = 90  # characters before a number in which such a word counts

CARD = re.compile(
    r"\b(?:card|visa|master ?card|amex|american express|debit|credit|pan|long number"
    r"|(?:sixteen|16) digits?|tarjeta|n[uú]mero largo|(?:diecis[eé]is|16) (?:d[ií]gitos|n[uú]meros)"
    r"|targeta|n[uú]mero llarg|(?:setze|16) (?:d[ií]gits|n[uú]meros))\b",
    re.IGNORECASE,
)
CVV = re.compile(
    r"\b(?:cvv2?|cvc2?|cvn|security (?:code|number)|verification (?:code|number)"
    r"|c[oó]digo de (?:seguridad|verificaci[oó]n)|n[uú]mero de seguridad"
    r"|codi de (?:seguretat|verificaci[oó])|n[uú]mero de seguretat"
    r"|(?:three|3|four|4) (?:last )?(?:digits|numbers)[^.?!]{0,30}\b(?:back|reverse)"
    r"|(?:tres|3|cuatro|quatre|4) (?:[uú]ltim[oa]s )?(?:d[ií]gitos|n[uú]meros|cifras)[^.?!]{0,30}"
    r"\b(?:detr[aá]s|reverso|dorso|atr[aá]s)"
    r"|(?:tres|3|quatre|4) (?:d[ií]gits|n[uú]meros|xifres)[^.?!]{0,30}\b(?:darrere|revers|dors))",
    re.IGNORECASE,
)
PHONE = re.compile(
    r"\b(?:(?:tele)?phone|mobile|cell|landline|call (?:me|you|us|back|on|at)|text me|ring me"
    r"|reach (?:me|you)|contact number|(?:best|my) number|number to call|number's|whatsapp"
    r"|tel[eé]fono|m[oó]vil|ll[aá]m\w+|fijo|tel[eèé]fon|m[oò]bil|truc\w+|truqu\w+|fix)\b",
    re.IGNORECASE,
)
IDENTITY = re.compile(
    r"\b(?:ssn|social(?: security)?|national insurance|ni number|nino|passport|tax id"
    r"|dni|nif|nie|cif|documento|identidad|pasaporte|document d['’ ]|identitat|passaport)",
    re.IGNORECASE,
)
BIRTH = re.compile(
    r"(?:\bborn\b|\bbirth|\bdob\b|\bd\.o\.b|\bnac(?:í|i|ió|io|imiento|iste)\b|cumplea[ñn]os"
    r"|\bnaixement\b|\bn[eé]ixer\b|\bnascut|\bnascuda|\baniversari)",
    re.IGNORECASE,
)
THINGS = re.compile(
    r"\b(?:order|ticket|case|reference|ref|tracking|serial|invoice|flight|error|model|version"
    r"|parcel|shipment|booking|amount|quantity|imei|contract"
    r"|pedido|incidencia|referencia|seguimiento|serie|factura|vuelo|env[ií]o|reserva|importe"
    r"|paquete|contrato|expediente|albar[aá]n"
    r"|comanda|incid[eè]ncia|refer[eè]ncia|seguiment|s[eè]rie|vol|enviament|import|paquet"
    r"|contracte|expedient|albar[aà])\b",
    re.IGNORECASE,
)
HOME = re.compile(
    r"\b(?:address|live (?:at|in|on)|moved to|deliver|ship (?:it|the)|direcci[oó]n|domicilio"
    r"|vivo|env[ií]\w+|manda\w*|mud\w+|adre[cç]a|domicili|visc|envi\w+)\b",
    re.IGNORECASE,
)
ASKS_NAME = re.compile(
    r"(?:\byour (?:full |first |last )?(?:name|surname)|\bfull name|who am i speaking|who is this"
    r"|\bsu (?:nombre|apellido)|nombre completo|c[oó]mo se llama|con qui[eé]n (?:hablo|tengo)"
    r"|\bel seu (?:nom|cognom)|nom complet|com es diu|com et dius|amb qui (?:parlo|tinc))",
    re.IGNORECASE,
)


def last_place(pattern: re.Pattern[str], text: str, before: int) -> int:
    """How many characters before an offset the pattern last ends; -1 where it is not in reach."""
    start = max(0, before - REACH)
    ends = [match.end() for match in pattern.finditer(text[start:before])]
    return before - start - ends[-1] if ends else -1


def is_about(pattern: re.Pattern[str], text: str, before: int, asked: str = "") -> bool:
    """Whether the words before an offset, or else the question before, speak of something.

    Nearer words win: a number right after "order" is an order's, whatever was asked.
    """
    near = last_place(pattern, text, before)
    thing = last_place(THINGS, text, before)
    if near >= 0:
        return thing < 0 or near <= thing
    return thing < 0 and bool(pattern.search(asked))
