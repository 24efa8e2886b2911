"""Searches that people keep by a name; a QA lead may offer one to everybody."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from core.db import db
from people import audit
from people.models import User
from transcripts.search.models import SavedSearch

MOST = 50


class SearchNameForm(FlaskForm):
    """What a search is called."""

    name = StringField(_l("Name"), validators=[InputRequired(), Length(max=80)])


class TooManySearches(Exception):
    """Somebody keeps as many searches as a person may."""


class NameTaken(Exception):
    """The person has another search of this name."""


@dataclass(frozen=True)
class Searches:
    """The searches that a person may make again: their own, and what others share."""

    own: list[SavedSearch]
    shared: list[SavedSearch]


def searches_for(user: User) -> Searches:
    """Return this person's searches and those shared with everybody, by name."""
    wanted = select(SavedSearch).where(
        or_(SavedSearch.user_id == user.id, SavedSearch.shared.is_(True))
    )
    wanted = wanted.options(joinedload(SavedSearch.user))
    rows = db.session.scalars(wanted.order_by(SavedSearch.name, SavedSearch.id)).all()
    own = [row for row in rows if row.user_id == user.id]
    return Searches(own, [row for row in rows if row.user_id != user.id])


def own_search(user: User, search_id: int) -> SavedSearch | None:
    """Return one of this person's own searches, else None."""
    return db.session.scalar(
        select(SavedSearch).where(SavedSearch.id == search_id, SavedSearch.user_id == user.id)
    )


def save_search(user: User, name: str, arguments: Mapping[str, str]) -> SavedSearch:
    """Keep a search by a name; one of the same name is replaced. Flushes.

    Raises TooManySearches.
    """
    found = named(user, name)
    if found is None:
        if len(searches_for(user).own) >= MOST:
            raise TooManySearches
        found = SavedSearch(user_id=user.id, name=name)
        db.session.add(found)
    found.arguments = dict(arguments)
    db.session.flush()
    return found


def named(user: User, name: str) -> SavedSearch | None:
    """Return the search that this person keeps by this name, if any."""
    return db.session.scalar(
        select(SavedSearch).where(SavedSearch.user_id == user.id, SavedSearch.name == name)
    )


def rename_search(user: User, search: SavedSearch, name: str) -> None:
    """Give a search another name. Raises NameTaken. Flushes."""
    other = named(user, name)
    if other is not None and other.id != search.id:
        raise NameTaken
    search.name = name
    db.session.flush()


def share_search(user: User, search: SavedSearch, *, shared: bool) -> None:
    """Offer a search to everybody, or to nobody else any more. Everyone finds their own rows."""
    search.shared = shared
    verb = "search.shared" if shared else "search.unshared"
    audit.record(user, verb, search, name=search.name)


def delete_search(search: SavedSearch) -> None:
    """Forget a search. Flushes."""
    db.session.delete(search)
    db.session.flush()
