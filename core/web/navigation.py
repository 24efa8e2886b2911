"""The main navigation: rooms register their front doors, a page shows those a person may open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Flask, request, url_for
from flask_babel import LazyString

ROOM = {"any": 1, "medium": 4, "wide": 7}
"""How many doors stand in the row beside "More"; the style sheet knows the widths."""


@dataclass(frozen=True)
class Door:
    """One entry of the main navigation: where it leads, its label and the permission it needs."""

    endpoint: str
    label: LazyString
    permission: str
    order: int


@dataclass(frozen=True)
class NavigationItem:
    """A door as one person sees it on one page.

    ``row`` says on which screens it stands in the row, and not under "More": "any" screen, a
    "medium" or wider one, a "wide" one, or "never".
    """

    label: str
    url: str
    current: bool
    row: str


def add_door(app: Flask, door: Door) -> None:
    """Register a front door at application start."""
    app.extensions.setdefault("navigation", []).append(door)


def present_door(doors: Sequence[Door]) -> Door | None:
    """The one of these doors behind which the present page lies, None outside of all their rooms.

    Of several doors of a room it is the one whose address the page's begins with, else the first.
    """
    here = request.endpoint or ""
    path = request.script_root + request.path
    in_room = [door for door in doors if room_of(door.endpoint) == room_of(here)]

    def nearness(door: Door) -> tuple[bool, int]:
        place = url_for(door.endpoint)
        return door.endpoint == here, len(place) if f"{path}/".startswith(f"{place}/") else 0

    return max(in_room, key=nearness, default=None)


def row_of(place: int, count: int) -> str:
    """The screens that have room for the door at ``place`` (from 0) of ``count`` in a row."""
    for screen, doors in ROOM.items():
        if place < doors or count == doors + 1:  # "More" would take as much room as the last one
            return screen
    return "never"


def room_of(endpoint: str) -> str:
    """The blueprint of an endpoint."""
    return endpoint.partition(".")[0]


def navigation_for(app: Flask, may: Callable[[str], bool]) -> list[NavigationItem]:
    """List the doors that a person may open, in order, with the present one marked."""
    every: list[Door] = sorted(app.extensions.get("navigation", []), key=lambda door: door.order)
    doors = [door for door in every if may(door.permission)]
    here = present_door(doors)
    return [
        NavigationItem(str(d.label), url_for(d.endpoint), d is here, row_of(place, len(doors)))
        for place, d in enumerate(doors)
    ]
