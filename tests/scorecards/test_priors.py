"""When the centre's usual variances are fitted anew."""

from datetime import UTC, datetime

import pytest

from scorecards.queries import has_moved
from scorecards.reviews import Basis

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("known", "present", "moved"),
    [
        (Basis(0, None), Basis(0, None), False),
        (Basis(0, None), Basis(1, MONDAY), True),
        (Basis(40, MONDAY), Basis(40, TUESDAY), True),
        (Basis(999, MONDAY), Basis(1000, TUESDAY), False),
        (Basis(5000, MONDAY), Basis(5100, TUESDAY), False),
        (Basis(5000, MONDAY), Basis(5101, TUESDAY), True),
    ],
)
def test_a_small_centre_notices_each_review_and_a_large_one_many(
    known: Basis, present: Basis, moved: bool
) -> None:
    assert has_moved(known, present) is moved
