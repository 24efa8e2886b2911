"""Handle times and survey answers from tables: put to the contacts that they are about."""

import pytest
from flask import Flask

from core.db import db
from tests.factories import LONG_AGO, make_agent, make_customer, make_interaction, make_source
from tests.rows import rows
from tests.transcripts.imports.imported import counts, refusals, run_import
from transcripts.models import Interaction, Survey

pytestmark = pytest.mark.database

SPANISH = (
    "ID llamada;Agente;Cliente;Inicio;TMO;Motivo;Cola\r\n"
    "77;Núria;c1;04/03/2026 10:00;00:05:32;facturación;Norte\r\n"
    '78;Pau;c2;04/03/2026 10:30;"215,5";envío;Sur\r\n'
).encode("latin-1")


def test_contacts_of_a_spanish_table_come_in_without_words(app: Flask) -> None:
    import_ = run_import(app, make_source(), {"llamadas.csv": SPANISH})
    assert counts(import_) == (2, 0, 0)
    first, second = rows(Interaction)
    assert (first.external_id, first.channel, first.agent.name) == ("77", "voice", "Núria")
    assert (first.started_at.isoformat(), first.handle_seconds) == (
        "2026-03-04T10:00:00+00:00",
        332.0,
    )
    assert (first.reason, first.facts, first.transcript) == ("facturación", {"Cola": "Norte"}, None)
    assert second.handle_seconds == 215.5


def test_a_second_run_of_contacts_changes_nothing(app: Flask) -> None:
    source = make_source()
    run_import(app, source, {"a.csv": SPANISH})
    assert counts(run_import(app, db.session.merge(source), {"a.csv": SPANISH})) == (0, 2, 0)


def test_handle_time_is_put_to_a_contact_that_is_there(app: Flask) -> None:
    source = make_source()
    known = make_interaction(source=source, external_id="77", channel="voice", reason="")
    number = known.id
    table = b"call_id,agent_id,aht,reason\n77,w7,401,billing\n"
    assert counts(run_import(app, source, {"acd.csv": table})) == (1, 0, 0)
    known = db.session.get_one(Interaction, number)
    assert (known.handle_seconds, known.reason, known.agent.external_ref) == (401, "billing", "w7")
    assert len(known.transcript.turns) == 2


def test_words_that_come_after_the_contact_are_added_to_it(app: Flask) -> None:
    source = make_source()
    run_import(app, source, {"acd.csv": b"id,started_at,aht\n17,2026-03-04T10:00:00Z,60\n"})
    chats = b"conversation,speaker,text\n17,agent,Hello\n"
    assert counts(run_import(app, db.session.merge(source), {"chats.csv": chats})) == (1, 0, 0)
    (contact,) = rows(Interaction)
    assert (contact.handle_seconds, [t.text for t in contact.transcript.turns]) == (60, ["Hello"])


def test_an_unknown_contact_without_a_time_is_refused(app: Flask) -> None:
    import_ = run_import(app, make_source(), {"acd.csv": b"id,aht\n99,60\n98,soon\n"})
    assert refusals(import_) == [
        ("acd.csv", "row 2", "contact_no_start"),
        ("acd.csv", "row 3", "bad_duration"),
    ]


def test_an_answer_goes_to_the_contact_it_names(app: Flask) -> None:
    source = make_source()
    make_interaction(source=source, external_id="77")
    table = "id llamada;valoración;fecha respuesta\n77;4;05/03/2026 09:00\n".encode()
    assert counts(run_import(app, source, {"encuesta.csv": table})) == (1, 0, 0)
    (survey,) = rows(Survey)
    assert (survey.csat, survey.answered_at.isoformat()) == (4, "2026-03-05T09:00:00+00:00")
    assert counts(run_import(app, db.session.merge(source), {"e.csv": table})) == (0, 1, 0)


