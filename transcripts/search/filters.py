"""What a search can be narrowed by, as a table. A later room adds its own with `register`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from people.models import Agent, User
from people.scope import may
from transcripts.forms import day_of_address
from transcripts.metrics.models import SpeechMetrics
from transcripts.models import CHANNELS, STATES, Interaction
from transcripts.queries import midnight
from transcripts.search import choices
from transcripts.search.documents import mark
from transcripts.wording import CHANNEL_WORDS, STATE_WORDS

Arguments = Mapping[str, str]
Choice = tuple[str, str]
MOST_MARKS = 200
LONGEST_CHOICE = 120


@dataclass(frozen=True)
class Filter:
    """One way to narrow a search.

    ``kind`` says how it is asked: ``choice``, ``yes``, ``day`` or ``range``. ``read`` takes the
    text of one argument of the address and raises ValueError for what it cannot read. ``marks``
    are those of which a fitting document has one; None where there are none, or too many.
    ``unit`` names the numbers of a range. ``more``: of the kind that is asked for seldom.
    ``permission``: for those only who hold it; for others it is as if it were not there.
    """

    name: str
    label: Any
    kind: str
    condition: Callable[[Any], ColumnElement[bool]]
    read: Callable[[str], Any]
    choices: Callable[[User], list[Choice]] | None = None
    marks: Callable[[Any], tuple[str, ...] | None] | None = None
    unit: Any = ""
    more: bool = True
    permission: str = ""

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names that it has in an address: one, or the two ends of a range."""
        return (f"{self.name}_min", f"{self.name}_max") if self.kind == "range" else (self.name,)

    def value_from(self, arguments: Arguments) -> Any:
        """Return the value that an address gives, None where it gives none that can be read."""
        found = tuple(self.read_one(arguments.get(name, "").strip()) for name in self.arguments)
        if self.kind == "range":
            return None if found == (None, None) else found
        return found[0]

    def read_one(self, text: str) -> Any:
        try:
            return self.read(text) if text and "\0" not in text else None
        except ValueError:
            return None

    def written(self, value: Any) -> dict[str, str]:
        """Return the arguments that give this value: the reverse of ``value_from``."""
        values = value if self.kind == "range" else (value,)
        return {
            name: str(one) if isinstance(one, date | str) else f"{one:g}"
            for name, one in zip(self.arguments, values, strict=True)
            if one is not None
        }


FILTERS: dict[str, Filter] = {}


def register(*filters: Filter) -> None:
    """Offer these filters on the search page, after those that are there."""
    FILTERS.update({one.name: one for one in filters})


def filters_for(user: User) -> list[Filter]:
    """Return the filters that this person may use."""
    return [one for one in FILTERS.values() if not one.permission or may(user, one.permission)]


def read_row_id(text: str) -> int:
    """Read the id of a row; ValueError for what no row can have."""
    number = int(text)
    if not 0 < number < 2**31:
        raise ValueError("no row has this id")
    return number


def read_number(text: str) -> float:
    """Read a number from 0 to a million; ValueError for any other."""
    number = float(text.replace(",", "."))
    if not 0 <= number <= 1e6:
        raise ValueError("out of range")
    return number


def read_yes(text: str) -> bool:
    """Read a ticked box; ValueError for anything else."""
    if text != "1":
        raise ValueError("neither ticked nor absent")
    return True


def one_of(known: Iterable[str]) -> Callable[[str], str]:
    """Return a reader that takes only what is known."""
    names = frozenset(known)

    def read(text: str) -> str:
        if text not in names:
            raise ValueError(f"not one of {sorted(names)}")
        return text

    return read


def read_name(text: str) -> str:
    """Read a name that a centre gives, at most as long as its column."""
    return text[:LONGEST_CHOICE]


def equal(column: InstrumentedAttribute[Any]) -> Callable[[Any], ColumnElement[bool]]:
    """Return the condition of a column that has the value."""
    return lambda value: column == value


def by_mark(kind: str) -> Callable[[Any], tuple[str, ...]]:
    """Return what gives the one mark of a value."""
    return lambda value: (mark(kind, value),)


def marks_of_team(team_id: int) -> tuple[str, ...] | None:
    """Return the marks of the team's agents, None where they are too many to ask for."""
    ids = choices.ids_of_team(team_id, MOST_MARKS + 1)
    return tuple(mark("agent", number) for number in ids) if 0 < len(ids) <= MOST_MARKS else None


