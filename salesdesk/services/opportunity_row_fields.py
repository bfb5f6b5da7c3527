"""What the lines of an opportunity's lists may hold: decision chain, requirements, rivals, interests, road, actions."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain import buying_center
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.texts import one_line, paragraphs
from salesdesk.i18n import _
from salesdesk.services import competitors
from salesdesk.storage.records import (
    ActionStep,
    Contact,
    Customer,
    Interest,
    Landmark,
    Opportunity,
    Person,
    Product,
    Record,
    Requirement,
    Rival,
    Stakeholder,
)
from salesdesk.storage.records.opportunity_details import DECISION_ROLES, LEVELS, MET, STANDINGS

_LONGEST_NOTE: Final = 2_000
_QUANTITY_STEP: Final = Decimal("0.0001")
_MOST: Final = Decimal(1_000_000_000)

Field = Callable[[Session, Opportunity, Any], dict[str, Any]]
"""What the columns become with a value."""


@dataclass(frozen=True, slots=True)
class RowKind:
    """A list of an opportunity: its record, its fields, which a line begins with, and which then never change.

    No two lines of an opportunity have the same value in the column `once`. `wanted` fills in what wasn't given.
    """

    record: type[Record]
    fields: Mapping[str, Field]
    needed: tuple[str, ...]
    fixed: tuple[str, ...] = ()
    once: str = ""
    wanted: Callable[[Session, dict[str, Any]], dict[str, Any]] = lambda _session, columns: columns


def _line(column: str, longest: int, *, needed: bool = False) -> Field:
    def field(_session: Session, _row: Opportunity, value: str) -> dict[str, Any]:
        text = one_line(value)
        if needed and not text:
            raise InvalidInputError(_("This field can't be empty."))
        return {column: _bounded(text, longest)}

    return field


def _text(column: str) -> Field:
    return lambda _session, _row, value: {column: _bounded(paragraphs(value), _LONGEST_NOTE)}


def _bounded(text: str, longest: int) -> str:
    if len(text) > longest:
        raise InvalidInputError(_("The text is longer than {count} characters.").format(count=longest))
    return text


def _choice(column: str, choices: Collection[str]) -> Field:
    def field(_session: Session, _row: Opportunity, value: str) -> dict[str, Any]:
        if value not in choices:
            raise InvalidInputError(_("Choose one of the list."))
        return {column: value}

    return field


def _between(column: str, low: int, high: int) -> Field:
    def field(_session: Session, _row: Opportunity, value: int) -> dict[str, Any]:
        if not low <= value <= high:
            raise InvalidInputError(
                _("A whole number from {low} to {high} is asked for.").format(low=low, high=high)
            )
        return {column: int(value)}

    return field


def _day(column: str) -> Field:
    def field(_session: Session, _row: Opportunity, value: date | None) -> dict[str, Any]:
        return {column: value}

    return field


def _flag(column: str) -> Field:
    return lambda _session, _row, value: {column: bool(value)}


def _contact(session: Session, row: Opportunity, value: uuid.UUID) -> dict[str, Any]:
    """Accept a contact of the customer itself or of the firm that it belongs to."""
    contact = session.get(Contact, value)
    if contact is None or contact.deleted_at is not None:
        raise InvalidInputError(_("This contact is no longer there."))
    customer = None if row.customer_id is None else session.get(Customer, row.customer_id)
    if customer is None or contact.customer_id not in (customer.id, customer.parent_id):
        raise RuleError(_("“{name}” belongs to another customer.").format(name=contact.name[:60]))
    return {"contact_id": contact.id}


def _suggested(session: Session, columns: dict[str, Any]) -> dict[str, Any]:
    """Fill in role and level of a contact as its title and department suggest."""
    contact = session.get_one(Contact, columns["contact_id"])
    return {
        "role": buying_center.suggested_role(contact.role, contact.title, contact.department),
        "level": buying_center.suggested_level(contact.title),
        **columns,
    }


def _competitor(session: Session, _row: Opportunity, value: uuid.UUID | str) -> dict[str, Any]:
    if isinstance(value, str) and not one_line(value):
        raise InvalidInputError(_("Say which competitor it is."))
    return {"competitor_id": competitors.find_or_add(session, value)}


def _product(session: Session, _row: Opportunity, value: uuid.UUID) -> dict[str, Any]:
    return {"product_id": _living(session, Product, value)}


def _owner(session: Session, _row: Opportunity, value: uuid.UUID | None) -> dict[str, Any]:
    return {"owner_id": None if value is None else _living(session, Person, value)}


def _living(session: Session, record: Any, value: uuid.UUID) -> uuid.UUID:
    found = session.scalar(select(record.id).where(record.id == value, record.deleted_at.is_(None)))
    if found is None:
        raise InvalidInputError(_("What was chosen is no longer there. Choose again."))
    return value


def _quantity(_session: Session, _row: Opportunity, value: Decimal) -> dict[str, Any]:
    if not value.is_finite() or not 0 < value <= _MOST:
        raise InvalidInputError(_("The quantity must be above 0."))
    rounded = value.quantize(_QUANTITY_STEP)
    if rounded != value:
        raise InvalidInputError(_("At most {places} decimals, and not that large.").format(places=4))
    return {"quantity": rounded}


KINDS: Final[Mapping[str, RowKind]] = {
    "stakeholder": RowKind(
        Stakeholder,
        {
            "contact": _contact,
            "role": _choice("role", DECISION_ROLES),
            "level": _choice("level", LEVELS),
            "influence": _between("influence", 1, 5),
            "attitude": _between("attitude", -2, 2),
            "concern": _text("concern"),
            "criteria": _text("criteria"),
        },
        needed=("contact",),
        fixed=("contact",),
        once="contact_id",
        wanted=_suggested,
    ),
    "requirement": RowKind(
        Requirement,
        {
            "parameter": _line("parameter", 200, needed=True),
            "required": _line("required", 400),
            "unit": _line("unit", 40),
            "must": _flag("must"),
            "ours": _line("ours", 400),
            "met": _choice("met", MET),
        },
        needed=("parameter",),
    ),
    "rival": RowKind(
        Rival,
        {
            "competitor": _competitor,
            "standing": _choice("standing", STANDINGS),
            "note": _text("note"),
        },
        needed=("competitor",),
        fixed=("competitor",),
        once="competitor_id",
    ),
    "interest": RowKind(
        Interest,
        {"product": _product, "quantity": _quantity, "remark": _line("remark", 400)},
        needed=("product",),
    ),
    "landmark": RowKind(
        Landmark,
        {
            "name": _line("name", 200, needed=True),
            "planned_on": _day("planned_on"),
            "reached_on": _day("reached_on"),
            "note": _text("note"),
        },
        needed=("name",),
    ),
    "action_step": RowKind(
        ActionStep,
        {
            "customer_step": _line("customer_step", 400, needed=True),
            "due_on": _day("due_on"),
            "customer_owner": _line("customer_owner", 200),
            "our_action": _line("our_action", 400),
            "owner": _owner,
            "evidence": _line("evidence", 400),
            "done_on": _day("done_on"),
        },
        needed=("customer_step",),
    ),
}
"""The lists of an opportunity by the name of their table, which is also what a write's changes are named by."""
