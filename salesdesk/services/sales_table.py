"""The table 客户销售流程表: customer, stage, opportunity, follow-up and amount of each opportunity in one row (B39)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final

from sqlalchemy import FromClause, Select, and_, bindparam, case, func, join, select
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.services import view_scope
from salesdesk.services.board import BoardFilter
from salesdesk.services.forecast import SpanKind, in_span
from salesdesk.services.lists import ListSource, Sort, filled, row_number
from salesdesk.services.rows import Rows, named
from salesdesk.services.view_scope import Scope
from salesdesk.storage.records import Activity, Contact, Customer, Opportunity, Person, Product, Stage
from salesdesk.storage.records.base import now
from salesdesk.storage.records.customers import VALUE_CLASSES


@dataclass(frozen=True, slots=True)
class SalesRow:
    """An opportunity as the table shows it.

    `probability` is the fraction that counts, `own_probability` tells that the user set it; `untouched` are the days
    since the last touch, else since the opportunity was found. Of closed ones days and clocks are None.
    """

    id: uuid.UUID
    row_version: int
    status: str
    customer_id: uuid.UUID | None
    customer: str
    value_class: str
    region: str
    contact: str
    phone: str
    stage_id: uuid.UUID
    stage: str
    days: int | None
    min_days: int | None
    max_days: int | None
    untouched: int | None
    title: str
    product: str
    need: str
    probability: Decimal
    own_probability: bool
    expected_close_on: date | None
    closed_on: date | None
    roadmap: str
    owner_id: uuid.UUID | None
    owner: str
    last_touch: date | None
    last_kind: str
    last_note: str
    next_on: date | None
    next_kind: str
    next_step: str
    amount: Decimal | None
    weighted: Decimal | None
    currency: str

    @property
    def past_max(self) -> bool:
        """Tell whether it has stood in its stage for longer than it should."""
        return self.days is not None and self.max_days is not None and self.days > self.max_days


def _joined() -> FromClause:
    tables = join(Opportunity, Stage, Stage.id == Opportunity.stage_id)
    tables = tables.outerjoin(Customer, Customer.id == Opportunity.customer_id)
    tables = tables.outerjoin(Person, Person.id == Opportunity.owner_id)
    return tables.outerjoin(Product, Product.id == Opportunity.product_id)


def _contact(column: Any) -> Any:
    """Return a column of the customer's main contact, else of the first one."""
    query = (
        select(column)
        .where(Contact.customer_id == Opportunity.customer_id, Contact.deleted_at.is_(None))
        .order_by(Contact.is_main.desc(), Contact.id)
        .limit(1)
    )
    return query.correlate(Opportunity).scalar_subquery()


def _last(column: Any) -> Any:
    """Return a column of the newest activity that was done."""
    query = (
        select(column)
        .where(
            Activity.opportunity_id == Opportunity.id,
            Activity.done_at.is_not(None),
            Activity.deleted_at.is_(None),
        )
        .order_by(Activity.done_at.desc(), Activity.id.desc())
        .limit(1)
    )
    return query.correlate(Opportunity).scalar_subquery()


def _next(column: Any) -> Any:
    """Return a column of the earliest activity that is planned."""
    query = (
        select(column)
        .where(
            Activity.opportunity_id == Opportunity.id,
            Activity.done_at.is_(None),
            Activity.due_on.is_not(None),
            Activity.deleted_at.is_(None),
        )
        .order_by(Activity.due_on, Activity.due_time == "", Activity.due_time, Activity.id)
        .limit(1)
    )
    return query.correlate(Opportunity).scalar_subquery()


@cache
def _by_numbers() -> Select[Any]:
    number = row_number(Opportunity)
    phone = func.coalesce(func.nullif(_contact(Contact.mobile), ""), func.nullif(_contact(Contact.phone), ""))
    return (
        select(
            number.label("number"),
            Opportunity.id,
            Opportunity.row_version,
            Opportunity.status,
            Opportunity.customer_id,
            func.coalesce(Customer.name, "").label("customer"),
            func.coalesce(Customer.value_class, "").label("value_class"),
            func.coalesce(Customer.region, "").label("region"),
            func.coalesce(_contact(Contact.name), "").label("contact"),
            func.coalesce(phone, Customer.phone, "").label("phone"),
            Opportunity.stage_id,
            Stage.name.label("stage"),
            Stage.name_en.label("stage_en"),
            Stage.min_days,
            Stage.max_days,
            Opportunity.stage_entered_at,
            Opportunity.created_on,
            Opportunity.name.label("title"),
            func.coalesce(Product.name, "").label("product"),
            Opportunity.need,
            view_scope.chance().label("chance"),
            Opportunity.probability.is_not(None).label("own_probability"),
            Opportunity.expected_close_on,
            Opportunity.closed_on,
            Opportunity.roadmap,
            Opportunity.owner_id,
            func.coalesce(Person.name, "").label("owner"),
            Opportunity.amount_minor,
            view_scope.weighted().label("weighted"),
            Opportunity.currency,
            _last(Activity.id).label("last"),
            _next(Activity.id).label("next"),
        )
        .select_from(_joined())
        .where(number.in_(bindparam("numbers", expanding=True)))
    )