def test_an_answer_without_a_contact_goes_to_the_customers_last_one_before(app: Flask) -> None:
    customer = make_customer(external_ref="c9")
    for hour, name in ((9, "early"), (11, "last"), (15, "after")):
        at = LONG_AGO.replace(hour=hour)
        make_interaction(customer=customer, external_id=name, started_at=at, agent=make_agent())
    table = b"customer_id,csat,answered_at\nc9,2/5,2026-01-05T12:00:00Z\n"
    source = make_source()
    assert counts(run_import(app, source, {"csat.csv": table})) == (1, 0, 0)
    (survey,) = rows(Survey)
    assert (survey.csat, db.session.get_one(Interaction, survey.interaction_id).external_id) == (
        2,
        "last",
    )


def test_a_contact_that_comes_later_does_not_get_the_same_answer_too(app: Flask) -> None:
    customer = make_customer(external_ref="c9")
    make_interaction(customer=customer, started_at=LONG_AGO.replace(hour=9))
    source = make_source()
    table = b"customer_id,csat,answered_at\nc9,2,2026-01-05T12:00:00Z\n"
    run_import(app, source, {"csat.csv": table})
    make_interaction(customer_id=customer.id, started_at=LONG_AGO.replace(hour=11))
    assert counts(run_import(app, db.session.merge(source), {"csat.csv": table})) == (0, 1, 0)
    assert len(rows(Survey)) == 1


def test_answers_that_fit_nothing_are_refused_with_their_reason(app: Flask) -> None:
    source = make_source()
    make_interaction(source=source, external_id="77")
    table = b"id,csat,date\n77,5,2026-03-05\n77,1,2026-03-06\n99,5,2026-03-05\n77,9,2026-03-05\n"
    import_ = run_import(app, source, {"csat.csv": table})
    assert import_.imported == 1
    assert [code for _, _, code in refusals(import_)] == [
        "survey_other_answer",
        "survey_no_contact",
        "survey_bad_answer",
    ]


def test_a_table_of_another_scale_is_refused_as_a_whole(app: Flask) -> None:
    source = make_source()
    for number in range(4):
        make_interaction(source=source, external_id=str(number))
    table = b"id,csat\n0,9\n1,10\n2,3\n3,5\n"
    import_ = run_import(app, source, {"nps.csv": table})
    assert refusals(import_) == [("nps.csv", "", "survey_other_scale")]
    assert rows(Survey) == []


def test_an_answer_without_a_time_is_the_same_after_the_length_is_known(app: Flask) -> None:
    source = make_source()
    contact = make_interaction(source=source, external_id="77", duration_seconds=None)
    table = b"id,csat\n77,4\n"
    run_import(app, source, {"csat.csv": table})
    db.session.get_one(Interaction, contact.id).duration_seconds = 90.0
    db.session.commit()
    assert counts(run_import(app, db.session.merge(source), {"csat.csv": table})) == (0, 1, 0)


def test_an_answer_of_a_day_is_about_a_contact_of_that_day_in_the_sources_zone(app: Flask) -> None:
    customer = make_customer(external_ref="c9")
    for day, hour, name in ((4, 9, "before"), (5, 22, "that day"), (5, 23, "the next in Madrid")):
        at = LONG_AGO.replace(day=day, hour=hour)
        make_interaction(customer=customer, external_id=name, started_at=at)
    table = b"customer_id,csat,date\nc9,2,2026-01-05\n"
    assert counts(run_import(app, make_source(time_zone="Europe/Madrid"), {"c.csv": table})) == (
        1,
        0,
        0,
    )
    (survey,) = rows(Survey)
    assert db.session.get_one(Interaction, survey.interaction_id).external_id == "that day"


def test_times_without_a_zone_are_of_the_sources_zone(app: Flask) -> None:
    source = make_source(time_zone="Europe/Madrid")
    run_import(app, source, {"llamadas.csv": SPANISH})
    survey = b"id,csat,answered_at\n77,4,2026-07-05T09:00\n78,4,2026-07-05T09:00Z\n"
    run_import(app, db.session.merge(source), {"csat.csv": survey})
    assert [call.started_at.hour for call in rows(Interaction)] == [9, 9]
    assert [answer.answered_at.hour for answer in rows(Survey)] == [7, 9]
