"""Agents and customers by the names that sources have for them, looked up many at once."""

from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import select

from core.db import db
from people.models import Agent
from transcripts.formats.records import InteractionRecord
from transcripts.formats.values import fitted
from transcripts.models import Customer

Person = TypeVar("Person", Agent, Customer)


class KnownPeople:
    """Those whom records name, read in two queries, and those who become known meanwhile.

    For one transaction: after a rollback a new one is needed.
    """

    def __init__(self, records: Iterable[InteractionRecord] = ()) -> None:
        named = list(records)
        self._agents: dict[str, Agent | None] = {}
        self._customers: dict[str, Customer | None] = {}
        self._look_up(Agent, self._agents, map(agent_reference, named))
        self.look_up_customers(record.customer_ref or "" for record in named)

    def look_up_customers(self, references: Iterable[str]) -> None:
        """Read many customers at once, before each is asked for."""
        self._look_up(Customer, self._customers, (fitted(one, 160) for one in references))

    def customer(self, reference: str | None) -> Customer | None:
        """Return the customer with this reference, new if there was none; None without one."""
        wanted = fitted(reference, 160)
        self.look_up_customers([wanted])
        if wanted and self._customers[wanted] is None:
            self._customers[wanted] = Customer(external_ref=wanted)
            db.session.add(self._customers[wanted])
        return self._customers.get(wanted)

    def agent(self, record: InteractionRecord) -> Agent | None:
        """Return the agent whom a record names, new if nobody spoke of this one before."""
        wanted = agent_reference(record)
        self._look_up(Agent, self._agents, [wanted])
        if wanted and self._agents[wanted] is None:
            speakers = {turn.speaker for turn in record.turns}
            virtual = "bot" in speakers and "agent" not in speakers
            self._agents[wanted] = Agent(
                name=fitted(record.agent_name, 120) or wanted,
                external_ref=wanted,
                kind="virtual" if virtual else "person",
            )
            db.session.add(self._agents[wanted])
        return self._agents.get(wanted)

    @staticmethod
    def _look_up(
        model: type[Person], known: dict[str, Person | None], references: Iterable[str]
    ) -> None:
        unknown = {one for one in references if one} - known.keys()
        if unknown:
            known.update(dict.fromkeys(unknown))
            for row in db.session.scalars(select(model).where(model.external_ref.in_(unknown))):
                known[row.external_ref or ""] = row


def agent_reference(record: InteractionRecord) -> str:
    """Return what a record calls its agent, "" where it names none."""
    return fitted(record.agent_ref, 120) or fitted(record.agent_name, 120)
