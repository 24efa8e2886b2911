"""Take the style rules out of a minified plotly.js bundle, as a stylesheet of its own.

Plotly inserts these rules with a script-made `<style>` element, which a strict Content Security
Policy reports. A page that links this sheet as `<link id="plotly.js-style-global"
class="no-inline-styles" ...>` makes plotly leave its own alone.
"""

from __future__ import annotations

import re

RULE_TABLE = re.compile(r'=\{("X,X div":.*?)\};for\(')
STRING = r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\''
RULE = re.compile(rf"({STRING}|[A-Z]):({STRING})(?:,|$)")
SCOPES = {"X": ".js-plotly-plot .plotly", "Y": ".plotly-notifier"}


def stylesheet_of(bundle: bytes) -> bytes:
    """The bundle's rules as CSS, one a line, in the bundle's order reversed.

    Plotly inserts each rule at index 0 of its sheet, so the last one of its table stands first.
    Raises ValueError when the bundle holds no table of rules in the known shape.
    """
    table = RULE_TABLE.search(bundle.decode("utf-8"))
    if table is None:
        raise ValueError("this plotly bundle keeps its style rules in another shape")
    rules = [
        f"{scoped(unquoted(selector))} {{ {unquoted(body)} }}"
        for selector, body in RULE.findall(table.group(1))
    ]
    return ("\n".join(reversed(rules)) + "\n").encode("utf-8")


def unquoted(literal: str) -> str:
    """The text of a JavaScript string literal, or of a bare property name."""
    if literal[0] not in "\"'":
        return literal
    return re.sub(r"\\(.)", r"\1", literal[1:-1])


def scoped(selector: str) -> str:
    """The selector with plotly's one-letter scopes written out."""
    return re.sub(r"[XY]", lambda scope: SCOPES[scope.group()], selector)
