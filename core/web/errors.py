"""Error pages in words; programs that ask for JSON get the same words as JSON."""

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException


def words(code: int) -> tuple[str, str]:
    """Return the title and the advice that a person reads for an HTTP status."""
    texts = {
        400: (_("That request was not understood"), _("Go back, reload the page and try again.")),
        403: (_("This page is not open to you"), _("Ask an administrator if you need it.")),
        404: (
            _("There is nothing here"),
            _("The page is gone, or it belongs to people you do not work with."),
        ),
        405: (_("That cannot be done here"), _("Go back and use the buttons of the page.")),
        409: (
            _("Somebody was faster"),
            _("This was changed meanwhile. Reload to see the newest state."),
        ),
        413: (_("That file is too large"), _("Send a smaller file, or ask for a higher limit.")),
        429: (_("Too many tries"), _("Wait a minute, then try again.")),
    }
    fallback = (_("Something went wrong"), _("It has been noted. Nothing you saved is lost."))
    return texts.get(code, fallback)


def wants_json() -> bool:
    """Say whether the request comes from a program or a script rather than from a reader."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.is_json or best == "application/json"


def answer(code: int, description: str | None = None) -> Response:
    """Build the error answer for a status, in the form that the caller reads."""
    title, advice = words(code)
    if wants_json():
        return make_response(jsonify(message=description or f"{title}. {advice}"), code)
    page = render_template(
        "errors/error.html", code=code, title=title, advice=advice, description=description
    )
    return make_response(page, code)


def init_app(app: Flask) -> None:
    """Answer every refused request and every fault in words."""

    @app.errorhandler(CSRFError)
    def expired(error: CSRFError) -> Response:
        return answer(400, _("Your session has changed since this page was opened. Reload it."))

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        code = error.code or 500
        response = answer(code)
        for name, value in error.get_headers():
            if name.lower() in {"allow", "content-range", "retry-after"}:
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        app.logger.exception("unhandled error")
        return answer(500)
