"""Numbers as people say them, for the test set of redaction.

Written apart from the product's reader of spoken numbers, so that one cannot excuse the other.
"""

from random import Random

UNITS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
    " dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro"
    " veinticinco veintiséis veintisiete veintiocho veintinueve",
    "ca": "zero u dos tres quatre cinc sis set vuit nou deu onze dotze tretze catorze quinze setze"
    " disset divuit dinou vint",
}
TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "ca": "vint trenta quaranta cinquanta seixanta setanta vuitanta noranta",
}
HUNDREDS = {
    "es": "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos"
    " ochocientos novecientos",
    "ca": "cent dos-cents tres-cents quatre-cents cinc-cents sis-cents set-cents vuit-cents"
    " nou-cents",
}
FILLERS = {"en": ("uh", "um", "er"), "es": ("eh", "esto", "mmm"), "ca": ("eh", "mmm", "a veure")}
DOUBLE = {"en": "double", "es": "doble", "ca": "doble"}


def below_hundred(number: int, language: str) -> str:
    """The words for 0 to 99."""
    units = UNITS[language].split()
    if number < len(units):
        return units[number]
    tens, rest = TENS[language].split()[number // 10 - 2], number % 10
    if not rest:
        return tens
    if language == "es":
        return f"{tens} y {units[rest]}"
    if language == "ca":
        return f"{tens}-{'i-' if number < 30 else ''}{units[rest]}"
    return f"{tens}-{units[rest]}"


def below_thousand(number: int, language: str) -> str:
    """The words for 0 to 999."""
    if number < 100:
        return below_hundred(number, language)
    hundreds, rest = divmod(number, 100)
    tail = below_hundred(rest, language) if rest else ""
    if language == "en":
        return f"{UNITS['en'].split()[hundreds]} hundred" + (f" and {tail}" if tail else "")
    head = HUNDREDS[language].split()[hundreds - 1]
    head = "cien" if head == "ciento" and not rest else head
    return f"{head} {tail}".strip()


def spoken_digits(digits: str, language: str, chance: Random) -> str:
    """Digits read aloud: one by one, in pairs, with doubles, with fillers and commas."""
    style = chance.choice(("single", "single", "fillers", "commas", "pairs", "doubles"))
    if style == "pairs" and len(digits) % 2 == 0 and "0" not in digits[::2]:
        pairs = [digits[i : i + 2] for i in range(0, len(digits), 2)]
        return ", ".join(below_hundred(int(pair), language) for pair in pairs)
    words = with_doubles(digits, language) if style == "doubles" else singles(digits, language)
    if style == "fillers":
        words.insert(chance.randrange(1, len(words)), f"{chance.choice(FILLERS[language])},")
    if style == "commas":
        words = [word + "," * (i % 4 == 3 and i + 1 < len(words)) for i, word in enumerate(words)]
    if language == "en" and chance.random() < 0.3:
        words = ["oh" if word == "zero" else word for word in words]
    return " ".join(words)


def singles(digits: str, language: str) -> list[str]:
    """One word for each digit."""
    return [below_hundred(int(digit), language) for digit in digits]


def with_doubles(digits: str, language: str) -> list[str]:
    """One word for each digit, but "double four" for two that are the same."""
    words, place = [], 0
    while place < len(digits):
        twice = digits[place : place + 2] == digits[place] * 2
        word = below_hundred(int(digits[place]), language)
        words.append(f"{DOUBLE[language]} {word}" if twice else word)
        place += 2 if twice else 1
    return words
