"""The index says what the rows say, at once, and nothing of what is gone."""

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import delete, func, insert, select, text, update

from core.db import db
from core.jobs.queue import enqueue
from core.jobs.runner import run_pending
from tests.factories import make_agent, make_interaction, make_user
from transcripts.models import Interaction, Transcript, Turn
from transcripts.search import cli
from transcripts.search.documents import key_of
from transcripts.search.engines import Wanted, engine
from transcripts.search.index import count_stale, fill_some, mark_all_stale
from transcripts.search.install import BACKFILL, install
from transcripts.search.models import SearchDocument
from transcripts.search.queries import Criteria, search_for
from transcripts.search.syntax import parse

pytestmark = pytest.mark.database


def keys(words: str) -> list[int]:
    """The documents that the index has for these words, whoever asks."""
    found = engine().keys(Wanted(parse(words)), 10)
    db.session.commit()
    return found


def documents() -> int:
    return db.session.scalar(select(func.count()).select_from(SearchDocument))


@pytest.fixture
def chat(app: Flask) -> Interaction:
    made = make_interaction([("customer", "a turquoise giraffe"), ("agent", "a crimson zebra")])
    db.session.commit()
    assert keys("giraffe") == [key_of(made.started_at, made.id)]
    return made


def test_what_is_rolled_back_was_never_there(app: Flask) -> None:
    make_interaction([("customer", "giraffe")])
    db.session.rollback()
    assert keys("giraffe") == []
    assert documents() == 0


def test_a_corrected_turn_is_found_by_its_new_words_only(chat: Interaction) -> None:
    chat.transcript.turns[0].text = "a turquoise gorilla"
    db.session.commit()
    assert (keys("giraffe"), len(keys("gorilla zebra"))) == ([], 1)


def test_a_swapped_speaker_is_found_on_the_new_side(chat: Interaction) -> None:
    assert len(keys("customer: giraffe")) == 1
    for turn in chat.transcript.turns:
        turn.speaker = "agent" if turn.speaker == "customer" else "customer"
    db.session.commit()
    assert (keys("customer: giraffe"), len(keys("agent: giraffe"))) == ([], 1)


def test_a_new_and_a_removed_turn_count(chat: Interaction) -> None:
    chat.transcript.turns.append(Turn(position=2, speaker="agent", text="one lemur"))
    db.session.commit()
    assert len(keys("lemur")) == 1
    chat.transcript.turns.pop()
    db.session.commit()
    assert (keys("lemur"), len(keys("giraffe"))) == ([], 1)


def test_a_replaced_transcript_leaves_nothing_of_the_old_one(chat: Interaction) -> None:
    db.session.delete(chat.transcript)
    db.session.flush()
    db.session.expire(chat, ["transcript"])
    chat.transcript = Transcript(turns=[Turn(position=0, speaker="agent", text="a lemur")])
    db.session.commit()
    assert (keys("giraffe"), len(keys("lemur"))) == ([], 1)


def test_a_new_subject_agent_and_time_are_followed(chat: Interaction) -> None:
    person = make_user("agent")
    chat.subject, chat.agent = "About lemurs", make_agent(user=person)
    chat.started_at = chat.started_at.replace(year=2027)
    db.session.commit()
    assert keys("about: lemur") == [key_of(chat.started_at, chat.id)]
    found = search_for(person, Criteria("giraffe"))
    assert [row.id for row in found.interactions] == [chat.id]


@pytest.mark.parametrize(
    "change",
    [
        update(Turn).values(text="[erased]"),
        delete(Turn),
        delete(Transcript),
        delete(Interaction),
    ],
    ids=["overwritten", "turns", "transcript", "cascade"],
)
def test_whatever_goes_behind_the_session_leaves_the_index_at_once(
    chat: Interaction, change
) -> None:
    db.session.execute(change.execution_options(synchronize_session=False))
    assert engine().keys(Wanted(parse("giraffe OR zebra")), 10) == []
    db.session.commit()
    assert keys("giraffe OR zebra") == []


def test_nothing_of_an_erased_conversation_stays_anywhere(chat: Interaction) -> None:
    db.session.execute(text("delete from interactions"))
    db.session.commit()
    engine().forget()
    db.session.commit()
    assert documents() == 0
    if db.engine.dialect.name == "sqlite":
        blocks = db.session.scalars(text("select block from search_index_data")).all()
        assert not any(b"giraff" in block or b"zebra" in block for block in blocks)


def test_rows_written_past_the_session_are_filled_by_the_job(app: Flask) -> None:
    made = make_interaction([("agent", "hello")])
    db.session.commit()
    line = {"transcript_id": made.transcript.id, "position": 9, "speaker": "agent"}
    db.session.execute(insert(Turn).values(text="a giraffe", **line))
    db.session.commit()
    assert (keys("giraffe"), count_stale(db.session())) == ([], 1)
    db.session.commit()
    enqueue("transcripts.index_search")
    db.session.commit()
    run_pending(app)
    assert (len(keys("giraffe hello")), count_stale(db.session())) == (1, 0)


def test_what_was_there_before_the_index_is_taken_in(chat: Interaction) -> None:
    for statement in ("delete from search_documents", BACKFILL):
        db.session.execute(text(statement))
    db.session.commit()
    assert keys("giraffe") == []
    assert fill_some(db.session()) == 1
    db.session.commit()
    assert len(keys("giraffe")) == 1


def test_installing_again_changes_nothing(chat: Interaction) -> None:
    for statement in install(db.engine.dialect.name):
        db.session.execute(text(statement.replace(":", "\\:")))
    db.session.commit()
    assert (len(keys("giraffe")), documents()) == (1, 1)


def test_everything_can_be_made_anew_in_steps_and_is_found_meanwhile(app: Flask) -> None:
    for _ in range(3):
        make_interaction([("agent", "a giraffe")])
    db.session.commit()
    mark_all_stale(db.session())
    db.session.commit()
    assert len(keys("giraffe")) == 3
    assert fill_some(db.session(), 2) == 2
    db.session.commit()
    assert (len(keys("giraffe")), count_stale(db.session())) == (3, 1)


def test_the_command_makes_all_anew_and_says_so(app: Flask) -> None:
    make_interaction([("agent", "a giraffe")])
    db.session.commit()
    runner = CliRunner()
    again = runner.invoke(cli.reindex, ["--all", "--forget"], obj=lambda: app)
    assert (again.exit_code, "1 interactions were indexed" in again.output) == (0, True)
    idle = runner.invoke(cli.reindex, [], obj=lambda: app)
    assert "The index is complete" in idle.output
    with app.app_context():
        assert len(keys("giraffe")) == 1
