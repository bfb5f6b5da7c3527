"""A firm whose quotes need approval: its people with PINs, a product with base, floor and cost."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from salesdesk.domain.pricing import parse_discount
from salesdesk.domain.quote import QuoteDraft, QuoteLine
from salesdesk.services import approvals, pins, quotes
from salesdesk.services.approvals import Proof, RequestView
from salesdesk.services.quotes import EditableQuote
from salesdesk.storage.workspace import Workspace
from tests import factories, filling
from tests.factories import STEP

TODAY = date(2026, 11, 24)
SELLER: Any = {"today": TODAY, "seller_name": "云帆砺行", "language": "zh_CN"}
PINS = {"director": "8341", "manager": "2706"}


@dataclass
class Desk:
    """The workspace with its people, and what can be done with a quote in it."""

    workspace: Workspace
    director: uuid.UUID
    manager: uuid.UUID
    seller: uuid.UUID
    product: uuid.UUID
    customer: uuid.UUID

    def line(self, off: str = "", **values: Any) -> QuoteLine:
        """Return a machine at 10,000.00, as the editor makes its line."""
        usual: dict[str, Any] = {
            "name": "螺杆空压机",
            "model": "LX-A75",
            "quantity": Decimal(1),
            "unit_price": Decimal(10_000),
            "tax_rate": Decimal("0.13"),
            "discount": parse_discount(off),
            "product_id": self.product,
        }
        return QuoteLine(**(usual | values))

    def draft(self, *lines: QuoteLine, **values: Any) -> QuoteDraft:
        """Return a draft for the customer."""
        usual: dict[str, Any] = {"customer": "恒岳轴承", "customer_id": self.customer}
        return QuoteDraft(lines=lines or (self.line(),), **(usual | values))

    def save(self, draft: QuoteDraft, quote: EditableQuote | None = None) -> EditableQuote:
        """Save a draft, as the seller."""
        opened = quote or EditableQuote(None, None, 1, "draft", None, TODAY, draft)
        with self.workspace.write(STEP, person=self.seller) as write:
            return quotes.save(write.session, opened, draft, **SELLER)

    def saved(self, *offs: str, **values: Any) -> EditableQuote:
        """Save a quote with a line for each discount."""
        return self.save(self.draft(*(self.line(off) for off in offs), **values))

    def changed(self, quote: EditableQuote, **values: Any) -> EditableQuote:
        """Save a quote with its first line changed."""
        first = replace(quote.draft.lines[0], **values)
        return self.save(replace(quote.draft, lines=(first, *quote.draft.lines[1:])), quote)

    def submit(self, quote: EditableQuote, reason: str = "老客户") -> RequestView:
        """Ask for approval, as the seller."""
        assert quote.quote_id
        with self.workspace.write(STEP, person=self.seller, kind="issue") as write:
            return approvals.submit(write.session, quote.quote_id, reason=reason)

    def decide(
        self, request: RequestView, who: str = "manager", *, approve: bool = True, **values: Any
    ) -> RequestView:
        """Decide, as somebody by PIN."""
        proof = Proof(getattr(self, who), PINS.get(who, "0000"))
        given = {"comment": "" if approve else "太低了", "proof": proof} | values
        with self.workspace.write(STEP, person=self.seller, kind="issue") as write:
            return approvals.decide(write.session, request.id, approve=approve, **given)

    def approved(self, *offs: str, **values: Any) -> EditableQuote:
        """Save a quote and have it approved by the director."""
        quote = self.saved(*offs, **values)
        assert self.decide(self.submit(quote), "director").state == "approved"
        return self.now(quote)

    def send(self, quote: EditableQuote) -> EditableQuote:
        """Mark the newest version as sent."""
        assert quote.quote_id
        with self.workspace.write(STEP, person=self.seller, kind="issue") as write:
            return quotes.mark_sent(write.session, quote.quote_id)

    def reopen(self, quote: EditableQuote) -> EditableQuote:
        """Make a quote a draft again."""
        assert quote.quote_id
        with self.workspace.write(STEP, person=self.seller, kind="issue") as write:
            approvals.reopen(write.session, quote.quote_id)
        return self.now(quote)

    def now(self, quote: EditableQuote) -> EditableQuote:
        """Return the newest version as it is stored."""
        assert quote.quote_id
        with self.workspace.read() as session:
            return quotes.edit(session, quote.quote_id)

    def newest(self, quote: EditableQuote) -> RequestView | None:
        """Return the request of the version."""
        assert quote.quote_id
        with self.workspace.read() as session:
            return approvals.newest(session, quote.quote_id, quote.version)

    def roles(self, quote: EditableQuote) -> tuple[str, ...]:
        """Return whose approval the stored version needs."""
        assert quote.quote_id
        with self.workspace.read() as session:
            found = quotes.load(session, f"{quote.number}-V{quote.version}")
            return approvals.outlook(session, quote.quote_id, found).roles


def desk(workspace: Workspace) -> Desk:
    """Give a workspace its firm."""
    return filling.filled(workspace, _desk)


def _desk(workspace: Workspace) -> Desk:
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        session = write.session
        boss = factories.person(session, name="周建国", role="director")
        chief = factories.person(session, name="陈思远", role="regional_manager")
        seller = factories.person(session, name="林晓")
        customer = factories.customer(session, name="恒岳轴承")
        floor = factories.price_book(session, "floor", name="底价", kind="floor")
        product = factories.product(
            session,
            name="螺杆空压机",
            model="LX-A75",
            list_price=Decimal(10_000),
            cost=Decimal(5_000),
            tax_rate=Decimal("0.13"),
        )
        factories.price(session, floor, product, "7800")
        pins.set_pin(session, boss, PINS["director"])
        pins.set_pin(session, chief, PINS["manager"])
    return Desk(workspace, boss, chief, seller, product, customer)
