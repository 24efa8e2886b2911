"""Files that a page gives to keep."""

import json
from typing import Any

from flask import Response


def json_file(document: Any, name: str) -> Response:
    """The document as a JSON file of this name, indented for people and in their own letters."""
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, content_type="application/json; charset=utf-8", headers=headers)
