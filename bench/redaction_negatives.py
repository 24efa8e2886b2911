"""Numbers, codes, places and products that identify nobody and must survive redaction."""

from random import Random

from bench.redaction_values import MONTHS, Value, digits
from bench.redaction_words import below_hundred, below_thousand

UNITS = {
    "en": ("minutes", "days", "hours", "weeks", "euros"),
    "es": ("minutos", "días", "horas", "semanas", "euros"),
    "ca": ("minuts", "dies", "hores", "setmanes", "euros"),
}
PLACES = ("Barcelona", "Girona", "London", "Valencia", "Lleida", "Bristol", "Zaragoza", "Vic")
BRANDS = ("Pixel 9", "Galaxy Tab", "ThinkPad", "Kindle", "Roomba", "Apple Watch")
YEARS = {"en": "years", "es": "años", "ca": "anys"}


def date(language: str, chance: Random) -> str:
    day, month, year = chance.randrange(1, 29), chance.randrange(12), chance.randrange(2023, 2027)
    name = MONTHS[language].split()[month]
    if language == "en":
        written = f"{name} {day}"
    else:
        written = (
            f"{day} {chr(100) + chr(39) if name[0] in 'ao' and language == 'ca' else 'de '}{name}"
        )
    return chance.choice(
        (written, f"{day:02}/{month + 1:02}/{year}", f"{year}-{month + 1:02}-{day:02}")
    )


def price(language: str, chance: Random) -> str:
    whole, cents = chance.randrange(3, 1900), chance.randrange(100)
    if language == "en":
        return chance.choice((f"${whole:,}.{cents:02}", f"{whole} euros", f"£{whole}.{cents:02}"))
    dotted = f"{whole:,}".replace(",", ".")
    return chance.choice((f"{dotted},{cents:02} €", f"{whole} euros", f"{dotted},{cents:02} euros"))


def price_spoken(language: str, chance: Random) -> str:
    return f"{below_thousand(chance.randrange(12, 990), language)} euros"


def duration(language: str, chance: Random) -> str:
    return f"{chance.randrange(2, 48)} {chance.choice(UNITS[language][:4])}"


def duration_spoken(language: str, chance: Random) -> str:
    return (
        f"{below_hundred(chance.randrange(3, 60), language)} {chance.choice(UNITS[language][:3])}"
    )


def order(_language: str, chance: Random) -> str:
    shapes = (digits(7, chance), f"PED-2025-{digits(5, chance)}", f"2025{digits(6, chance)}")
    return chance.choice((*shapes, f"ORD{digits(8, chance)}", f"#{digits(6, chance)}"))


def tracking(_language: str, chance: Random) -> str:
    shapes = (
        f"1Z999AA1{digits(10, chance)}",
        f"RR{digits(9, chance)}ES",
        f"JD00{digits(14, chance)}",
    )
    return chance.choice(shapes)


NEGATIVES: dict[str, Value] = {
    "date": date,
    "price": price,
    "price.spoken": price_spoken,
    "duration": duration,
    "duration.spoken": duration_spoken,
    "order": order,
    "tracking": tracking,
    "time": lambda _l, chance: f"{chance.randrange(8, 21)}:{chance.choice(('00', '15', '30'))}",
    "month": lambda lang, chance: chance.choice(MONTHS[lang].split()),
    "quantity": lambda _l, chance: str(chance.randrange(2, 500)),
    "quantity.spoken": lambda lang, chance: below_hundred(chance.randrange(2, 99), lang),
    "years": lambda lang, chance: f"{chance.randrange(2, 30)} {YEARS[lang]}",
    "year": lambda _l, chance: str(chance.randrange(2015, 2027)),
    "ticket": lambda _l, chance: f"INC{digits(7, chance)}",
    "serial": lambda _l, chance: f"SN{digits(2, chance)}C{digits(7, chance)}",
    "version": lambda _l, chance: (
        f"{chance.randrange(9)}.{chance.randrange(30)}.{chance.randrange(9)}"
    ),
    "invoice": lambda _l, chance: f"F{chance.randrange(2020, 2027)}/{digits(4, chance)}",
    "error": lambda _l, chance: chance.choice(("0x80070057", "E-4021", "500", "-1073741515")),
    "percent": lambda _l, chance: f"{chance.randrange(5, 99)}%",
    "data": lambda _l, chance: f"{chance.randrange(5, 200)} GB",
    "flight": lambda _l, chance: f"VY{digits(4, chance)}",
    "place": lambda _l, chance: chance.choice(PLACES),
    "brand": lambda _l, chance: chance.choice(BRANDS),
    "gate": lambda _l, chance: f"B{chance.randrange(2, 60)}",
}
