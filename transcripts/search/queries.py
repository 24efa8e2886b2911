"""The search, asked for somebody: which interactions, how many, and where the words are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from core.db import db
from people.models import Agent, User
from people.permissions import EVALUATOR
from people.scope import led_or_self, may
from transcripts.models import Interaction, Transcript, Turn
from transcripts.queries import (
    Place,
    interactions_for,
    midnight,
    sees_every_interaction,
    visible_to,
)
from transcripts.search.documents import Tokens, id_of, key_of, mark
from transcripts.search.engines import Wanted, engine
from transcripts.search.filters import FILTERS, MOST_MARKS, Arguments, filters_for
from transcripts.search.highlight import Part, snippet
from transcripts.search.models import SearchDocument
from transcripts.search.ranking import Candidate, ranked
from transcripts.search.syntax import Query, parse

PAGE_SIZE = 25
CAP = 1000
RANKED = 500
HITS_SHOWN = 3
NEWEST, RELEVANCE = "newest", "relevance"
BY_KEY = ("since", "until")  # these are said by the key of a document


@dataclass(frozen=True)
class Criteria:
    """What somebody looks for: words in the language of ``syntax``, and values of filters."""

    text: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    sort: str = NEWEST

    @classmethod
    def read(cls, arguments: Arguments) -> "Criteria":
        """Read the arguments of an address; what cannot be read is left out."""
        text = arguments.get("q", "").replace("\0", " ").strip()
        found = {name: one.value_from(arguments) for name, one in FILTERS.items()}
        values = {name: value for name, value in found.items() if value is not None}
        sort = RELEVANCE if arguments.get("sort") == RELEVANCE and text else NEWEST
        return cls(text, values, sort)

    @property
    def arguments(self) -> dict[str, str]:
        """The arguments that ``read`` makes these criteria from."""
        written = {"q": self.text} if self.text else {}
        for name, value in self.values.items():
            written |= FILTERS[name].written(value)
        return written | ({"sort": self.sort} if self.sort != NEWEST else {})

    @property
    def any(self) -> bool:
        """Whether anything at all is asked for."""
        return bool(self.text or self.values)


@dataclass(frozen=True)
class Hit:
    """A turn in which something was found, with the stretch of its text around it."""

    turn_id: int
    speaker: str
    start: float | None
    parts: list[Part]


@dataclass(frozen=True)
class Found:
    """One page of what was found.

    ``total`` counts up to 1,000 and no further (``more_than``). ``hits`` are by interaction.
    ``next`` is where the following page begins.
    """

    interactions: Sequence[Interaction]
    query: Query
    total: int
    more_than: bool
    next: Place | None
    hits: Mapping[int, list[Hit]]


def search_for(user: User, criteria: Criteria, after: Place | None = None) -> Found:
    """Return a page of the interactions that this person may see and that fit, with their hits."""
    query = parse(criteria.text)
    allowed = {one.name for one in filters_for(user)}
    values = {name: value for name, value in criteria.values.items() if name in allowed}
    criteria = replace(criteria, values=values)
    if criteria.text and not query.any:
        return Found([], query, 0, False, None, {})
    find = with_words if query.any else without_words
    ids, total, more = find(user, criteria, query, after)
    page = in_order(ids)
    following = Place(page[-1].started_at, page[-1].id) if more and page else None
    hits = hits_in(page, query) if query.any else {}
    return Found(page, query, min(total, CAP), total > CAP, following, hits)


def in_order(ids: Sequence[int]) -> list[Interaction]:
    """Load these interactions with what a row shows, in this order."""
    wanted = select(Interaction).where(Interaction.id.in_(ids))
    wanted = wanted.options(joinedload(Interaction.agent), joinedload(Interaction.customer))
    rows = {found.id: found for found in db.session.scalars(wanted)}
    return [rows[number] for number in ids if number in rows]


def without_words(
    user: User, criteria: Criteria, _query: Query, after: Place | None
) -> tuple[list[int], int, bool]:
    """Return the ids of a page, newest first, how many there are, and whether more follow."""
    wanted = interactions_for(user).with_only_columns(Interaction.id)
    wanted = wanted.where(*conditions(criteria.values))
    wanted = wanted.order_by(Interaction.started_at.desc(), Interaction.id.desc())
    found = db.session.scalars(wanted.limit(CAP + 1)).all()
    if after is None:
        return list(found[:PAGE_SIZE]), len(found), len(found) > PAGE_SIZE
    later = wanted.where(
        Interaction.started_at <= after.started_at,
        or_(Interaction.started_at < after.started_at, Interaction.id < after.interaction_id),
    )
    page = db.session.scalars(later.limit(PAGE_SIZE + 1)).all()
    return list(page[:PAGE_SIZE]), len(found), len(page) > PAGE_SIZE


def with_words(
    user: User, criteria: Criteria, query: Query, after: Place | None
) -> tuple[list[int], int, bool]:
    """Return the ids of a page in the order wanted, how many there are, and whether more follow."""
    wanted = wanted_by(user, criteria, query)
    found = engine().keys(wanted, CAP + 1)
    keys = found
    last = key_of(after.started_at, after.interaction_id) if after else None
    if criteria.sort == RELEVANCE:
        order = most_relevant(found[:RANKED], query)
        keys = order[order.index(last) + 1 :] if last in order else order
    elif last is not None:
        keys = engine().keys(replace(wanted, below=last), PAGE_SIZE + 1)
    return [id_of(key) for key in keys[:PAGE_SIZE]], len(found), len(keys) > PAGE_SIZE


def wanted_by(user: User, criteria: Criteria, query: Query) -> Wanted:
    """Return what to ask of the engine: the words, the filters, and the person's scope."""
    values = criteria.values
    narrowing = [
        marks
        for name, value in values.items()
        if (read := FILTERS[name].marks) and (marks := read(value))
    ]
    asked = conditions({name: value for name, value in values.items() if name not in BY_KEY})
    if not (may(user, "interaction.read") and sees_every_interaction(user)):
        asked.append(visible_to(user))
        own = marks_in_scope(user)
        narrowing += [own] if own else []
    bounds = {}
    if "since" in values:
        bounds["lowest"] = key_of(midnight(values["since"]), 0)
    if "until" in values:
        bounds["below"] = key_of(midnight(values["until"] + timedelta(days=1)), 0)
    return Wanted(query, tuple(narrowing), tuple(asked), **bounds)


