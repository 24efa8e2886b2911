"""The built wheel carries the whole house, and serves pages far from any checkout."""

import os
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 60


@dataclass
class Server:
    """A running `rubrica run`, and where it answers."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path

    def get(self, path: str) -> str:
        """The body of a page, asked for without a session."""
        with urllib.request.urlopen(self.address + path, timeout=20) as answer:
            return answer.read().decode("utf-8")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout by the tools that are already installed."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    finished = subprocess.run([*build, str(ROOT)], capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    [built] = folder.glob("rubrica-*.whl")
    return built


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip has installed nothing but the wheel."""
    folder = tmp_path_factory.mktemp("site")
    install = ["install", "--quiet", "--no-deps", "--no-index", "--target", str(folder), str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", *install], check=True)
    return folder


@pytest.fixture
def server(site: Path, tmp_path: Path) -> Iterator[Server]:
    """`rubrica run` from the installed wheel, on an empty data folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path / "server.log"
    command = [
        sys.executable,
        "-S",
        "-P",
        str(site / "bin" / "rubrica"),
        "run",
        "--port",
        str(port),
    ]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=tmp_path, env=wheel_only(site, tmp_path), stdout=output, stderr=output
        )
    running = Server(f"http://127.0.0.1:{port}", process, log)
    try:
        wait_for(running)
        yield running
    finally:
        process.terminate()
        process.wait(timeout=30)


def wheel_only(site: Path, data: Path) -> dict[str, str]:
    """An environment that finds Rubrica in `site` alone, and its dependencies where they are.

    Both folders are named; Python itself runs with `-S`, so that the checkout, which an editable
    installation adds by a `.pth` file, cannot lend the wheel a file that it lacks.
    """
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(site), sysconfig.get_path("purelib")]),
        "RUBRICA_DATA": str(data / "data"),
    }


def wait_for(server: Server) -> None:
    """Return once `/healthz` answers; fail with the server's own words when it does not."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            server.get("/healthz")
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"the server did not start:\n{server.log.read_text(errors='replace')}")


@pytest.mark.parametrize(
    "member",
    [
        "app.py",
        "core/settings.py",
        "people/models.py",
        "transcripts/models.py",
        "evaluation/models.py",
        "scorecards/views.py",
        "coaching/models.py",
        "migrations/env.py",
        "templates/layouts/base.html",
        "static/css/tokens.css",
        "static/vendor/plotly-basic.min.js",
        "static/vendor/plotly-basic.css",
        "translations/es/LC_MESSAGES/messages.mo",
        "translations/ca/LC_MESSAGES/messages.mo",
    ],
)
def test_the_wheel_holds(wheel: Path, member: str) -> None:
    assert member in zipfile.ZipFile(wheel).namelist()


def test_the_wheel_holds_every_committed_template_and_static_file(wheel: Path) -> None:
    listing = ["git", "ls-files", "templates", "static", "migrations", "translations"]
    committed = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert sorted(set(committed.split("\n")) - {""} - set(zipfile.ZipFile(wheel).namelist())) == []


def test_the_wheel_holds_no_tests_and_no_tools(wheel: Path) -> None:
    rooms = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}

    assert rooms & {"tests", "tools", "docs", "instance"} == set()


def test_an_installed_wheel_serves_pages(server: Server) -> None:
    assert server.get("/healthz")
    sign_in = server.get("/login")
    assert 'name="password"' in sign_in
    assert "plotly" in server.get("/static/vendor/plotly-basic.css")


def test_an_installed_wheel_speaks_every_language(site: Path, server: Server) -> None:
    request = urllib.request.Request(server.address + "/login", headers={"Accept-Language": "es"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        page = answer.read().decode("utf-8")

    assert '<html lang="es"' in page
    assert "Skip to the content" not in page
