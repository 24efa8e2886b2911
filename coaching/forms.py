"""Input of the coaching pages."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    DecimalField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

MOST_TEXT = 5000
OWNERS = [("agent", _l("The agent")), ("lead", _l("The lead"))]


class MomentsField(SelectMultipleField):
    """A tick for each moment that the plan shows as evidence."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class NewPlanForm(FlaskForm):
    """What two people agree on: a target, a day, the evidence and the first steps."""

    title = StringField(_l("What the plan is called"), [DataRequired(), Length(max=200)])
    target = DecimalField(_l("Target, 1 to 99"), [InputRequired(), NumberRange(1, 99)], places=0)
    due_on = DateField(_l("Look back together on"), [InputRequired()])
    moments = MomentsField(_l("Evidence"), coerce=int, validators=[Optional()])
    agent_action = TextAreaField(_l("First step of the agent"), [Length(max=MOST_TEXT)])
    lead_action = TextAreaField(_l("First step of yours"), [Length(max=MOST_TEXT)])


class ActionForm(FlaskForm):
    """One dated promise."""

    owner = SelectField(_l("Who"), choices=OWNERS)
    text = StringField(_l("What"), [DataRequired(), Length(max=MOST_TEXT)])
    due_on = DateField(_l("Until"), [InputRequired()])


class SessionForm(FlaskForm):
    """A coaching conversation to arrange."""

    starts_at = DateTimeLocalField(_l("When (UTC)"), [InputRequired()])
    minutes = IntegerField(_l("Minutes"), [InputRequired(), NumberRange(5, 480)], default=30)
    agenda = TextAreaField(_l("Agenda"), [Length(max=MOST_TEXT)])


class NotesForm(FlaskForm):
    """What was said in a session."""

    held = BooleanField(_l("The session has taken place"))
    shared_notes = TextAreaField(_l("Notes for both"), [Length(max=MOST_TEXT)])


class LeadNotesForm(NotesForm):
    """The same, with the notes that only leads of the team ever see."""

    private_notes = TextAreaField(_l("Private notes"), [Length(max=MOST_TEXT)])


class CloseForm(FlaskForm):
    """What came of a plan."""

    outcome = TextAreaField(_l("What came of it"), [DataRequired(), Length(max=MOST_TEXT)])
