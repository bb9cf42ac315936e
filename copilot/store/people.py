"""Logins and their tokens. A token itself is never stored, only its digest."""

from __future__ import annotations

from datetime import datetime
from typing import cast, get_args

from sqlalchemy import ForeignKey, select, update
from sqlalchemy.orm import Mapped, mapped_column

from copilot.domain.people import Person, Role
from copilot.store.base import Base, one_of
from copilot.store.database import Database
from copilot.store.types import UTC


class PersonRow(Base):
    """Somebody with a login of their own."""

    __tablename__ = "person"
    __table_args__ = (one_of("role", get_args(Role)),)

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[str]
    language: Mapped[str]


class TokenRow(Base):
    """A one-time link, a session or an API token, as a digest."""

    __tablename__ = "token"

    digest: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(UTC)
    used_at: Mapped[datetime | None] = mapped_column(UTC)


class People:
    """Implements `copilot.ports.PeopleStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, person: Person) -> None:
        """Adds a person, or changes name, role and language of the one with this id."""
        with self._database.write() as session:
            session.merge(
                PersonRow(id=person.id, name=person.name, role=person.role, language=person.language)
            )

    def get(self, person_id: str) -> Person | None:
        """The person with this id."""
        with self._database.read() as session:
            row = session.get(PersonRow, person_id)
            return None if row is None else _person(row)

    def listing(self) -> list[Person]:
        """Everybody, by name."""
        with self._database.read() as session:
            return [_person(row) for row in session.scalars(select(PersonRow).order_by(PersonRow.name))]

    def add_token(self, person_id: str, digest: str, *, kind: str, expires_at: datetime) -> None:
        """Remembers the digest of a token that was handed to this person."""
        with self._database.write() as session:
            session.add(TokenRow(digest=digest, person_id=person_id, kind=kind, expires_at=expires_at))

    def person_for_token(
        self, digest: str, *, kind: str, now: datetime, consume: bool = False
    ) -> Person | None:
        """Whose token this is; None when unknown, of another kind, expired or used up.

        With `consume` the token is used up in the same statement, so that of two simultaneous requests
        only one gets in.
        """
        valid = (
            TokenRow.digest == digest,
            TokenRow.kind == kind,
            TokenRow.expires_at > now,
            TokenRow.used_at.is_(None),
        )
        if not consume:
            with self._database.read() as session:
                row = session.scalar(select(PersonRow).join(TokenRow).where(*valid))
                return None if row is None else _person(row)
        with self._database.write() as session:
            person_id = session.scalar(
                update(TokenRow).where(*valid).values(used_at=now).returning(TokenRow.person_id)
            )
            row = None if person_id is None else session.get(PersonRow, person_id)
            return None if row is None else _person(row)

    def revoke_token(self, digest: str) -> None:
        """Makes a token useless; its row stays."""
        with self._database.write() as session:
            session.execute(
                update(TokenRow).where(TokenRow.digest == digest).values(used_at=TokenRow.expires_at)
            )


def _person(row: PersonRow) -> Person:
    return Person(row.id, row.name, cast(Role, row.role), row.language)
