"""A whole house with people in it, served for a browser."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask
from waitress import create_server

from app import create_app
from core.db import Base, db
from core.settings import read_settings
from demo.load import load
from demo.load_people import PASSWORD
from demo.simulate import DEFAULT_SEED, simulate
from people.models import Role
from people.permissions import ROLES

TODAY = date(2026, 3, 2)


@dataclass(frozen=True)
class House:
    """The application and the address at which it answers."""

    app: Flask
    address: str
    password: str = PASSWORD


def build(data: Path) -> Flask:
    """The application as it is served, but quick to sign in to."""
    data.mkdir(parents=True, exist_ok=True)
    env = {"RUBRICA_DATA": str(data), "RUBRICA_SECRET_KEY": "a-secret-for-tests-only"}
    app = create_app(
        read_settings(env),
        RATELIMIT_ENABLED=False,
        SECURITY_PASSWORD_HASH="plaintext",
        SECURITY_PASSWORD_SCHEMES=["plaintext"],
        SECURITY_PASSWORD_SINGLE_HASH=True,
    )
    with app.app_context():
        Base.metadata.create_all(db.engine)
    return app


def furnish(app: Flask) -> None:
    """Let the demonstration's people move in."""
    with app.app_context():
        load(simulate(DEFAULT_SEED, TODAY), with_recordings=False)
        db.session.commit()
        db.session.remove()


def add_roles(app: Flask) -> None:
    """Leave the house empty but for its roles."""
    with app.app_context():
        db.session.add_all(Role(name=name) for name in ROLES)
        db.session.commit()
        db.session.remove()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve ``app`` on a port of the system's choice; gives the address."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server: Any = create_server(app, host="127.0.0.1", port=0, threads=6, ident=None)
    thread = threading.Thread(target=server.run, name="browser-tests-server", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        thread.join(5)
