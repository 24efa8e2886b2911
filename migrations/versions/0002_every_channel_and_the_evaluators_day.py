"""Every channel understood and searchable; the evaluator's whole day."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from transcripts.search import install as search

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "doomed_files",
        sa.Column("storage_key", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("storage_key", name=op.f("pk_doomed_files")),
    )
    op.create_table(
        "severity_fits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=60), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("fitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("refusal", sa.String(length=20), nullable=False),
        sa.Column(
            "groups", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "deviations", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "severities", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.CheckConstraint("months between 1 and 24", name=op.f("ck_severity_fits_months")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_severity_fits")),
        sa.UniqueConstraint(
            "measure", "month", "months", name=op.f("uq_severity_fits_measure_month_months")
        ),
    )
    with op.batch_alter_table("severity_fits") as batch_op:
        batch_op.create_index("ix_severity_fits_month", ["month"], unique=False)

    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_absences_days")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_absences_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    with op.batch_alter_table("absences") as batch_op:
        batch_op.create_index(batch_op.f("ix_absences_last_day"), ["last_day"], unique=False)
        batch_op.create_index(batch_op.f("ix_absences_user_id"), ["user_id"], unique=False)

    op.create_table(
        "desk_choices",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("suggestions", sa.String(length=10), nullable=True),
        sa.Column("hides_score", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(
            "suggestions in ('off', 'after', 'on')", name=op.f("ck_desk_choices_suggestions")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_desk_choices_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_desk_choices")),
    )
    op.create_table(
        "helpdesk_connections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.Column("signing_secret", sa.Text(), nullable=False),
        sa.Column("previous_secret", sa.Text(), nullable=True),
        sa.Column("previous_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("api_key", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('chatwoot', 'zammad', 'freescout', 'zendesk', 'intercom')",
            name=op.f("ck_helpdesk_connections_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_helpdesk_connections_source_id_sources")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helpdesk_connections")),
        sa.UniqueConstraint("name", name=op.f("uq_helpdesk_connections_name")),
    )
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("door", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column(
            "mappings", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("imported", sa.Integer(), nullable=False),
        sa.Column("already", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=500), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "door in ('page', 'api', 'folder', 'command')", name=op.f("ck_imports_door")
        ),
        sa.CheckConstraint(
            "state in ('draft', 'waiting', 'running', 'done', 'broken')",
            name=op.f("ck_imports_state"),
        ),
        sa.CheckConstraint("seen = imported + already + refused", name=op.f("ck_imports_seen")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_imports_source_id_sources")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_imports_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    with op.batch_alter_table("imports") as batch_op:
        batch_op.create_index("ix_imports_created", ["created_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_imports_user_id"), ["user_id"], unique=False)

    op.create_table(
        "notice_settings",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("delivery", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "delivery in ('app', 'at_once', 'daily', 'weekly', 'off')",
            name=op.f("ck_notice_settings_delivery"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_notice_settings_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "kind", name=op.f("pk_notice_settings")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject_type", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("endpoint", sa.String(length=80), nullable=False),
        sa.Column(
            "values", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivery", sa.String(length=10), nullable=False),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "delivery in ('app', 'at_once', 'daily', 'weekly', 'off')",
            name=op.f("ck_notices_delivery"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_notices_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    with op.batch_alter_table("notices") as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_at"), ["at"], unique=False)
        batch_op.create_index("ix_notices_list", ["user_id", "id"], unique=False)
        batch_op.create_index(
            "ix_notices_subject", ["kind", "subject_type", "subject_id"], unique=False
        )
        batch_op.create_index(
            "ix_notices_to_mail",
            ["user_id", "at"],
            unique=False,
            sqlite_where=sa.text(
                "mailed_at is null and read_at is null and delivery in ('daily', 'weekly')"
            ),
            postgresql_where=sa.text(
                "mailed_at is null and read_at is null and delivery in ('daily', 'weekly')"
            ),
        )
        batch_op.create_index("ix_notices_unread", ["user_id", "read_at"], unique=False)
        batch_op.create_index(
            "uq_notices_unread",
            ["user_id", "kind", "subject_type", "subject_id"],
            unique=True,
            sqlite_where=sa.text("read_at is null and subject_id is not null"),
            postgresql_where=sa.text("read_at is null and subject_id is not null"),
        )

    op.create_table(
        "release_rules",
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("approver", sa.String(length=10), nullable=False),
        sa.Column("dispute_days", sa.Integer(), nullable=True),
        sa.Column("decide_days", sa.Integer(), nullable=True),
        sa.Column("leads_decide", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "approver in ('qa_lead', 'lead')", name=op.f("ck_release_rules_approver")
        ),
        sa.CheckConstraint(
            "decide_days between 1 and 365", name=op.f("ck_release_rules_decide_days")
        ),
        sa.CheckConstraint(
            "dispute_days between 1 and 365", name=op.f("ck_release_rules_dispute_days")
        ),
        sa.ForeignKeyConstraint(
            ["rubric_id"],
            ["rubrics.id"],
            name=op.f("fk_release_rules_rubric_id_rubrics"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("rubric_id", name=op.f("pk_release_rules")),
    )
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column(
            "arguments", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_saved_searches_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_saved_searches_user_id_name")),
    )
    op.create_table(
        "work_limits",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=True),
        sa.Column("hours", sa.Double(), nullable=True),
        sa.CheckConstraint("hours is null or hours >= 0", name=op.f("ck_work_limits_hours")),
        sa.CheckConstraint("reviews is null or reviews >= 0", name=op.f("ck_work_limits_reviews")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_work_limits_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_work_limits")),
    )
    op.create_table(
        "import_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("storage_key", sa.String(length=300), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["imports.id"],
            name=op.f("fk_import_files_import_id_imports"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_files")),
        sa.UniqueConstraint(
            "import_id", "position", name=op.f("uq_import_files_import_id_position")
        ),
    )
    op.create_table(
        "rubric_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("based_on_id", sa.Integer(), nullable=True),
        sa.Column(
            "document", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "locked",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            server_default="[]",
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["based_on_id"],
            ["rubric_versions.id"],
            name=op.f("fk_rubric_drafts_based_on_id_rubric_versions"),
        ),
        sa.ForeignKeyConstraint(
            ["rubric_id"],
            ["rubrics.id"],
            name=op.f("fk_rubric_drafts_rubric_id_rubrics"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["users.id"], name=op.f("fk_rubric_drafts_saved_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric_drafts")),
        sa.UniqueConstraint("rubric_id", name=op.f("uq_rubric_drafts_rubric_id")),
    )
    op.create_table(
        "api_submissions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("interaction_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interactions.id"],
            name=op.f("fk_api_submissions_interaction_id_interactions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_submissions")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_submissions_key_hash")),
    )
    with op.batch_alter_table("api_submissions") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_api_submissions_interaction_id"), ["interaction_id"], unique=False
        )

    op.create_table(
        "calibration_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("interaction_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interactions.id"],
            name=op.f("fk_calibration_items_interaction_id_interactions"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["calibration_sessions.id"],
            name=op.f("fk_calibration_items_session_id_calibration_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_items")),
        sa.UniqueConstraint(
            "session_id",
            "interaction_id",
            name=op.f("uq_calibration_items_session_id_interaction_id"),
        ),
    )
    with op.batch_alter_table("calibration_items") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_calibration_items_interaction_id"), ["interaction_id"], unique=False
        )

    op.create_table(
        "emptied_interactions",
        sa.Column("interaction_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interactions.id"],
            name=op.f("fk_emptied_interactions_interaction_id_interactions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("interaction_id", name=op.f("pk_emptied_interactions")),
    )
    op.create_table(
        "helpdesk_conversations",
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("interaction_id", sa.Integer(), nullable=False),
        sa.Column("pulled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "messages", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["helpdesk_connections.id"],
            name=op.f("fk_helpdesk_conversations_connection_id_helpdesk_connections"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interactions.id"],
            name=op.f("fk_helpdesk_conversations_interaction_id_interactions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "connection_id", "conversation_id", name=op.f("pk_helpdesk_conversations")
        ),
        sa.UniqueConstraint(
            "interaction_id", name=op.f("uq_helpdesk_conversations_interaction_id")
        ),
    )
    op.create_table(
        "helpdesk_deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.String(length=200), nullable=False),
        sa.Column("event", sa.String(length=100), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("interaction_id", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('waiting', 'pulled', 'ignored', 'failed')",
            name=op.f("ck_helpdesk_deliveries_state"),
        ),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["helpdesk_connections.id"],
            name=op.f("fk_helpdesk_deliveries_connection_id_helpdesk_connections"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interactions.id"],
            name=op.f("fk_helpdesk_deliveries_interaction_id_interactions"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helpdesk_deliveries")),
        sa.UniqueConstraint(
            "connection_id",
            "delivery_id",
            name=op.f("uq_helpdesk_deliveries_connection_id_delivery_id"),
        ),
    )
    with op.batch_alter_table("helpdesk_deliveries") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_helpdesk_deliveries_interaction_id"), ["interaction_id"], unique=False
        )
        batch_op.create_index(
            "ix_helpdesk_deliveries_newest", ["connection_id", "id"], unique=False
        )

    op.create_table(
        "import_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column(
            "params", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("interaction_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "outcome in ('imported', 'already', 'refused')", name=op.f("ck_import_records_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["imports.id"],
            name=op.f("fk_import_records_import_id_imports"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interactions.id"],
            name=op.f("fk_import_records_interaction_id_interactions"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_records")),
        sa.UniqueConstraint("import_id", "number", name=op.f("uq_import_records_import_id_number")),
    )
    with op.batch_alter_table("import_records") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_import_records_interaction_id"), ["interaction_id"], unique=False
        )
        batch_op.create_index(
            "ix_import_records_outcome", ["import_id", "outcome", "number"], unique=False
        )

    op.create_table(
        "legal_holds",
        sa.Column("interaction_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interactions.id"],
            name=op.f("fk_legal_holds_interaction_id_interactions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_legal_holds_user_id_users")
        ),
        sa.PrimaryKeyConstraint("interaction_id", name=op.f("pk_legal_holds")),
    )
    op.create_table(
        "original_looks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interaction_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interactions.id"],
            name=op.f("fk_original_looks_interaction_id_interactions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_original_looks_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_original_looks")),
    )
    with op.batch_alter_table("original_looks") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_original_looks_interaction_id"), ["interaction_id"], unique=False
        )

    op.create_table(
        "redactions",
        sa.Column("interaction_id", sa.Integer(), nullable=False),
        sa.Column("rules", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "silences", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True
        ),
        sa.Column("wanted", sa.String(length=64), nullable=False),
        sa.Column("made_for", sa.String(length=64), nullable=False),
        sa.Column("storage_key", sa.String(length=300), nullable=True),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interactions.id"],
            name=op.f("fk_redactions_interaction_id_interactions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("interaction_id", name=op.f("pk_redactions")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_redactions_storage_key")),
    )
    with op.batch_alter_table("redactions") as batch_op:
        batch_op.create_index(batch_op.f("ix_redactions_rules"), ["rules"], unique=False)

    op.create_table(
        "search_documents",
        sa.Column(
            "key",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("interaction_id", sa.Integer(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column(
            "vector", sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql"), nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interactions.id"],
            name=op.f("fk_search_documents_interaction_id_interactions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_search_documents")),
        sa.UniqueConstraint("interaction_id", name=op.f("uq_search_documents_interaction_id")),
    )
    with op.batch_alter_table("search_documents") as batch_op:
        batch_op.create_index(
            "ix_search_documents_stale",
            ["interaction_id"],
            unique=False,
            sqlite_where=sa.text("stale"),
            postgresql_where=sa.text("stale"),
        )

    op.create_table(
        "self_evaluations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interaction_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column(
            "answers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state <> 'submitted' or submitted_at is not null",
            name=op.f("ck_self_evaluations_submitted_at"),
        ),
        sa.CheckConstraint(
            "state in ('open', 'submitted', 'declined')", name=op.f("ck_self_evaluations_state")
        ),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_self_evaluations_agent_id_agents")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_self_evaluations_asked_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interactions.id"],
            name=op.f("fk_self_evaluations_interaction_id_interactions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["rubric_versions.id"],
            name=op.f("fk_self_evaluations_version_id_rubric_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_evaluations")),
        sa.UniqueConstraint(
            "interaction_id", "agent_id", name=op.f("uq_self_evaluations_interaction_id_agent_id")
        ),
    )
    with op.batch_alter_table("self_evaluations") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_self_evaluations_agent_id"), ["agent_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_self_evaluations_interaction_id"), ["interaction_id"], unique=False
        )

    op.create_table(
        "calibration_comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=130), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_calibration_comments_author_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["calibration_items.id"],
            name=op.f("fk_calibration_comments_item_id_calibration_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_comments")),
    )
    with op.batch_alter_table("calibration_comments") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_calibration_comments_item_id"), ["item_id"], unique=False
        )

    op.create_table(
        "calibration_references",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=130), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("not_applicable", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "not (not_applicable and value is not null)",
            name=op.f("ck_calibration_references_value_or_na"),
        ),
        sa.CheckConstraint(
            "not_applicable or value is not null", name=op.f("ck_calibration_references_answered")
        ),
        sa.ForeignKeyConstraint(
            ["expert_id"], ["users.id"], name=op.f("fk_calibration_references_expert_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["calibration_items.id"],
            name=op.f("fk_calibration_references_item_id_calibration_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_references")),
        sa.UniqueConstraint(
            "item_id", "question", name=op.f("uq_calibration_references_item_id_question")
        ),
    )
    op.create_table(
        "calibration_tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_calibration_tasks_assignment_id_assignments"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["calibration_items.id"],
            name=op.f("fk_calibration_tasks_item_id_calibration_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_tasks")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_calibration_tasks_assignment_id")),
    )
    with op.batch_alter_table("calibration_tasks") as batch_op:
        batch_op.create_index(batch_op.f("ix_calibration_tasks_item_id"), ["item_id"], unique=False)

    op.create_table(
        "redraws",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("replaced_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column(
            "excluded", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_redraws_assignment_id_assignments")
        ),
        sa.ForeignKeyConstraint(["draw_id"], ["draws.id"], name=op.f("fk_redraws_draw_id_draws")),
        sa.ForeignKeyConstraint(
            ["replaced_id"], ["assignments.id"], name=op.f("fk_redraws_replaced_id_assignments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redraws")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_redraws_assignment_id")),
        sa.UniqueConstraint("replaced_id", name=op.f("uq_redraws_replaced_id")),
    )
    with op.batch_alter_table("redraws") as batch_op:
        batch_op.create_index(batch_op.f("ix_redraws_draw_id"), ["draw_id"], unique=False)

    op.create_table(
        "shown_suggestions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("abstained", sa.Boolean(), nullable=False),
        sa.Column(
            "evidence", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("after_answer", sa.Boolean(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opinion", sa.String(length=10), nullable=True),
        sa.Column("opinion_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "opinion in ('agree', 'disagree', 'unsure')", name=op.f("ck_shown_suggestions_opinion")
        ),
        sa.CheckConstraint(
            "score is null or score between 0 and 100", name=op.f("ck_shown_suggestions_score")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_shown_suggestions_assignment_id_assignments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["criterion_id"],
            ["criteria.id"],
            name=op.f("fk_shown_suggestions_criterion_id_criteria"),
        ),
        sa.ForeignKeyConstraint(
            ["model_id"],
            ["review_models.id"],
            name=op.f("fk_shown_suggestions_model_id_review_models"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shown_suggestions")),
        sa.UniqueConstraint(
            "assignment_id",
            "criterion_id",
            name=op.f("uq_shown_suggestions_assignment_id_criterion_id"),
        ),
    )
    with op.batch_alter_table("shown_suggestions") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shown_suggestions_criterion_id"), ["criterion_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_shown_suggestions_model_id"), ["model_id"], unique=False
        )

    op.create_table(
        "sent_back_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("composite", sa.Double(), nullable=True),
        sa.Column(
            "answers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["users.id"], name=op.f("fk_sent_back_reviews_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluations.id"],
            name=op.f("fk_sent_back_reviews_evaluation_id_evaluations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_back_reviews")),
    )
    with op.batch_alter_table("sent_back_reviews") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sent_back_reviews_evaluation_id"), ["evaluation_id"], unique=False
        )

    op.create_table(
        "turn_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interaction_id", sa.Integer(), nullable=False),
        sa.Column("turn_id", sa.Integer(), nullable=True),
        sa.Column("start", sa.Double(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column(
            "before", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "after", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind in ('text', 'speaker')", name=op.f("ck_turn_corrections_kind")),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interactions.id"],
            name=op.f("fk_turn_corrections_interaction_id_interactions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["turn_id"],
            ["turns.id"],
            name=op.f("fk_turn_corrections_turn_id_turns"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["users.id"], name=op.f("fk_turn_corrections_undone_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_turn_corrections_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn_corrections")),
    )
    with op.batch_alter_table("turn_corrections") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_turn_corrections_interaction_id"), ["interaction_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_turn_corrections_turn_id"), ["turn_id"], unique=False)

    with op.batch_alter_table("assignments") as batch_op:
        batch_op.add_column(sa.Column("double_of_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_assignments_double_of_id"), ["double_of_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_assignments_double_of_id_assignments"),
            "assignments",
            ["double_of_id"],
            ["id"],
        )

    with op.batch_alter_table("calibration_sessions") as batch_op:
        batch_op.add_column(
            sa.Column("title", sa.String(length=200), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("expert_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "opened_at", sa.DateTime(timezone=True), server_default="1970-01-01", nullable=False
            )
        )
        batch_op.add_column(sa.Column("reminded_for", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_calibration_sessions_deadline"), ["deadline"], unique=False
        )
        batch_op.drop_constraint(
            batch_op.f("fk_calibration_sessions_interaction_id_interactions"), type_="foreignkey"
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_calibration_sessions_expert_id_users"), "users", ["expert_id"], ["id"]
        )
        batch_op.drop_column("interaction_id")
        batch_op.drop_column("reference")

    with op.batch_alter_table("cases") as batch_op:
        batch_op.add_column(sa.Column("last_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("contacts", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("repeats", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(
            sa.Column("transfers", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("channel_moves", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("failed_self_service", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("outcome", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("outcome_from", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_index("ix_cases_last_at_id", ["last_at", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_cases_merged_into_id"), ["merged_into_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_cases_merged_into_id_cases"), "cases", ["merged_into_id"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_cases_outcome_from"), "outcome_from in ('survey', 'source')"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_cases_outcome"), "outcome in ('resolved', 'unresolved', 'abandoned')"
        )

    with op.batch_alter_table("criteria") as batch_op:
        batch_op.add_column(
            sa.Column(
                "shown_if", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True
            )
        )
        batch_op.add_column(
            sa.Column(
                "automatic", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True
            )
        )
        batch_op.add_column(
            sa.Column(
                "root_causes",
                sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
                nullable=True,
            )
        )
        batch_op.drop_constraint(batch_op.f("ck_criteria_kind"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_criteria_kind"),
            "kind in ('scale', 'yes_no', 'choice', 'number', 'automatic', 'text')",
        )

    with op.batch_alter_table("disputes") as batch_op:
        batch_op.add_column(sa.Column("proposed_value", sa.Double(), nullable=True))
        batch_op.add_column(
            sa.Column("proposed_na", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("decider_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_disputes_decider_id"), ["decider_id"], unique=False)
        batch_op.create_index("ix_disputes_state", ["state", "due_on"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_disputes_decider_id_users"), "users", ["decider_id"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_disputes_proposed_value_or_na"),
            "not (proposed_na and proposed_value is not null)",
        )

    with op.batch_alter_table("draws") as batch_op:
        batch_op.add_column(sa.Column("slot", sa.String(length=40), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_draws_plan_id_slot"), ["plan_id", "slot"])

    with op.batch_alter_table("interactions") as batch_op:
        batch_op.add_column(sa.Column("agent_opens", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("case_ref", sa.String(length=160), nullable=True))
        batch_op.add_column(
            sa.Column("case_by_hand", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("tells_of_failure", sa.Boolean(), nullable=True))
        batch_op.add_column(
            sa.Column("transfers", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("charged_agent_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_interactions_case_ref"), ["case_ref"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_interactions_external_id"), ["external_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_interactions_charged_agent_id"), ["charged_agent_id"], unique=False
        )
        batch_op.create_index(
            "ix_interactions_language_started", ["language", "started_at"], unique=False
        )
        batch_op.create_index(
            "ix_interactions_outcome_started", ["outcome", "started_at"], unique=False
        )
        batch_op.create_index(
            "ix_interactions_reason_started", ["reason", "started_at"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_interactions_charged_agent_id_agents"),
            "agents",
            ["charged_agent_id"],
            ["id"],
        )

    with op.batch_alter_table("jobs") as batch_op:
        batch_op.add_column(sa.Column("priority", sa.Integer(), server_default="0", nullable=False))
        batch_op.drop_index(batch_op.f("ix_jobs_claim"))
        batch_op.create_index(
            "ix_jobs_claim", ["queue", "state", "priority", "run_at", "id"], unique=False
        )

    with op.batch_alter_table("ratings") as batch_op:
        batch_op.add_column(
            sa.Column(
                "root_causes",
                sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
                server_default="[]",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("measured", sa.Double(), nullable=True))
        batch_op.add_column(
            sa.Column("override_reason", sa.Text(), server_default="", nullable=False)
        )

    with op.batch_alter_table("recordings") as batch_op:
        batch_op.add_column(
            sa.Column(
                "overview", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True
            )
        )

    with op.batch_alter_table("rubric_versions") as batch_op:
        batch_op.add_column(
            sa.Column(
                "bands",
                sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
                server_default="[]",
                nullable=False,
            )
        )

    with op.batch_alter_table("sampling_plans") as batch_op:
        batch_op.add_column(
            sa.Column(
                "settings",
                sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
                server_default="{}",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("automatic_since", sa.Date(), nullable=True))

    with op.batch_alter_table("sections") as batch_op:
        batch_op.add_column(sa.Column("floor", sa.Double(), nullable=True))
        batch_op.create_check_constraint(batch_op.f("ck_sections_floor"), "floor between 0 and 100")

    with op.batch_alter_table("sources") as batch_op:
        batch_op.add_column(
            sa.Column("time_zone", sa.String(length=60), server_default="UTC", nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "mono_first_speaker", sa.String(length=10), server_default="unknown", nullable=False
            )
        )
        batch_op.add_column(
            sa.Column(
                "vocabulary",
                sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
                server_default="[]",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("retention_days", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "redaction_sound", sa.String(length=10), server_default="silence", nullable=False
            )
        )
        batch_op.add_column(sa.Column("watched_folder", sa.String(length=500), nullable=True))
        batch_op.add_column(sa.Column("file_pattern", sa.String(length=300), nullable=True))
        batch_op.add_column(
            sa.Column(
                "column_mappings",
                sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
                server_default="{}",
                nullable=False,
            )
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_sources_mono_first_speaker"),
            "mono_first_speaker in ('unknown', 'agent', 'customer')",
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_sources_redaction_sound"), "redaction_sound in ('silence', 'tone')"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_sources_retention_days"), "retention_days is null or retention_days > 0"
        )

    with op.batch_alter_table("speech_metrics") as batch_op:
        batch_op.add_column(sa.Column("basis", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("agent_turns", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("customer_turns", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("agent_words", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("customer_words", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("agent_monologue_seconds", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("customer_monologue_seconds", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("agent_open_questions", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("agent_closed_questions", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("customer_questions", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("overtalk_seconds", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("dead_air_seconds", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("hold_count", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("hold_seconds", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("longest_hold_seconds", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("first_response_seconds", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("response_count", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("response_median_seconds", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("response_p90_seconds", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("response_longest_seconds", sa.Double(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "holds", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True
            )
        )
        batch_op.add_column(
            sa.Column(
                "overtalks", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True
            )
        )
        batch_op.add_column(
            sa.Column(
                "interruption_spans",
                sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
                nullable=True,
            )
        )
        batch_op.add_column(
            sa.Column(
                "responses", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True
            )
        )
        batch_op.add_column(
            sa.Column(
                "voices", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True
            )
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_speech_metrics_basis"), "basis in ('voice', 'turns', 'messages')"
        )

    with op.batch_alter_table("surveys") as batch_op:
        batch_op.add_column(sa.Column("resolved", sa.Boolean(), nullable=True))

    with op.batch_alter_table("transcripts") as batch_op:
        batch_op.add_column(sa.Column("speaker_method", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("speaker_confidence", sa.Double(), nullable=True))

    with op.batch_alter_table("turns") as batch_op:
        batch_op.add_column(sa.Column("revision", sa.Integer(), server_default="0", nullable=False))

    # What stood before is told again in the new words: cases by name, self-service by mark.
    op.execute(
        "update interactions set case_ref = (select external_ref from cases "
        "where cases.id = interactions.case_id) where case_id is not null"
    )
    op.execute("update interactions set tells_of_failure = after_failed_self_service")
    for statement in search.install(op.get_bind().dialect.name):
        op.execute(statement)
    jobs = sa.table(
        "jobs",
        *(sa.column(name) for name in ("name", "queue", "state", "progress", "attempts")),
        *(sa.column(name) for name in ("max_attempts", "priority")),
        sa.column("arguments", sa.JSON().with_variant(postgresql.JSONB(), "postgresql")),
        sa.column("run_at", sa.DateTime(timezone=True)),
        sa.column("created_at", sa.DateTime(timezone=True)),
    )
    if op.get_bind().scalar(sa.text("select count(*) from interactions")):
        at = datetime.now(UTC)
        reknit = {"name": "transcripts.reknit", "queue": "default", "state": "queued"}
        counts = {"progress": 0, "attempts": 0, "max_attempts": 3, "priority": 0}
        times = {"run_at": at, "created_at": at, "arguments": {}}
        op.bulk_insert(jobs, [reknit | counts | times])


def downgrade() -> None:
    for statement in search.uninstall(op.get_bind().dialect.name):
        op.execute(statement)
    with op.batch_alter_table("turns") as batch_op:
        batch_op.drop_column("revision")

    with op.batch_alter_table("transcripts") as batch_op:
        batch_op.drop_column("speaker_confidence")
        batch_op.drop_column("speaker_method")

    with op.batch_alter_table("surveys") as batch_op:
        batch_op.drop_column("resolved")

    with op.batch_alter_table("speech_metrics") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_speech_metrics_basis"), type_="check")
        batch_op.drop_column("voices")
        batch_op.drop_column("responses")
        batch_op.drop_column("interruption_spans")
        batch_op.drop_column("overtalks")
        batch_op.drop_column("holds")
        batch_op.drop_column("response_longest_seconds")
        batch_op.drop_column("response_p90_seconds")
        batch_op.drop_column("response_median_seconds")
        batch_op.drop_column("response_count")
        batch_op.drop_column("first_response_seconds")
        batch_op.drop_column("longest_hold_seconds")
        batch_op.drop_column("hold_seconds")
        batch_op.drop_column("hold_count")
        batch_op.drop_column("dead_air_seconds")
        batch_op.drop_column("overtalk_seconds")
        batch_op.drop_column("customer_questions")
        batch_op.drop_column("agent_closed_questions")
        batch_op.drop_column("agent_open_questions")
        batch_op.drop_column("customer_monologue_seconds")
        batch_op.drop_column("agent_monologue_seconds")
        batch_op.drop_column("customer_words")
        batch_op.drop_column("agent_words")
        batch_op.drop_column("customer_turns")
        batch_op.drop_column("agent_turns")
        batch_op.drop_column("basis")

    with op.batch_alter_table("sources") as batch_op:
        batch_op.drop_column("time_zone")
        batch_op.drop_constraint(batch_op.f("ck_sources_mono_first_speaker"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_sources_redaction_sound"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_sources_retention_days"), type_="check")
        batch_op.drop_column("column_mappings")
        batch_op.drop_column("file_pattern")
        batch_op.drop_column("watched_folder")
        batch_op.drop_column("redaction_sound")
        batch_op.drop_column("retention_days")
        batch_op.drop_column("vocabulary")
        batch_op.drop_column("mono_first_speaker")

    with op.batch_alter_table("sections") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_sections_floor"), type_="check")
        batch_op.drop_column("floor")

    with op.batch_alter_table("sampling_plans") as batch_op:
        batch_op.drop_column("automatic_since")
        batch_op.drop_column("settings")

    with op.batch_alter_table("rubric_versions") as batch_op:
        batch_op.drop_column("bands")

    with op.batch_alter_table("recordings") as batch_op:
        batch_op.drop_column("overview")

    with op.batch_alter_table("ratings") as batch_op:
        batch_op.drop_column("override_reason")
        batch_op.drop_column("measured")
        batch_op.drop_column("root_causes")

    with op.batch_alter_table("jobs") as batch_op:
        batch_op.drop_index("ix_jobs_claim")
        batch_op.create_index(
            batch_op.f("ix_jobs_claim"), ["queue", "state", "run_at", "id"], unique=False
        )
        batch_op.drop_column("priority")

    with op.batch_alter_table("interactions") as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_interactions_charged_agent_id_agents"), type_="foreignkey"
        )
        batch_op.drop_index("ix_interactions_reason_started")
        batch_op.drop_index("ix_interactions_outcome_started")
        batch_op.drop_index("ix_interactions_language_started")
        batch_op.drop_index(batch_op.f("ix_interactions_charged_agent_id"))
        batch_op.drop_index(batch_op.f("ix_interactions_external_id"))
        batch_op.drop_index(batch_op.f("ix_interactions_case_ref"))
        batch_op.drop_column("charged_agent_id")
        batch_op.drop_column("transfers")
        batch_op.drop_column("tells_of_failure")
        batch_op.drop_column("case_by_hand")
        batch_op.drop_column("case_ref")
        batch_op.drop_column("agent_opens")

    with op.batch_alter_table("draws") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_draws_plan_id_slot"), type_="unique")
        batch_op.drop_column("slot")

    with op.batch_alter_table("disputes") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_disputes_proposed_value_or_na"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_disputes_decider_id_users"), type_="foreignkey")
        batch_op.drop_index("ix_disputes_state")
        batch_op.drop_index(batch_op.f("ix_disputes_decider_id"))
        batch_op.drop_column("decider_id")
        batch_op.drop_column("proposed_na")
        batch_op.drop_column("proposed_value")

    with op.batch_alter_table("criteria") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_criteria_kind"), type_="check")
        batch_op.drop_column("root_causes")
        batch_op.drop_column("automatic")
        batch_op.drop_column("shown_if")
        batch_op.create_check_constraint(
            batch_op.f("ck_criteria_kind"),
            "kind in ('scale', 'yes_no', 'choice', 'number', 'text')",
        )

    with op.batch_alter_table("cases") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_cases_outcome_from"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_cases_outcome"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_cases_merged_into_id_cases"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_cases_merged_into_id"))
        batch_op.drop_index("ix_cases_last_at_id")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("outcome_from")
        batch_op.drop_column("outcome")
        batch_op.drop_column("failed_self_service")
        batch_op.drop_column("channel_moves")
        batch_op.drop_column("transfers")
        batch_op.drop_column("repeats")
        batch_op.drop_column("contacts")
        batch_op.drop_column("last_at")

    with op.batch_alter_table("calibration_sessions") as batch_op:
        batch_op.add_column(sa.Column("reference", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("interaction_id", sa.INTEGER(), nullable=False))
        batch_op.drop_constraint(
            batch_op.f("fk_calibration_sessions_expert_id_users"), type_="foreignkey"
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_calibration_sessions_interaction_id_interactions"),
            "interactions",
            ["interaction_id"],
            ["id"],
        )
        batch_op.drop_index(batch_op.f("ix_calibration_sessions_deadline"))
        batch_op.drop_column("reminded_for")
        batch_op.drop_column("opened_at")
        batch_op.drop_column("expert_id")
        batch_op.drop_column("title")

    with op.batch_alter_table("assignments") as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_assignments_double_of_id_assignments"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_assignments_double_of_id"))
        batch_op.drop_column("double_of_id")

    with op.batch_alter_table("turn_corrections") as batch_op:
        batch_op.drop_index(batch_op.f("ix_turn_corrections_turn_id"))
        batch_op.drop_index(batch_op.f("ix_turn_corrections_interaction_id"))

    op.drop_table("turn_corrections")
    with op.batch_alter_table("sent_back_reviews") as batch_op:
        batch_op.drop_index(batch_op.f("ix_sent_back_reviews_evaluation_id"))

    op.drop_table("sent_back_reviews")
    with op.batch_alter_table("shown_suggestions") as batch_op:
        batch_op.drop_index(batch_op.f("ix_shown_suggestions_model_id"))
        batch_op.drop_index(batch_op.f("ix_shown_suggestions_criterion_id"))

    op.drop_table("shown_suggestions")
    with op.batch_alter_table("redraws") as batch_op:
        batch_op.drop_index(batch_op.f("ix_redraws_draw_id"))

    op.drop_table("redraws")
    with op.batch_alter_table("calibration_tasks") as batch_op:
        batch_op.drop_index(batch_op.f("ix_calibration_tasks_item_id"))

    op.drop_table("calibration_tasks")
    op.drop_table("calibration_references")
    with op.batch_alter_table("calibration_comments") as batch_op:
        batch_op.drop_index(batch_op.f("ix_calibration_comments_item_id"))

    op.drop_table("calibration_comments")
    with op.batch_alter_table("self_evaluations") as batch_op:
        batch_op.drop_index(batch_op.f("ix_self_evaluations_interaction_id"))
        batch_op.drop_index(batch_op.f("ix_self_evaluations_agent_id"))

    op.drop_table("self_evaluations")
    with op.batch_alter_table("search_documents") as batch_op:
        batch_op.drop_index(
            "ix_search_documents_stale",
            sqlite_where=sa.text("stale"),
            postgresql_where=sa.text("stale"),
        )

    op.drop_table("search_documents")
    with op.batch_alter_table("redactions") as batch_op:
        batch_op.drop_index(batch_op.f("ix_redactions_rules"))

    op.drop_table("redactions")
    with op.batch_alter_table("original_looks") as batch_op:
        batch_op.drop_index(batch_op.f("ix_original_looks_interaction_id"))

    op.drop_table("original_looks")
    op.drop_table("legal_holds")
    with op.batch_alter_table("import_records") as batch_op:
        batch_op.drop_index("ix_import_records_outcome")
        batch_op.drop_index(batch_op.f("ix_import_records_interaction_id"))

    op.drop_table("import_records")
    with op.batch_alter_table("helpdesk_deliveries") as batch_op:
        batch_op.drop_index("ix_helpdesk_deliveries_newest")
        batch_op.drop_index(batch_op.f("ix_helpdesk_deliveries_interaction_id"))

    op.drop_table("helpdesk_deliveries")
    op.drop_table("helpdesk_conversations")
    op.drop_table("emptied_interactions")
    with op.batch_alter_table("calibration_items") as batch_op:
        batch_op.drop_index(batch_op.f("ix_calibration_items_interaction_id"))

    op.drop_table("calibration_items")
    with op.batch_alter_table("api_submissions") as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_submissions_interaction_id"))

    op.drop_table("api_submissions")
    op.drop_table("rubric_drafts")
    op.drop_table("import_files")
    op.drop_table("work_limits")
    op.drop_table("saved_searches")
    op.drop_table("release_rules")
    with op.batch_alter_table("notices") as batch_op:
        batch_op.drop_index(
            "uq_notices_unread",
            sqlite_where=sa.text("read_at is null and subject_id is not null"),
            postgresql_where=sa.text("read_at is null and subject_id is not null"),
        )
        batch_op.drop_index("ix_notices_unread")
        batch_op.drop_index(
            "ix_notices_to_mail",
            sqlite_where=sa.text(
                "mailed_at is null and read_at is null and delivery in ('daily', 'weekly')"
            ),
            postgresql_where=sa.text(
                "mailed_at is null and read_at is null and delivery in ('daily', 'weekly')"
            ),
        )
        batch_op.drop_index("ix_notices_subject")
        batch_op.drop_index("ix_notices_list")
        batch_op.drop_index(batch_op.f("ix_notices_at"))

    op.drop_table("notices")
    op.drop_table("notice_settings")
    with op.batch_alter_table("imports") as batch_op:
        batch_op.drop_index(batch_op.f("ix_imports_user_id"))
        batch_op.drop_index("ix_imports_created")

    op.drop_table("imports")
    op.drop_table("helpdesk_connections")
    op.drop_table("desk_choices")
    with op.batch_alter_table("absences") as batch_op:
        batch_op.drop_index(batch_op.f("ix_absences_user_id"))
        batch_op.drop_index(batch_op.f("ix_absences_last_day"))

    op.drop_table("absences")
    with op.batch_alter_table("severity_fits") as batch_op:
        batch_op.drop_index("ix_severity_fits_month")

    op.drop_table("severity_fits")
    op.drop_table("doomed_files")
