"""Made-up personal data, and numbers that are none, as people type and say them."""

from collections.abc import Callable
from random import Random

from stdnum import iban, luhn
from stdnum.es import cif, dni

from bench.redaction_words import below_hundred, below_thousand, spoken_digits

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
    " diciembre",
    "ca": "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
}
NAMES = {
    "en": "Emily Carter;James O'Neill;Priya Patel;Margaret Whitfield;Daniel;Aisha Khan;Tom Becker",
    "es": "María Pérez Gómez;José Luis Ortega;Lucía Fernández;Ramón Iglesias;Carmen;"
    "Iker Etxeberria",
    "ca": "Núria Puig i Ferrer;Jordi Casals;Montserrat Vila;Arnau Serra;Mercè;Pol Riera Font",
}
MAILS = (
    "maria.perez@gmail.com john_smith@hotmail.com lucia85@yahoo.es pau@correu.cat k.lee@acme.org"
)
STREETS = {
    "en": "221 Baker Street, London NW1 6XE;1600 Pennsylvania Avenue, Washington, DC 20500;"
    "14 Elm Road;Flat 3, 27 Market Lane;8 St. John's Drive, Leeds LS1 4DY;742 Evergreen Terrace;"
    "55 West 46th Street, New York, NY 10036;90 Oak Blvd, Apt 12",
    "es": "calle Mayor 12, 3º 2ª, 28013 Madrid;Avenida de la Constitución, 45;C/ Aragón 230;"
    "plaza España número 7;calle del Príncipe de Vergara 112, 41001 Sevilla;Paseo de Gracia, 92;"
    "calle Serrano, número 40;avda. Meridiana 33, 4º B",
    "ca": "carrer de Mallorca 401, 08013 Barcelona;avinguda Diagonal, 477;c/ Balmes 12, 2n 1a;"
    "plaça de la Vila, número 5;passeig de Gràcia 92;carrer Major, número 14;"
    "ronda de Sant Pere 19, 17001 Girona;carrer del Doctor Trueta 8, baixos",
}
AT = {"en": ("at", "dot", "underscore"), "es": ("arroba", "punto", "guion bajo")}
AT["ca"] = ("arrova", "punt", "guió baix")
Value = Callable[[str, Random], str]


def digits(count: int, chance: Random) -> str:
    return "".join(str(chance.randrange(10)) for _ in range(count))


def grouped(text: str, sizes: tuple[int, ...], sign: str) -> str:
    """Cut a text into groups of these sizes, the last one as often as needed."""
    groups, at, place = [], 0, 0
    while at < len(text):
        size = sizes[min(place, len(sizes) - 1)]
        groups.append(text[at : at + size])
        at, place = at + size, place + 1
    return sign.join(groups)


def card_digits(chance: Random) -> str:
    body = chance.choice(("4", "51", "55", "2221", "37"))
    body += digits((14 if body == "37" else 15) - len(body), chance)
    return body + luhn.calc_check_digit(body)


def card(_language: str, chance: Random) -> str:
    number = card_digits(chance)
    sizes = (4, 6, 5) if len(number) == 15 else (4,)
    sign = chance.choice((" ", " ", "-", "", ".", ", ", "each"))
    return " ".join(number) if sign == "each" else grouped(number, sizes, sign)


def card_spoken(language: str, chance: Random) -> str:
    return spoken_digits(card_digits(chance), language, chance)


def cvv_spoken(language: str, chance: Random) -> str:
    number = digits(3, chance)
    if language != "en" and number[0] != "0" and chance.random() < 0.5:
        return below_thousand(int(number), language)
    return spoken_digits(number, language, chance)


def iban_value(_language: str, chance: Random) -> str:
    country, size = chance.choice((("ES", 20), ("ES", 20), ("DE", 18), ("GB", 18), ("PT", 21)))
    body = ("NWBK" + digits(14, chance)) if country == "GB" else digits(size, chance)
    number = country + iban.calc_check_digits(country + "00" + body) + body
    return grouped(number, (4,), chance.choice((" ", "", "-")))


def ssn_digits(chance: Random) -> str:
    return f"{chance.randrange(101, 665)}{chance.randrange(11, 99)}{chance.randrange(1001, 9999)}"


def ssn(_language: str, chance: Random) -> str:
    return grouped(ssn_digits(chance), (3, 2, 4), chance.choice(("-", " ", "-")))


def nino(_language: str, chance: Random) -> str:
    number = chance.choice(("AB", "JG", "PX", "SR")) + digits(6, chance) + chance.choice("ABCD")
    return grouped(number, (2,), chance.choice((" ", "")))


