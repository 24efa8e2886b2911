"""Input of the career pages."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, FloatField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from coaching.careers.models import Stage
from coaching.careers.path_file import KEY, LANGUAGES, MOST_MONTHS, StageDocument
from core.i18n import localized
from evaluation.rubrics.models import Competency

MOST_FILE_BYTES = 200_000


class TextsMixin:
    """Reading a text in three languages from fields named ``name_en`` and so on."""

    def texts(self, name: str) -> dict[str, str]:
        """The languages that are filled in."""
        found = {each: (self[f"{name}_{each}"].data or "").strip() for each in LANGUAGES}  # type: ignore[index]
        return {language: text for language, text in found.items() if text}


class NewPathForm(TextsMixin, FlaskForm):
    """A new path with its first stage."""

    key = StringField(
        _l("Key"),
        [
            DataRequired(),
            Regexp(f"^{KEY.pattern}$", message=_l("Small letters, digits and _ only.")),
        ],
        description=_l("Short and lasting, such as support; files name the path by it."),
    )
    name_en = StringField(_l("Name, English"), [DataRequired(), Length(max=200)])
    name_es = StringField(_l("Name, Spanish"), [Length(max=200)])
    name_ca = StringField(_l("Name, Catalan"), [Length(max=200)])
    first_stage = StringField(_l("Its first stage"), [DataRequired(), Length(max=200)])


class StageForm(TextsMixin, FlaskForm):
    """What a stage is called, and what it asks for besides levels."""

    name_en = StringField(_l("Name, English"), [DataRequired(), Length(max=200)])
    name_es = StringField(_l("Name, Spanish"), [Length(max=200)])
    name_ca = StringField(_l("Name, Catalan"), [Length(max=200)])
    description_en = TextAreaField(_l("What it means, English"), [Length(max=1000)])
    description_es = TextAreaField(_l("What it means, Spanish"), [Length(max=1000)])
    description_ca = TextAreaField(_l("What it means, Catalan"), [Length(max=1000)])
    tenure_months = IntegerField(
        _l("Months on the stage before"), [InputRequired(), NumberRange(0, MOST_MONTHS)], default=0
    )
    certificates = TextAreaField(
        _l("Certificates"), [Length(max=2000)], description=_l("One on each line.")
    )

    level_names: tuple[str, ...] = ()

    def document(self) -> StageDocument:
        """The stage that the form describes."""
        names = [line.strip()[:120] for line in (self.certificates.data or "").splitlines()]
        levels = {key: self[f"level_{key}"].data for key in self.level_names}
        return StageDocument(
            self.texts("name"),
            self.texts("description"),
            self.tenure_months.data or 0,
            tuple(dict.fromkeys(name for name in names if name)),
            {key: float(level) for key, level in levels.items() if level is not None},
        )


def stage_form(known: Sequence[Competency], stage: Stage | None = None) -> StageForm:
    """The form of a stage with a field for the level of each competency."""
    fields: dict[str, Any] = {"level_names": tuple(competency.key for competency in known)}
    for competency in known:
        fields[f"level_{competency.key}"] = FloatField(
            localized(competency.name), [Optional(), NumberRange(1, 99)]
        )
    values: dict[str, Any] = {}
    if stage is not None:
        values = {f"name_{each}": stage.name.get(each) for each in LANGUAGES}
        values |= {f"description_{each}": stage.description.get(each) for each in LANGUAGES}
        values |= {f"level_{each.competency.key}": each.level for each in stage.requirements}
        values["tenure_months"] = stage.tenure_months
        values["certificates"] = "\n".join(stage.certificates)
    return type("StageFormWithLevels", (StageForm,), fields)(**values)


class ImportForm(FlaskForm):
    """A path from a file."""

    file = FileField(_l("File (JSON)"), [FileRequired()])


class AimForm(FlaskForm):
    """The stage an agent aims at."""

    stage_id = SelectField(_l("I aim at"), coerce=int)


class DecisionForm(FlaskForm):
    """On which stage an agent stands from a day on, and why."""

    stage_id = SelectField(_l("Stage"), coerce=int)
    since = DateField(_l("From"), [InputRequired()])
    reason = TextAreaField(_l("Why"), [DataRequired(), Length(max=5000)])


class CertificateForm(FlaskForm):
    """Something that an agent has passed."""

    name = StringField(_l("Certificate"), [DataRequired(), Length(max=120)])
    earned_on = DateField(_l("Earned on"), [InputRequired()])
    expires_on = DateField(_l("Expires on"), [Optional()])
