"""Write a migration from the difference between the models and the newest migration.

    python tools/new_migration.py "what it does"

The comparison runs on an empty database that is thrown away, never on anybody's data.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from alembic import command

from app import create_app
from core.migrating import alembic_config, migrate_database
from core.settings import read_settings


def main() -> int:
    """Migrate a database of its own to the newest schema, compare, and write the difference."""
    message = " ".join(sys.argv[1:]).strip()
    if not message:
        print('Say what the migration does: make migration NAME="..."', file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as data:
        app = create_app(read_settings({"RUBRICA_DATA": data}))
        with app.app_context():
            migrate_database()
            command.revision(alembic_config(), message=message, autogenerate=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
