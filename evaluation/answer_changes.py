"""What an answer becomes by a change that names only some of its fields.

An answer is {"value", "not_applicable", "comment", "root_causes", "override_reason"}; a change says
"na" for "not_applicable", as the form sends it.
"""

from collections.abc import Mapping
from typing import Any

from evaluation.form_rules import LONGEST_REASON, LONGEST_TEXT

UNANSWERED: Mapping[str, Any] = {
    "value": None,
    "not_applicable": False,
    "comment": "",
    "root_causes": [],
    "override_reason": "",
}


def changed(before: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """The answer that a change asks for; what it does not name stays."""
    value = change["value"] if "value" in change else before["value"]
    na = before["not_applicable"] and value is None
    reason = before["override_reason"]
    if "value" in change:  # a reason belongs to the points that it explains
        reason = change.get("override_reason", "").strip()[:LONGEST_REASON]
    return {
        "value": value,
        "not_applicable": bool(change["na"]) if "na" in change else na,
        "comment": change.get("comment", before["comment"])[:LONGEST_TEXT],
        "root_causes": list(change.get("root_causes", before["root_causes"])),
        "override_reason": reason,
    }
