"""What the search keeps: a document for each interaction, and the searches that people saved."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.clock import now
from core.db import Base
from people.models import User


class SearchDocument(Base):
    """The tokens of one interaction (``transcripts.search.documents`` says which).

    The database keeps a row for each interaction, and empties and marks it as stale whenever what
    it was made from changes (``transcripts.search.install``); so an old word is never found.
    ``key`` orders the documents by time; a document that was never filled has minus the id.
    ``vector`` is PostgreSQL's; SQLite has its own index over the other columns.
    """

    __tablename__ = "search_documents"
    __table_args__ = (
        Index(
            "ix_search_documents_stale",
            "interaction_id",
            sqlite_where=text("stale"),
            postgresql_where=text("stale"),
        ),
    )

    key: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    interaction_id: Mapped[int] = mapped_column(
        ForeignKey("interactions.id", ondelete="CASCADE"), unique=True
    )
    stale: Mapped[bool] = mapped_column(default=True)
    about: Mapped[str] = mapped_column(Text, default="")
    agent: Mapped[str] = mapped_column(Text, default="")
    customer: Mapped[str] = mapped_column(Text, default="")
    other: Mapped[str] = mapped_column(Text, default="")
    marks: Mapped[str] = mapped_column(Text, default="")  # empty where the document is
    vector: Mapped[Any | None] = mapped_column(
        Text().with_variant(TSVECTOR(), "postgresql"), deferred=True
    )


class SavedSearch(Base):
    """A search that somebody wants to make again: the arguments of its address, by a name."""

    __tablename__ = "saved_searches"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    arguments: Mapped[dict[str, Any]]
    shared: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)

    user: Mapped[User] = relationship()
