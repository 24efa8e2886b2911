"""Input of the sampling pages."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    FloatField,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, ListWidget

from evaluation.sampling.design import MAX_SEED
from evaluation.sampling.documents import FORMAT
from evaluation.sampling.wording import KIND_WORDS, STRATUM_WORDS

MINUTE = 60


class MultiCheckboxField(SelectMultipleField):
    """A tick for each choice."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def choices(words: dict[str, Any]) -> list[SelectChoice]:
    return [SelectChoice(key, label) for key, label in words.items()]


class DrawForm(FlaskForm):
    """Draw now, with a seed if one was seen in the preview."""

    seed = IntegerField(_l("Seed"), validators=[Optional(), NumberRange(0, MAX_SEED)])


class FrameForm(FlaskForm):
    """Which interactions may be drawn: the part of a plan that the live count reads."""

    channels = MultiCheckboxField(_l("Channels"))
    teams = MultiCheckboxField(_l("Teams"))
    reasons = MultiCheckboxField(_l("Reasons"))
    languages = MultiCheckboxField(_l("Languages"))
    longer_than = FloatField(
        _l("Longer than, in minutes"), validators=[Optional(), NumberRange(0, 1440)]
    )
    shorter_than = FloatField(
        _l("Shorter than, in minutes"), validators=[Optional(), NumberRange(0, 1440)]
    )
    kind = SelectField(_l("Period"), choices=choices(KIND_WORDS), default="rolling")
    days = IntegerField(
        _l("Days"), default=7, validators=[InputRequired(), NumberRange(1, 366)],
        description=_l("For the last days only."),
    )  # fmt: skip

    def offer(self, offers: dict[str, list[tuple[str, str]]]) -> None:
        """Set what can be ticked."""
        for name, values in offers.items():
            self[name].choices = [SelectChoice(*value) for value in values]

    def validate_shorter_than(self, field: FloatField) -> None:
        longer = self.longer_than.data
        if field.data is not None and longer is not None and field.data <= longer:
            raise ValidationError(_("Nothing is longer and shorter than that at once."))

    def frame_and_schedule(self) -> dict[str, Any]:
        """The part of a plan's document that this form says."""
        return {
            "frame": {
                "channels": self.channels.data or [],
                "teams": self.teams.data or [],
                "reasons": self.reasons.data or [],
                "languages": self.languages.data or [],
                "longer_than": seconds(self.longer_than.data),
                "shorter_than": seconds(self.shorter_than.data),
            },
            "schedule": {"kind": self.kind.data, "days": self.days.data},
        }


class PlanForm(FrameForm):
    """A whole plan."""

    name = StringField(_l("Name"), validators=[DataRequired(), Length(max=120)])
    rubric = SelectField(_l("Rubric"), validators=[DataRequired()])
    active = BooleanField(_l("In use"), default=True)
    automatic = BooleanField(_l("Draw by itself when a period begins"))
    per_agent = IntegerField(
        _l("Reviews for each agent, at least"), default=5,
        validators=[InputRequired(), NumberRange(1, 1000)],
    )  # fmt: skip
    random_share = IntegerField(
        _l("Drawn by chance alone, in percent"), default=50,
        validators=[InputRequired(), NumberRange(5, 100)],
        description=_l("The rest goes to contacts with signals of risk. Every chance stays known."),
    )  # fmt: skip
    strata = MultiCheckboxField(_l("Keep in proportion"), choices=choices(STRATUM_WORDS))
    hours = FloatField(
        _l("Hours of reviewing for a period"), validators=[Optional(), NumberRange(0.25, 10_000)],
        description=_l("Empty: the number above for everybody. Otherwise what is left of the hours "
                       "goes to the agents of whom it is least certain on which side of the target "
                       "they are."),
    )  # fmt: skip
    minutes = FloatField(
        _l("Minutes for a review"), default=15, validators=[InputRequired(), NumberRange(0.5, 600)]
    )
    width = FloatField(
        _l("Enough when known to ±, in points"), default=5,
        validators=[InputRequired(), NumberRange(0.5, 50)],
    )  # fmt: skip
    evaluators = MultiCheckboxField(
        _l("Evaluators"), description=_l("None ticked: everybody with that role.")
    )
    not_own_team = BooleanField(_l("Nobody reviews their own team"))
    double_share = IntegerField(
        _l("Reviewed twice, unseen, in percent"), default=5,
        validators=[InputRequired(), NumberRange(0, 50)],
        description=_l("5 to 10 let severe evaluators be told from weak agents."),
    )  # fmt: skip
    due_days = IntegerField(
        _l("Due after days"), default=7, validators=[InputRequired(), NumberRange(0, 90)],
        description=_l("Moved on to the next working day of the evaluator."),
    )  # fmt: skip
    abandoned_days = IntegerField(
        _l("May be taken over after days"), default=5,
        validators=[InputRequired(), NumberRange(1, 90)],
    )  # fmt: skip

    hide_score = BooleanField(
        _l("Score hidden from who reviews"),
        description=_l("Whatever they have chosen for themselves."),
    )

    def document(self) -> dict[str, Any]:
        """The plan that this form says, as a document."""
        found = self.frame_and_schedule()
        found["schedule"]["automatic"] = self.automatic.data
        return found | {
            "format": FORMAT,
            "name": self.name.data,
            "rubric": self.rubric.data,
            "active": self.active.data,
            "picks": {
                "per_agent": self.per_agent.data,
                "random_share": (self.random_share.data or 0) / 100,
                "strata": self.strata.data or [],
                "hours": self.hours.data,
                "minutes": self.minutes.data,
                "width": self.width.data,
            },
            "hands": {
                "evaluators": self.evaluators.data or [],
                "not_own_team": self.not_own_team.data,
                "double_share": (self.double_share.data or 0) / 100,
                "due_days": self.due_days.data,
                "abandoned_days": self.abandoned_days.data,
                "hide_score": self.hide_score.data,
            },
        }


def values_of(document: dict[str, Any]) -> dict[str, Any]:
    """The values of a form that says what a document says."""
    values = {
        **{name: document[name] for name in ("name", "rubric", "active")},
        **document["frame"],
        **document["schedule"],
        **document["picks"],
        **document["hands"],
    }
    for name in ("longer_than", "shorter_than"):
        values[name] = None if values[name] is None else values[name] / MINUTE
    for name in ("random_share", "double_share"):
        values[name] = round(100 * values[name])
    return values


def seconds(minutes: float | None) -> float | None:
    return None if minutes is None else minutes * MINUTE


class ImportPlanForm(FlaskForm):
    """A plan as a file."""

    file = FileField(_l("Plan as JSON"), validators=[InputRequired()])


class LimitForm(FlaskForm):
    """How much somebody can review in a full week."""

    reviews = IntegerField(_l("Reviews a week"), validators=[Optional(), NumberRange(0, 10_000)])
    hours = FloatField(_l("Hours a week"), validators=[Optional(), NumberRange(0, 168)])


class AbsenceForm(FlaskForm):
    """Days on which somebody, or the whole centre, does not review."""

    user_id = SelectField(_l("Who"))
    first_day = DateField(_l("First day"), validators=[DataRequired()])
    last_day = DateField(_l("Last day"), validators=[DataRequired()])
    note = StringField(_l("Note"), validators=[Length(max=120)])

    def validate_last_day(self, field: DateField) -> None:
        first = self.first_day.data
        if field.data and first and not 0 <= (field.data - first).days <= 366:
            raise ValidationError(_("The last day comes after the first, within a year."))
