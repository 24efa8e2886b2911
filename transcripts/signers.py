"""Whom the operator trusts to sign vCons: the PEM files of the folder that the settings name."""

from functools import lru_cache
from pathlib import Path

import structlog
from flask import current_app

from transcripts.formats.vcon_signatures import NOBODY, Trust, read_trust


def trusted_signers() -> Trust:
    """Return the trusted keys and certificates; nobody where no folder is named or it is gone.

    The folder is read anew when a file in it was added, changed or taken away.
    """
    folder: Path | None = current_app.config["SETTINGS"].trusted_signers
    if folder is None:
        return NOBODY
    try:
        files = [(path.name, path.stat().st_mtime_ns) for path in sorted(folder.iterdir())]
        return _trust_in(folder, tuple(files))
    except OSError as error:
        log = structlog.get_logger("rubrica.transcripts")
        log.error("trusted signers cannot be read", folder=str(folder), error=str(error))
        return NOBODY


@lru_cache(maxsize=4)
def _trust_in(folder: Path, files: tuple[tuple[str, int], ...]) -> Trust:
    trust, unread = read_trust(folder)
    if unread:
        log = structlog.get_logger("rubrica.transcripts")
        log.warning("no key or certificate in these files", folder=str(folder), files=unread)
    return trust
