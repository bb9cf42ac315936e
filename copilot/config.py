"""Settings, read from `COPILOT_*` environment variables. Documented in docs/settings.md."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that may differ between two installations."""

    model_config = SettingsConfigDict(env_prefix="COPILOT_", extra="ignore", frozen=True)

    home: Path = Field(Path("copilot-home"), description="Folder where all state lives.")
    database_url: str | None = Field(
        None, description="SQLAlchemy address. Default: SQLite in the home folder."
    )
    warehouse: SecretStr | None = Field(
        None, description="Engine that holds the tables. Default: DuckDB over the home folder's lake."
    )
    time_zone: str = Field("Europe/Moscow", description="The business's time zone.")
    currency: str = Field("RUB", description="ISO code used when the data do not name one.")
    language: Literal["ru", "en"] = Field("ru", description="Language where the reader's is unknown.")

    llm_base_url: str | None = Field(
        None, description="OpenAI-compatible endpoint. None: the embedded model."
    )
    llm_model: str | None = Field(None, description="Model name at that endpoint.")
    llm_api_key: SecretStr | None = Field(None, description="Key for that endpoint.")
    llm_timeout_seconds: float = Field(30.0, description="Time-out of one model call.")
    llm_max_calls: int = Field(8, description="Model calls allowed for one question.")
    llm_max_tools: int = Field(12, description="Tool calls allowed for one question.")

    messenger: Literal["file", "smtp", "console"] = Field(
        "file", description="How campaigns leave the house."
    )
    smtp_host: str = Field("127.0.0.1", description="Mail relay.")
    smtp_port: int = Field(25, description="Port of the mail relay.")
    smtp_username: str | None = Field(None, description="Account at the mail relay.")
    smtp_password: SecretStr | None = Field(None, description="Password of that account.")
    smtp_tls: Literal["none", "starttls", "tls"] = Field("none", description="Encryption to the mail relay.")
    sender_name: str = Field("Магазин", description="Sender's name in e-mails.")
    sender_address: str = Field("news@example.com", description="Sender's address in e-mails.")
    public_url: str = Field(
        "http://127.0.0.1:8000", description="Address under which people reach the copilot."
    )

    approval_hours: int = Field(72, description="An approval lapses after this many hours.")
    two_approvers_above_cost: Decimal = Field(
        Decimal(500_000), description="Campaigns that may cost more need two approvers."
    )
    two_approvers_above_reach: int = Field(
        100_000, description="Campaigns to more people need two approvers."
    )
    control_share: float = Field(0.1, description="Share of each audience kept as control group by default.")
    margin_floor: float = Field(
        0.0,
        ge=0,
        lt=1,
        description="Least margin over the price paid that a discounted order must keep; an offer below cannot be submitted.",
    )
    max_discount: float = Field(
        0.5, ge=0, lt=1, description="Largest discount; an offer above it cannot be submitted."
    )
    contacts_per_week: int = Field(2, description="Most messages one person may get in seven days.")
    frozen_days: frozenset[date] = Field(
        frozenset(),
        description="Days of the recipient on which no campaign message leaves, such as peak days.",
    )
    quiet_from_hour: int = Field(21, description="No messages from this hour of the recipient's day on.")
    quiet_until_hour: int = Field(9, description="No messages before this hour of the recipient's day.")

    @property
    def lake(self) -> Path:
        """The warehouse's Parquet files."""
        return self.home / "lake"

    @property
    def engine(self) -> str | None:
        """Address of the engine; it may hold a password, so it is never shown."""
        return self.warehouse.get_secret_value() if self.warehouse is not None else None

    @property
    def outbox(self) -> Path:
        """Where the file messenger writes."""
        return self.home / "outbox"

    @property
    def sqlalchemy_url(self) -> str:
        """The service database."""
        return self.database_url or f"sqlite:///{self.home / 'copilot.db'}"
