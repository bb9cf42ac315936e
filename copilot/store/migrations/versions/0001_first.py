"""The first form: runs, people, campaigns with their lock, deliveries, reports, conversations, audit.

The triggers that belong to it are installed after every migration, by `copilot.store.locks`.
"""

import sqlalchemy as sa
from alembic import op

from copilot.store.types import UTC, Json, Money

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Creates all tables."""
    op.create_table(
        "audience",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audience")),
    )
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("prev", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("at", UTC(), nullable=False),
        sa.Column("data", Json(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_hash")),
        sa.UniqueConstraint("prev", name=op.f("uq_audit_prev")),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_id", sa.String(), nullable=True),
        sa.Column("created_at", UTC(), nullable=False),
        sa.Column("data", Json(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'approved', 'rejected', 'sending', 'finished', 'stopped')",
            name=op.f("ck_draft_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_index(op.f("ix_draft_created_at"), "draft", ["created_at"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.CheckConstraint("role IN ('marketer', 'approver', 'admin')", name=op.f("ck_person_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("snapshot", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("created_at", UTC(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    op.create_index(op.f("ix_report_kind_as_of"), "report", ["kind", "as_of"], unique=False)
    op.create_table(
        "run",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tool", sa.String(), nullable=False),
        sa.Column("snapshot", sa.String(), nullable=False),
        sa.Column("result", Json(), nullable=False),
        sa.Column("computed_at", UTC(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_index(op.f("ix_run_tool_computed_at"), "run", ["tool", "computed_at"], unique=False)
    op.create_table(
        "suppression",
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("content_id", sa.String(), nullable=True),
        sa.Column("at", UTC(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "channel", name=op.f("pk_suppression")),
    )
    op.create_index(op.f("ix_suppression_content_id"), "suppression", ["content_id"], unique=False)
    op.create_table(
        "turn",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("asked_at", UTC(), nullable=False),
        sa.Column("answer", Json(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn")),
    )
    op.create_index(
        op.f("ix_turn_conversation_id_asked_at"), "turn", ["conversation_id", "asked_at"], unique=False
    )
    op.create_index(op.f("ix_turn_person_id_asked_at"), "turn", ["person_id", "asked_at"], unique=False)
    op.create_table(
        "audience_member",
        sa.Column("audience_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("arm", sa.String(), nullable=False),
        sa.Column("variant", sa.String(), nullable=False),
        sa.CheckConstraint("arm IN ('treatment', 'control')", name=op.f("ck_audience_member_arm")),
        sa.ForeignKeyConstraint(
            ["audience_id"], ["audience.id"], name=op.f("fk_audience_member_audience_id_audience")
        ),
        sa.PrimaryKeyConstraint("audience_id", "customer_id", name=op.f("pk_audience_member")),
    )
    op.create_table(
        "content",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("submitted_at", UTC(), nullable=False),
        sa.Column("audience_id", sa.String(), nullable=False),
        sa.Column("audience_rule", sa.String(), nullable=False),
        sa.Column("approvals_needed", sa.Integer(), nullable=False),
        sa.Column("reach", sa.Integer(), nullable=False),
        sa.Column("cost", Money(), nullable=False),
        sa.CheckConstraint(
            "approvals_needed IS NOT DISTINCT FROM (body::jsonb #>> '{approvals_needed}')::bigint",
            name=op.f("ck_content_approvals_needed_in_body"),
        ).ddl_if(dialect="postgresql"),
        sa.CheckConstraint(
            "approvals_needed IS json_extract(body, '$.approvals_needed')",
            name=op.f("ck_content_approvals_needed_in_body"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "audience_id IS NOT DISTINCT FROM (body::jsonb #>> '{audience,id}')",
            name=op.f("ck_content_audience_id_in_body"),
        ).ddl_if(dialect="postgresql"),
        sa.CheckConstraint(
            "audience_id IS json_extract(body, '$.audience.id')", name=op.f("ck_content_audience_id_in_body")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "audience_rule IS NOT DISTINCT FROM (body::jsonb #>> '{audience,rule}')",
            name=op.f("ck_content_audience_rule_in_body"),
        ).ddl_if(dialect="postgresql"),
        sa.CheckConstraint(
            "audience_rule IS json_extract(body, '$.audience.rule')",
            name=op.f("ck_content_audience_rule_in_body"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "author_id IS NOT DISTINCT FROM (body::jsonb #>> '{author_id}')",
            name=op.f("ck_content_author_id_in_body"),
        ).ddl_if(dialect="postgresql"),
        sa.CheckConstraint(
            "author_id IS json_extract(body, '$.author_id')", name=op.f("ck_content_author_id_in_body")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "cost IS CAST(round(json_extract(body, '$.cost') * 10000) AS INTEGER)",
            name=op.f("ck_content_cost_in_body"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "cost IS NOT DISTINCT FROM ((body::jsonb #>> '{cost}')::numeric * 10000)",
            name=op.f("ck_content_cost_in_body"),
        ).ddl_if(dialect="postgresql"),
        sa.CheckConstraint(
            "draft_id IS NOT DISTINCT FROM (body::jsonb #>> '{draft_id}')",
            name=op.f("ck_content_draft_id_in_body"),
        ).ddl_if(dialect="postgresql"),
        sa.CheckConstraint(
            "draft_id IS json_extract(body, '$.draft_id')", name=op.f("ck_content_draft_id_in_body")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "reach IS NOT DISTINCT FROM (body::jsonb #>> '{reach}')::bigint",
            name=op.f("ck_content_reach_in_body"),
        ).ddl_if(dialect="postgresql"),
        sa.CheckConstraint(
            "reach IS json_extract(body, '$.reach')", name=op.f("ck_content_reach_in_body")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "sha256 = encode(sha256(convert_to(body, 'UTF8')), 'hex')", name=op.f("ck_content_sha256_of_body")
        ).ddl_if(dialect="postgresql"),
        sa.CheckConstraint("approvals_needed >= 1", name=op.f("ck_content_approvals_needed")),
        sa.CheckConstraint("reach >= 0 AND cost >= 0", name=op.f("ck_content_size")),
        sa.ForeignKeyConstraint(
            ["audience_id"], ["audience.id"], name=op.f("fk_content_audience_id_audience")
        ),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_content_draft_id_draft")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content")),
        sa.UniqueConstraint("id", "sha256", "author_id", name=op.f("uq_content_id_sha256_author_id")),
    )
    op.create_index(
        op.f("ix_content_author_id_audience_rule_submitted_at"),
        "content",
        ["author_id", "audience_rule", "submitted_at"],
        unique=False,
    )
    op.create_index(op.f("ix_content_draft_id"), "content", ["draft_id"], unique=False)
    op.create_table(
        "draft_version",
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("data", Json(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_version_draft_id_draft")),
        sa.PrimaryKeyConstraint("draft_id", "version", name=op.f("pk_draft_version")),
    )
    op.create_table(
        "token",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("expires_at", UTC(), nullable=False),
        sa.Column("used_at", UTC(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_token_person_id_person")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_token")),
    )
    op.create_index(op.f("ix_token_person_id"), "token", ["person_id"], unique=False)
    op.create_table(
        "turn_event",
        sa.Column("turn_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("data", Json(), nullable=False),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_turn_event_turn_id_turn")),
        sa.PrimaryKeyConstraint("turn_id", "number", name=op.f("pk_turn_event")),
    )
    op.create_table(
        "approval",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("content_id", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("approver_id", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("decided_at", UTC(), nullable=False),
        sa.Column("expires_at", UTC(), nullable=True),
        sa.Column("revokes", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(decision = 'approved') = (expires_at IS NOT NULL)", name=op.f("ck_approval_expiry")
        ),
        sa.CheckConstraint(
            "(decision = 'revoked') = (revokes IS NOT NULL)", name=op.f("ck_approval_revokes")
        ),
        sa.CheckConstraint(
            "decision IN ('approved', 'rejected', 'revoked')", name=op.f("ck_approval_decision")
        ),
        sa.CheckConstraint("approver_id <> author_id", name=op.f("ck_approval_four_eyes")),
        sa.ForeignKeyConstraint(["approver_id"], ["person.id"], name=op.f("fk_approval_approver_id_person")),
        sa.ForeignKeyConstraint(
            ["content_id", "sha256", "author_id"],
            ["content.id", "content.sha256", "content.author_id"],
            name=op.f("fk_approval_content_id_sha256_author_id_content"),
        ),
        sa.ForeignKeyConstraint(["revokes"], ["approval.id"], name=op.f("fk_approval_revokes_approval")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sa.UniqueConstraint(
            "id", "content_id", "sha256", "decision", name=op.f("uq_approval_id_content_id_sha256_decision")
        ),
    )
    op.create_index(op.f("ix_approval_content_id"), "approval", ["content_id"], unique=False)
    op.create_index(op.f("ix_approval_revokes"), "approval", ["revokes"], unique=False)
    op.create_table(
        "delivery",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("content_id", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("approval_id", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("variant", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("worker", sa.String(), nullable=True),
        sa.Column("lease_until", UTC(), nullable=True),
        sa.Column("not_before", UTC(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("detail", sa.String(), nullable=True),
        sa.Column("planned_at", UTC(), nullable=False),
        sa.Column("started_at", UTC(), nullable=True),
        sa.Column("moved_at", UTC(), nullable=False),
        sa.CheckConstraint("decision = 'approved'", name=op.f("ck_delivery_approved_only")),
        sa.CheckConstraint(
            "state IN ('waiting', 'claimed', 'sending', 'sent', 'skipped', 'failed', 'in_doubt')",
            name=op.f("ck_delivery_state"),
        ),
        sa.ForeignKeyConstraint(
            ["approval_id", "content_id", "sha256", "decision"],
            ["approval.id", "approval.content_id", "approval.sha256", "approval.decision"],
            name=op.f("fk_delivery_approval_id_content_id_sha256_decision_approval"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("content_id", "recipient", name=op.f("uq_delivery_content_id_recipient")),
        sa.UniqueConstraint("key", name=op.f("uq_delivery_key")),
    )
    op.create_index(op.f("ix_delivery_content_id_state"), "delivery", ["content_id", "state"], unique=False)
    op.create_index(
        op.f("ix_delivery_recipient_started_at"), "delivery", ["recipient", "started_at"], unique=False
    )
    op.create_index(op.f("ix_delivery_state_not_before"), "delivery", ["state", "not_before"], unique=False)
