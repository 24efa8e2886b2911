"""The audit trail and background jobs, for those who keep the house."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import db
from core.jobs.models import Job
from core.web.access import allowed
from core.web.ids import row_id
from people import actions, queries


@allowed("audit.read")
def audit() -> ResponseReturnValue:
    """Show the audit trail, newest first."""
    before = request.args.get("before", type=row_id)
    events, older = queries.audit_page(before)
    return render_template("people/audit.html", events=events, older=older, before=before)


@allowed("jobs.read")
def jobs() -> ResponseReturnValue:
    """Show background jobs with their progress and failures."""
    only_failed = request.args.get("state") == "failed"
    return render_template(
        "people/jobs.html",
        jobs=queries.recent_jobs(only_failed),
        counts=queries.job_counts(),
        only_failed=only_failed,
    )


def job_or_404(job_id: int) -> Job:
    """Return the job with this id, or answer that there is none."""
    job = db.session.get(Job, job_id)
    if job is None:
        abort(404)
    return job


@allowed("jobs.edit")
def retry_job(job_id: int) -> ResponseReturnValue:
    """Let a failed job start afresh."""
    if actions.retry_job(current_user, job_or_404(job_id)):
        flash(_("The job will be tried again."), "success")
    else:
        flash(_("Only a failed or cancelled job can be tried again."), "warning")
    db.session.commit()
    return redirect(url_for("people.jobs"))


@allowed("jobs.edit")
def cancel_job(job_id: int) -> ResponseReturnValue:
    """Cancel a job that has not ended."""
    if actions.cancel_job(current_user, job_or_404(job_id)):
        flash(_("The job is cancelled."), "success")
    else:
        flash(_("That job has already ended."), "warning")
    db.session.commit()
    return redirect(url_for("people.jobs"))
