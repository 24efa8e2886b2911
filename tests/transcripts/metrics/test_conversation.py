"""Everything measured of one conversation, each figure by hand."""

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from transcripts.metrics.conversation import Measures, Talk, aligned, measure_conversation
from transcripts.metrics.holds import Said
from transcripts.metrics.models import SpeechMetrics

CALL = [
    Said("agent", "Hello, what happened?", 0.0, 4.0),
    Said("customer", "It stopped. Can you help?", 5.0, 9.0),
    Said("agent", "One moment please.", 10.0, 12.0),
    Said("agent", "Thank you for holding. Is it on?", 32.0, 36.0),
    Said("customer", "Yes.", 45.0, 46.0),
]


def test_every_column_of_the_table_is_measured() -> None:
    columns = {column.name for column in SpeechMetrics.__table__.columns}
    measured = {field.name for field in dataclasses.fields(Measures)}
    assert columns - measured == {"id", "interaction_id", "voices"}
    assert measured <= columns


def test_a_call_by_the_times_of_its_turns() -> None:
    found = measure_conversation(Talk("voice", CALL, "en"))
    assert found.basis == "turns"
    assert (found.agent_talk_share, found.customer_talk_share) == (0.6667, 0.3333)
    assert (found.agent_turns, found.customer_turns) == (2, 2)
    assert (found.agent_words, found.customer_words) == (13, 6)
    assert found.agent_words_per_minute == 78.0
    assert (found.agent_open_questions, found.agent_closed_questions) == (1, 1)
    assert (found.agent_questions, found.customer_questions) == (2, 1)
    assert (found.hold_count, found.hold_seconds, found.longest_hold_seconds) == (1, 20, 20)
    assert (found.holds, found.silences) == ([(12.0, 32.0)], [(36.0, 45.0)])
    assert (found.dead_air_count, found.dead_air_seconds) == (1, 9)
    assert found.longest_silence_seconds == 9
    assert found.first_response_seconds is None


def test_a_call_by_its_voices() -> None:
    voices = {"agent": [(0.0, 4.0), (10.0, 12.0)], "customer": [(3.0, 9.0)]}
    found = measure_conversation(Talk("voice", CALL[:3], "en", voices))
    assert found.basis == "voice"
    assert (found.overtalk_seconds, found.overtalks) == (1, ((3.0, 4.0),))
    assert found.interruption_spans == ((3.0, 4.0, "customer"),)
    assert (found.interruptions, found.customer_interruptions) == (0, 1)


def test_one_channel_tells_no_sides() -> None:
    said = [Said("unknown", "Hello there", 0.0, 2.0)]
    found = measure_conversation(Talk("voice", said, "en", {"unknown": [(0, 2), (9, 11)]}))
    assert (found.dead_air_count, found.longest_silence_seconds) == (1, 7)
    for name in ("agent_talk_share", "agent_turns", "agent_questions", "interruptions"):
        assert getattr(found, name) is None


def test_a_chat_by_the_times_of_its_messages() -> None:
    chat = [
        Said("customer", "My bill is wrong.", 0.0, 0.0),
        Said("customer", "Hello?", 30.0, 30.0),
        Said("agent", "Which month?", 60.0, 60.0),
        Said("customer", "May", 70.0, 70.0),
        Said("agent", "Thanks.", 90.0, 90.0),
    ]
    found = measure_conversation(Talk("chat", chat, "en"))
    assert found.basis == "messages"
    assert (found.first_response_seconds, found.response_count) == (60, 2)
    assert (found.response_median_seconds, found.response_p90_seconds) == (40, 56)
    assert (found.response_longest_seconds, found.responses) == (60, ((0, 60), (70, 90)))
    assert (found.agent_turns, found.customer_turns) == (2, 2)
    assert (found.agent_talk_share, found.overtalk_share, found.dead_air_count) == (None,) * 3


def test_messages_without_times_have_no_waits() -> None:
    found = measure_conversation(Talk("chat", [Said("customer", "a"), Said("agent", "b")]))
    assert (found.basis, found.response_count, found.agent_turns) == (None, None, 1)


def test_a_virtual_agent_stands_for_the_agent_where_there_is_no_other() -> None:
    said = [Said("bot", "How can I help?", 0, 0), Said("customer", "My bill", 5, 5)]
    assert measure_conversation(Talk("chat", said, "en")).agent_turns == 1
    both = [*said, Said("agent", "Hello", 9, 9)]
    assert measure_conversation(Talk("chat", both, "en")).agent_words == 1


def test_nothing_said_is_nothing_measured() -> None:
    assert measure_conversation(Talk("voice", [])) == Measures()


# --- corrections ---------------------------------------------------------------------------------

VOICES = {"agent": [(0.0, 4.0), (10.0, 12.0)], "customer": [(5.0, 9.0)]}


def test_a_turn_given_to_the_other_side_takes_its_voice_along() -> None:
    said = [Said("agent", "a", 0, 4), Said("agent", "b", 5, 9), Said("agent", "c", 10, 12)]
    assert aligned(VOICES, said) == {"agent": [(0, 4), (5, 9), (10, 12)], "customer": []}


def test_what_nobody_corrected_stays_as_it_was_heard() -> None:
    said = [Said("agent", "a", 0, 4), Said("customer", "b", 5, 9), Said("agent", "c", 10, 12)]
    assert aligned(VOICES, said) == VOICES


def test_a_turn_spoken_over_moves_nothing() -> None:
    voices = {"agent": [(0.0, 10.0)], "customer": [(4.0, 5.0)]}
    said = [Said("agent", "a", 0, 10), Said("customer", "mhm", 4, 5)]
    assert aligned(voices, said) == voices


spans = st.lists(st.tuples(st.floats(0, 300), st.floats(0.1, 20)), max_size=20)


@given(spans, spans)
def test_shares_stay_between_nothing_and_all(agent, customer) -> None:
    said = [Said("agent", "Is it? One moment.", a, a + d) for a, d in agent]
    said += [Said("customer", "Why?", a, a + d) for a, d in customer]
    found = measure_conversation(Talk("voice", said, "en"))
    for share in (found.agent_talk_share, found.customer_talk_share, found.overtalk_share):
        assert share is None or 0 <= share <= 1
    assert not found.holds or min(end - start for start, end in found.holds) >= 9.99
    assert (found.longest_hold_seconds or 0) <= (found.hold_seconds or 0) + 0.01
