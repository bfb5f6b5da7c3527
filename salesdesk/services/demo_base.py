"""What all parts of the demo firm share: its texts, its calendar, its dice, and the firms it sells to."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any, Final

from sqlalchemy.orm import Session

from salesdesk import resources
from salesdesk.storage import bulk
from salesdesk.storage.ids import new_id
from salesdesk.storage.records.base import Record

SEED: Final = 20260101
_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


@dataclass(slots=True)
class Build:
    """A demo being built: where it is written, its day, and its dice."""

    session: Session
    anchor: date
    dice: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 - sample data, the same every time
    phones: int = 0

    def day(self, ago: int) -> date:
        """Return the day so many days before the anchor."""
        return self.anchor - timedelta(days=ago)

    def at(self, ago: int, hour: int = 10, minute: int = 0) -> datetime:
        """Return a local time on the day so many days before the anchor."""
        return datetime.combine(self.day(ago), time(hour, minute)).astimezone()

    def insert(self, record: type[Record], rows: Iterable[Mapping[str, Any]]) -> list[uuid.UUID]:
        """Insert rows with the same keys and return their ids."""
        return bulk.insert_rows(self.session, record, rows)

    def mobile(self) -> str:
        """Return the next mobile number that nobody has."""
        self.phones += 1
        return f"154-{self.phones // 10_000:04d}-{self.phones % 10_000:04d}"


@dataclass(frozen=True, slots=True)
class Seller:
    """Somebody who sells in a region."""

    id: uuid.UUID
    name: str
    region: str


@dataclass(frozen=True, slots=True)
class Person:
    """A contact, with how one calls them."""

    id: uuid.UUID
    name: str
    title: str
    polite: str
    role: str
    mobile: str
    email: str


@dataclass(slots=True)
class Account:
    """A customer; `grade` is S, K, R, P, M or U, from strategic to ungraded; `told` are the notes that it has."""

    id: uuid.UUID
    columns: dict[str, Any]
    grade: str
    seller: Seller
    contacts: list[Person] = field(default_factory=list)
    told: set[str] = field(default_factory=set)

    @property
    def short_name(self) -> str:
        """Return the name in short."""
        return str(self.columns["short_name"])


@dataclass(slots=True)
class Deal:
    """An opportunity: where it stands, and when it came there (`entries`: stage and days ago).

    `final` is where it stands; `recent` is one of the ninety that the demo shows, the others are sales history.
    """

    account: Account
    final: str
    status: str
    amount: Decimal
    closed_ago: int | None = None
    reason: str = ""
    recent: bool = True
    late: bool = False
    slips: int = 0
    idle: bool = False
    story: str = ""
    id: uuid.UUID = field(default_factory=new_id)
    entries: list[tuple[str, int]] = field(default_factory=list)
    lines: list[tuple[Any, int]] = field(default_factory=list)

    @property
    def created_ago(self) -> int:
        """Return how many days ago it was found."""
        return self.entries[0][1]

    def entered(self, stage: str) -> int | None:
        """Return how many days ago it came into a stage, or None."""
        return dict(self.entries).get(stage)


@cache
def texts(name: str) -> Any:
    """Return one of the demo's files of texts."""
    return json.loads(resources.path("demo", f"{name}.json").read_text(encoding="utf-8"))


def uscc(serial: int) -> str:
    """Return a unified social credit code of a place that doesn't exist, with its check character (GB 32100)."""
    body = f"91990000MA0LX{serial:04d}"
    total = sum(_ALPHABET.index(sign) * weight for sign, weight in zip(body, _WEIGHTS, strict=True))
    return body + _ALPHABET[(31 - total) % 31]