def conditions(values: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """Return the conditions on Interaction of these values of filters."""
    return [FILTERS[name].condition(value) for name, value in values.items()]


def marks_in_scope(user: User) -> tuple[str, ...] | None:
    """Return the marks of which all that a person may see has one; None where there is no such.

    What was granted to an evaluator has no mark, and a person with very many agents finds enough
    without.
    """
    if EVALUATOR in user.role_names:
        return None
    wanted = select(Agent.id).where(led_or_self(user)).limit(MOST_MARKS + 1)
    ids = db.session.scalars(wanted).all()
    if len(ids) > MOST_MARKS:
        return None
    return (*(mark("agent", number) for number in ids), mark("uploader", user.id))


def most_relevant(keys: Sequence[int], query: Query) -> list[int]:
    """Return these keys, those of the most relevant documents first."""
    columns = (
        SearchDocument.key,
        SearchDocument.about,
        SearchDocument.agent,
        SearchDocument.customer,
        SearchDocument.other,
    )
    rows = db.session.execute(select(*columns).where(SearchDocument.key.in_(keys)))
    return ranked([Candidate(key, Tokens(*texts)) for key, *texts in rows], query)


def hits_in(interactions: Sequence[Interaction], query: Query) -> dict[int, list[Hit]]:
    """Return up to three turns of each interaction in which something was found, in order."""
    languages = {found.id: found.language for found in interactions}
    rows = db.session.execute(
        select(Transcript.interaction_id, Turn.id, Turn.speaker, Turn.start, Turn.text)
        .join(Turn, Turn.transcript_id == Transcript.id)
        .where(Transcript.interaction_id.in_(languages))
        .order_by(Transcript.interaction_id, Turn.position)
    )
    hits: dict[int, list[Hit]] = {}
    for interaction_id, turn_id, speaker, start, text in rows:
        so_far = hits.setdefault(interaction_id, [])
        if len(so_far) < HITS_SHOWN:
            parts = snippet(text, speaker, query, languages[interaction_id])
            if parts:
                so_far.append(Hit(turn_id, speaker, start, parts))
    return hits
