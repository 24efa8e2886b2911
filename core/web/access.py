"""Marks that say who may open a page. A page without a mark stays closed."""

from collections.abc import Callable
from typing import TypeVar

View = TypeVar("View", bound=Callable[..., object])

PUBLIC = "public"
SIGNED_IN = "signed-in"


def _mark(permission: str) -> Callable[[View], View]:
    def set_permission(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return set_permission


def public(view: View) -> View:
    """Anybody may open this page, signed in or not."""
    return _mark(PUBLIC)(view)


def signed_in(view: View) -> View:
    """Everybody with an account may open this page, whatever the role."""
    return _mark(SIGNED_IN)(view)


def allowed(permission: str) -> Callable[[View], View]:
    """Only roles that hold ``permission`` in the permission table may open this page."""
    return _mark(permission)


def permission_of(view: Callable[..., object] | None) -> str | None:
    """Return the mark of a view function, or None where it has none and so stays closed."""
    return getattr(view, "permission", None)
