"""A sampling plan as JSON: read with every mistake named by its place, and written back exactly.

Teams and evaluators are named, rubrics by their key, so that a plan can go to another centre.
Pure but for the tables of names that the caller brings.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, get_args

from core.texts import N_
from evaluation.rubrics.reading import Place
from evaluation.sampling.plan_settings import STRATA, Frame, Hands, Picks, PlanSettings
from evaluation.sampling.schedule import Kind, Schedule

FORMAT = "rubrica.sampling-plan/1"
LONGEST_NAME = 120
MOST_ITEMS = 200
LONGEST_SECONDS = 86_400
NO_RUBRIC = N_("there is no rubric %(name)r")
NO_TEAM = N_("there is no team %(name)r")
NO_EVALUATOR = N_("there is no evaluator %(name)r")


@dataclass(frozen=True)
class Known:
    """What names mean in a centre: ids by the key of a rubric, the name of a team, an address."""

    rubrics: Mapping[str, int]
    teams: Mapping[str, int]
    evaluators: Mapping[str, int]
    channels: tuple[str, ...]


@dataclass(frozen=True)
class PlanDocument:
    """A plan as its document says it, with ids in the place of names."""

    name: str
    rubric: int
    active: bool
    settings: PlanSettings


def plan_from_json(document: Any, known: Known) -> PlanDocument:
    """Read and check a plan. Raises ValueError that names the place of the first mistake."""
    place = Place.root(document, "plan")
    place.only("format", "name", "rubric", "active", "frame", "schedule", "picks", "hands")
    if place.text("format") != FORMAT:
        place.refuse(N_("format must be %(format)r"), format=FORMAT)
    name = place.text("name").strip()
    if len(name) > LONGEST_NAME or "\0" in name:
        place.refuse(N_("name must have at most %(most)s letters"), most=LONGEST_NAME)
    return PlanDocument(
        name=name,
        rubric=_known(place, place.text("rubric"), known.rubrics, NO_RUBRIC),
        active=place.flag("active", default=True),
        settings=PlanSettings(
            frame=_frame(_part(place, "frame"), known),
            schedule=_schedule(_part(place, "schedule")),
            picks=_picks(_part(place, "picks")),
            hands=_hands(_part(place, "hands"), known),
        ),
    )


def plan_to_json(plan: PlanDocument, known: Known) -> dict[str, Any]:
    """The plan as JSON data; ``plan_from_json`` gives it back. Every field is written out."""
    frame, schedule = plan.settings.frame, plan.settings.schedule
    picks, hands = plan.settings.picks, plan.settings.hands
    teams = {number: name for name, number in known.teams.items()}
    people = {number: name for name, number in known.evaluators.items()}
    return {
        "format": FORMAT,
        "name": plan.name,
        "rubric": {number: key for key, number in known.rubrics.items()}[plan.rubric],
        "active": plan.active,
        "frame": {
            "channels": list(frame.channels),
            "teams": [teams[number] for number in frame.teams if number in teams],
            "reasons": list(frame.reasons),
            "languages": list(frame.languages),
            "longer_than": frame.longer_than,
            "shorter_than": frame.shorter_than,
        },
        "schedule": asdict(schedule),
        "picks": {
            "per_agent": picks.per_agent,
            "random_share": picks.random_share,
            "strata": list(picks.strata),
            "hours": picks.hours,
            "minutes": picks.minutes,
            "width": picks.width,
        },
        "hands": {
            "evaluators": [people[number] for number in hands.evaluators if number in people],
            "not_own_team": hands.not_own_team,
            "double_share": hands.double_share,
            "due_days": hands.due_days,
            "abandoned_days": hands.abandoned_days,
            "hide_score": hands.hide_score,
        },
    }


def _frame(place: Place, known: Known) -> Frame:
    place.only("channels", "teams", "reasons", "languages", "longer_than", "shorter_than")
    channels = _texts(place, "channels")
    for channel in channels:
        if channel not in known.channels:
            place.refuse(N_("there is no channel %(name)r"), name=channel)
    longer = place.optional_number("longer_than", 0, LONGEST_SECONDS)
    shorter = place.optional_number("shorter_than", 0, LONGEST_SECONDS)
    if longer is not None and shorter is not None and longer >= shorter:
        place.refuse(N_("nothing is both longer than longer_than and shorter than shorter_than"))
    teams = (_known(place, name, known.teams, NO_TEAM) for name in _texts(place, "teams"))
    return Frame(
        channels,
        tuple(teams),
        _texts(place, "reasons"),
        _texts(place, "languages"),
        longer,
        shorter,
    )


def _schedule(place: Place) -> Schedule:
    place.only("kind", "days", "automatic")
    return Schedule(
        place.one_of("kind", get_args(Kind), default="rolling"),
        _whole(place, "days", 1, 366, 7),
        place.flag("automatic", default=False),
    )


def _picks(place: Place) -> Picks:
    place.only("per_agent", "random_share", "strata", "hours", "minutes", "width")
    usual, strata = Picks(), _texts(place, "strata")
    for name in strata:
        if name not in STRATA:
            words = N_("strata must be of %(choices)s, not %(name)r")
            place.refuse(words, choices=", ".join(STRATA), name=name)
    share = place.number("random_share", 0, 1, usual.random_share)
    if share < 0.05:
        place.refuse(N_("random_share must be at least 0.05, so that no review weighs too much"))
    return Picks(
        _whole(place, "per_agent", 1, 1000, usual.per_agent),
        share,
        strata,
        place.optional_number("hours", 0.25, 10_000),
        place.number("minutes", 0.5, 600, usual.minutes),
        place.number("width", 0.5, 50, usual.width),
    )


def _hands(place: Place, known: Known) -> Hands:
    place.only(
        "evaluators", "not_own_team", "double_share", "due_days", "abandoned_days", "hide_score"
    )
    usual, names = Hands(), _texts(place, "evaluators")
    return Hands(
        tuple(_known(place, name, known.evaluators, NO_EVALUATOR) for name in names),
        place.flag("not_own_team", default=False),
        place.number("double_share", 0, 0.5, usual.double_share),
        _whole(place, "due_days", 0, 90, usual.due_days),
        _whole(place, "abandoned_days", 1, 90, usual.abandoned_days),
        place.flag("hide_score", default=False),
    )


def _part(place: Place, name: str) -> Place:
    return Place.root(place.fields.get(name, {}), f"{place.path}.{name}")


def _whole(place: Place, name: str, low: int, high: int, default: int) -> int:
    number = place.number(name, low, high, default)
    if number != int(number):
        place.refuse(N_("%(name)s must be a whole number"), name=name)
    return int(number)


def _texts(place: Place, name: str) -> tuple[str, ...]:
    """A list of different texts; an absent one is empty."""
    value = place.fields.get(name, [])
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        words = N_("%(name)s must be a list of at most %(most)s texts")
        place.refuse(words, name=name, most=MOST_ITEMS)
    for item in value:
        if not isinstance(item, str) or not 0 < len(item) <= 255 or "\0" in item:
            place.refuse(N_("%(name)s must hold texts that are not empty"), name=name)
    return tuple(dict.fromkeys(value))


def _known(place: Place, name: str, names: Mapping[str, int], unknown: str) -> int:
    if name not in names:
        place.refuse(unknown, name=name)
    return names[name]