def dni_value(_language: str, chance: Random) -> str:
    body = digits(8, chance)
    letter = dni.calc_check_digit(body)
    dotted = f"{body[:2]}.{body[2:5]}.{body[5:]}"
    return chance.choice(
        (body + letter, f"{body}-{letter}", f"{dotted}-{letter}", f"{body} {letter}")
    )


def dni_spoken(language: str, chance: Random) -> str:
    body = digits(8, chance)
    return f"{spoken_digits(body, language, chance)} {dni.calc_check_digit(body)}"


def nie_value(_language: str, chance: Random) -> str:
    first, body = chance.choice("XYZ"), digits(7, chance)
    letter = dni.calc_check_digit(str("XYZ".index(first)) + body)
    return chance.choice((f"{first}{body}{letter}", f"{first}-{body}-{letter}"))


def cif_value(_language: str, chance: Random) -> str:
    first, body = chance.choice("AB"), digits(7, chance)
    return first + body + cif.calc_check_digits(first + body)[0]


def phone_digits(language: str, chance: Random) -> str:
    if language == "en":
        return chance.choice(("415555", "212555", "650253")) + digits(4, chance)
    return chance.choice(("6", "6", "93", "91")) + digits(8, chance)[:8]


def phone(language: str, chance: Random) -> str:
    number = phone_digits(language, chance)
    if language == "en":
        british = f"07911 {digits(6, chance)}"
        joined = f"({number[:3]}) {number[3:6]}-{number[6:]}"
        written = (joined, grouped(number, (3, 3, 4), "-"), f"+1 {number}", british)
        return chance.choice((*written, f"+44 20 7946 0{digits(3, chance)}"))
    number = number[:9]
    shapes = (number, grouped(number, (3, 2), " "), grouped(number, (3,), " "))
    return chance.choice((*shapes, f"+34 {grouped(number, (3,), ' ')}"))


def phone_spoken(language: str, chance: Random) -> str:
    number = phone_digits(language, chance)
    if language != "en":
        number = number[:9]
        if chance.random() < 0.4 and "0" not in number[3::2]:
            pairs = [int(number[i : i + 2]) for i in (3, 5, 7)]
            head = spoken_digits(number[:3], language, chance)
            return " ".join([head, *(below_hundred(pair, language) for pair in pairs)])
    return spoken_digits(number, language, chance)


def email(_language: str, chance: Random) -> str:
    return chance.choice(MAILS.split())


def email_spoken(language: str, chance: Random) -> str:
    at, dot, bar = AT[language]
    text = chance.choice(MAILS.split()).replace("85", f" {below_hundred(85, language)} ")
    text = text.replace("@", f" {at} ").replace(".", f" {dot} ").replace("_", f" {bar} ")
    return " ".join(text.split())


def birth(language: str, chance: Random) -> str:
    day, month, year = chance.randrange(1, 29), chance.randrange(12), chance.randrange(1940, 2006)
    name = MONTHS[language].split()[month]
    numeric = f"{day:02}/{month + 1:02}/{year}"
    if language == "en":
        return chance.choice((numeric, f"{name} {day}, {year}", f"{day} {name} {year}"))
    joint = "d'" if language == "ca" and name[0] in "ao" else "de "
    written = f"{day} {joint}{name} {'del' if language == 'ca' else 'de'} {year}"
    return chance.choice((numeric, numeric.replace("/", "-"), written))


def listed(texts: dict[str, str]) -> Value:
    """A value that is one of a list parted by semicolons."""

    def choose(language: str, chance: Random) -> str:
        return chance.choice(texts[language].split(";"))

    return choose


VALUES: dict[str, tuple[str, Value]] = {
    "card": ("card", card),
    "card.spoken": ("card", card_spoken),
    "cvv": ("cvv", lambda _language, chance: digits(3, chance)),
    "cvv.spoken": ("cvv", cvv_spoken),
    "iban": ("iban", iban_value),
    "ssn": ("id", ssn),
    "ssn.spoken": ("id", lambda lang, chance: spoken_digits(ssn_digits(chance), lang, chance)),
    "nino": ("id", nino),
    "dni": ("id", dni_value),
    "dni.spoken": ("id", dni_spoken),
    "nie": ("id", nie_value),
    "cif": ("id", cif_value),
    "phone": ("phone", phone),
    "phone.spoken": ("phone", phone_spoken),
    "email": ("e-mail", email),
    "email.spoken": ("e-mail", email_spoken),
    "address": ("address", listed(STREETS)),
    "birth": ("birth", birth),
    "name": ("name", listed(NAMES)),
}
