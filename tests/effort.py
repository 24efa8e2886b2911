"""How much is tried where examples are made up: RUBRICA_FUZZ=10 tries ten times as many."""

import os

EFFORT = int(os.environ.get("RUBRICA_FUZZ", "1"))
