"""The pages of sources: where interactions come from, and what is known of them beforehand."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import db
from core.web.access import allowed
from transcripts.imports.actions import forget_columns
from transcripts.imports.forms import FORMS, SourceForm
from transcripts.imports.queries import sources_with_counts
from transcripts.imports.sources import FolderTakenError, NameTakenError, save_source
from transcripts.imports.watching import watch_root
from transcripts.imports.wording import FIELD_WORDS
from transcripts.models import Source


@allowed("source.edit")
def sources() -> ResponseReturnValue:
    """Show all sources."""
    return render_template("imports/sources.html", sources=sources_with_counts())


@allowed("source.edit")
def new_source() -> ResponseReturnValue:
    """Add a source."""
    return edit(Source(column_mappings={}), SourceForm(), _("New source"))


@allowed("source.edit")
def source(source_id: int) -> ResponseReturnValue:
    """Show and change one source."""
    found = source_or_404(source_id)
    return edit(found, SourceForm(obj=found).fill(found), found.name)


def edit(source: Source, form: SourceForm, title: str) -> ResponseReturnValue:
    """Show a source's form, or save what was sent."""
    if form.validate_on_submit():
        try:
            save_source(current_user, source, form.values())
            db.session.commit()
        except NameTakenError:
            db.session.rollback()
            form.name.errors = [_("Another source has this name.")]
        except FolderTakenError:
            db.session.rollback()
            form.watched_folder.errors = [_("Another source watches this folder.")]
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("imports.sources"))
    return render_template(
        "imports/source.html",
        form=form,
        title=title,
        source=source,
        forms=FORMS,
        words=FIELD_WORDS,
        root=watch_root(),
    )


@allowed("source.edit")
def forget_mapping(source_id: int, kind: str) -> ResponseReturnValue:
    """Let the columns of one kind of table be guessed again."""
    found = source_or_404(source_id)
    if kind not in found.column_mappings:
        abort(404)
    forget_columns(current_user, found, kind)
    db.session.commit()
    flash(_("The columns are forgotten; they will be guessed from their titles."), "success")
    return redirect(url_for("imports.source", source_id=source_id))


def source_or_404(source_id: int) -> Source:
    """Return the source with this id, or answer that there is none."""
    found = db.session.get(Source, source_id)
    if found is None:
        abort(404)
    return found
