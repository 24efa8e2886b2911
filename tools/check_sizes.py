"""Hold every file and function to the size a reader can take in.

No Python, JavaScript, CSS or HTML file is longer than 300 lines, and no Python function longer
than 40, its docstring included. `size_exceptions.toml` names the exceptions, each with its reason;
an exception that is no longer needed fails as well, so that the table stays true.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXCEPTIONS = Path(__file__).with_name("size_exceptions.toml")
SUFFIXES = {".py", ".js", ".css", ".html"}
FILE_LIMIT = 300
FUNCTION_LIMIT = 40


def committed_files(root: Path) -> list[Path]:
    """The files that git knows or would add, in order of name."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [Path(name) for name in sorted(set(listing.splitlines())) if (root / name).is_file()]


def oversized(path: Path, source: str) -> Iterator[tuple[str, str]]:
    """What is too long in one file, as (key, complaint); the key is what an exception names."""
    lines = len(source.splitlines())
    if lines > FILE_LIMIT:
        yield path.as_posix(), f"{path}: {lines} lines, the limit is {FILE_LIMIT}"
    if path.suffix != ".py":
        return
    for node in ast.walk(ast.parse(source, filename=str(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LIMIT:
                complaint = f"{node.name} has {length} lines, the limit is {FUNCTION_LIMIT}"
                yield f"{path.as_posix()}::{node.name}", f"{path}:{node.lineno}: {complaint}"


def main() -> int:
    """Print what is too long without an exception, and the exceptions nothing needs."""
    exceptions = tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8"))
    needed: set[str] = set()
    complaints: list[str] = []
    files = [path for path in committed_files(ROOT) if path.suffix in SUFFIXES]
    for path in files:
        for key, complaint in oversized(path, (ROOT / path).read_text(encoding="utf-8")):
            needed.add(key)
            if not exceptions.get(key, "").strip():
                complaints.append(complaint)
    complaints += [
        f"{key}: no exception is needed any more" for key in exceptions if key not in needed
    ]
    print("\n".join([*complaints, f"{len(files)} files measured, {len(complaints)} complaints."]))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
