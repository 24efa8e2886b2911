"""What may never happen on a page: errors, requests to other hosts, policy violations."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Page, Request

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
RUN_AXE = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.map((v) => ({
    id: v.id, help: v.help,
    nodes: v.nodes.slice(0, 4).map((n) => [n.target.join(" "), n.failureSummary]),
  }));
}"""
OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  const excess = document.documentElement.scrollWidth - width;
  if (excess <= 0) return null;
  const wide = [...document.body.querySelectorAll("*")]
    .filter((e) => e.getBoundingClientRect().right > width + 1)
    .map((e) => `${e.tagName.toLowerCase()}.${e.getAttribute("class") ?? ""}`);
  return `${excess} px too wide: ${wide.slice(0, 5).join(", ")}`;
}"""


class Watch:
    """Listens to a page. ``expected`` are pieces of text of errors that a test provokes."""

    def __init__(self, page: Page, address: str) -> None:
        self.problems: list[str] = []
        self.expected: list[str] = []
        self.address = address
        page.on("console", self.on_console)
        page.on("pageerror", lambda error: self.note(f"script: {error}"))
        page.on("request", self.on_request)

    def note(self, problem: str) -> None:
        if not any(piece in problem for piece in self.expected):
            self.problems.append(problem)

    def on_console(self, message: ConsoleMessage) -> None:
        """Errors and warnings; a violated policy is one of them."""
        if message.type in {"error", "warning"}:
            self.note(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def on_request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.note(f"request to another host: {request.url}")


def violations(page: Page) -> list[Any]:
    """What axe finds on the page as it is now. Evaluation passes the page's policy by itself."""
    if not AXE.is_file():
        raise AssertionError("axe-core is missing: run `make vendor`")
    if not page.evaluate("() => typeof window.axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(RUN_AXE)


def overflow(page: Page) -> str | None:
    """By how much the page is wider than its window, and because of what; None if it is not."""
    return page.evaluate(OVERFLOW)


def settle(page: Page, place: Any) -> None:
    """Open a page of `tests.browser.places` and wait for its scripts."""
    response = page.goto(place.path, wait_until="load")
    assert response is not None
    assert response.status == 200, f"{place} answered {response.status}"
    if page.locator("[data-chart]").count():
        page.wait_for_selector("[data-chart] svg.main-svg")


def examine(page: Page, place: Any, sizes: Sequence[Any]) -> list[tuple[str, int, Any]]:
    """What is wrong with a settled page in windows of these sizes: axe's findings, and width."""
    found: list[tuple[str, int, Any]] = []
    for size in sizes:
        page.set_viewport_size(size)
        found += [(str(place), size["width"], problem) for problem in violations(page)]
        if excess := overflow(page):
            found.append((str(place), size["width"], excess))
    return found