def read(session: Session, numbers: Sequence[int]) -> Iterator[tuple[int, SalesRow]]:
    """Yield opportunities by their row numbers."""
    found = session.connection().execute(_by_numbers(), {"numbers": list(numbers)}).all()
    deeds = _activities(session, [one for row in found for one in (row.last, row.next) if one is not None])
    at = now()
    for row in found:
        yield row.number, _row(row, deeds, at)


def _activities(session: Session, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID | None, Any]:
    query: Rows = select(
        Activity.id,
        Activity.kind,
        Activity.subject,
        Activity.note,
        Activity.due_on,
        Activity.done_at,
    ).where(Activity.id.in_(ids))
    return {row.id: row for row in session.connection().execute(query)}


def _row(row: Any, deeds: Mapping[uuid.UUID | None, Any], at: datetime) -> SalesRow:
    last, following = deeds.get(row.last), deeds.get(row.next)
    is_open = row.status == "open"
    touched = last.done_at if last is not None else None
    minor, currency = row.amount_minor, row.currency
    return SalesRow(
        id=row.id,
        row_version=row.row_version,
        status=row.status,
        customer_id=row.customer_id,
        customer=row.customer,
        value_class=row.value_class,
        region=row.region,
        contact=row.contact,
        phone=row.phone,
        stage_id=row.stage_id,
        stage=named(row.stage, row.stage_en),
        days=max((at - row.stage_entered_at).days, 0) if is_open else None,
        min_days=row.min_days,
        max_days=row.max_days,
        untouched=_untouched(touched, row.created_on, at) if is_open else None,
        title=row.title,
        product=row.product,
        need=row.need,
        probability=Decimal(row.chance).scaleb(-4),
        own_probability=bool(row.own_probability),
        expected_close_on=row.expected_close_on,
        closed_on=row.closed_on,
        roadmap=row.roadmap,
        owner_id=row.owner_id,
        owner=row.owner,
        last_touch=touched.astimezone().date() if touched is not None else None,
        last_kind=last.kind if last is not None else "",
        last_note=(last.note or last.subject) if last is not None else "",
        next_on=following.due_on if following is not None else None,
        next_kind=following.kind if following is not None else "",
        next_step=(following.subject or following.note) if following is not None else "",
        amount=None if minor is None else money.from_minor(minor, currency),
        weighted=None if row.weighted is None else money.from_minor(row.weighted, currency),
        currency=currency,
    )


def _untouched(touched: datetime | None, created_on: date, at: datetime) -> int:
    """Return the days of the second clock."""
    if touched is None:
        return max((at.astimezone().date() - created_on).days, 0)
    return max((at - touched).days, 0)


def shown(view: tuple[BoardFilter, Scope]) -> Any:
    """Return what makes an opportunity a row of the table, for a filter of the board and a scope."""
    return and_(*view_scope.conditions(*view))


def among(ids: Iterable[uuid.UUID]) -> Any:
    """Return what makes an opportunity one of those given, of which there may be very many."""
    given = func.json_each(json.dumps([one.hex for one in ids])).table_valued("value")
    return func.lower(func.hex(Opportunity.id)).in_(select(given.c.value))


def expected(span: tuple[SpanKind, date | None, date | None]) -> Any:
    """Return what makes an opportunity one of a span of the forecast."""
    return and_(*in_span(*span))


def closed(days: tuple[date, date]) -> Any:
    """Return what makes an opportunity one that was closed in a span of days."""
    return Opportunity.closed_on.between(*days)


SOURCE: Final = ListSource(
    record=Opportunity,
    joined=_joined,
    sorts={
        "customer": Sort(filled(Customer.name)),
        "value_class": Sort(
            case({name: place for place, name in enumerate(VALUE_CLASSES)}, value=Customer.value_class)
        ),
        "region": Sort(filled(Customer.region)),
        "contact": Sort(_contact(Contact.name)),
        "phone": Sort(
            func.coalesce(
                func.nullif(_contact(Contact.mobile), ""),
                func.nullif(_contact(Contact.phone), ""),
                filled(Customer.phone),
            )
        ),
        "stage": Sort(Stage.position),
        # The longer it stands there, the earlier it came: the other way round than the instants.
        "days": Sort(case((Opportunity.status == "open", -func.julianday(Opportunity.stage_entered_at)))),
        "untouched": Sort(
            case(
                (
                    Opportunity.status == "open",
                    -func.julianday(func.coalesce(_last(Activity.done_at), Opportunity.created_on)),
                )
            )
        ),
        "status": Sort(Opportunity.status),
        "title": Sort(Opportunity.name),
        "product": Sort(Product.name),
        "need": Sort(filled(Opportunity.need)),
        "probability": Sort(view_scope.chance()),
        "expected_close_on": Sort(Opportunity.expected_close_on),
        "closed_on": Sort(Opportunity.closed_on),
        "roadmap": Sort(
            case(
                {name: place for place, name in enumerate(("solid", "risk", "stretch"))},
                value=Opportunity.roadmap,
            )
        ),
        "owner": Sort(Person.name),
        "last_touch": Sort(_last(Activity.done_at)),
        "last_note": Sort(_last(Activity.done_at)),
        "next_step": Sort(_next(Activity.due_on)),
        "amount": Sort(Opportunity.amount_minor),
        "weighted": Sort(view_scope.weighted()),
        "currency": Sort(Opportunity.currency),
    },
    usual="stage",
    texts=(Opportunity.name, Customer.name),
    filters={"view": shown, "ids": among, "expected": expected, "closed": closed},
    read=read,
)
