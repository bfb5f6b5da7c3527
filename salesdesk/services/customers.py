"""Customers: everything that is known of one, and what one can do with it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final

from sqlalchemy import bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from salesdesk.domain import customer as rules, money
from salesdesk.domain.contract_guards import BUYER_KINDS
from salesdesk.domain.errors import ConflictError, InvalidInputError
from salesdesk.i18n import LANGUAGES, _
from salesdesk.services import activities, contacts, contract_list, quotes
from salesdesk.services.activities import PlannedActivity
from salesdesk.services.contacts import ContactRow
from salesdesk.services.contract_list import ContractRow
from salesdesk.services.people import PersonChoice, people
from salesdesk.services.quotes import QuoteBrief
from salesdesk.services.rows import Rows, named
from salesdesk.storage.records import Customer, Opportunity, Person, PriceBook, Stage
from salesdesk.storage.records.base import now
from salesdesk.storage.records.customers import VALUE_CLASSES

_TEXTS: Final = {
    "short_name": 100,
    "code": 60,
    "industry": 100,
    "region": 60,
    "province": 60,
    "city": 60,
    "district": 60,
    "address": 400,
    "phone": 60,
    "email": 200,
    "website": 200,
    "bank": 200,
    "bank_account": 60,
    "source": 60,
    "price_book": 40,
}
_MOST_SIMILAR: Final = 5


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """The fields of a customer."""

    id: uuid.UUID
    row_version: int
    name: str
    short_name: str
    code: str
    value_class: str
    industry: str
    region: str
    province: str
    city: str
    district: str
    address: str
    phone: str
    email: str
    website: str
    uscc: str
    bank: str
    bank_account: str
    source: str
    language: str
    price_book: str
    buyer_kind: str
    remark: str
    owner_id: uuid.UUID | None
    owner: str | None


@dataclass(frozen=True, slots=True)
class OpportunityBrief:
    """An opportunity as its customer's page lists it; `probability` is a fraction."""

    id: uuid.UUID
    row_version: int
    title: str
    stage: str
    status: str
    amount: Decimal | None
    currency: str
    probability: Decimal
    days_in_stage: int
    expected_close_on: date | None
    closed_on: date | None
    owner: str | None

    @property
    def is_open(self) -> bool:
        """Tell whether it is still pursued."""
        return self.status in ("open", "on_hold")


@dataclass(frozen=True, slots=True)
class CustomerView:
    """What the page of a customer shows."""

    facts: CustomerFacts
    contacts: tuple[ContactRow, ...]
    opportunities: tuple[OpportunityBrief, ...]
    quotes: tuple[QuoteBrief, ...]
    contracts: tuple[ContractRow, ...]
    planned: tuple[PlannedActivity, ...]
    people: tuple[PersonChoice, ...]
    industries: tuple[str, ...]
    price_books: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Similar:
    """A customer that may be the same as a new one."""

    id: uuid.UUID
    name: str
    exact: bool


def view(session: Session, customer_id: uuid.UUID) -> CustomerView:
    """Return what the page of a customer shows."""
    return CustomerView(
        facts=_facts(session, customer_id),
        contacts=tuple(contacts.of_customer(session, customer_id)),
        opportunities=tuple(_opportunities(session, customer_id)),
        quotes=tuple(quotes.of_customer(session, customer_id)),
        contracts=tuple(contract_list.of_customer(session, customer_id)),
        planned=tuple(activities.planned(session, customer_id=customer_id)),
        people=tuple(people(session)),
        industries=tuple(industries(session)),
        price_books=tuple(_price_books(session)),
    )


def create(session: Session, /, **values: Any) -> uuid.UUID:
    """Add a customer and return its id; `name` is needed, the other fields are as in CustomerFacts."""
    row = Customer(**_cleaned({"name": ""} | values))
    session.add(row)
    session.flush()
    return row.id


def create_with_contact(session: Session, values: Mapping[str, Any], contact: Mapping[str, Any]) -> uuid.UUID:
    """Add a customer, and a first contact where it has a name; return the customer's id."""
    customer_id = create(session, **values)
    if contact.get("name"):
        contacts.create(session, customer_id, **contact)
    return customer_id


def change(session: Session, customer_id: uuid.UUID, field: str, value: Any, *, row_version: int) -> None:
    """Change one field of a customer."""
    row = session.get(Customer, customer_id)
    if row is None or row.deleted_at is not None:
        raise _gone()
    if row.row_version != row_version:
        message = _(
            "“{name}” was changed elsewhere in the meantime. What you typed is still there: look, then save again."
        )
        raise ConflictError(message.format(name=row.name[:60]))
    setattr(row, field, _cleaned({field: value})[field])


