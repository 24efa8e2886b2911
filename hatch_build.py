"""Build hook: compiles the translations, and refuses a wheel without the vendored browser files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
VENDORED = Path("static/vendor/plotly-basic.min.js")

sys.path.insert(0, str(ROOT / "tools"))
from compile_translations import compile_translations  # noqa: E402


class CompleteBuild(BuildHookInterface):
    """Runs before every build, the editable one of a checkout included."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile each `.po` of `translations/` beside itself.

        Raises FileNotFoundError for a distributable build without the vendored browser files.
        """
        compile_translations(ROOT / "translations")
        if version != "editable" and not (ROOT / VENDORED).is_file():
            raise FileNotFoundError(f"{VENDORED} is missing: run `python tools/vendor.py` first")
