"""Structured logs without personal data, and the figures that a monitor collects."""

import logging
import sys
import time
import uuid
from typing import Any

import structlog
from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram

registry = CollectorRegistry()
REQUESTS = Counter(
    "rubrica_requests_total", "Requests answered", ["endpoint", "status"], registry=registry
)
SECONDS = Histogram(
    "rubrica_request_seconds", "Seconds to answer a request", ["endpoint"], registry=registry
)
JOBS = Counter("rubrica_jobs_total", "Jobs ended", ["name", "state"], registry=registry)


def configure_logs() -> None:
    """Write logs to stderr, one JSON object a line, or readable lines on a terminal."""
    readable = sys.stderr.isatty()
    renderer: Any = (
        structlog.dev.ConsoleRenderer() if readable else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def init_app(app: Flask) -> None:
    """Log and count each request: its endpoint, status and time; never its query or its person."""
    configure_logs()
    log = structlog.get_logger("rubrica.web")

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()
        g.request_id = uuid.uuid4().hex[:12]

    @app.after_request
    def finish(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        REQUESTS.labels(endpoint, response.status_code).inc()
        SECONDS.labels(endpoint).observe(seconds)
        response.headers["X-Request-Id"] = g.get("request_id", "")
        if endpoint != "static" and not app.testing:
            log.info(
                "request",
                request=g.get("request_id"),
                method=request.method,
                endpoint=endpoint,
                status=response.status_code,
                ms=round(seconds * 1000, 1),
            )
        return response
