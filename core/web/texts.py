"""Text that no database keeps is refused at the door, whatever page it was meant for."""

from flask import Flask, abort, request

FORM = "application/x-www-form-urlencoded"


def refuse_nul() -> None:
    """Answer 400 to a NUL in an address or in a plain form; PostgreSQL would answer with a fault.

    JSON, files and the API are read, and their texts checked, by the views that they are for.
    """
    given = [request.path, *(value for _name, value in request.args.items(multi=True))]
    if request.mimetype == FORM and not request.path.startswith("/api/"):
        given += [value for _name, value in request.form.items(multi=True)]
    if any("\0" in text for text in given):
        abort(400)


def init_app(app: Flask) -> None:
    """Look at each request before any view does."""
    app.before_request(refuse_nul)
