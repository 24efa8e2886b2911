"""Error pages in words; programs that ask for JSON get the same words as JSON."""

from collections.abc import Mapping, Sequence

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from core.web import texts

API = "/api/"


def words(code: int) -> tuple[str, str]:
    """Return the title and the advice that a person reads for an HTTP status."""
    known = {
        400: (_("That request was not understood"), _("Go back, reload the page and try again.")),
        401: (_("Nobody is signed in"), _("Sign in, or send a token that works.")),
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
        406: (_("That form is not available"), _("Ask for another kind of answer.")),
        413: (_("That file is too large"), _("Send a smaller file, or ask for a higher limit.")),
        415: (_("That kind of content is not taken here"), _("Send one of the documented kinds.")),
        422: (_("Something in it is not right"), _("Mend what is listed, then send it again.")),
        429: (_("Too many tries"), _("Wait a minute, then try again.")),
    }
    fallback = (_("Something went wrong"), _("It has been noted. Nothing you saved is lost."))
    return known.get(code, fallback)


def is_api() -> bool:
    """Say whether the request is for the API, where only programs go."""
    return request.path.startswith(API)


def wants_json() -> bool:
    """Say whether the request comes from a program or a script rather than from a reader."""
    if is_api():
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.is_json or best == "application/json"


def answer(code: int, description: str | None = None) -> Response:
    """Build the error answer for a status, in the form that the caller reads."""
    title, advice = words(code)
    if is_api():
        return problem(code, description or f"{title}. {advice}", title=title)
    if wants_json():
        return make_response(jsonify(message=description or f"{title}. {advice}"), code)
    page = render_template(
        "errors/error.html", code=code, title=title, advice=advice, description=description
    )
    return make_response(page, code)


def problem(
    code: int,
    detail: str,
    *,
    title: str | None = None,
    errors: Sequence[Mapping[str, str]] = (),
) -> Response:
    """Build the answer of the API to a request it cannot fulfil, as RFC 9457 lays out.

    ``errors`` are the places that are wrong: ``detail`` with a JSON ``pointer`` into the body, or
    with the name of a ``parameter`` or ``header``.
    """
    body: dict[str, object] = {
        "type": "about:blank",
        "title": title or words(code)[0],
        "status": code,
        "detail": detail,
    }
    if errors:
        body["errors"] = list(errors)
    response = make_response(jsonify(body), code)
    response.mimetype = "application/problem+json"
    if code == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="rubrica"'
    return response


def init_app(app: Flask) -> None:
    """Answer every refused request and every fault in words."""
    texts.init_app(app)

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
