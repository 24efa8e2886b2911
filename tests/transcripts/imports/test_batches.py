"""Batches of records: few questions to the database, and a bad one spoils no other."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import insert

from core.db import db
from people.models import Agent
from tests.factories import make_source
from tests.rows import count, rows
from tests.transcripts.imports.imported import counts, refusals, run_import
from transcripts.formats.records import ContactRecord, InteractionRecord, TurnRecord
from transcripts.imports import taking
from transcripts.imports.taking import take_batch
from transcripts.models import Case, Customer, Interaction

pytestmark = pytest.mark.database
START = datetime(2026, 3, 4, 10, tzinfo=UTC)


def contact(number: int, **values) -> tuple[str, ContactRecord]:
    given = {
        "channel": "voice",
        "agent_ref": f"a{number % 3}",
        "customer_ref": f"c{number}",
        "started_at": START,
    }
    return "acd.csv", ContactRecord(f"k{number}", **given | values)


def contacts(first: int, many: int, **values) -> list[tuple[str, ContactRecord]]:
    return [contact(number, **values) for number in range(first, first + many)]


@pytest.fixture
def take(app: Flask):
    """Return a function that takes batches until all is taken, and returns what became of it."""
    source = make_source()
    db.session.commit()
    source_id = source.id

    def taken(batch):
        done = []
        while len(done) < len(batch):
            done += take_batch(batch[len(done) :], source_id, None)
            db.session.commit()
        return done

    return taken


@pytest.mark.parametrize("values", [{}, {"reason": "billing"}, {"case_ref": "T-1"}])
def test_many_rows_ask_the_database_no_more_than_few(take, count_queries, values) -> None:
    def reads(batch) -> int:
        before = len(count_queries)
        take(batch)
        return sum(one.lstrip().upper().startswith("SELECT") for one in count_queries[before:])

    take(contacts(0, 3, **values))
    assert reads(contacts(100, 60, **values)) <= reads(contacts(10, 4, **values)) < 30


@pytest.mark.parametrize("bad", [0, 7, 12])
def test_a_row_that_the_database_refuses_is_refused_alone(take, bad: int) -> None:
    batch = contacts(0, 13)
    batch[bad] = contact(bad, channel="pigeon", agent_ref="nobody", customer_ref="nobody")
    taken = take(batch)
    assert [one.outcome for one in taken].count("imported") == count(Interaction) == 12
    assert taken[bad].code == "import_failed"
    assert "IntegrityError" in taken[bad].params["detail"]
    people = [*rows(Agent), *rows(Customer)]
    assert "nobody" not in [person.external_ref for person in people]


@pytest.mark.parametrize(("model", "name"), [(Agent, "a1"), (Customer, "c1")])
def test_a_row_whose_people_somebody_else_adds_just_then_comes_in(
    take, monkeypatch, model, name: str
) -> None:
    real, overtaken = taking.take, []

    def just_then(*arguments):
        if not overtaken:
            overtaken.append(db.session.execute(insert(model).values(name=name, external_ref=name)))
        return real(*arguments)

    monkeypatch.setattr(taking, "take", just_then)
    (only,) = take([contact(1)])
    assert (only.outcome, count(Interaction)) == ("imported", 1)


def test_a_call_that_somebody_else_takes_just_then_is_known(take, monkeypatch) -> None:
    (first,) = take([contact(1)])
    real, blind = taking.Known.own, [True]
    monkeypatch.setattr(
        taking.Known, "own", lambda *given: None if blind and blind.pop() else real(*given)
    )
    talk = InteractionRecord("k1", "chat", START, turns=(TurnRecord("agent", "Hello"),))
    (again,) = take([("chats.json", talk)])
    assert (again.outcome, again.interaction_id) == ("imported", first.interaction_id)


def test_the_same_contact_twice_in_one_batch_is_one(take) -> None:
    first, again, more = take([contact(1), contact(1), contact(1, handle_seconds=40.0)])
    assert [one.outcome for one in (first, again, more)] == ["imported", "already", "imported"]
    (only,) = rows(Interaction)
    assert {one.interaction_id for one in (first, again, more)} == {only.id}
    assert only.handle_seconds == 40


def test_cases_of_which_nothing_but_the_number_is_known_are_made_once(take) -> None:
    batch = [contact(n, customer_ref=None, case_ref=f"T-{n % 2}") for n in range(6)]
    take(batch)
    cases = {case.external_ref: case for case in rows(Case)}
    assert {name: case.contacts for name, case in cases.items()} == {"T-0": 3, "T-1": 3}
    assert {one.customer_id for one in rows(Interaction)} == {c.customer_id for c in cases.values()}


def test_rows_with_and_without_fault_come_in_as_the_report_says(app: Flask) -> None:
    lines = [f"{n},a1,2026-03-04T10:00:00Z,60" for n in range(40)]
    lines[11], lines[30] = "11,a1,,60", "30,a1,2026-03-04T10:00:00Z,soon"
    table = "\n".join(["id,agent_id,started_at,aht", *lines]).encode()
    import_ = run_import(app, make_source(), {"acd.csv": table})
    assert counts(import_) == (38, 0, 2)
    assert refusals(import_) == [
        ("acd.csv", "row 13", "contact_no_start"),
        ("acd.csv", "row 32", "bad_duration"),
    ]
