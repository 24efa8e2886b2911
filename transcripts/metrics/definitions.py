"""Each measure in words, with the definition that a reader opens by one click."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.i18n import duration, number, percent
from transcripts.metrics.models import SpeechMetrics

DEFINITIONS = {
    "basis": _l("What the times below were measured from."),
    "talk_share": _l(
        "Time the agent speaks, of the time that agent and customer speak. Time in which both "
        "speak counts for both."
    ),
    "turn_balance": _l(
        "Turns of the agent, of the turns of both. A turn goes on until the other side has one."
    ),
    "words": _l("Words of the transcript, parted by spaces."),
    "rate": _l("Words for each minute of one's own speaking time; not shown under 3 seconds."),
    "monologue": _l(
        "The longest stretch in which one side speaks, with pauses of 2 seconds at most, and the "
        "other does not take the floor. A short “mhm” over it does not end it."
    ),
    "questions": _l(
        "Clauses that end with a question mark or open like a question. Open: what, why, how, "
        "“tell me”. Closed: a yes, a no or one fact answers it."
    ),
    "overtalk": _l("Time in which both speak, of the time in which anybody speaks."),
    "interruptions": _l(
        "One side begins after the other has spoken for half a second, at least a quarter of a "
        "second before the other stops, and goes on after it."
    ),
    "dead_air": _l(
        "Nobody speaks for 4 seconds or more between the first and the last word, holds left out."
    ),
    "holds": _l(
        "Silences of 10 seconds or more that the agent announces (“one moment please”) within 20 "
        "seconds before, thanks for within 10 seconds after, or that music fills."
    ),
    "first_response": _l("From the customer's first message to the agent's first answer."),
    "responses": _l(
        "From the customer's first unanswered message to the agent's next one. More messages of "
        "the same side in a row do not count again."
    ),
}
BASIS_WORDS = {
    "voice": _l("the voices that were heard"),
    "turns": _l("the times of the turns"),
    "messages": _l("the times of the messages"),
}


@dataclass(frozen=True)
class Fact:
    """A measure as a reader sees it: what it is called, what was found, how it is defined."""

    label: str
    value: str
    definition: str


def facts_of(measured: SpeechMetrics) -> list[Fact]:
    """Return what is known of a contact's talk, in the order of reading; nothing unknown."""
    return [
        Fact(label, value, str(DEFINITIONS[key]))
        for part in (_shares, _questions, _sound, _replies)
        for key, label, value in part(measured)
    ]


def _shares(measured: SpeechMetrics) -> Iterator[tuple[str, str, str]]:
    if measured.basis:
        yield "basis", _("Measured from"), str(BASIS_WORDS[measured.basis])
    if measured.agent_talk_share is not None:
        yield "talk_share", _("Agent speaks"), percent(measured.agent_talk_share)
    if measured.turn_balance is not None:
        value = _(
            "%(some)s of %(all)s (%(share)s)",
            some=measured.agent_turns,
            all=(measured.agent_turns or 0) + (measured.customer_turns or 0),
            share=percent(measured.turn_balance),
        )
        yield "turn_balance", _("Agent's turns"), value
        yield (
            "words",
            _("Words, agent and customer"),
            _pair(measured.agent_words, measured.customer_words),
        )
    if measured.agent_words_per_minute or measured.customer_words_per_minute:
        rates = _pair(measured.agent_words_per_minute, measured.customer_words_per_minute)
        yield "rate", _("Words a minute, agent and customer"), rates
    if measured.agent_monologue_seconds is not None:
        longest = _pair(
            duration(measured.agent_monologue_seconds),
            duration(measured.customer_monologue_seconds),
        )
        yield "monologue", _("Longest monologue, agent and customer"), longest


def _questions(measured: SpeechMetrics) -> Iterator[tuple[str, str, str]]:
    if measured.agent_open_questions is not None:
        value = _(
            "%(open)s open, %(closed)s closed",
            open=measured.agent_open_questions,
            closed=measured.agent_closed_questions,
        )
        yield "questions", _("Questions the agent asks"), value
    elif measured.agent_questions is not None:  # counted before kinds were told apart
        yield "questions", _("Questions the agent asks"), number(measured.agent_questions)
    if measured.customer_questions is not None:
        value = number(measured.customer_questions)
        yield "questions", _("Questions the customer asks"), value


def _sound(measured: SpeechMetrics) -> Iterator[tuple[str, str, str]]:
    if measured.overtalk_share is not None:
        yield "overtalk", _("Both at once"), percent(measured.overtalk_share)
    if measured.interruptions is not None:
        value = _pair(measured.interruptions, measured.customer_interruptions)
        yield "interruptions", _("Interruptions, by agent and by customer"), value
    if measured.dead_air_count is not None:
        yield (
            "dead_air",
            _("Dead air"),
            _times(measured.dead_air_count, measured.longest_silence_seconds),
        )
    if measured.hold_count is not None:
        yield "holds", _("Holds"), _times(measured.hold_count, measured.longest_hold_seconds)


def _replies(measured: SpeechMetrics) -> Iterator[tuple[str, str, str]]:
    if measured.first_response_seconds is not None:
        yield "first_response", _("First response"), duration(measured.first_response_seconds)
    if measured.response_count:
        value = ngettext(
            "%(median)s (90%% within %(p90)s, longest %(longest)s), %(num)s reply",
            "%(median)s (90%% within %(p90)s, longest %(longest)s), %(num)s replies",
            measured.response_count,
            median=duration(measured.response_median_seconds),
            p90=duration(measured.response_p90_seconds),
            longest=duration(measured.response_longest_seconds),
        )
        yield "responses", _("Typical response"), value


def _pair(agent: float | str | None, customer: float | str | None) -> str:
    pair = (one if isinstance(one, str) else number(one, 0) for one in (agent, customer))
    return " · ".join(pair)


def _times(count: int, longest: float | None) -> str:
    if not count:
        return _("none")
    return ngettext(
        "%(num)s time, the longest %(longest)s", "%(num)s times, the longest %(longest)s",
        count, longest=duration(longest),
    )  # fmt: skip
