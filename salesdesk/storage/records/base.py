"""What every record has: id, version, who and when, and the types that keep values exact."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar, Final, Literal

from sqlalchemy import BigInteger, Integer, LargeBinary, MetaData, String, Uuid as NativeUuid, event, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    MappedColumn,
    Session,
    declared_attr,
    mapped_column,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from salesdesk.storage import clock
from salesdesk.storage.ids import new_id

Conflict = Literal["append", "soft", "hard", "aggregate", "issued"]
"""How two laptops' edits of one column meet (reliability: conflict rules)."""

BOOKKEEPING: Final = ("id", "row_version", "created_at", "created_by", "updated_at", "updated_by")
"""Columns that describe the row and not the business; the journal's diffs leave them out."""


_set = object.__setattr__
_UNSURE = uuid.SafeUUID.unknown


def _uuid(value: bytes) -> uuid.UUID:
    """Return the UUID of sixteen bytes, without the checks that the constructor makes for other arguments."""
    made = object.__new__(uuid.UUID)
    _set(made, "int", int.from_bytes(value))
    _set(made, "is_safe", _UNSURE)
    return made


class Uuid(TypeDecorator[uuid.UUID]):
    """Keep a UUID as 16 bytes, on PostgreSQL as its own type."""

    impl = LargeBinary(16)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(NativeUuid())
        return dialect.type_descriptor(LargeBinary(16))

    def process_bind_param(self, value: uuid.UUID | None, dialect: Dialect) -> object:
        return value if value is None or dialect.name == "postgresql" else value.bytes

    def process_result_value(self, value: Any, dialect: Dialect) -> uuid.UUID | None:
        return value if value is None or dialect.name == "postgresql" else uuid.UUID(bytes=value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Read without the decorator's two calls a value: boards and lists read thousands."""
        if dialect.name == "postgresql":
            return super().result_processor(dialect, coltype)
        return lambda value: None if value is None else _uuid(value)


class Scaled(TypeDecorator[Decimal]):
    """Keep a decimal exactly, as an integer of 10^-places; more places are an error, never rounded."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - signature
        if value is None:
            return None
        scaled = value.scaleb(self.places)
        if scaled != scaled.to_integral_value():
            message = f"{value} has more than {self.places} places"
            raise ValueError(message)
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - signature
        return None if value is None else Decimal(value).scaleb(-self.places)


class Instant(TypeDecorator[datetime]):
    """Keep an instant as UTC text, `2026-11-24T01:51:34.123456Z`, which sorts as time does."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - signature
        if value is None:
            return None
        return value.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - signature
        return None if value is None else datetime.fromisoformat(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:  # noqa: ARG002 - signature
        """Read without the decorator's two calls a value, as Uuid does."""
        return lambda value: None if value is None else datetime.fromisoformat(value)


class Base(DeclarativeBase):
    """All tables; everything is named, so that migrations can name it too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Record(Base):
    """A row of business data: journaled, versioned, deleted softly."""

    __abstract__ = True

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id, sort_order=-9)
    row_version: Mapped[int] = mapped_column(Integer, sort_order=-8)
    created_at: Mapped[datetime] = mapped_column(Instant, sort_order=91)
    created_by: Mapped[uuid.UUID | None] = mapped_column(Uuid, sort_order=92)
    updated_at: Mapped[datetime] = mapped_column(Instant, sort_order=93)
    updated_by: Mapped[uuid.UUID | None] = mapped_column(Uuid, sort_order=94)
    deleted_at: Mapped[datetime | None] = mapped_column(Instant, sort_order=95)

    title_column: ClassVar[str] = "name"
    """The column that names the row to a user, in messages and in the recycle bin."""

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.row_version}


def column(conflict: Conflict, *args: Any, **options: Any) -> MappedColumn[Any]:
    """Return a mapped column that declares its conflict class."""
    return mapped_column(*args, info={"conflict": conflict}, **options)


def later(conflict: Conflict, *args: Any, default: str | int, **options: Any) -> MappedColumn[Any]:
    """Return a column that a migration added: its default stands in the database too, for the rows of before."""
    return column(conflict, *args, default=default, server_default=text(_literal(default)), **options)


def _literal(value: str | int) -> str:
    return f"'{value}'" if isinstance(value, str) else str(int(value))


def only_where(condition: str) -> dict[str, Any]:
    """Return the options of an index over the rows that fit a condition.

    They name SQLite alone: the same condition for PostgreSQL would load that dialect at every start, so it belongs to
    whoever opens one (the migrations have it).
    """
    return {"sqlite_where": text(condition)}


def now() -> datetime:
    """Return this instant in UTC."""
    return clock.current().now()


@event.listens_for(Session, "before_flush")
def _stamp(session: Session, *_: object) -> None:
    """Write who and when into the records that a flush will save."""
    at, person = now(), session.info.get("person")
    for row in session.new:
        if isinstance(row, Record):
            row.created_at = row.updated_at = at
            row.created_by = row.updated_by = person
    for row in session.dirty:
        if isinstance(row, Record) and session.is_modified(row):
            row.updated_at, row.updated_by = at, person
