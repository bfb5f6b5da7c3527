"""A firm that sells: a customer who accepted a quote, and what can be done with the contract made of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.contract_version import judged_topics
from salesdesk.domain.legal_review import basis
from salesdesk.domain.merge_fields import Value
from salesdesk.domain.pricing import parse_document_discount
from salesdesk.domain.quote import QuoteDraft, QuoteLine
from salesdesk.services import contract_store, contracts, legal_reviews, payment_plans, quotes
from salesdesk.services.contract_editing import ContractDraft, EditableContract
from salesdesk.services.payment_plans import InstalmentView
from salesdesk.services.quotes import EditableQuote
from salesdesk.storage.records import Company, LegalReviewItem, Opportunity
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests import factories, filling
from tests.factories import STEP

TODAY = date(2026, 6, 1)
"""Before any day on which the tests run: nothing signed lies in the future."""
P = ParamSpec("P")
T = TypeVar("T")


class Firm:
    """A workspace with a seller, a buyer and a card; everything is done by the seller."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.seller, self.buyer, self.card = filling.filled(workspace, _begin)

    def do(self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **options: P.kwargs) -> T:
        """Write something as one step."""
        with self.workspace.write(STEP, person=self.seller) as write:
            return fn(write.session, *args, **options)

    def issue_step(self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **options: P.kwargs) -> T:
        """Write something that undo leaves alone."""
        with self.workspace.write(STEP, person=self.seller, kind="issue") as write:
            return fn(write.session, *args, **options)

    def ask(self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **options: P.kwargs) -> T:
        """Read something."""
        with self.workspace.read() as session:
            return fn(session, *args, **options)

    # --- quotes ---------------------------------------------------------------------------------------------------

    def quote(self, *prices: str, total: str = "", **values: Any) -> uuid.UUID:
        """Save a quote with a machine at each price, accepted by the customer, and return its id."""
        lines = [
            QuoteLine(
                name=f"磨床{number}",
                model="LX-M",
                unit="台",
                quantity=Decimal(3),
                unit_price=Decimal(price),
                tax_rate=Decimal("0.13"),
            )
            for number, price in enumerate(prices or ("333.33",), start=1)
        ]
        usual: dict[str, Any] = {
            "lines": tuple(lines),
            "customer_id": self.buyer,
            "opportunity_id": self.card,
            "payment_term": "30-60-10",
        }
        draft = QuoteDraft(customer="恒岳轴承有限公司", **(usual | values))
        if total:
            draft = replace(draft, document_discount=parse_document_discount({"total": total}))
        blank = EditableQuote(None, None, 1, "draft", None, TODAY, draft)
        saved = self.do(quotes.save, blank, draft, today=TODAY, seller_name="云帆砺行")
        assert saved.quote_id
        factories.approve(self.workspace, saved.quote_id)
        self.issue_step(quotes.mark_sent, saved.quote_id)
        self.issue_step(quotes.accept, saved.quote_id, on=TODAY, today=TODAY)
        return saved.quote_id

    def accept_more(self, quote: uuid.UUID) -> None:
        """Let the customer accept a second version, with spare parts and without a discount."""
        newer = self.do(quotes.new_version, quote, reason="加备件", today=TODAY)
        (first,) = newer.draft.lines
        more = replace(newer.draft, lines=(first, replace(first, name="备件")), document_discount=None)
        self.do(quotes.save, newer, more, today=TODAY, seller_name="x")
        factories.approve(self.workspace, quote)
        self.issue_step(quotes.mark_sent, quote)
        self.issue_step(quotes.accept, quote, on=TODAY, today=TODAY)

    # --- contracts ------------------------------------------------------------------------------------------------

    def contract(self, quote: uuid.UUID | None = None, **values: Any) -> uuid.UUID:
        """Make a contract of an accepted quote."""
        return self.do(contracts.make, quote or self.quote(), today=TODAY, seller_name="云帆砺行", **values)

    def edit(self, contract: uuid.UUID) -> EditableContract:
        """Open the newest version."""
        return self.ask(contracts.edit, contract)

    def save(self, contract: uuid.UUID, **values: Any) -> EditableContract:
        """Save some changes of the draft."""
        opened = self.edit(contract)
        draft: ContractDraft = replace(opened.draft, **values)
        return self.do(contracts.save, opened, draft, seller_name="云帆砺行")

    def filled(self, contract: uuid.UUID) -> uuid.UUID:
        """Fill what only people know."""
        fields = dict(self.edit(contract).draft.fields)
        fields["contract.place"] = Value("云州")
        self.save(contract, fields=fields)
        return contract

    def reviewed(self, contract: uuid.UUID) -> uuid.UUID:
        """Take a filled contract through a review in which everything passes."""
        self.do(_review, contract)
        return contract

    def issued(self, quote: uuid.UUID | None = None) -> uuid.UUID:
        """Make a contract and let it out."""
        contract = self.reviewed(self.filled(self.contract(quote)))
        self.issue_step(contracts.issue, contract)
        return contract

    def signed(self, quote: uuid.UUID | None = None, **values: Any) -> uuid.UUID:
        """Make a contract that both sides have signed."""
        contract = self.issued(quote)
        self.issue_step(contracts.sign, contract, on=TODAY, **values)
        return contract

    def state(self, contract: uuid.UUID) -> str:
        """Return the state of a contract."""
        return self.edit(contract).state

    def plan(self, contract: uuid.UUID, today: date = TODAY) -> tuple[InstalmentView, ...]:
        """Return the instalments."""
        return self.ask(payment_plans.plan, contract, today=today)

    def opportunity(self) -> Opportunity:
        """Return the card."""
        with self.workspace.read() as session:
            return session.get_one(Opportunity, self.card)


def _begin(workspace: Workspace) -> tuple[uuid.UUID, uuid.UUID, uuid.UUID]:
    """Make the firm, and return its seller, its buyer and its card."""
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        session = write.session
        firm = session.scalars(select(Company)).one()
        firm.tax_id, firm.bank = "91990000MA0LX0001F", "工商银行云州支行"
        firm.bank_account = "6222 0000 1111"
        seller = factories.person(session, name="林晓")
        buyer = factories.customer(
            session, name="恒岳轴承有限公司", uscc="91350100M000100Y43", address="云州市开发区一路1号"
        )
        card = factories.opportunity(
            session, name="磨床改造", customer_id=buyer, owner_id=seller, amount_minor=100
        )
    return seller, buyer, card


def _review(session: Session, contract: uuid.UUID) -> None:
    """Start a review, and judge all its points at once: one after the other takes most of a test's time."""
    legal_reviews.start(session, contract)
    stored = contract_store.read(session, *contract_store.rows_of(session, contract))
    content = judged_topics(stored)
    for item in session.scalars(select(LegalReviewItem).where(LegalReviewItem.contract_id == contract)):
        item.result, item.basis, item.at = "passed", basis(item.code, content), now()
    session.flush()


def days(count: int) -> date:
    """Return a day some days after TODAY."""
    return TODAY + timedelta(days=count)
