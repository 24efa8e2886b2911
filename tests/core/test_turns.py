"""Turns come in the order of asking, and patience ends."""

import threading
import time

from sqlalchemy import text

from core.db import BUSY_TIMEOUT_MS, db
from core.turns import Turns


def test_who_asks_first_is_served_first():
    turns, served, threads = Turns(), [], []
    assert turns.take(1)

    def wait(number: int) -> None:
        assert turns.take(30)
        served.append(number)
        turns.give_back()

    for number in range(20):
        threads.append(threading.Thread(target=wait, args=(number,)))
        threads[-1].start()
        while len(turns._waiting) <= number:
            time.sleep(0.001)
    turns.give_back()
    for thread in threads:
        thread.join(30)
    assert served == list(range(20))
    assert turns.take(0)


def test_patience_ends_and_the_queue_goes_on():
    turns = Turns()
    assert turns.take(0)
    assert not turns.take(0.01)
    turns.give_back()
    assert turns.take(0)


def test_a_transaction_gives_its_turn_back_however_it_ends(app):
    for end in (db.session.commit, db.session.rollback, db.session.remove):
        db.session.execute(text("select 1"))
        end()
    started = time.monotonic()
    db.session.execute(text("select 1"))
    assert time.monotonic() - started < BUSY_TIMEOUT_MS / 1000
    db.session.rollback()
