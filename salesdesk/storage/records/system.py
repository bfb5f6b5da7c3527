"""The tables that carry the others: device, schema, number series, drafts, search, and the journal."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.storage.records.base import Base, Instant, Uuid


class SchemaInfo(Base):
    """One row: which workspace this is, and which programs may read and write it; `demo` marks sample data."""

    __tablename__ = "schema_info"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    version: Mapped[int]
    min_reader: Mapped[int]
    min_writer: Mapped[int]
    demo: Mapped[bool] = mapped_column(default=False, server_default=text("0"))


class Device(Base):
    """A computer that has written here; its epoch rises when its file was restored or copied."""

    __tablename__ = "device"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    epoch: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    public_key: Mapped[str | None] = mapped_column(Text)


class NumberSeries(Base):
    """The next free number of a series in a period; gaps are allowed, reuse is not."""

    __tablename__ = "number_series"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    device: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    next_number: Mapped[int]


class Operation(Base):
    """One committed write: its label in the user's words, who, where, when, and its link in the hash chain."""

    __tablename__ = "operation"
    __table_args__ = (
        CheckConstraint("kind IN ('edit', 'issue', 'undo', 'redo')", name="kind"),
        Index("ix_operation_undo", "device", "kind", "undone_by", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    command_id: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    label: Mapped[str] = mapped_column(Text)
    label_values: Mapped[str] = mapped_column(Text)
    person: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    device: Mapped[uuid.UUID] = mapped_column(Uuid)
    epoch: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
    hlc: Mapped[str | None] = mapped_column(String(60))
    target: Mapped[int | None] = mapped_column(ForeignKey("operation.id", ondelete="RESTRICT"))
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("operation.id", ondelete="RESTRICT"))
    prev_hash: Mapped[str | None] = mapped_column(String(64))
    hash: Mapped[str | None] = mapped_column(String(64))


class Change(Base):
    """One row touched by an operation: the changed columns before and after, as JSON `{column: [old, new]}`.

    `base_version` is the row's version before the change, NULL for a new row.
    """

    __tablename__ = "change"
    __table_args__ = (
        Index("ix_change_operation", "operation"),
        Index("ix_change_row", "row_id", "operation"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    operation: Mapped[int] = mapped_column(ForeignKey("operation.id", ondelete="RESTRICT"))
    table: Mapped[str] = mapped_column("table_name", String(60))
    row: Mapped[uuid.UUID] = mapped_column("row_id", Uuid)
    base_version: Mapped[int | None]
    diff: Mapped[str] = mapped_column(Text)


class CurrentOperation(Base):
    """One row while a write is open: the operation that the triggers write for."""

    __tablename__ = "current_operation"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    operation: Mapped[int]


class Draft(Base):
    """What an editor holds that isn't saved yet, as JSON; no part of the journal (settled question 13)."""

    __tablename__ = "draft"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(Text)
    person: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class SearchDoc(Base):
    """A record that the search index holds: `docid` is its row there."""

    __tablename__ = "search_doc"
    __table_args__ = (Index("uq_search_doc_row_id", "row_id", unique=True),)

    docid: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    row: Mapped[uuid.UUID] = mapped_column("row_id", Uuid)


class SearchState(Base):
    """One row: up to which change the search index has read, and the version of its tokens."""

    __tablename__ = "search_state"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    tokens: Mapped[int]
    change: Mapped[int]
