"""The history of an opportunity: what was written of it and of everything that belongs to it, in words."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any, Final

from sqlalchemy import bindparam, select, union_all
from sqlalchemy.orm import Session

from salesdesk.domain import money, slips
from salesdesk.domain.pipeline import LOSS_REASONS, STATUSES
from salesdesk.domain.roadmap import ROADMAP_NAMES
from salesdesk.i18n import N_, _, money as money_text, number
from salesdesk.services import history
from salesdesk.services.history import HistoryEntry
from salesdesk.services.rows import Rows, named
from salesdesk.storage.records import (
    ActionStep,
    Attachment,
    Change,
    CloseShift,
    Customer,
    GateWaiver,
    Interest,
    Landmark,
    Opportunity,
    OpportunityItem,
    Person,
    Product,
    Requirement,
    Rival,
    Stage,
    Stakeholder,
    ValueCase,
)
from salesdesk.storage.records.base import Uuid

_DETAILS: Final[tuple[Any, ...]] = (
    OpportunityItem,
    Attachment,
    GateWaiver,
    CloseShift,
    Stakeholder,
    Requirement,
    Rival,
    Interest,
    Landmark,
    ActionStep,
    ValueCase,
)
_EXCERPT: Final = 200


def of(session: Session, opportunity_id: uuid.UUID, *, limit: int = 200) -> tuple[HistoryEntry, ...]:
    """Return the operations that touched an opportunity or a row of its details, newest first.

    The `details` of an entry say what became what, what was waived and why, and why the close was put off.
    """
    values = {"opportunity": opportunity_id, "limit": limit}
    operations = list(session.scalars(_operations(), values))
    if not operations:
        return ()
    words = _Words(session, opportunity_id)
    details: dict[int, list[str]] = {operation: [] for operation in operations}
    span = {"opportunity": opportunity_id, "first": operations[-1], "last": operations[0]}
    for change in session.scalars(_changes(), span):
        if change.operation in details:
            details[change.operation] += words.of(change)
    entries = history.operations(session, operations)
    return tuple(replace(entry, details=tuple(dict.fromkeys(details[key]))) for key, entry in entries)


def _rows() -> Any:
    """Select the ids of an opportunity and of all its details, those that were deleted too."""
    this = bindparam("opportunity", type_=Uuid)
    own = select(Opportunity.id).where(Opportunity.id == this)
    return union_all(own, *(select(one.id).where(one.opportunity_id == this) for one in _DETAILS))


@cache
def _operations() -> Rows:
    return (
        select(Change.operation)
        .where(Change.row.in_(_rows()))
        .distinct()
        .order_by(Change.operation.desc())
        .limit(bindparam("limit"))
    )


@cache
def _changes() -> Rows:
    return (
        select(Change)
        .where(
            Change.row.in_(_rows()),
            Change.operation.between(bindparam("first"), bindparam("last")),
        )
        .order_by(Change.operation.desc(), Change.id)
    )


Pair = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class _Words:
    """Say in words what a change was."""

    session: Session
    opportunity_id: uuid.UUID

    def of(self, change: Change) -> Iterable[str]:
        """Yield what a change did, as far as its operation's label doesn't say it."""
        diff: dict[str, Pair] = json.loads(change.diff)
        new = {name: after for name, (_before, after) in diff.items()}
        if change.table == Opportunity.__tablename__ and change.base_version is not None:
            for column, (before, after) in diff.items():
                if column in _FIELDS:
                    name, say = _FIELDS[column]
                    yield self._became(_(name), say(self, before), say(self, after))
        elif change.table == CloseShift.__tablename__ and change.base_version is None:
            if reason := slips.in_words(new.get("reason") or ""):
                yield _("Reason: {reason}").format(reason=reason[:_EXCERPT])
        elif change.table == GateWaiver.__tablename__ and change.base_version is None:
            yield self._waived(new)

    def _became(self, name: str, before: str, after: str) -> str:
        if not before:
            return _("{field}: {value}").format(field=name, value=after or "—")
        return _("{field}: {before} → {after}").format(field=name, before=before, after=after or "—")

    def _waived(self, new: Mapping[str, Any]) -> str:
        missing = _("; ").join(str(text)[:_EXCERPT] for text in json.loads(new.get("missing") or "[]"))
        return _("Left “{stage}” without: {missing}. Reason: {reason}").format(
            stage=self.stage(new.get("stage_id")), missing=missing, reason=str(new.get("reason"))[:_EXCERPT]
        )

    def text(self, value: Any) -> str:
        """Return a text, cut where it is long."""
        return "" if value is None else " ".join(str(value).split())[:_EXCERPT]

    def amount(self, value: Any) -> str:
        """Return an amount of the opportunity's currency."""
        if value is None:
            return ""
        currency = self.session.scalar(
            select(Opportunity.currency).where(Opportunity.id == self.opportunity_id)
        )
        code = currency or "CNY"
        return money_text(money.from_minor(int(value), code), code, places=money.minor_units(code))

    def percent(self, value: Any) -> str:
        """Return a fraction, kept in ten-thousandths, as a percentage."""
        return "" if value is None else f"{number((Decimal(value) / 100).normalize())}%"

    def stage(self, value: Any) -> str:
        """Return the name of a stage."""
        row = self._row(Stage, value)
        return named(row.name, row.name_en) if row else ""

    def person(self, value: Any) -> str:
        """Return the name of somebody who works here."""
        return self._name(Person, value)

    def customer(self, value: Any) -> str:
        """Return the name of a customer."""
        return self._name(Customer, value)

    def product(self, value: Any) -> str:
        """Return the name of a product."""
        return self._name(Product, value)

    def _name(self, record: Any, value: Any) -> str:
        row = self._row(record, value)
        return row.name if row else ""

    def _row(self, record: Any, value: Any) -> Any:
        return None if value is None else self.session.get(record, uuid.UUID(hex=value))


def _one_of(names: Iterable[tuple[str, str]]) -> Callable[[_Words, Any], str]:
    by_code = dict(names)
    return lambda _words, value: _(by_code[value]) if value in by_code else str(value or "")


_FIELDS: Final[Mapping[str, tuple[str, Callable[[_Words, Any], str]]]] = {
    "name": (N_("Name"), _Words.text),
    "customer_id": (N_("Customer"), _Words.customer),
    "stage_id": (N_("Stage"), _Words.stage),
    "status": (N_("Status"), _one_of(STATUSES)),
    "amount_minor": (N_("Amount"), _Words.amount),
    "probability": (N_("Win probability"), _Words.percent),
    "owner_id": (N_("Owner"), _Words.person),
    "sr_id": (N_("Solution manager"), _Words.person),
    "fr_id": (N_("Delivery manager"), _Words.person),
    "product_id": (N_("Product"), _Words.product),
    "expected_close_on": (N_("Expected close"), _Words.text),
    "closed_on": (N_("Closed on"), _Words.text),
    "loss_reason": (N_("Reason of the loss"), _one_of(LOSS_REASONS)),
    "need": (N_("The need in one sentence"), _Words.text),
    "budget_min_minor": (N_("Budget from"), _Words.amount),
    "budget_max_minor": (N_("Budget up to"), _Words.amount),
    "roadmap": (N_("Road map"), _one_of(ROADMAP_NAMES)),
}
