"""Small careful conversions that all readers share: text, names, times, numbers, ids."""

from __future__ import annotations

import hashlib
import json
import math
import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any

from core.texts import whole_signs

MAX_TEXT = 1_000_000
MAX_ID = 200
MAX_FACTS = 2_000
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LOCAL_DATE = re.compile(
    r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})"
    r"(?:[,\sT]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s*(?:([ap])\.?\s?m\.?)?(?:\s*h)?)?",
    re.IGNORECASE | re.ASCII,
)
_YEAR_FIRST = re.compile(
    r"(\d{4}[-/]\d{2}[-/]\d{2}),?[ T](\d{1,2})(:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)"
    r" ?(UTC|GMT|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
FLOATING = timezone(timedelta(0), "no zone")
"""The zone of times that say none: UTC, until `zones.in_zone` knows better."""
EARLIEST, _LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def clean(text: str) -> str:
    """The text without NUL and control characters and without lone surrogates, trimmed.

    Databases refuse the former and UTF-8 the latter. Cut at a million characters.
    """
    return whole_signs(_UNWANTED.sub("", text[:MAX_TEXT])).strip()


def fitted(text: str | None, longest: int) -> str:
    """A text, or "" for none, that fits a column of ``longest`` characters in every database."""
    return (text or "").replace("\x00", "").strip()[:longest]


def text_or_none(value: Any) -> str | None:
    """A cleaned text of a string or a number; None for everything else and for empty text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, int) and abs(value) >= 10**30:
        return None
    return clean(str(value)) or None


def safe_filename(value: Any, fallback: str = "recording") -> str:
    """A bare file name out of whatever a file claims, at most 200 bytes long.

    No folders of any system, no dots in front, and no letters that are not seen, among them
    those that turn the direction of writing and so hide the true ending.
    """
    name = re.split(r"[/\\]", text_or_none(value) or "")[-1]
    name = re.sub(r'[<>:"|?*\n\r\t]', "_", name)
    name = "".join(sign for sign in name if sign.isprintable())
    return name.encode()[-200:].decode(errors="ignore").lstrip(". ").rstrip() or fallback


def short_id(name: str) -> str:
    """The id itself if it has at most 200 characters, else its beginning and a digest of all."""
    if len(name) <= MAX_ID:
        return name
    return f"{name[: MAX_ID - 33]}-{hashlib.sha256(name.encode()).hexdigest()[:32]}"


def plain_json(value: Any, budget: list[int] | None = None) -> Any:
    """A value as every database keeps it: texts and keys cleaned, numbers finite and of 64 bits.

    At most `MAX_FACTS` values are kept, in order; texts are cut at 10,000 characters.
    """
    budget = [MAX_FACTS] if budget is None else budget
    budget[0] -= 1
    if isinstance(value, dict):
        return {
            clean(str(key))[:200]: plain_json(inner, budget)
            for key, inner in value.items()
            if budget[0] > 0
        }
    if isinstance(value, list | tuple):
        return [plain_json(inner, budget) for inner in value if budget[0] > 0]
    if isinstance(value, str):
        return clean(value)[:10_000]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value if abs(value) < 1 << 63 else None
    return value if isinstance(value, float) and math.isfinite(value) else None


def content_id(value: Any) -> str:
    """An id made from the content, for records that bring none: the same content, the same id."""
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=True, default=str)
    return "sha256-" + hashlib.sha256(canonical.encode()).hexdigest()[:32]


def parse_number(value: Any) -> float | None:
    """A finite number of JSON or of text, with a decimal point or comma ("1.234,5" is 1234.5)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        text = value.strip().replace("\u00a0", "").replace(" ", "")
        if not re.fullmatch(r"[+-]?[\d.,]{1,40}", text, re.ASCII):
            return None
        value = _with_point(text)
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _with_point(text: str) -> str:
    comma, point = text.rfind(","), text.rfind(".")
    if comma > point:
        return text.replace(".", "").replace(",", ".")
    return text.replace(",", "")


def seconds(value: Any) -> float | None:
    """A number of seconds from 0 to a week, or None."""
    number = parse_number(value)
    return number if number is not None and 0 <= number <= 604_800 else None


def thousandths(value: Any) -> float | None:
    """Seconds, from 0 to a week, out of a number of milliseconds; else None."""
    number = parse_number(value)
    return None if number is None else seconds(number / 1000)


def duration(value: Any, unit: float = 1.0) -> float | None:
    """Seconds out of a number of `unit`s, "5:32" (minutes) or "00:05:32" (hours); else None."""
    if isinstance(value, str) and ":" in value:
        found = re.fullmatch(
            r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2}(?:[.,]\d{1,3})?)", value.strip(), re.A
        )
        if found is None:
            return None
        hours, minutes, rest = found.groups()
        return seconds(int(hours or 0) * 3600 + int(minutes) * 60 + float(rest.replace(",", ".")))
    number = parse_number(value)
    return None if number is None else seconds(number * unit)


def parse_time(value: Any, *, day_first: bool = True) -> datetime | None:
    """An aware time out of ISO 8601, an e-mail date, d/m/y, or seconds or milliseconds.

    It is in UTC, or `FLOATING` (which counts as UTC) where it is written without a zone.
    `day_first` decides 03/04/2025; a part above 12 always is the day. None for anything that is no
    time between 1970 and 2100.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _from_epoch(value)
    if not isinstance(value, str) or not 4 < len(value) < 80:
        return None
    text = value.strip()
    if re.fullmatch(r"\d{9,13}(\.\d{1,9})?", text, re.ASCII):
        return _from_epoch(float(text))
    return _within(_from_iso(text) or _from_local(text, day_first) or _from_email(text))


def _from_epoch(value: float) -> datetime | None:
    try:
        return _within(datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC))
    except (OverflowError, ValueError, OSError):
        return None


def _within(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    try:
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=FLOATING)
        aware = moment if moment.tzinfo is FLOATING else moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return aware if EARLIEST <= aware < _LATEST else None


def _from_iso(text: str) -> datetime | None:
    """ISO 8601, also with slashes, an hour of one digit, or a zone after a space."""
    found = _YEAR_FIRST.fullmatch(text)
    if found:
        date, hour, rest, zone = found.group(1, 2, 3, 4)
        zone = "+00:00" if zone in ("UTC", "GMT") else zone or ""
        text = f"{date.replace('/', '-')}T{hour:0>2}{rest}{zone}"
    try:
        return datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return None


def _from_email(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text.replace("-0000", "+0000"))  # UTC, by the standard
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _from_local(text: str, day_first: bool) -> datetime | None:
    found = _LOCAL_DATE.fullmatch(text)
    if found is None:
        return None
    first, second, year = (int(part) for part in found.group(1, 2, 3))
    hour, minute, second_of_minute = (int(part or 0) for part in found.group(4, 5, 6))
    half = (found.group(7) or "").lower()
    if half and hour > 12:
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    day, month = (first, second) if day_first or first > 12 else (second, first)
    if month > 12:
        day, month = month, day
    try:
        full_year = year + 2000 if year < 100 else year
        return datetime(full_year, month, day, hour, minute, second_of_minute, tzinfo=FLOATING)
    except ValueError:
        return None
