"""The rows that an import inserts and updates, and how they get into the workspace."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from salesdesk.domain.imports import KINDS, Kind
from salesdesk.services.import_known import COLUMNS, RECORDS, SOURCE, External, columns_of, fingerprint
from salesdesk.services.import_opportunities import way_of_changed, way_of_new
from salesdesk.services.import_stages import Stages
from salesdesk.storage.bulk import insert_rows, update_rows
from salesdesk.storage.records import ExternalId, Pipeline, Record, Stage, StageChange


@dataclass(slots=True)
class Writes:
    """The rows to insert and to update, with the keys that tell them again."""

    currency: str
    inserts: dict[Kind, list[dict[str, Any]]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    updates: dict[Kind, list[tuple[uuid.UUID, Mapping[str, Any]]]] = field(
        default_factory=lambda: {kind: [] for kind in KINDS}
    )
    new_keys: list[dict[str, Any]] = field(default_factory=list)
    fingerprints: list[tuple[uuid.UUID, Mapping[str, Any]]] = field(default_factory=list)
    stages: Stages | None = None
    ways: list[dict[str, Any]] = field(default_factory=list)
    """The steps of opportunities through the stages: they come with other rows, never alone."""

    @property
    def moved(self) -> dict[uuid.UUID, uuid.UUID]:
        """Return the stages that opportunities which were there before come into."""
        return {
            way["opportunity_id"]: way["to_stage_id"] for way in self.ways if way["from_stage_id"] is not None
        }

    def __bool__(self) -> bool:
        """Tell whether there is anything to write."""
        rows = (*self.inserts.values(), *self.updates.values(), self.new_keys, self.fingerprints)
        return any(rows) or (self.stages is not None and bool(self.stages.new_stages))

    def insert(
        self, kind: Kind, row_id: uuid.UUID, key: str, values: Mapping[str, Any], extra: Mapping[str, Any]
    ) -> None:
        """Add a row: `values` are its file's, `extra` is what it needs beside them."""
        money = {"currency": self.currency} if kind in ("product", "opportunity") else {}
        row = {**blank(kind), **money, **extra, **values, "id": row_id}
        self.inserts[kind].append(row)
        if kind == "opportunity" and self.stages is not None:
            self.ways += way_of_new(row, self.stages)
        self.new_keys.append(
            {
                "source": SOURCE,
                "kind": kind,
                "key": key,
                "row_id": row_id,
                "fingerprint": fingerprint(kind, row, set(values)),
            }
        )

    def update(
        self,
        kind: Kind,
        external: External,
        row: Mapping[str, Any],
        values: Mapping[str, Any],
        extra: Mapping[str, Any],
    ) -> None:
        """Change a row to its file's values; the fingerprint covers them from now on."""
        changed = {name: value for name, value in values.items() if row[name] != value}
        covered = columns_of(kind, external.fingerprint)
        if changed:
            self.updates[kind].append((external.row_id, {**changed, **extra}))
            if kind == "opportunity":
                self.ways += way_of_changed(external.row_id, row, changed)
        if changed or not values.keys() <= covered:
            sealed = fingerprint(kind, {**row, **values}, {*values, *covered})
            self.fingerprints.append((external.id, {"fingerprint": sealed}))


@cache
def blank(kind: Kind) -> Mapping[str, Any]:
    """Return a row of a kind that nothing is known of."""
    columns: Any = RECORDS[kind].__table__.c
    return {name: _default(columns[name]) for name in COLUMNS[kind]}


def _default(column: Any) -> Any:
    return None if column.default is None else column.default.arg


def apply(session: Session, writes: Writes) -> None:
    """Write everything, those that are named before those that name them."""
    for kind in KINDS:
        if kind == "opportunity" and writes.stages is not None:
            insert_rows(session, Pipeline, writes.stages.new_pipelines)
            insert_rows(session, Stage, writes.stages.new_stages)
            moved = [(stage, {"position": place}) for stage, place in writes.stages.places.items()]
            _update(session, Stage, moved)
        insert_rows(session, RECORDS[kind], writes.inserts[kind])
        _update(session, RECORDS[kind], writes.updates[kind])
    insert_rows(session, StageChange, writes.ways)
    insert_rows(session, ExternalId, writes.new_keys)
    _update(session, ExternalId, writes.fingerprints)


def _update(
    session: Session, record: type[Record], rows: Sequence[tuple[uuid.UUID, Mapping[str, Any]]]
) -> None:
    """Change rows in one statement for each set of columns."""
    table: Any = record.__table__
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row_id, values in rows:
        bound = {f"new_{name}": value for name, value in values.items()}
        groups[tuple(values)].append({"changed_row": row_id, **bound})
    for names, group in groups.items():
        new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        update_rows(session, update(table).where(table.c.id == bindparam("changed_row")).values(new), group)
