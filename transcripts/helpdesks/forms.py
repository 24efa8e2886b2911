"""Input of the helpdesk pages."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional

from transcripts.helpdesks.kinds import NAMES

UNSEEN = {"autocomplete": "off"}


class ConnectionForm(FlaskForm):
    """A new helpdesk."""

    kind = SelectField(
        _l("Helpdesk"), choices=[SelectChoice(kind, name) for kind, name in NAMES.items()]
    )
    name = StringField(_l("Name"), validators=[DataRequired(), Length(max=100)])
    address = StringField(_l("Address of its API"), validators=[DataRequired(), Length(max=300)])
    account = StringField(_l("Account number"), validators=[Optional(), Length(max=20)])
    signing_secret = PasswordField(
        _l("Signing secret"), validators=[DataRequired(), Length(max=500)], render_kw=UNSEEN
    )
    api_key = PasswordField(
        _l("API key"), validators=[DataRequired(), Length(max=500)], render_kw=UNSEEN
    )


class SecretForm(FlaskForm):
    """Another signing secret."""

    secret = PasswordField(
        _l("New signing secret"), validators=[DataRequired(), Length(max=500)], render_kw=UNSEEN
    )


class KeyForm(FlaskForm):
    """Another API key."""

    key = PasswordField(
        _l("New API key"), validators=[DataRequired(), Length(max=500)], render_kw=UNSEEN
    )
