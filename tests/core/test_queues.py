"""What a person waits for is not held up by upkeep: each queue has a worker of its own."""

from flask import Flask

from core.jobs.registry import periodics
from core.jobs.runner import Worker, start_threads


def test_beside_a_server_every_queue_has_its_worker(app: Flask, monkeypatch) -> None:
    monkeypatch.setattr(Worker, "run", lambda _worker: None)
    queues = [name for worker in start_threads(app) for name in worker.queues or ()]
    assert sorted(queues) == ["default", "imports", "speech", "upkeep"]
    assert {entry.queue for entry in periodics.values()} <= set(queues)


def test_what_may_take_long_and_nobody_waits_for_is_upkeep(app: Flask) -> None:
    assert {entry.name for entry in periodics.values() if entry.queue == "upkeep"} == {
        "calibration.fit_severity",
        "evaluation.fit_speed_norm",
        "privacy.redact_older",
        "privacy.retain",
        "transcripts.index_search",
        "transcripts.tidy",
    }
