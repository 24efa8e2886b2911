"""Input of the pages of imports and sources."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    IntegerField,
    MultipleFileField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from core.i18n import LANGUAGE_NAMES
from transcripts.formats.zones import known_zones
from transcripts.imports.call_facts import PatternError, check_pattern
from transcripts.imports.inbox import FolderError, folder_in
from transcripts.imports.watching import watch_root
from transcripts.models import Source
from transcripts.queries import UPLOADS, source_named

FORMS = {
    "auto": _l("find out from the content"),
    "chat_csv": _l("table of messages or conversations"),
    "contacts_csv": _l("table of contacts with their handle time"),
    "survey_csv": _l("table of survey answers"),
    "chat_json": _l("chats as JSON"),
    "chat_text": _l("conversation as plain text"),
    "vcon": _l("vCon"),
    "contact_lens": _l("Contact Lens"),
    "whisper": _l("Whisper"),
    "deepgram": _l("Deepgram"),
    "assemblyai": _l("AssemblyAI"),
    "vtt": _l("WebVTT subtitles"),
    "srt": _l("SRT subtitles"),
    "email": _l("e-mail"),
}
NOT_YET = "0"
MOST_WORDS = 300
LONGEST_WORD = 60


class ImportForm(FlaskForm):
    """Files, and the source that they come from."""

    files = MultipleFileField(_l("Files"))
    source_id = SelectField(_l("Source"), validators=[DataRequired()])
    form_name = SelectField(
        _l("What they are"), choices=[SelectChoice(key, label) for key, label in FORMS.items()]
    )

    def offer(self, sources: list[Source]) -> "ImportForm":
        """Offer these sources, or the one to be made where there is none; return the form."""
        found = [SelectChoice(str(s.id), s.name) for s in sources]
        self.source_id.choices = found or [SelectChoice(NOT_YET, UPLOADS)]
        return self

    def chosen_source_id(self) -> int:
        """Return the id of the source that was chosen, which is made now if it is not there."""
        chosen = self.source_id.data
        return source_named(UPLOADS).id if chosen == NOT_YET else int(chosen)


def words_of(text: str | None) -> list[str]:
    """Return the words of a vocabulary, one a line, each once."""
    lines = (" ".join(line.split()) for line in (text or "").replace("\x00", "").splitlines())
    return list(dict.fromkeys(line for line in lines if line))


class SourceForm(FlaskForm):
    """Everything that is known of all interactions of a source beforehand."""

    name = StringField(_l("Name"), validators=[DataRequired(), Length(max=120)])
    language = SelectField(
        _l("Language"),
        choices=[
            SelectChoice("", _l("found out for each call")),
            *(SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items()),
        ],
    )
    agent_channel = SelectField(
        _l("The agent speaks on"),
        choices=[
            SelectChoice("0", _l("the first channel or file")),
            SelectChoice("1", _l("the second channel or file")),
        ],
    )
    mono_first_speaker = SelectField(
        _l("Recordings of one channel are opened by"),
        choices=[
            SelectChoice("unknown", _l("whoever the words show")),
            SelectChoice("agent", _l("the agent")),
            SelectChoice("customer", _l("the customer")),
        ],
    )
    mode = SelectField(
        _l("Transcription"),
        choices=[
            SelectChoice("fast", _l("fast")),
            SelectChoice("accurate", _l("accurate, takes longer")),
        ],
    )
    vocabulary = TextAreaField(_l("Words of your own"))
    redaction_sound = SelectField(
        _l("What is private sounds as"),
        choices=[SelectChoice("silence", _l("silence")), SelectChoice("tone", _l("a tone"))],
    )
    retention_days = IntegerField(
        _l("Days to keep"), validators=[Optional(), NumberRange(1, 36_500)]
    )
    time_zone = SelectField(_l("Times without a zone are of"), default="UTC")
    watched_folder = StringField(_l("Watched folder"), validators=[Length(max=500)])
    file_pattern = StringField(_l("Pattern of file names"), validators=[Length(max=300)])

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.time_zone.choices = [SelectChoice(name, name) for name in known_zones()]

    def fill(self, source: Source) -> "SourceForm":
        """Show what is known of a source, where nothing was sent; return the form."""
        if not self.is_submitted():
            self.vocabulary.data = "\n".join(source.vocabulary)
        return self

    def validate_name(self, field: StringField) -> None:
        """Refuse control characters, which no database of ours keeps alike."""
        if not (field.data or "").isprintable():
            raise ValidationError(_("Use only letters, digits and signs that can be seen."))

    def validate_vocabulary(self, field: TextAreaField) -> None:
        """Keep the list short enough to be of use to the speech engine."""
        words = words_of(field.data)
        if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
            text = _("At most %(most)s words or names, each of at most %(longest)s letters.")
            raise ValidationError(text % {"most": MOST_WORDS, "longest": LONGEST_WORD})

    def validate_watched_folder(self, field: StringField) -> None:
        """Let only folders inside the one for watched folders be watched."""
        try:
            if field.data and field.data.strip():
                folder_in(watch_root(), field.data)
        except FolderError as error:
            text = _("This folder cannot be watched: %(reason)s")
            raise ValidationError(text % {"reason": error}) from error

    def validate_file_pattern(self, field: StringField) -> None:
        """Take only patterns that are valid, short and name something."""
        try:
            if field.data:
                check_pattern(field.data)
        except PatternError as error:
            text = _("This pattern cannot be used: %(reason)s")
            raise ValidationError(text % {"reason": error}) from error

    def values(self) -> dict[str, Any]:
        """Return the fields as the columns of a source."""
        return {
            "name": (self.name.data or "").strip(),
            "language": self.language.data or None,
            "agent_channel": int(self.agent_channel.data),
            "mono_first_speaker": self.mono_first_speaker.data,
            "mode": self.mode.data,
            "vocabulary": words_of(self.vocabulary.data),
            "redaction_sound": self.redaction_sound.data,
            "retention_days": self.retention_days.data,
            "time_zone": self.time_zone.data,
            "watched_folder": (self.watched_folder.data or "").strip() or None,
            "file_pattern": self.file_pattern.data or None,
        }
