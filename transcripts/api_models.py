"""What the API remembers of what programs sent, so that sending it twice adds nothing."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.clock import now
from core.db import Base
from transcripts.models import Interaction


class Submission(Base):
    """One key under which a program sent a record, and a digest of what it sent.

    ``key_hash`` is the digest of a record's source and id, or of a program's ``Idempotency-Key``
    and its owner.
    """

    __tablename__ = "api_submissions"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    interaction_id: Mapped[int] = mapped_column(
        ForeignKey("interactions.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(default=now)

    interaction: Mapped[Interaction] = relationship()
