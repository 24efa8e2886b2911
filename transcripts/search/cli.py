"""``rubrica reindex``: the search index made anew, or what is missing of it."""

from collections.abc import Callable

import click
from flask import Flask

from core.db import db
from transcripts.search.engines import engine
from transcripts.search.index import count_stale, fill_some, mark_all_stale


@click.command()
@click.option("--all", "everything", is_flag=True, help="Make every document anew.")
@click.option("--forget", is_flag=True, help="Also remove traces of erased text from the disk.")
@click.pass_obj
def reindex(create_app: Callable[[], Flask], everything: bool, forget: bool) -> None:
    """Fill the documents of the search that are missing, or all of them.

    While all are made anew, each is found by what it had. An interrupted run is continued by
    another one without --all. Example: rubrica reindex --all
    """
    app = create_app()
    with app.app_context():
        if everything:
            mark_all_stale(db.session())
            db.session.commit()
        work(count())
        if forget:
            engine().forget()
            db.session.commit()
            click.echo("What was erased has left the files of the index, too.")


def count() -> int:
    """Return how many documents wait."""
    waiting = count_stale(db.session())
    db.session.rollback()
    return waiting


def work(total: int) -> None:
    """Fill the documents that wait, and say how far it is."""
    if not total:
        click.echo("The index is complete.")
        return
    with click.progressbar(length=total, label="Indexing") as bar:
        while filled := fill_some(db.session()):
            db.session.commit()
            bar.update(filled)
    db.session.rollback()
    click.echo(f"{total:,} interactions were indexed.")
