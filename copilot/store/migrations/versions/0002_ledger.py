"""The kept profit ledger. Its append-only triggers are installed after every migration, by `copilot.store.locks`."""

import sqlalchemy as sa
from alembic import op

from copilot.store.types import UTC, Money

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Creates the table; the CHECK makes an entry that does not close impossible."""
    money: list[sa.Column[object]] = [
        sa.Column(name, Money(), nullable=nullable)
        for name, nullable in (
            ("revenue", True),
            ("margin", True),
            ("discounts", False),
            ("rewards", False),
            ("contact_cost", False),
            ("fixed_cost", False),
            ("cannibalised", True),
            ("profit", True),
            ("profit_low", True),
            ("profit_high", True),
        )
    ]
    op.create_table(
        "ledger_entry",
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        *money,
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("gate", sa.String(), nullable=False),
        sa.Column("snapshot", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", UTC(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.CheckConstraint(
            "profit IS NULL OR profit = margin - discounts - rewards - contact_cost - fixed_cost - coalesce(cannibalised, 0)",
            name=op.f("ck_ledger_entry_closes"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_ledger_entry_version")),
        sa.PrimaryKeyConstraint("campaign_id", "version", name=op.f("pk_ledger_entry")),
    )
