"""Commands that run the house: migrate, serve, work."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType

import click
from flask import Flask

from core.jobs.runner import Worker, start_threads
from core.migrating import migrate_database
from core.settings import SettingError

AppFactory = Callable[[], Flask]
PORT = click.IntRange(1, 65535)
NEEDS_CELERY = "BROKER_URL needs: pip install 'rubrica[celery]'"


def build(create_app: AppFactory) -> Flask:
    """Build the application, or end the command with one clear line."""
    try:
        return create_app()
    except SettingError as error:
        raise click.ClickException(str(error)) from error


def serve(app: Flask, host: str, port: int, speech_workers: int) -> None:
    """Serve pages and work jobs in this process until it is told to end."""
    from waitress import create_server

    try:
        server = create_server(
            app,
            host=host,
            port=port,
            threads=8,
            max_request_body_size=app.config["MAX_CONTENT_LENGTH"],
            ident=None,
            clear_untrusted_proxy_headers=not app.config["SETTINGS"].trusted_proxies,
        )
    except OSError as error:
        raise click.ClickException(f"cannot listen on {host}:{port}: {error.strerror}") from error
    workers = start_workers(app, speech_workers)

    def end(_signal: int, _frame: FrameType | None) -> None:
        for worker in workers:
            worker.stop()
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    click.echo(f"Rubrica is at http://{host}:{port}", err=True)
    server.run()


def start_workers(app: Flask, speech_workers: int) -> list[Worker]:
    """Work jobs in this process, or hand them to the broker where there is one."""
    if not app.config["SETTINGS"].broker_url:
        return start_threads(app, speech_workers)
    try:
        from core.jobs.celery_engine import announce_jobs

        announce_jobs(app)
    except ImportError as error:
        raise click.ClickException(NEEDS_CELERY) from error
    return []


@click.command()
@click.pass_obj
def migrate(create_app: AppFactory) -> None:
    """Bring the database to the newest schema. Example: rubrica migrate"""
    app = build(create_app)
    with app.app_context():
        click.echo(f"The database is at {migrate_database()}.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=PORT, default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", default=1, show_default=True, help="Calls transcribed at once.")
@click.pass_obj
def run(create_app: AppFactory, host: str, port: int, workers: int) -> None:
    """Migrate, serve and work jobs in one process. Example: rubrica run --port 8000"""
    app = build(create_app)
    with app.app_context():
        migrate_database()
        app.extensions["furnish"]()
    serve(app, host, port, workers)


@click.command()
@click.option("--queues", help="Only these, with commas (default, upkeep, imports, speech).")
@click.pass_obj
def work(create_app: AppFactory, queues: str | None) -> None:
    """Work jobs without serving pages. Example: rubrica work --queues speech

    With BROKER_URL set, this is a Celery worker; otherwise it asks the database for work.
    """
    app = build(create_app)
    with app.app_context():
        migrate_database()
    names = [name.strip() for name in queues.split(",")] if queues else None
    if app.config["SETTINGS"].broker_url:
        work_with_celery(app)
        return
    worker = Worker(app, names, keeps_clock=True)

    def end(_signal: int, _frame: FrameType | None) -> None:
        worker.stop()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    click.echo(f"Working {', '.join(names) if names else 'all queues'}.", err=True)
    thread = threading.Thread(target=worker.run, name="worker")
    thread.start()
    while thread.is_alive():
        thread.join(0.5)


def work_with_celery(app: Flask) -> None:
    """Be a Celery worker on the settings' broker, and re-send what is due."""
    try:
        from core.jobs.celery_engine import make_celery, start_reaper

        celery = make_celery(app, app.config["SETTINGS"].broker_url)
    except ImportError as error:
        raise click.ClickException(NEEDS_CELERY) from error
    start_reaper(app, celery)
    celery.worker_main(
        ["worker", "--loglevel=warning", f"--concurrency={os.cpu_count() or 1}", "-P", "threads"]
    )
    sys.exit(0)
