"""The main navigation: rooms register their front doors, a page shows those a person may open."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app, request, url_for
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


def is_inside(endpoint: str) -> bool:
    """Say whether the present page is this door or lies in the room behind it."""
    here = request.endpoint or ""
    if here == endpoint:
        return True
    doors = {door.endpoint for door in current_app.extensions.get("navigation", [])}
    return here not in doors and here.partition(".")[0] == endpoint.partition(".")[0]


def navigation_for(app: Flask, may: Callable[[str], bool]) -> list[NavigationItem]:
    """List the doors that a person may open, in order, with the present one marked."""
    doors: list[Door] = sorted(app.extensions.get("navigation", []), key=lambda door: door.order)
    return [
        NavigationItem(str(door.label), url_for(door.endpoint), is_inside(door.endpoint))
        for door in doors
        if may(door.permission)
    ]
