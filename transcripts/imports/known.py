"""What is here already of the records of a batch, looked up for all of them at once."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import exists, or_, select

from core.db import db
from transcripts.formats.records import InteractionRecord, Outcome, Refusal
from transcripts.formats.values import fitted
from transcripts.known_people import KnownPeople
from transcripts.models import Interaction, Recording, Source, Transcript
from transcripts.privacy.models import Emptied


class Known:
    """The source, the people and the contacts of a batch, with those that the batch adds.

    For one transaction: after a rollback a new one is needed.
    """

    def __init__(self, outcomes: Sequence[Outcome], source_id: int, user_id: int | None) -> None:
        self.source = db.session.get_one(Source, source_id)
        self.user_id = user_id
        self.people = KnownPeople(o for o in outcomes if isinstance(o, InteractionRecord))
        self._contacts: dict[str, list[Interaction]] = defaultdict(list)
        self._with_content: set[Interaction] = set()
        self._emptied: set[Interaction] = set()
        ids = {o.external_id for o in outcomes if not isinstance(o, Refusal) and o.external_id}
        for interaction, content, emptied in contacts_known_as({fitted(one, 200) for one in ids}):
            self.add(interaction, content=content)
            if emptied:
                self._emptied.add(interaction)

    def add(self, interaction: Interaction, *, content: bool = False) -> None:
        """Learn of a contact, and whether it has words or sound."""
        same = self._contacts[interaction.external_id]
        if interaction not in same:
            same.append(interaction)
        if content:
            self._with_content.add(interaction)

    def own(self, external_id: str) -> Interaction | None:
        """Return the source's own contact with this id."""
        same = self._contacts.get(fitted(external_id, 200), ())
        return next((one for one in same if one.source is self.source), None)

    def contact(self, external_id: str) -> Interaction | None:
        """Return the contact with this id: of the source itself, else of the only one with it."""
        same = self._contacts.get(fitted(external_id, 200), ())
        return self.own(external_id) or (same[0] if len(same) == 1 else None)

    def has_content(self, interaction: Interaction) -> bool:
        """Say whether a contact has words or sound."""
        return interaction in self._with_content

    def is_emptied(self, interaction: Interaction) -> bool:
        """Say whether what a contact held was removed: nothing brings it back."""
        return interaction in self._emptied


def contacts_known_as(external_ids: set[str]) -> Sequence[tuple[Interaction, bool, bool]]:
    """Return the contacts of any source with these ids.

    With each, whether it has words or sound, and whether it was emptied.
    """
    content = or_(
        exists().where(Transcript.interaction_id == Interaction.id),
        exists().where(Recording.interaction_id == Interaction.id),
    )
    emptied = exists().where(Emptied.interaction_id == Interaction.id)
    found = select(Interaction, content, emptied).where(Interaction.external_id.in_(external_ids))
    return [(row[0], bool(row[1]), bool(row[2])) for row in db.session.execute(found)]
