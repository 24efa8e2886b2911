"""What people are told about imports, files set aside, and calls without a transcript."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from people.notices.actions import notify
from people.notices.kinds import APP, DAILY, INTAKE, Kind, add_kind
from people.permissions import ADMIN, EVALUATOR, LEAD, QA_LEAD
from people.queries import users_who_may
from transcripts.imports.models import BROKEN, Import
from transcripts.models import Interaction


def refused_words(count: int, source: str, **_facts: Any) -> str:
    """How much of what lay in a watched folder was refused."""
    return ngettext(
        "%(num)s record from the folder of %(source)s was refused; its file is set aside.",
        "%(num)s records from the folder of %(source)s were refused; their files are set aside.",
        count,
        source=source,
    )


IMPORTED = add_kind(
    Kind(
        "intake.imported",
        INTAKE,
        _l("An import of mine has ended"),
        _l(
            "Your import into %(source)s has ended: %(imported)s imported, %(already)s there "
            "already, %(refused)s refused."
        ),
        {EVALUATOR: APP, LEAD: APP, QA_LEAD: APP, ADMIN: APP},
    )
)
CUT_OFF = add_kind(
    Kind(
        "intake.cut_off",
        INTAKE,
        _l("An import of mine broke off"),
        _l("Your import into %(source)s broke off after %(seen)s records; nothing read is lost."),
        {EVALUATOR: DAILY, LEAD: DAILY, QA_LEAD: DAILY, ADMIN: DAILY},
    )
)
SET_ASIDE = add_kind(
    Kind(
        "intake.set_aside",
        INTAKE,
        _l("Files of a watched folder are refused"),
        refused_words,
        {QA_LEAD: DAILY, ADMIN: DAILY},
    )
)
NO_TRANSCRIPT = add_kind(
    Kind(
        "intake.no_transcript",
        INTAKE,
        _l("Calls could not be transcribed"),
        _l("A call of %(source)s could not be transcribed. There may be more: see the list."),
        {QA_LEAD: DAILY, ADMIN: DAILY},
    )
)


def tell_imported(import_: Import) -> None:
    """Tell whoever began an import how it ended; of a watched folder, only what it refused."""
    page: dict[str, Any] = {"endpoint": "imports.report", "values": {"import_id": import_.id}}
    source = import_.source.name
    if import_.door == "folder":
        if import_.refused:
            notify(
                SET_ASIDE.key,
                users_who_may("source.edit"),
                subject=import_.source,
                **page,
                count=import_.refused,
                source=source,
            )
    elif import_.state == BROKEN:
        notify(
            CUT_OFF.key, [import_.user], subject=import_, **page, source=source, seen=import_.seen
        )
    else:
        notify(
            IMPORTED.key,
            [import_.user],
            subject=import_,
            **page,
            source=source,
            imported=import_.imported,
            already=import_.already,
            refused=import_.refused,
        )


def tell_no_transcript(interaction: Interaction) -> None:
    """Tell those who keep the sources: one unread notice for each source, however many calls."""
    notify(
        NO_TRANSCRIPT.key,
        users_who_may("source.edit"),
        subject=interaction.source,
        endpoint="transcripts.interactions",
        values={"state": "failed"},
        source=interaction.source.name,
    )
