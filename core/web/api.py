"""What every endpoint of the API shares: bounded input, checked against a schema, with places."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

from flask import abort, request
from flask_babel import gettext as _
from jsonschema_rs import ValidationError, Validator

from core.web.errors import problem

MOST_ERRORS = 20
LONGEST_MESSAGE = 300


def refuse(code: int, detail: str, *errors: Mapping[str, str]) -> NoReturn:
    """End the request with a problem; ``errors`` say where it lies."""
    abort(problem(code, detail, errors=errors))


def bounded_body(limit: int) -> bytes:
    """Return the raw body of the request; ends it with 413 where there are more bytes than that."""
    if (request.content_length or 0) > limit:
        refuse(413, _("That is too large: at most %(size)s bytes are taken.", size=limit))
    request.max_content_length = limit  # for a body that does not say its length
    body = request.get_data(cache=False)
    if len(body) > limit:
        refuse(413, _("That is too large: at most %(size)s bytes are taken.", size=limit))
    return body


def checked(value: Any, validator: Validator) -> Any:
    """Return ``value`` if it fits the schema, else end the request with 422 and the places."""
    errors = list(places(value, validator))
    if errors:
        refuse(422, _("The content does not fit its schema."), *errors)
    return value


def places(value: Any, validator: Validator) -> Iterator[dict[str, str]]:
    """The places where ``value`` does not fit, at most 20, each with its reason."""
    for number, error in enumerate(validator.iter_errors(value)):
        if number == MOST_ERRORS:
            return
        yield {"pointer": pointer_of(error), "detail": shortened(error.message)}


def pointer_of(error: ValidationError) -> str:
    """The JSON pointer (RFC 6901) of the value that an error is about."""
    return pointer(error.instance_path)


def pointer(steps: Sequence[str | int]) -> str:
    """Write a path into a JSON value as a JSON pointer; the whole value is the empty string."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def shortened(message: str) -> str:
    """Keep a message readable where it quotes the value that was sent."""
    return message if len(message) <= LONGEST_MESSAGE else message[: LONGEST_MESSAGE - 1] + "…"
