"""Conversations of invented words for the bench of the search, as many turns as wanted.

The words are made of syllables and come as often as Zipf and Mandelbrot say: the n-th word with a
share of 1 / (n + 2.7) ** 1.05. A conversation has 4 to 30 turns, ten on average; a turn has 3 to
60 words, fourteen on average.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice, product
from typing import Any

import numpy as np
from numpy.random import Generator
from sqlalchemy import text

from bench.world import REASONS, Size, add_customers, add_people, contact_rows
from core.bulk import write
from core.clock import now
from core.db import db
from transcripts.metrics.models import SpeechMetrics
from transcripts.models import Interaction, Transcript, Turn
from transcripts.search.index import fill_some
from transcripts.search.install import VECTOR_INDEX

VOCABULARY = 40_000
TURNS_EACH = 10
PIECE = 2000
SYLLABLES = [a + b for a, b in product("bdfgklmnprstvz", "aeiou")]
SPEAKERS = ("customer", "agent")


@dataclass(frozen=True)
class SearchWorld:
    """Who may look, what there is to find (the most frequent word first), and how much of it."""

    qa_lead: int
    lead: int
    agent_user: int
    agent: int
    words: list[str]
    turns: int
    interactions: int


def vocabulary(size: int) -> list[str]:
    """Words of two to four syllables, all different, that no stemmer changes into each other."""
    long = (f"{a}{b}{c}x" for a, b, c in product(SYLLABLES, repeat=3))
    short = (f"{a}{b}x" for a, b in product(SYLLABLES, repeat=2))
    found = [*islice(short, 4000), *islice(long, 0, None, 7)]
    return found[:size]


def shares(size: int) -> Any:
    """How often each word comes, in sum 1."""
    weights = 1 / (np.arange(size) + 2.7) ** 1.05
    return weights / weights.sum()


def fill(turns: int, seed: int = 1) -> SearchWorld:
    """Fill an empty database that has its tables with about so many turns, and commit."""
    rng = np.random.default_rng(seed)
    words = vocabulary(VOCABULARY)
    size = Size(max(60, turns // TURNS_EACH))
    moment = now().replace(microsecond=0)
    users = add_people(size, None, moment.date())
    add_customers(size.interactions)
    contacts = contact_rows(size, moment, users["uploader"])
    written = 0
    while piece := [as_voice(contact) for contact in islice(contacts, PIECE)]:
        write(Interaction.__table__, piece)
        write(Transcript.__table__, ({"id": c["id"], "interaction_id": c["id"]} for c in piece))
        rows = list(turn_rows(piece, words, rng))
        write(Turn.__table__, rows)
        voices = [contact for contact in piece if contact["channel"] == "voice"]
        write(SpeechMetrics.__table__, metric_rows(voices, rng))
        written += len(rows)
        db.session.commit()
    return SearchWorld(
        users["qa_lead"], users["lead"], users["agent"], 1, words, written, size.interactions
    )


def as_voice(contact: dict[str, Any]) -> dict[str, Any]:
    """Make each fourth contact a call."""
    number = contact["id"]
    subject = f"{contact['subject']} {REASONS[number % len(REASONS)]}"
    return contact | {
        "channel": "voice" if number % 4 == 0 else contact["channel"],
        "subject": subject,
        "started_at": contact["started_at"] + timedelta(seconds=number % 50),
    }


def turn_rows(
    contacts: list[dict[str, Any]], words: list[str], rng: Generator
) -> Iterator[dict[str, Any]]:
    """The turns of these contacts."""
    counts = np.clip(rng.geometric(1 / (TURNS_EACH - 3), len(contacts)) + 3, 4, 30)
    lengths = np.clip(rng.gamma(1.6, 7.5, int(counts.sum())) + 2, 3, 60).astype(int)
    said = rng.choice(len(words), size=int(lengths.sum()), p=shares(len(words)))
    at = turn = 0
    for contact, many in zip(contacts, counts, strict=True):
        for place in range(int(many)):
            length = int(lengths[turn])
            yield {
                "transcript_id": contact["id"],
                "position": place,
                "speaker": SPEAKERS[place % 2],
                "start": 20.0 * place,
                "end": 20.0 * place + 15,
                "text": " ".join(words[one] for one in said[at : at + length]),
            }
            at, turn = at + length, turn + 1


def metric_rows(contacts: list[dict[str, Any]], rng: Generator) -> list[dict[str, Any]]:
    """Measures of calls."""
    dead_air = rng.exponential(20, len(contacts))
    talk = rng.beta(4, 4, len(contacts))
    return [
        {
            "interaction_id": contact["id"],
            "dead_air_seconds": float(silent),
            "agent_talk_share": float(share),
            "overtalk_share": float(share) / 20,
        }
        for contact, silent, share in zip(contacts, dead_air, talk, strict=True)
    ]


def index() -> int:
    """Fill the documents of all, and commit; return how many there were.

    PostgreSQL's index is made once they are there, which takes a tenth of the time.
    """
    postgresql = db.engine.dialect.name == "postgresql"
    if postgresql:
        db.session.execute(text("drop index search_index_vector"))
    done = 0
    while filled := fill_some(db.session(), PIECE):
        db.session.commit()
        done += filled
    if postgresql:
        db.session.execute(text(VECTOR_INDEX))
    db.session.commit()
    return done
