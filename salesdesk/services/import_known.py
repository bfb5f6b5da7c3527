"""What a workspace already has of the rows that an import brings: by key, by name, and untouched or edited."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, auto
from functools import cache
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.import_values import name_key, product_key
from salesdesk.domain.imports import Kind
from salesdesk.storage.records import Customer, ExternalId, Opportunity, Person, Product, Record

SOURCE: Final = "file"
"""The source of all keys that come from files: the same thing may stand in several of them."""

RECORDS: Final[Mapping[Kind, type[Record]]] = {
    "person": Person,
    "product": Product,
    "customer": Customer,
    "opportunity": Opportunity,
}

COLUMNS: Final[Mapping[Kind, tuple[str, ...]]] = {
    "person": ("name", "role", "region", "manager_id", "phone", "email", "remark"),
    "product": ("name", "code", "family", "specification", "unit", "list_price", "tax_rate", "remark"),
    "customer": (
        "name",
        "short_name",
        "code",
        "uscc",
        "industry",
        "region",
        "province",
        "city",
        "district",
        "address",
        "phone",
        "bank",
        "bank_account",
        "founded_year",
        "employees",
        "annual_revenue",
        "parent_id",
        "owner_id",
        "source",
        "remark",
    ),
    "opportunity": (
        "name",
        "customer_id",
        "owner_id",
        "product_id",
        "stage_id",
        "status",
        "amount_minor",
        "probability",
        "created_on",
        "expected_close_on",
        "closed_on",
        "loss_reason",
        "source",
        "remark",
    ),
}
"""The columns that an import may fill. Stored fingerprints count on this order: append only."""

_DIGEST: Final = 40


class Miss(Enum):
    """Why a name leads to no record."""

    UNKNOWN = auto()
    DELETED = auto()
    AMBIGUOUS = auto()


@dataclass(frozen=True, slots=True)
class External:
    """A key that was imported before: its own row, the row it stands for, and what that row was then."""

    id: uuid.UUID
    row_id: uuid.UUID
    fingerprint: str


@dataclass(slots=True)
class Known:
    """The rows of one kind: those in the workspace, and those that the import is about to add."""

    kind: Kind
    externals: dict[str, External] = field(default_factory=dict)
    rows: dict[uuid.UUID, Mapping[str, Any]] = field(default_factory=dict)
    deleted: set[uuid.UUID] = field(default_factory=set)
    by_key: dict[str, uuid.UUID] = field(default_factory=dict)
    by_name: dict[str, set[uuid.UUID]] = field(default_factory=dict)
    by_product: dict[str, set[uuid.UUID]] = field(default_factory=dict)
    names: dict[uuid.UUID, str] = field(default_factory=dict)

    def add(self, row_id: uuid.UUID, name: str, key: str) -> None:
        """Enter a row that the import adds."""
        self.by_key[key] = row_id
        self.enter(row_id, name)

    def enter(self, row_id: uuid.UUID, name: str) -> None:
        """Enter a living row under its name."""
        self.names[row_id] = name
        if self.kind != "opportunity":
            self.by_name.setdefault(name_key(name), set()).add(row_id)
        if self.kind == "product":
            self.by_product.setdefault(product_key(name), set()).add(row_id)

    def find(self, name: str) -> uuid.UUID | Miss:
        """Return the living row of that name: imported under it, called so, or (a product) spelt nearly so."""
        key = name_key(name)
        keyed = self.by_key.get(key)
        if keyed is not None and keyed not in self.deleted:
            return keyed
        found = self.by_name.get(key) or self.by_product.get(product_key(name)) or set()
        if len(found) > 1:
            return Miss.AMBIGUOUS
        return next(iter(found), Miss.UNKNOWN if keyed is None else Miss.DELETED)

    def is_similar(self, name: str) -> bool:
        """Tell whether a name that `find` knows is spelt otherwise than the record's."""
        key = name_key(name)
        return key not in self.by_key and key not in self.by_name


def known(session: Session | None, kind: Kind) -> Known:
    """Read what the workspace has of a kind; nothing where there is no workspace yet."""
    result = Known(kind)
    if session is None:
        return result
    columns = COLUMNS[kind]
    table: Any = RECORDS[kind].__table__
    for row in session.execute(select(table.c.id, table.c.deleted_at, *(table.c[name] for name in columns))):
        result.rows[row[0]] = dict(zip(columns, row[2:], strict=True))
        if row.deleted_at is not None:
            result.deleted.add(row[0])
        else:
            result.enter(row[0], row.name)
    keys = select(ExternalId.key, ExternalId.id, ExternalId.row_id, ExternalId.fingerprint).where(
        ExternalId.source == SOURCE, ExternalId.kind == kind, ExternalId.deleted_at.is_(None)
    )
    for key, external_id, row_id, sealed in session.execute(keys):
        result.externals[key] = External(external_id, row_id, sealed)
        result.by_key[key] = row_id
    return result


def fingerprint(kind: Kind, row: Mapping[str, Any], columns: Collection[str]) -> str:
    """Return a short text that tells later whether these columns of a row still have these values."""
    mask = sum(1 << number for number, name in enumerate(COLUMNS[kind]) if name in columns)
    return _sealed(kind, row, mask)


def columns_of(kind: Kind, sealed: str) -> frozenset[str]:
    """Return the columns that a fingerprint covers."""
    return frozenset(_covered(kind, _mask(sealed)))


def is_untouched(kind: Kind, row: Mapping[str, Any], sealed: str) -> bool:
    """Tell whether a row still has the values that were imported."""
    return _sealed(kind, row, _mask(sealed)) == sealed


def _mask(sealed: str) -> int:
    return int(sealed.partition(".")[0], 16)


@cache
def _covered(kind: Kind, mask: int) -> tuple[str, ...]:
    return tuple(name for number, name in enumerate(COLUMNS[kind]) if mask >> number & 1)


def _sealed(kind: Kind, row: Mapping[str, Any], mask: int) -> str:
    values = [_plain(row[name]) for name in _covered(kind, mask)]
    return f"{mask:x}.{hashlib.sha256(json.dumps(values).encode()).hexdigest()[:_DIGEST]}"


def _plain(value: object) -> str | None:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return None if value is None else str(value)
