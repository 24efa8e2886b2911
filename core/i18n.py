"""Languages: which one a page speaks, and texts that a centre writes in several."""

from collections.abc import Mapping
from datetime import datetime

from flask import Flask, current_app, has_request_context, request, session
from flask_babel import (
    Babel,
    format_date,
    format_datetime,
    format_decimal,
    format_percent,
    get_locale,
)
from flask_babel import gettext as _

from core.settings import LANGUAGES

LANGUAGE_NAMES = {"en": "English", "es": "Español", "ca": "Català"}


def choose_language() -> str:
    """Return this request's language: chosen by hand, else the browser's, else the centre's."""
    if not has_request_context():
        return str(current_app.config["SETTINGS"].language)
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    default = current_app.config["SETTINGS"].language
    return request.accept_languages.best_match(LANGUAGES, default) or default


def current_language() -> str:
    """Return the two-letter code of the language in use."""
    locale = get_locale()
    return locale.language if locale else "en"


def localized(texts: Mapping[str, str] | None) -> str:
    """Return the text in the reader's language, else in English, else in any language it has."""
    if not texts:
        return ""
    return texts.get(current_language()) or texts.get("en") or next(iter(texts.values()), "")


def in_a_sentence(words: str) -> str:
    """Write a title as it stands within a sentence; an abbreviation stays as it is."""
    words = str(words)  # it may be translated only now
    return words if words.isupper() else words.lower()


def number(value: float | None, digits: int | None = None, *, signed: bool = False) -> str:
    """Write a number in the reader's language: ``4.5`` or ``4,5``, None as a dash.

    ``digits``: how many decimals it is rounded to; None shows those it has, six at most.
    ``signed`` sets a plus before what is above nought. Only for people: what a program reads
    (CSV, JSON, attributes, fields of forms) keeps the point.
    """
    if value is None:
        return "–"
    rounded = round(value, 6 if digits is None else digits) + 0  # adding nought leaves no "-0"
    decimals = "#" * 6 if digits is None else "0" * digits
    return _sign(rounded, signed) + str(format_decimal(rounded, f"#,##0.{decimals}".rstrip(".")))


def percent(share: float | None, *, signed: bool = False) -> str:
    """Write a share (0 to 1) as whole percents in the reader's language, None as a dash."""
    if share is None:
        return "–"
    rounded = round(share, 2) + 0
    return _sign(rounded, signed) + str(format_percent(rounded))


def _sign(rounded: float, signed: bool) -> str:
    return "+" if signed and rounded > 0 else ""


def duration(seconds: float | None) -> str:
    """Write a length of time as a clock shows it: ``4:05`` or ``1:02:09``."""
    if seconds is None:
        return "–"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def day(moment: datetime | None) -> str:
    """Write the day of a moment in the reader's language."""
    return format_date(moment, "d MMM y") if moment else _("no date")


def day_and_time(moment: datetime | None) -> str:
    """Write the day and the time of a moment in the reader's language."""
    return format_datetime(moment, "d MMM y, HH:mm") if moment else _("no date")


def init_app(app: Flask) -> None:
    """Bind the catalogues and offer the filters that templates use."""
    Babel(app, locale_selector=choose_language)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.filters.update(
        localized=localized,
        in_a_sentence=in_a_sentence,
        number=number,
        percent=percent,
        duration=duration,
        day=day,
        day_and_time=day_and_time,
    )
    app.jinja_env.globals.update(
        LANGUAGE_NAMES=LANGUAGE_NAMES, current_language=current_language, get_locale=get_locale
    )
