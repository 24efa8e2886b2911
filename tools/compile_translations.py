"""Compile the catalogues under `translations/`; the build hook does the same for the wheel.

python tools/compile_translations.py
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent


def compile_translations(folder: Path) -> list[Path]:
    """Write a `.mo` for each `.po` under `folder` that has none or an older one.

    Returns the files written.
    """
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as catalogue_file:
            catalogue = read_po(catalogue_file, locale=source.parent.parent.name)
        with compiled.open("wb") as compiled_file:
            write_mo(compiled_file, catalogue)
        written.append(compiled)
    return written


def main() -> int:
    """Compile what has changed and say so."""
    for path in compile_translations(ROOT / "translations"):
        print(f"Compiled {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
