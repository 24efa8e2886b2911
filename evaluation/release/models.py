"""How reviews by a rubric are released, and those that were sent back before."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.clock import now
from core.db import Base
from evaluation.models import Evaluation
from people.models import User

BY_QA_LEAD, BY_LEAD = "qa_lead", "lead"
APPROVERS = (BY_QA_LEAD, BY_LEAD)
LONGEST = 365


class ReleaseRule(Base):
    """What one rubric says of approval and disputes; None is "as the centre says"."""

    __tablename__ = "release_rules"
    __table_args__ = (
        CheckConstraint(f"approver in {APPROVERS}", name="approver"),
        CheckConstraint(f"dispute_days between 1 and {LONGEST}", name="dispute_days"),
        CheckConstraint(f"decide_days between 1 and {LONGEST}", name="decide_days"),
    )

    rubric_id: Mapped[int] = mapped_column(
        ForeignKey("rubrics.id", ondelete="CASCADE"), primary_key=True
    )
    approver: Mapped[str] = mapped_column(String(10), default=BY_QA_LEAD)
    dispute_days: Mapped[int | None]
    decide_days: Mapped[int | None]
    leads_decide: Mapped[bool] = mapped_column(default=False)  # leads of other teams, too


class SentBack(Base):
    """A submitted review that went back to its evaluator, as it was then. Rows are only added."""

    __tablename__ = "sent_back_reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(
        ForeignKey("evaluations.id", ondelete="CASCADE"), index=True
    )
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[str] = mapped_column(Text)
    composite: Mapped[float | None]
    answers: Mapped[list[Any]] = mapped_column(default=list)
    # [{"criterion_id", "value", "not_applicable", "comment", ...}, ...] as they were submitted

    evaluation: Mapped[Evaluation] = relationship()
    by: Mapped[User] = relationship()
