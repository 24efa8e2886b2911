"""Where a notice leads: an address for a page, or a whole one for a letter."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, url_for
from werkzeug.routing import BuildError

from people.notices.models import Notice


def link_of(notice: Notice) -> str | None:
    """The page that a notice leads to; None where this version has no such page any more."""
    try:
        return url_for(notice.endpoint, **notice.values)
    except BuildError:
        return None


def public_link(endpoint: str, values: Mapping[str, Any]) -> str | None:
    """The whole address of a page; None where RUBRICA_URL is not set or there is no such page."""
    address = current_app.config["SETTINGS"].url
    if not address:
        return None
    parts = urlsplit(address)
    adapter = current_app.url_map.bind(
        parts.netloc, script_name=parts.path or "/", url_scheme=parts.scheme
    )
    try:
        return adapter.build(endpoint, dict(values), force_external=True)
    except BuildError:
        return None
