"""The main navigation: rooms register their front doors, a page shows those a person may open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Flask, request, url_for
from flask_babel import LazyString


@dataclass(frozen=True)
class Door:
    """One entry of the main navigation: where it leads, its label and the permission it needs."""

    endpoint: str
    label: LazyString
    permission: str
    order: int


@dataclass(frozen=True)
class NavigationItem:
    """A door as one person sees it on one page."""

    label: str
    url: str
    current: bool


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


def room_of(endpoint: str) -> str:
    """The blueprint of an endpoint."""
    return endpoint.partition(".")[0]


def navigation_for(app: Flask, may: Callable[[str], bool]) -> list[NavigationItem]:
    """List the doors that a person may open, in order, with the present one marked."""
    every: list[Door] = sorted(app.extensions.get("navigation", []), key=lambda door: door.order)
    doors = [door for door in every if may(door.permission)]
    here = present_door(doors)
    return [NavigationItem(str(d.label), url_for(d.endpoint), d is here) for d in doors]
