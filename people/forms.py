"""Input of the people pages."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, Email, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from core.i18n import LANGUAGE_NAMES
from people.permissions import ADMIN, AGENT, EVALUATOR, HR, LEAD, QA_LEAD

ROLE_LABELS = {
    EVALUATOR: _l("Evaluator"),
    LEAD: _l("Team lead"),
    AGENT: _l("Agent"),
    HR: _l("HR"),
    QA_LEAD: _l("QA lead"),
    ADMIN: _l("Administrator"),
}


def some_choice(value: str) -> int | None:
    """Turn the value of a select field into an id; the empty choice is None."""
    return int(value) if value else None


class RolesField(SelectMultipleField):
    """A tick for each role."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class UserForm(FlaskForm):
    """A person's name, roles and whether they may sign in."""

    name = StringField(_l("Name"), validators=[DataRequired(), Length(max=120)])
    roles = RolesField(
        _l("Roles"),
        choices=[SelectChoice(role, label) for role, label in ROLE_LABELS.items()],
        validators=[DataRequired(_l("Tick a role."))],
    )
    active = BooleanField(_l("May sign in"), default=True)


class NewUserForm(UserForm):
    """As above, with the address that becomes the account."""

    email = EmailField(_l("E-mail"), validators=[DataRequired(), Email(), Length(max=255)])


class TeamForm(FlaskForm):
    """A new team and who leads it."""

    name = StringField(_l("Name"), validators=[DataRequired(), Length(max=120)])
    lead = SelectField(_l("Lead"), coerce=some_choice, validators=[Optional()])


class AgentForm(FlaskForm):
    """Somebody who is reviewed."""

    name = StringField(_l("Name"), validators=[DataRequired(), Length(max=120)])
    team = SelectField(_l("Team"), coerce=some_choice, validators=[Optional()])
    user = SelectField(_l("Account"), coerce=some_choice, validators=[Optional()])
    external_ref = StringField(_l("Reference in your systems"), validators=[Length(max=120)])
    kind = SelectField(
        _l("Kind"),
        choices=[
            SelectChoice("person", _l("Person")),
            SelectChoice("virtual", _l("Virtual agent")),
        ],
    )
    hired_on = DateField(_l("Here since"), validators=[Optional()])


class TokenForm(FlaskForm):
    """A new key for a program."""

    label = StringField(_l("What it is for"), validators=[DataRequired(), Length(max=120)])
    days = SelectField(
        _l("It works for"),
        choices=[
            SelectChoice("30", _l("30 days")),
            SelectChoice("90", _l("90 days")),
            SelectChoice("365", _l("a year")),
            SelectChoice("", _l("until it is revoked")),
        ],
        default="90",
    )


class AccountForm(FlaskForm):
    """What somebody may change about themselves."""

    name = StringField(_l("Name"), validators=[DataRequired(), Length(max=120)])
    language = SelectField(
        _l("Language"),
        choices=[
            SelectChoice("", _l("As the browser says")),
            *(SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items()),
        ],
        validators=[Optional()],
    )
