"""Which function does which job, and which jobs come round by the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

JobFunction = Callable[..., Any]


class JobFailed(Exception):
    """The job cannot succeed however often it is tried; the message says why, for a person."""


class LeaseLost(Exception):
    """Somebody else holds the job now, or it was cancelled: whatever was done must not count."""


@dataclass(frozen=True)
class Periodic:
    """A job that is enqueued once in every slot of ``every_seconds``, however many workers run."""

    name: str
    every_seconds: int
    queue: str


functions: dict[str, JobFunction] = {}
periodics: dict[str, Periodic] = {}


def job(name: str) -> Callable[[JobFunction], JobFunction]:
    """Register a function ``(context, **arguments)`` as the one that does the job ``name``."""

    def register(function: JobFunction) -> JobFunction:
        functions[name] = function
        return function

    return register


def periodic(
    name: str, *, every_seconds: int, queue: str = "default"
) -> Callable[[JobFunction], JobFunction]:
    """Register a function as the job ``name`` and have it come round every so many seconds."""

    def register(function: JobFunction) -> JobFunction:
        periodics[name] = Periodic(name, every_seconds, queue)
        return job(name)(function)

    return register
