"""A coaching session as a calendar file (RFC 5545)."""

from datetime import datetime, timedelta

from icalendar import Calendar, Event


def invitation(
    uid: str, starts_at: datetime, minutes: int, title: str, agenda: str, stamped_at: datetime
) -> bytes:
    """One event as an .ics file. Times must know their zone; notes are no part of it."""
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamped_at)
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + timedelta(minutes=minutes))
    event.add("summary", title)
    if agenda:
        event.add("description", agenda)
    calendar = Calendar()
    calendar.add("prodid", "-//Rubrica//coaching//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
