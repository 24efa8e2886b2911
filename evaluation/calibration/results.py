"""What a closed session shows: all answers side by side, how far apart, and how well they agree."""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.calibration import answers, queries
from evaluation.calibration.answers import (
    Answer,
    Distance,
    QuestionAgreement,
    ScoreAgreement,
    agreement_on,
    distance_from_reference,
    score_agreement,
)
from evaluation.calibration.models import (
    CalibrationComment,
    CalibrationItem,
    CalibrationReference,
    CalibrationSession,
)
from evaluation.calibration.queries import AskedQuestion
from evaluation.calibration.strip import Strip, strip_of
from evaluation.models import Evaluation
from people.models import User


@dataclass(frozen=True)
class Given:
    """What one person answered to one question of one item, and wrote beside it."""

    user: User
    answer: Answer
    comment: str
    evaluation_id: int


@dataclass(frozen=True)
class QuestionResult:
    """One question of one item: who answered what, drawn; the reference; what was said."""

    question: AskedQuestion
    given: Sequence[Given]
    strip: Strip
    spread: float
    reference: CalibrationReference | None
    comments: Sequence[CalibrationComment]


@dataclass(frozen=True)
class ItemResult:
    """One conversation of a session."""

    item: CalibrationItem
    questions: Sequence[QuestionResult]
    scores: Sequence[tuple[User, float]]
    comments: Sequence[CalibrationComment]

    @property
    def farthest(self) -> QuestionResult | None:
        """The question whose answers lie farthest apart; None where all are the same."""
        widest = max(self.questions, key=lambda each: each.spread, default=None)
        return widest if widest is not None and widest.spread > 0 else None

    @property
    def score_range(self) -> tuple[float, float] | None:
        values = [score for _, score in self.scores]
        return (min(values), max(values)) if values else None


@dataclass(frozen=True)
class SessionResult:
    """A whole session: its items, the agreement per question and on the score, the distances."""

    items: Sequence[ItemResult]
    agreement: Sequence[tuple[AskedQuestion, QuestionAgreement]]
    score: ScoreAgreement
    distances: Sequence[tuple[User, Distance]]


def result_of(session: CalibrationSession) -> SessionResult:
    """The result of a closed session, in a fixed number of queries.

    Raises ValueError while the session is blind: nothing may leak by a forgotten check.
    """
    if session.is_open:
        raise ValueError("the session is still blind")
    questions = queries.questions_of(session)
    item_of = {task.assignment_id: item.id for item in session.items for task in item.tasks}
    reviews = queries.submitted_reviews(list(item_of))
    by_item: dict[int, list[Evaluation]] = {item.id: [] for item in session.items}
    for review in reviews:
        by_item[item_of[review.assignment_id]].append(review)
    items = [_item(item, by_item[item.id], questions) for item in session.items]
    return SessionResult(
        items=items,
        agreement=[(question, _agreement(question, items)) for question in questions],
        score=score_agreement(
            {each.item.id: {user.id: score for user, score in each.scores} for each in items}
        ),
        distances=_distances(items),
    )


def _item(
    item: CalibrationItem, reviews: Sequence[Evaluation], questions: Sequence[AskedQuestion]
) -> ItemResult:
    given: dict[str, list[Given]] = {}
    for review in sorted(reviews, key=lambda each: each.evaluator.display_name):
        for rating in review.ratings:
            if rating.value is not None or rating.not_applicable:
                answer = Answer(rating.value, rating.not_applicable)
                given.setdefault(queries.key_of(rating.criterion), []).append(
                    Given(review.evaluator, answer, rating.comment, review.id)
                )
    right = {reference.question: reference for reference in item.references}
    return ItemResult(
        item=item,
        questions=[
            _question(each, given.get(each.key, []), right.get(each.key), item)
            for each in questions
        ],
        scores=[
            (review.evaluator, review.quality)
            for review in sorted(reviews, key=lambda each: each.quality or 0.0)
            if review.quality is not None
        ],
        comments=[comment for comment in item.comments if not comment.question],
    )


def _question(
    question: AskedQuestion,
    given: Sequence[Given],
    reference: CalibrationReference | None,
    item: CalibrationItem,
) -> QuestionResult:
    right = reference_answer(reference) if reference else None
    return QuestionResult(
        question=question,
        given=given,
        strip=strip_of(question, [(each.user.display_name, each.answer) for each in given], right),
        spread=answers.spread(question, [each.answer for each in given]),
        reference=reference,
        comments=[comment for comment in item.comments if comment.question == question.key],
    )


def reference_answer(reference: CalibrationReference) -> Answer:
    """A recorded reference as an answer."""
    return Answer(reference.value, reference.not_applicable)


def _agreement(question: AskedQuestion, items: Sequence[ItemResult]) -> QuestionAgreement:
    units = {
        item.item.id: {each.user.id: each.answer for each in result.given}
        for item in items
        for result in item.questions
        if result.question.key == question.key
    }
    return agreement_on(question, units)


def _distances(items: Sequence[ItemResult]) -> list[tuple[User, Distance]]:
    people: dict[int, User] = {}
    triples: dict[int, list[tuple[answers.Question, Answer, Answer]]] = {}
    for item in items:
        for result in item.questions:
            for each in result.given if result.reference else ():
                assert result.reference is not None  # noqa: S101 - asked in the line above
                people[each.user.id] = each.user
                triples.setdefault(each.user.id, []).append(
                    (result.question, each.answer, reference_answer(result.reference))
                )
    found = [(people[key], distance_from_reference(own)) for key, own in triples.items()]
    return sorted(found, key=lambda pair: pair[0].display_name)
