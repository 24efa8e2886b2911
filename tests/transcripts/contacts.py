"""Contacts of a customer, counted back from today, for tests of journeys."""

from datetime import timedelta

from core.clock import now
from tests.factories import make_interaction, make_source
from transcripts.actions import place_in_journey
from transcripts.models import Interaction

DAY = timedelta(days=1)
TODAY = now()


def contact(customer, days_ago: float, case_ref: str | None = None, **values) -> Interaction:
    """A contact of the customer so many days ago, placed in its journey."""
    found = make_interaction(
        values.pop("turns", None),
        **{"customer": customer, "started_at": TODAY - days_ago * DAY, "source": make_source()}
        | values,
    )
    place_in_journey(found, case_ref)
    return found
