"""Backup and restore of a house that keeps its data in a folder of its own."""

import sqlite3
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask
from sqlalchemy.engine import make_url

from core.cli import build
from core.settings import Settings

DATABASE, MEDIA = "rubrica.db", "media"


def own_folder(settings: Settings) -> tuple[Path, Path]:
    """The SQLite file and the media folder; ClickException where either is kept elsewhere."""
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise click.ClickException("use pg_dump and pg_restore for PostgreSQL")
    if not settings.storage_url.startswith("file://"):
        raise click.ClickException("media are not in a folder; back the bucket up instead")
    return Path(url.database), Path(settings.storage_url.removeprefix("file://"))


@click.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup(create_app: Callable[[], Flask], path: Path) -> None:
    """Write database and media into one archive. Example: rubrica backup monday.tar

    Safe while the house is running: the database is copied as of one instant, before the media.
    """
    database, media = own_folder(build(create_app).config["SETTINGS"])
    if path.exists():
        raise click.ClickException(f"{path} exists already")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / DATABASE
        source, target = sqlite3.connect(database), sqlite3.connect(copy)
        source.backup(target)
        source.close()
        target.close()
        unfinished = path.with_name(path.name + ".part")
        try:
            with tarfile.open(unfinished, "w") as archive:
                archive.add(copy, DATABASE)
                if media.is_dir():
                    archive.add(media, MEDIA)
            unfinished.replace(path)
        except OSError as error:
            unfinished.unlink(missing_ok=True)
            raise click.ClickException(f"cannot write {path}: {error.strerror}") from error
    click.echo(f"Backed up to {path} ({path.stat().st_size / 1024**2:.1f} MiB).")


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def restore(create_app: Callable[[], Flask], path: Path) -> None:
    """Bring a backup back into an empty data folder. Example: rubrica restore monday.tar"""
    database, media = own_folder(build(create_app).config["SETTINGS"])
    if database.exists() and database.stat().st_size > 0:
        raise click.ClickException(f"{database} exists; restore into an empty data folder")
    try:
        with (
            tarfile.open(path) as archive,
            tempfile.TemporaryDirectory(dir=database.parent) as folder,
        ):
            archive.extractall(folder, filter="data")
            unpacked = Path(folder)
            if not (unpacked / DATABASE).is_file():
                raise click.ClickException(f"{path} is not a backup of Rubrica")
            if (unpacked / MEDIA).is_dir():
                if media.exists():
                    media.rmdir()
                (unpacked / MEDIA).rename(media)
            (unpacked / DATABASE).rename(database)
    except (tarfile.TarError, OSError) as error:
        raise click.ClickException(f"{path} cannot be restored: {error}") from error
    click.echo("Restored. Start the house with: rubrica run")
