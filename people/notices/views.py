"""The doors of notices, and what every page asks of them."""

from flask import Blueprint, Flask
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from core.cli_doctor import add_checks
from people.cli_mail import mail_checks
from people.notices import jobs, pages, queries  # noqa: F401  (jobs: registers its work)


def add_doors(blueprint: Blueprint) -> None:
    """Add the pages about notices to those of the people room."""
    add = blueprint.add_url_rule
    add("/notices", "notices", pages.notices)
    add("/notices/<int:notice_id>/read", "read_notice", pages.read, methods=["POST"])
    add("/notices/read", "read_all_notices", pages.read_all, methods=["POST"])
    add("/account/notices", "notice_settings", pages.settings, methods=["GET", "POST"])
    add("/notices/stop/<token>", "stop_notices", pages.stop, methods=["GET", "POST"])


def init_app(app: Flask) -> None:
    """Let letters stop themselves without a session, the masthead count, the doctor look."""
    app.extensions["csrf"].exempt(pages.stop)
    app.jinja_env.globals["unread_notices"] = unread_notices
    add_checks(app, mail_checks)


def unread_notices() -> int | None:
    """How many notices whoever is signed in has not read; None while the database is away.

    The masthead stands on the pages that tell of faults, too.
    """
    try:
        return queries.unread_count(current_user)
    except SQLAlchemyError:
        return None
