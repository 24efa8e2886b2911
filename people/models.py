"""Users, roles, teams, agents and the audit trail."""

from datetime import date, datetime
from typing import Any, Optional

from flask_security import RoleMixin, UserMixin
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.clock import now
from core.db import Base

user_roles = Table(
    "user_roles",
    Base.metadata,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True),
)
team_leads = Table(
    "team_leads",
    Base.metadata,
    Column("team_id", ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Role(Base, RoleMixin):
    """One of the six roles of the permission table."""

    __tablename__ = "roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    description: Mapped[str] = mapped_column(String(200), default="")


class User(Base, UserMixin):
    """A person who signs in. What they may do follows from their roles, never from who they are."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str | None] = mapped_column(String(5))
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None]
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    mf_recovery_codes: Mapped[list[Any] | None]
    oidc_subject: Mapped[str | None] = mapped_column(String(255), unique=True)
    create_datetime: Mapped[datetime] = mapped_column(default=now)
    update_datetime: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]
        secondary=user_roles, lazy="selectin"
    )
    agent: Mapped[Optional["Agent"]] = relationship(back_populates="user")
    led_teams: Mapped[list["Team"]] = relationship(secondary=team_leads, back_populates="leads")

    @property
    def role_names(self) -> frozenset[str]:
        return frozenset(role.name for role in self.roles)

    @property
    def display_name(self) -> str:
        return self.name or self.email


class Team(Base):
    """A group of agents with one or more leads."""

    __tablename__ = "teams"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)

    leads: Mapped[list[User]] = relationship(secondary=team_leads, back_populates="led_teams")
    agents: Mapped[list["Agent"]] = relationship(back_populates="team")


class Agent(Base):
    """Somebody, or a virtual agent, who talks with customers and is reviewed."""

    __tablename__ = "agents"
    __table_args__ = (CheckConstraint("kind in ('person', 'virtual')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    external_ref: Mapped[str | None] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(10), default="person")
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), unique=True)
    hired_on: Mapped[date | None]
    active: Mapped[bool] = mapped_column(default=True)

    team: Mapped[Team | None] = relationship(back_populates="agents")
    user: Mapped[User | None] = relationship(back_populates="agent")

    @property
    def is_virtual(self) -> bool:
        return self.kind == "virtual"


class AuditEvent(Base):
    """Who did what to what, and when. Rows are only ever added."""

    __tablename__ = "audit_events"
    __table_args__ = (Index("ix_audit_events_subject", "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    verb: Mapped[str] = mapped_column(String(60), index=True)
    subject_type: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)

    user: Mapped[User | None] = relationship()


class ApiToken(Base):
    """A key for programs, kept only as a hash; it can do what its owner can."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(120))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()

    @property
    def has_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= now()

    @property
    def works(self) -> bool:
        return self.revoked_at is None and not self.has_expired


class CentreSetting(Base):
    """A choice of the centre that an administrator can change while it runs."""

    __tablename__ = "centre_settings"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(Text, default="")
