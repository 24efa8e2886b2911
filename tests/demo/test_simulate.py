from collections import Counter
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from demo.growth import attribute_score
from demo.simulate import World, simulate
from demo.world import ATTRIBUTES, Contact

TODAY = date(2026, 3, 2)


def mean_score(world: World, agent: int, attribute: str) -> float:
    scores = [attribute_score(r, attribute) for r in world.reviews if r.agent == agent]
    return float(np.mean([score for score in scores if score is not None]))


def agent_named(world: World, name: str):
    return next(agent for agent in world.agents if agent.name == name)


def test_the_same_seed_and_day_give_the_same_world(world: World) -> None:
    assert simulate(world.seed, world.today) == world


def test_another_seed_gives_another_world(world: World) -> None:
    other = simulate(world.seed + 1, world.today)
    assert [c.said for c in other.contacts[:20]] != [c.said for c in world.contacts[:20]]


def test_the_centre_has_the_people_it_should(world: World) -> None:
    roles = Counter(role for person in world.people for role in person.roles)
    assert roles == {
        "lead": 3, "hr": 1, "qa_lead": 1, "admin": 1, "evaluator": 5, "agent": 24,
    }  # fmt: skip
    assert len(world.teams) == 3
    assert {team.lead for team in world.teams} == {1, 2, 3}
    assert len({person.email for person in world.people}) == len(world.people)
    assert all(person.email.endswith("@demo.test") for person in world.people)


def test_everything_is_marked_as_simulated(world: World) -> None:
    assert world.simulated
    assert all(c.reference.startswith("demo-") for c in world.customers)


def test_ids_are_those_of_a_fresh_database(world: World) -> None:
    for rows in (world.customers, world.contacts, world.draws, world.tasks, world.reviews):
        assert [row.id for row in rows] == list(range(1, len(rows) + 1))


def test_contacts_fill_the_26_weeks_before_today_in_all_channels(world: World) -> None:
    end = datetime.combine(TODAY, time.min, UTC)
    assert all(end - timedelta(weeks=26) <= c.started_at < end for c in world.contacts)
    assert 2000 <= len(world.contacts) <= 2500
    channels = Counter(c.channel for c in world.contacts)
    assert set(channels) == {"voice", "chat", "email", "sms", "social", "web"}
    assert min(channels.values()) > 100
    assert {c.language for c in world.contacts} == {"en", "es", "ca"}


def test_a_failed_self_service_is_followed_by_a_contact_with_a_person(world: World) -> None:
    by_case: dict[int, list[Contact]] = {}
    for contact in world.contacts:
        by_case.setdefault(contact.case, []).append(contact)
    after = [c for c in world.contacts if c.after_failed_self_service]
    assert len(after) > 100
    for contact in after:
        first = by_case[contact.case][0]
        assert (first.channel, first.outcome, first.agent) == ("web", "failed", None)
        assert first.started_at < contact.started_at


def test_only_what_was_not_solved_comes_back(world: World) -> None:
    last: dict[int, Contact] = {}
    repeats = 0
    for contact in world.contacts:
        if contact.is_repeat:
            repeats += 1
            assert last[contact.case].outcome != "resolved"
        if contact.agent is not None:
            last[contact.case] = contact
    assert repeats > 200


def test_agents_speak_the_language_of_their_contacts(world: World) -> None:
    languages = {agent.id: agent.languages for agent in world.agents}
    assert all(c.language in languages[c.agent] for c in world.contacts if c.agent)


def test_the_words_show_the_level_of_probing(world: World) -> None:
    def questions(level: int) -> float:
        chosen = [
            c for c in world.contacts
            if c.channel == "voice" and c.levels.get("probing") == level and not c.verified
        ]  # fmt: skip
        return float(
            np.mean(
                [sum(t.text.count("?") for t in c.said if t.speaker == "agent") for c in chosen]
            )
        )

    assert questions(1) < questions(2) < questions(3) < questions(4)


def test_turns_follow_each_other_in_time(world: World) -> None:
    for contact in world.contacts:
        starts = [turn.start for turn in contact.said]
        assert starts == sorted(starts)
        assert all(turn.end >= turn.start for turn in contact.said)


def test_reviews_spread_as_people_do(world: World) -> None:
    means, within = [], []
    for agent in world.agents:
        scores = [
            np.mean([attribute_score(r, key) for key in ATTRIBUTES])
            for r in world.reviews
            if r.agent == agent.id
        ]
        means.append(np.mean(scores))
        within.append(np.std(scores, ddof=1))
    assert 3 < np.std(means, ddof=1) < 7
    assert 9 < np.mean(within) < 14


def test_a_strict_evaluator_gives_less_than_a_lenient_one(world: World) -> None:
    strict = min(world.evaluators, key=lambda e: e.severity).user
    lenient = max(world.evaluators, key=lambda e: e.severity).user

    def mean(user: int) -> float:
        return float(
            np.mean(
                [
                    attribute_score(r, key)
                    for r in world.reviews
                    if r.evaluator == user
                    for key in ATTRIBUTES
                ]
            )
        )

    assert mean(strict) < mean(lenient) - 4


def test_helen_knows_her_product_better_than_she_shows_empathy(world: World) -> None:
    helen = agent_named(world, "Helen Ward").id
    assert mean_score(world, helen, "empathy") < mean_score(world, helen, "product_knowledge") - 10


def test_every_draw_has_chances_that_add_up(world: World) -> None:
    for draw in world.draws:
        for frame in draw.frames:
            drawn = [pick for pick in draw.picks if pick.agent == frame.agent]
            assert len(drawn) == min(3, len(frame.ids))
            assert all(0 < pick.probability <= 1 for pick in drawn)


def test_nobody_scores_the_same_contact_twice(world: World) -> None:
    pairs = [(task.contact, task.evaluator) for task in world.tasks]
    assert len(pairs) == len(set(pairs))
    tasks = {task.id: task for task in world.tasks}
    doubles = [task for task in world.tasks if task.pick == "double"]
    assert doubles
    for task in doubles:  # told as its first one was
        first = tasks[task.double_of]
        assert (first.contact, first.reason) == (task.contact, task.reason)
        assert first.pick in ("random", "risk")


def test_the_demonstration_evaluator_has_something_to_do(world: World) -> None:
    waiting = [t for t in world.tasks if not t.done and t.evaluator == 7]
    assert len(waiting) >= 4
    assert {t.pick for t in world.tasks if not t.done} == {"random", "risk"}


def test_reviews_are_written_after_the_draw_and_before_today(world: World) -> None:
    created = {task.id: task.created_at for task in world.tasks}
    end = datetime.combine(TODAY, time.min, UTC)
    assert all(created[r.task] < r.submitted_at < end for r in world.reviews)


def test_answers_fit_the_shipped_rubric(world: World) -> None:
    from demo.reviews import default_criteria

    ranges = {c.key: (c.minimum, c.maximum) for c in default_criteria()}
    for review in world.reviews:
        assert review.answers.keys() == ranges.keys()
        for key, answer in review.answers.items():
            assert answer is None or ranges[key][0] <= answer <= ranges[key][1]


def test_every_plan_has_its_evidence(world: World) -> None:
    reviews = {review.id: review for review in world.reviews}
    assert {plan.state for plan in world.plans} == {"agreed", "in_progress", "follow_up", "closed"}
    for plan in world.plans:
        assert plan.moments
        for review, index in plan.moments:
            assert reviews[review].agent == plan.agent
            assert reviews[review].moments[index].note


def test_records_are_plain(world: World) -> None:
    assert asdict(world.contacts[0])["id"] == 1
