"""Python processes of our own beside the server."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def child_environment(**settings: str) -> dict[str, str]:
    """The environment of such a process: ours, ``settings``, and our code where it is to be found.

    Our code may lie where Python looks only because of the folder that the server was started in.
    """
    path = os.environ.get("PYTHONPATH")
    found = os.pathsep.join([str(ROOT), *([path] if path else [])])
    return {**os.environ, **settings, "PYTHONPATH": found}
