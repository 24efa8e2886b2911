"""Puts the house together: the application and the ``rubrica`` command."""

from typing import Any

import click
from flask import Flask, current_app, g
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from coaching.careers.actions import install_default_path
from coaching.careers.views import blueprint as careers
from coaching.views import blueprint as coaching
from core import db, i18n, observability, storage
from core.db import db as database
from core.jobs import upkeep  # noqa: F401  (registers its job)
from core.lazy_commands import LazyGroup
from core.settings import Settings, read_settings
from core.web import errors, headers
from core.web.ids import RowIdConverter
from core.web.navigation import Door, add_door, navigation_for
from core.web.views import blueprint as core
from evaluation import reminders  # noqa: F401  (registers its job)
from evaluation.appeals.views import blueprint as appeals
from evaluation.calibration.views import blueprint as calibration
from evaluation.rubrics.actions import install_default_rubric
from evaluation.rubrics.views import blueprint as rubrics
from evaluation.sampling.actions import install_default_plan
from evaluation.sampling.views import blueprint as sampling
from evaluation.self_evaluation.views import blueprint as self_evaluation
from evaluation.views import blueprint as evaluation
from people import security
from people.notices import views as notices
from people.queries import is_demonstration
from people.scope import may
from people.views import blueprint as people
from scorecards.views import blueprint as scorecards
from transcripts import api
from transcripts.helpdesks import views as helpdesks
from transcripts.imports.views import blueprint as imports
from transcripts.search.views import blueprint as searches
from transcripts.views import blueprint as transcripts

BLUEPRINTS = (
    core,
    people,
    transcripts,
    imports,
    searches,
    evaluation,
    rubrics,
    sampling,
    calibration,
    appeals,
    self_evaluation,
    scorecards,
    coaching,
    careers,
)
DOORS = (
    Door("evaluation.queue", _l("My queue"), "queue.work", 10),
    Door("scorecards.mine", _l("My scorecard"), "evaluation.answer", 12),
    Door("self_evaluation.mine", _l("My own scores"), "evaluation.answer", 13),
    Door("scorecards.team", _l("Team"), "team.read", 14),
    Door("coaching.board", _l("Coaching"), "plan.read", 16),
    Door("careers.paths", _l("Paths"), "path.read", 18),
    Door("transcripts.interactions", _l("Interactions"), "interaction.read", 20),
    Door("transcripts.journeys", _l("Journeys"), "journey.read", 22),
    Door("rubrics.rubrics", _l("Rubrics"), "rubric.read", 30),
    Door("sampling.plans", _l("Sampling"), "sampling.read", 40),
    Door("calibration.sessions", _l("Calibration"), "calibration.read", 42),
    Door("appeals.disputes", _l("Disputes"), "dispute.read", 44),
    Door("imports.sources", _l("Sources"), "source.edit", 45),
    Door("people.users", _l("People"), "people.read", 50),
    Door("helpdesks.connections", _l("Helpdesks"), "connection.edit", 55),
    Door("people.jobs", _l("Jobs"), "jobs.read", 60),
)
COMMANDS = {
    "backup": "core.cli_backup:backup",
    "bench": "bench.cli:bench",
    "create-user": "people.cli:create_user",
    "demo": "demo.cli:demo",
    "doctor": "core.cli_doctor:doctor",
    "draw": "evaluation.sampling.cli:draw",
    "erase-customer": "transcripts.privacy.cli:erase",
    "import": "transcripts.cli:import_",
    "import-rubric": "evaluation.rubrics.cli:import_",
    "mail-test": "people.cli_mail:mail_test",
    "migrate": "core.cli:migrate",
    "reindex": "transcripts.search.cli:reindex",
    "redact": "transcripts.privacy.cli:redact",
    "restore": "core.cli_backup:restore",
    "retain": "transcripts.privacy.cli:retain",
    "run": "core.cli:run",
    "score": "evaluation.cli:score",
    "scorecard": "scorecards.cli:scorecard",
    "transcribe": "transcripts.cli_transcribe:transcribe",
    "work": "core.cli:work",
}
EXPORTS = {
    "interactions": "transcripts.exports.cli:interactions",
    "rubric": "evaluation.rubrics.cli:export_rubric",
    "vcon": "transcripts.exports.cli:vcon",
}


def create_app(settings: Settings | None = None, **overrides: Any) -> Flask:
    """Build the application. Starts no threads, so that any server may fork it.

    ``overrides`` are Flask configuration values that win over those from the settings.
    """
    settings = settings or read_settings()
    app = Flask(__name__)
    app.config.update(flask_config(settings), **overrides)
    app.url_map.converters["int"] = RowIdConverter
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops, hops)  # type: ignore[method-assign]
    for part in (observability, db, storage, i18n, headers, errors):
        part.init_app(app)
    CSRFProtect(app)
    security.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    api.init_app(app)
    helpdesks.init_app(app)
    notices.init_app(app)
    for door in DOORS:
        add_door(app, door)
    app.context_processor(page_context)
    app.extensions["furnish"] = furnish
    return app


def furnish() -> None:
    """Give a new centre what it starts with: a rubric, a sampling plan and a career path.

    What is there already stays as it is. Commits.
    """
    install_default_rubric()
    install_default_plan()
    install_default_path()
    database.session.commit()


def flask_config(settings: Settings) -> dict[str, Any]:
    """Translate the settings into the configuration that Flask and its extensions read."""
    return {
        "SETTINGS": settings,
        "SECRET_KEY": settings.secret_key,
        "SECURITY_PASSWORD_SALT": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "MAX_CONTENT_LENGTH": settings.max_upload_mb * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": settings.secure_cookies,
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_TRANSLATION_DIRECTORIES": "translations",
    }


def page_context() -> dict[str, Any]:
    """Give every template the doors that this person may open, and ``may`` for its buttons."""

    def may_here(permission: str) -> bool:
        return may(current_user, permission)

    if "navigation" not in g:
        g.navigation = navigation_for(current_app, may_here)
    return {
        "navigation": g.navigation,
        "may": may_here,
        "demonstration": current_user.is_authenticated and is_demonstration(),
    }


@click.group(cls=LazyGroup, commands_at=COMMANDS)
@click.version_option(package_name="rubrica")
@click.pass_context
def main(context: click.Context) -> None:
    """Rubrica: quality scorecards and coaching for customer support."""
    context.obj = create_app


@main.group(cls=LazyGroup, commands_at=EXPORTS)
def export() -> None:
    """Write what is kept here for other systems, redacted unless asked otherwise."""


if __name__ == "__main__":
    main()
