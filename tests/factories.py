"""Records with valid defaults; a test names only what matters to it."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from salesdesk.domain.changes import Label
from salesdesk.services import approvals, company, quote_reading, quote_store
from salesdesk.storage import bulk
from salesdesk.storage.records import (
    Activity,
    Competitor,
    Contact,
    Customer,
    Opportunity,
    Person,
    Pipeline,
    PriceBook,
    PriceBookEntry,
    Product,
    Rival,
    Stage,
    StageItem,
)
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests import filling

STEP = Label("A step")
FIRM = "云帆砺行装备制造有限公司"
_serial = itertools.count(1)


def set_up(workspace: Workspace, *, company_name: str = FIRM, gates: bool = False) -> None:
    """Give the workspace a firm and the usual pipeline; its gates stand open unless a test asks for them."""
    if company_name == FIRM and not gates:
        filling.filled(workspace, _set_up_as_usual)
    else:
        _set_up(workspace, company_name, gates=gates)


def _set_up_as_usual(workspace: Workspace) -> None:
    _set_up(workspace, FIRM, gates=False)


def _set_up(workspace: Workspace, company_name: str, *, gates: bool) -> None:
    company.set_up_workspace(workspace, company_name=company_name)
    if not gates:
        with workspace.write(STEP, kind="issue") as write:
            open_gates(write.session)


def open_gates(session: Session) -> None:
    """Let every stage be left without anything."""
    bulk.update_rows(session, update(Stage).values(required_fields=""))
    bulk.update_rows(session, update(StageItem).values(required=False))


def stages(session: Session) -> Sequence[Stage]:
    """Return the stages of the first pipeline."""
    first = select(Pipeline.id).order_by(Pipeline.created_at).limit(1).scalar_subquery()
    return session.scalars(select(Stage).where(Stage.pipeline_id == first).order_by(Stage.position)).all()


def customer(session: Session, **values: Any) -> uuid.UUID:
    """Add a customer."""
    return _add(session, Customer(**({"name": f"恒岳轴承{next(_serial)}"} | values)))


def person(session: Session, **values: Any) -> uuid.UUID:
    """Add a person."""
    return _add(session, Person(**({"name": f"林晓{next(_serial)}"} | values)))


def product(session: Session, **values: Any) -> uuid.UUID:
    """Add a product."""
    return _add(session, Product(**({"name": f"螺杆空压机{next(_serial)}"} | values)))


def contact(session: Session, **values: Any) -> uuid.UUID:
    """Add a contact, of a new customer unless one is named."""
    if "customer_id" not in values:
        values["customer_id"] = customer(session)
    return _add(session, Contact(**({"name": f"顾工{next(_serial)}"} | values)))


def activity(session: Session, **values: Any) -> uuid.UUID:
    """Add a call that was made now, or what is planned where `due_on` is given."""
    done = {} if "due_on" in values else {"done_at": now()}
    return _add(
        session, Activity(**({"kind": "call", "subject": f"电话沟通{next(_serial)}"} | done | values))
    )


def price_book(session: Session, code: str = "list", **values: Any) -> uuid.UUID:
    """Add a price book."""
    return _add(session, PriceBook(**({"name": "目录价", "name_en": "List", "code": code} | values)))


def price(session: Session, book: uuid.UUID, product: uuid.UUID, price: str, quantity: int = 1) -> uuid.UUID:
    """Add the price of a product in a book, from a quantity on."""
    entry = PriceBookEntry(
        price_book_id=book, product_id=product, unit_price=Decimal(price), min_quantity=Decimal(quantity)
    )
    return _add(session, entry)


def opportunity(session: Session, **values: Any) -> uuid.UUID:
    """Add an open opportunity; it stands in the first stage and below the earlier ones."""
    number = next(_serial)
    defaults = {
        "name": f"磨床改造{number}",
        "position": number << 20,
        "created_on": date(2026, 6, 1),
        "stage_entered_at": now(),
    }
    if "stage_id" not in values:
        defaults["stage_id"] = stages(session)[0].id
    return _add(session, Opportunity(**(defaults | values)))


def rival(session: Session, *, name: str, **values: Any) -> uuid.UUID:
    """Add a competitor, and that it sells against us in an opportunity."""
    competitor = _add(session, Competitor(name=name))
    return _add(session, Rival(competitor_id=competitor, **values))


def _add(session: Session, row: Any) -> uuid.UUID:
    session.add(row)
    session.flush()
    return row.id  # type: ignore[no-any-return]  # every record has a UUID


def approve(workspace: Workspace, quote_id: uuid.UUID | None) -> None:
    """Give the newest version of a quote the approvals that it needs, by the only person here."""
    assert quote_id is not None
    with workspace.write(STEP, kind="issue") as write:
        quote, row = quote_reading.rows_of(write.session, quote_id)
        if approvals.needed(write.session, quote_store.read_version(write.session, quote, row)):
            asked = approvals.submit(write.session, quote_id, reason="")
            if asked.state == "pending":
                approvals.decide(write.session, asked.id, approve=True)
