"""Digits in a text as people type them and say them, in English, Spanish and Catalan.

"4532 1111", "four five three two", "double four", "cincuenta y tres", "dos-cents tres" and
mixtures of these, with fillers between ("two, uh, one"), become runs of digits that know where
each digit stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

MOST_FILLERS = 4
_WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[\s,.;\-–—…·()+'’\"¿?¡!]*\Z")
_CLOSE = re.compile(r"[\s-]*\Z")
_ONES = {
    "en": "zero one two three four five six seven eight nine",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve",
    "ca": "zero u dos tres quatre cinc sis set vuit nou",
}
_TEENS = {
    "en": "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "es": "diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte"
    " veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho"
    " veintinueve",
    "ca": "deu onze dotze tretze catorze quinze setze disset divuit dinou",
}
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "ca": "vint trenta quaranta cinquanta seixanta setanta vuitanta noranta",
}
_OTHER_ONES = {
    "en": {"oh": "0", "o": "0", "nought": "0"},
    "es": {"un": "1", "una": "1"},
    "ca": {"un": "1", "una": "1", "dues": "2", "huit": "8"},
}
_HUNDREDS = (
    "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos"
    " novecientos"
)
_TIMES = {"double": 2, "triple": 3, "treble": 3, "doble": 2}
_HUNDRED_WORDS = {"en": {"hundred"}, "es": set(), "ca": {"cent", "cents"}}
_FILLERS = {
    "en": "uh um er erm eh hmm mm mmm and then okay ok so yeah yes right",
    "es": "eh em esto este mmm mm y luego pues entonces vale a ver si despues bueno",
    "ca": "eh em mmm mm i a veure doncs llavors despres vale si be",
}
LANGUAGES = {"en": ("en",), "es": ("es", "ca"), "ca": ("ca", "es")}


@dataclass(frozen=True, slots=True)
class Digit:
    """A digit, with the place of the word or the figures that it comes from."""

    value: str
    turn: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Run:
    """Digits in a row. ``spoken``: some were words; ``is_last``: no other word follows."""

    digits: tuple[Digit, ...]
    spoken: bool
    is_last: bool

    @property
    def value(self) -> str:
        return "".join(digit.value for digit in self.digits)

    def __len__(self) -> int:
        return len(self.digits)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # figures, one, teen, ten, hundreds, hundred, times
    value: str
    start: int
    end: int


@lru_cache(maxsize=20_000)  # the words of a conversation come again and again
def plain(word: str) -> str:
    """The word in lower case and without accents."""
    return unicodedata.normalize("NFD", word.lower()).encode("ascii", "ignore").decode()


def number_words(language: str | None) -> dict[str, tuple[str, str]]:
    """Each number word of the language (all, where it is unknown) with its sort and digits."""
    words: dict[str, tuple[str, str]] = {word: ("times", str(n)) for word, n in _TIMES.items()}
    for code in spoken_in(language):
        words |= {word: ("one", str(n)) for n, word in enumerate(_ONES[code].split())}
        words |= {word: ("one", digit) for word, digit in _OTHER_ONES[code].items()}
        words |= {word: ("teen", str(n)) for n, word in enumerate(_TEENS[code].split(), 10)}
        words |= {word: ("ten", str(n)) for n, word in enumerate(_TENS[code].split(), 2)}
        words |= dict.fromkeys(_HUNDRED_WORDS[code], ("hundred", ""))
        if code == "es":
            words |= {word: ("hundreds", str(n)) for n, word in enumerate(_HUNDREDS.split(), 1)}
            words["cien"] = ("hundreds", "1")
    return words


def said_pattern() -> str:
    """A pattern for any number word of the three languages, with or without its accents."""
    words = sorted((w for w in number_words(None) if len(w) > 1), key=len, reverse=True)
    accents = str.maketrans({"a": "[aàá]", "e": "[eéè]", "i": "[ií]", "o": "[oóò]", "u": "[uú]"})
    return "(?:" + "|".join(word.translate(accents) for word in words) + ")"


def spoken_in(language: str | None) -> tuple[str, ...]:
    """The languages whose number words count: who speaks Catalan may count in Spanish."""
    return LANGUAGES.get((language or "")[:2].lower(), ("en", "es", "ca"))


_WORDS = {code: number_words(code) for code in ("en", "es", "ca", "")}
_FILLED = {
    code: {filler for spoken in spoken_in(code) for filler in _FILLERS[spoken].split()}
    for code in ("en", "es", "ca", "")
}


def runs_in(text: str, language: str | None, turn: int = 0) -> list[Run]:
    """The runs of digits of a text, in order."""
    code = (language or "")[:2].lower()
    code = code if code in _WORDS else ""
    if not has_number(text, _WORDS[code]):
        return []
    runs = []
    for tokens, last in _groups(text, _WORDS[code], _FILLED[code]):
        digits = tuple(_digits_of(tokens, text, turn))
        spoken = any(token.kind != "figures" for token in tokens)
        if digits:
            runs.append(Run(digits, spoken, last))
    return runs


def has_number(text: str, number_words: Container[str]) -> bool:
    """Whether a text has figures or a number word."""
    return any(plain(word) in number_words or word.isdigit() for word in _WORD.findall(text))


def _groups(
    text: str, words: dict[str, tuple[str, str]], fillers: set[str]
) -> Iterator[tuple[list[_Token], bool]]:
    """Number tokens that only fillers part; whether they end the text."""
    tokens: list[_Token] = []
    filled = 0
    for match in _WORD.finditer(text):
        token = _token(match, words)
        filler = token is None and plain(match.group()) in fillers
        broken = tokens and (
            not _GAP.match(_between(text, tokens[-1].end, match.start(), fillers))
            or filled >= MOST_FILLERS
        )
        if tokens and (broken or (token is None and not filler)):
            yield tokens, False
            tokens = []
        if token:
            tokens.append(token)
            filled = 0
        elif filler:
            filled += 1
    if tokens:
        yield tokens, True


def _between(text: str, start: int, end: int, fillers: set[str]) -> str:
    """What stands between two tokens besides fillers."""
    return _WORD.sub(lambda m: "" if plain(m.group()) in fillers else "x", text[start:end])


def _token(match: re.Match[str], words: dict[str, tuple[str, str]]) -> _Token | None:
    word = match.group()
    if word.isascii() and word.isdigit():
        return _Token("figures", word, *match.span())
    known = words.get(plain(word))
    return _Token(*known, *match.span()) if known else None


def _digits_of(tokens: Sequence[_Token], text: str, turn: int) -> Iterator[Digit]:
    """Read tokens as digits: "double four" is 44, "cincuenta y tres" is 53."""
    place = 0
    while place < len(tokens):
        value, used = _read(tokens[place:], text)
        start, end = tokens[place].start, tokens[place + used - 1].end
        yield from (Digit(digit, turn, start, end) for digit in value)
        place += used


def _read(tokens: Sequence[_Token], text: str) -> tuple[str, int]:
    """The digits of the number that begins here, and how many tokens it takes."""
    head = tokens[0]
    follower = tokens[1] if len(tokens) > 1 else None
    if head.kind == "times":
        if follower and follower.kind in ("one", "figures") and len(follower.value) == 1:
            return follower.value * int(head.value), 2
        return "", 1
    if head.kind == "one" and head.value != "0" and follower and follower.kind == "hundred":
        rest, used = _rest(tokens[2:], text, follower)
        return head.value + rest, 2 + used
    if head.kind in ("hundreds", "hundred"):
        rest, used = _rest(tokens[1:], text, head)
        return (head.value or "1") + rest, 1 + used
    if head.kind == "ten":
        if (
            follower
            and follower.kind == "one"
            and follower.value != "0"
            and _joined(text, head, follower)
        ):
            return head.value + follower.value, 2
        return head.value + "0", 1
    return head.value, 1


def _rest(tokens: Sequence[_Token], text: str, before: _Token) -> tuple[str, int]:
    """The last two digits after a hundred, "00" where nothing belongs to it."""
    if not tokens or not _joined(text, before, tokens[0]):
        return "00", 0
    head = tokens[0]
    if head.kind == "one":
        return head.value.zfill(2), 1
    if head.kind in ("ten", "teen"):
        value, used = _read(tokens, text)
        return (value, used) if len(value) == 2 else ("00", 0)
    return "00", 0


def _joined(text: str, first: _Token, second: _Token) -> bool:
    """Whether two number words are one number: a space, a hyphen, "y", "i" or "and" between."""
    between = re.sub(r"\b(?:y|i|and)\b", "", text[first.end : second.start])
    return bool(_CLOSE.match(between))