def similar(session: Session, name: str) -> list[Similar]:
    """Return the customers that may be meant by a name: the same, or the same but for legal form and signs."""
    key = rules.likeness_key(name)
    if not key:
        return []
    core = key[:2]
    query = (
        select(Customer.id, Customer.name, Customer.short_name)
        .where(Customer.deleted_at.is_(None))
        .where(or_(Customer.name.contains(core, autoescape=True), Customer.short_name == name.strip()))
    )
    found = [
        Similar(row.id, row.name, row.name.casefold() == name.strip().casefold())
        for row in session.execute(query)
        if rules.likeness_key(row.name) == key
        or (row.short_name and rules.likeness_key(row.short_name) == key)
    ]
    return sorted(found, key=lambda each: (not each.exact, each.name))[:_MOST_SIMILAR]


def industries(session: Session) -> list[str]:
    """Return the industries that customers are in, the most usual first."""
    query = (
        select(Customer.industry)
        .where(Customer.deleted_at.is_(None), Customer.industry != "")
        .group_by(Customer.industry)
        .order_by(func.count().desc(), Customer.industry)
        .limit(200)
    )
    return list(session.scalars(query))


def _facts(session: Session, customer_id: uuid.UUID) -> CustomerFacts:
    found = session.execute(_facts_query(), {"customer": customer_id}).one_or_none()
    if found is None:
        raise _gone()
    return CustomerFacts(*found)


@cache
def _facts_query() -> Rows:
    names = [name for name in CustomerFacts.__dataclass_fields__ if name != "owner"]
    return (
        select(*(getattr(Customer, name) for name in names), Person.name)
        .outerjoin(Person, Person.id == Customer.owner_id)
        .where(Customer.id == bindparam("customer"), Customer.deleted_at.is_(None))
    )


def _opportunities(session: Session, customer_id: uuid.UUID) -> list[OpportunityBrief]:
    """Return the opportunities of a customer: those in progress by expected close, then the closed ones."""
    found = session.execute(_opportunities_query(), {"customer": customer_id})
    return [_brief(row, stage, owner) for row, stage, owner in found]


@cache
def _opportunities_query() -> Rows:
    still_open = case((Opportunity.status.in_(("open", "on_hold")), 0), else_=1)
    return (
        select(Opportunity, Stage, Person.name)
        .join(Stage, Stage.id == Opportunity.stage_id)
        .outerjoin(Person, Person.id == Opportunity.owner_id)
        .where(Opportunity.customer_id == bindparam("customer"), Opportunity.deleted_at.is_(None))
        .order_by(
            still_open,
            Opportunity.closed_on.desc(),
            Opportunity.expected_close_on.is_(None),
            Opportunity.expected_close_on,
            Opportunity.id.desc(),
        )
    )


def _brief(row: Opportunity, stage: Stage, owner: str | None) -> OpportunityBrief:
    certain = {"won": Decimal(1), "lost": Decimal(0)}.get(row.status)
    usual = stage.probability if row.probability is None else row.probability
    return OpportunityBrief(
        id=row.id,
        row_version=row.row_version,
        title=row.name,
        stage=named(stage.name, stage.name_en),
        status=row.status,
        amount=None if row.amount_minor is None else money.from_minor(row.amount_minor, row.currency),
        currency=row.currency,
        probability=usual if certain is None else certain,
        days_in_stage=max((now() - row.stage_entered_at).days, 0),
        expected_close_on=row.expected_close_on,
        closed_on=row.closed_on,
        owner=owner,
    )


def _price_books(session: Session) -> list[tuple[str, str]]:
    query = (
        select(PriceBook.code, PriceBook.name, PriceBook.name_en)
        .where(PriceBook.deleted_at.is_(None), PriceBook.kind == "sale", PriceBook.customer_id.is_(None))
        .order_by(PriceBook.position, PriceBook.id)
    )
    found: dict[str, str] = {}
    for code, name, name_en in session.execute(query):
        found.setdefault(code, named(name, name_en))
    return list(found.items())


def _gone() -> InvalidInputError:
    return InvalidInputError(_("This customer is no longer there."))


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    return {field: _clean(field, value) for field, value in values.items()}


def _clean(field: str, value: Any) -> Any:
    special = _RULES.get(field)
    return special(value) if special else rules.cleaned(value, _TEXTS[field])


_RULES: Final[dict[str, Callable[[Any], Any]]] = {
    "name": rules.cleaned_name,
    "uscc": rules.cleaned_uscc,
    "remark": rules.cleaned_remark,
    "value_class": lambda code: rules.choice(code, VALUE_CLASSES),
    "language": lambda code: rules.choice(code, LANGUAGES),
    "buyer_kind": lambda code: rules.choice(code, BUYER_KINDS),
    "owner_id": lambda person: person,
}
