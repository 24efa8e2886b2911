"""How long customers wait for replies."""

from transcripts.metrics.responses import response_times


def test_a_wait_begins_with_the_first_unanswered_message() -> None:
    found = response_times(
        [("customer", 0), ("customer", 20), ("agent", 30), ("agent", 40), ("customer", 50),
         ("agent", 60)]
    )  # fmt: skip
    assert found.waits == ((0, 30), (50, 60))
    assert (found.first, found.median, found.p90, found.longest) == (30, 20, 28, 30)


def test_a_system_or_a_virtual_agent_gives_no_agents_answer() -> None:
    found = response_times([("customer", 0), ("system", 1), ("bot", 2), ("agent", 90)])
    assert found.waits == ((0, 90),)


def test_where_only_a_virtual_agent_answers_its_answers_count() -> None:
    assert response_times([("customer", 0), ("bot", 2), ("customer", 5)]).waits == ((0, 2),)


def test_who_writes_first_answers_nobody() -> None:
    assert response_times([("agent", 0), ("customer", 10), ("agent", 25)]).waits == ((10, 25),)


def test_messages_come_in_any_order() -> None:
    assert response_times([("agent", 30), ("customer", 0)]).waits == ((0, 30),)


def test_nothing_answered_has_no_times() -> None:
    found = response_times([("customer", 0), ("customer", 9)])
    assert (found.first, found.median, found.p90, found.longest) == (None, None, None, None)
    assert response_times([]).waits == ()
