"""Input of this room's pages."""

from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, MultipleFileField, RadioField, SelectField, StringField
from wtforms.validators import Length, Optional

from people.models import Agent


class UploadForm(FlaskForm):
    """One file or several: each a call of its own, or two the channels of one."""

    files = MultipleFileField(_l("Files"))
    together = BooleanField(_l("These files are the two channels of one call"))
    agent_id = SelectField(_l("Agent"), validators=[Optional()])
    agent_channel = RadioField(
        _l("The agent speaks on"),
        choices=[
            ("0", _l("the first channel or file")),
            ("1", _l("the second channel or file")),
        ],
        default="0",
    )
    subject = StringField(_l("What it is about"), validators=[Optional(), Length(max=200)])

    def offer(self, agents: list[Agent]) -> "UploadForm":
        """Offer these agents and return the form."""
        people = [(str(agent.id), agent.name) for agent in agents]
        self.agent_id.choices = [("", str(_l("not known yet"))), *people]
        return self


def day_of_address(text: str) -> date:
    """Read a day; ValueError also for one at the ends of the calendar."""
    day = date.fromisoformat(text)
    if not date(1900, 1, 1) <= day < date(3000, 1, 1):
        raise ValueError("no conversation is of that day")
    return day