def in_team(team_id: int) -> ColumnElement[bool]:
    return Interaction.agent.has(Agent.team_id == team_id)


def between(
    column: InstrumentedAttribute[Any], unit: float
) -> Callable[[tuple[float | None, float | None]], ColumnElement[bool]]:
    """Return the condition of a column that lies between two numbers of so large a unit."""

    def condition(ends: tuple[float | None, float | None]) -> ColumnElement[bool]:
        low, high = ends
        found: ColumnElement[bool] = column.is_not(None)
        if low is not None:
            found = found & (column >= low * unit)
        if high is not None:
            found = found & (column <= high * unit)
        measured = column.class_ is SpeechMetrics
        return Interaction.speech_metrics.has(found) if measured else found

    return condition


def choice(name: str, label: Any, column: InstrumentedAttribute[Any], **values: Any) -> Filter:
    """Return a filter by one value of a column of Interaction."""
    filled = {"read": read_name, "marks": by_mark(column.key)} | values
    return Filter(name, label, "choice", equal(column), **filled)


def yes(name: str, label: Any, column: InstrumentedAttribute[Any]) -> Filter:
    """Return a filter for what is so."""
    return Filter(
        name, label, "yes", lambda _value: column.is_(True), read_yes,
        marks=lambda _value: (mark(column.key, 1),),
    )  # fmt: skip


def worded(words: Mapping[str, Any], names: Iterable[str]) -> Callable[[User], list[Choice]]:
    """Return the choices that are the same for everybody."""
    return lambda _user: [(name, str(words[name])) for name in names]


SECONDS, MINUTES, PERCENT = (_l("s"), 1.0), (_l("min"), 60.0), ("%", 0.01)
TIMES = ("", 1.0)
RANGES: tuple[tuple[str, Any, InstrumentedAttribute[Any], tuple[Any, float]], ...] = (
    ("handle", _l("Handle time"), Interaction.handle_seconds, MINUTES),
    ("talk", _l("Agent's share of the talk"), SpeechMetrics.agent_talk_share, PERCENT),
    ("overtalk", _l("Both talk at once"), SpeechMetrics.overtalk_share, PERCENT),
    ("interruptions", _l("Interruptions by the agent"), SpeechMetrics.interruptions, TIMES),
    ("dead_air", _l("Dead air"), SpeechMetrics.dead_air_seconds, SECONDS),
    ("silence", _l("Longest silence"), SpeechMetrics.longest_silence_seconds, SECONDS),
    ("hold", _l("On hold"), SpeechMetrics.hold_seconds, SECONDS),
    ("pace", _l("Agent's words per minute"), SpeechMetrics.agent_words_per_minute, TIMES),
    ("questions", _l("Questions asked"), SpeechMetrics.agent_questions, TIMES),
    ("first_reply", _l("First reply after"), SpeechMetrics.first_response_seconds, MINUTES),
    ("reply", _l("Usual time to reply"), SpeechMetrics.response_median_seconds, MINUTES),
)

register(
    choice(
        "channel", _l("Channel"), Interaction.channel, more=False,
        read=one_of(CHANNELS), choices=worded(CHANNEL_WORDS, CHANNELS),
    ),
    Filter(
        "team", _l("Team"), "choice", in_team, read_row_id, choices.teams, marks_of_team, more=False
    ),
    choice(
        "agent", _l("Agent"), Interaction.agent_id, more=False,
        read=read_row_id, choices=choices.agents, marks=by_mark("agent"),
    ),
    choice("reason", _l("Reason"), Interaction.reason, choices=choices.reasons, more=False),
    Filter(
        "since", _l("From"), "day", lambda day: Interaction.started_at >= midnight(day),
        day_of_address, more=False,
    ),
    Filter(
        "until", _l("To"), "day",
        lambda day: Interaction.started_at < midnight(day + timedelta(days=1)), day_of_address,
        more=False,
    ),
    choice("outcome", _l("Outcome"), Interaction.outcome, choices=choices.outcomes),
    choice("language", _l("Language"), Interaction.language, choices=choices.languages),
    choice(
        "state", _l("State"), Interaction.state,
        read=one_of(STATES), choices=worded(STATE_WORDS, STATES),
    ),
    yes("repeat", _l("Repeat contact"), Interaction.is_repeat),
    yes("self_service", _l("After failed self-service"), Interaction.after_failed_self_service),
    *(
        Filter(name, label, "range", between(column, size), read_number, unit=unit)
        for name, label, column, (unit, size) in RANGES
    ),
)  # fmt: skip
