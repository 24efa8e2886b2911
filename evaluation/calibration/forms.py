"""Input of the calibration pages."""

from datetime import UTC, datetime

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget


class MultiCheckboxField(SelectMultipleField):
    """A tick for each choice."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def an_id(value: str) -> int | None:
    """The value of a select field as an id; the empty choice is None."""
    return int(value) if value else None


class DeadlineForm(FlaskForm):
    """Until when people may score."""

    deadline = DateTimeLocalField(_l("Score until (UTC)"), [InputRequired()])

    def deadline_utc(self) -> datetime:
        """The deadline as a moment."""
        assert self.deadline.data is not None  # noqa: S101 - the field is required
        return self.deadline.data.replace(tzinfo=UTC)


class SessionForm(DeadlineForm):
    """A new session: what is scored by whom."""

    title = StringField(_l("What the session is called"), [DataRequired(), Length(max=200)])
    rubric = SelectField(_l("Rubric"), coerce=int)
    participants = MultiCheckboxField(
        _l("Who scores"), coerce=int, validators=[DataRequired(_l("Tick two people or more."))]
    )
    expert = SelectField(
        _l("Expert who records the reference answers"), coerce=an_id, validators=[Optional()]
    )
    interactions = MultiCheckboxField(
        _l("Conversations"), coerce=int, validators=[DataRequired(_l("Tick a conversation."))]
    )
