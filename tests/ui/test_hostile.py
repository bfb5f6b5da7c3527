"""Hostile texts in every field of every record: each page shows them as they are, and none fails."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QLabel, QWidget
from sqlalchemy import String, Text, update

from salesdesk.domain.document_design import LONGEST, DocumentDesign, PdfFile, Wording
from salesdesk.domain.handover import Point
from salesdesk.domain.quote import QuoteDraft, QuoteLine
from salesdesk.services import (
    book_prices,
    contracts,
    document_designs,
    evidence,
    opportunities,
    opportunity_rows,
    price_books,
    product_editing,
    product_parts,
    quotes,
    recycle_bin,
    stage_items,
    tickets,
    value_cases,
)
from salesdesk.services.product_editing import Spec
from salesdesk.storage import bulk, journal
from salesdesk.storage.records import Seal, SealUse
from salesdesk.storage.records.base import now
from salesdesk.ui import theme
from tests import factories
from tests.factories import STEP
from tests.ui.pages import PAGES, program_over, show

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from salesdesk.storage.workspace import Workspace

TEXTS: Final = (
    "<b>A&B</b><img src=file:///etc/passwd>",
    "=cmd|' /C calc'!A0",
    "a\u202eb\u200f\x07c\x1b[31m\u2028d\te",
    "😀👩‍👩‍👧‍👦𬭎é\u0301喆㼆",
    "甲" * 50_000,
    "W" * 50_000,
)
# What is no free text: codes, or texts of a fixed form.
_FIXED: Final = frozenset(
    {
        "code",
        "role",
        "kind",
        "status",
        "state",
        "currency",
        "language",
        "price_mode",
        "rounding",
        "loss_reason",
    }
    | {
        "due_time",
        "buyer",
        "fields",
        "payment_lines",
        "risk",
        "trigger",
        "second_language",
        "number",
        "document_discount",
        "discount",
        "customer",
        "seller",
        "terms",
        "logo",
        "price_book",
    }
    | {"value_class", "fingerprint", "source", "key"}
    | {"gate_mode", "required_fields", "roadmap", "lost_to", "purpose", "hash", "file", "met", "level"}
    | {"standing", "page", "content", "missing", "taxpayer", "tax_class", "breaks", "rounding_mode"}
    | {"way", "metric", "needs", "comments", "decision", "signature", "pin_hash", "public_key", "result"}
)


@pytest.fixture
def full(workspace: Workspace) -> Workspace:
    """Give a workspace with a few records of every kind, one of them deleted."""
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        session = write.session
        owner = factories.person(session)
        customer = factories.customer(session, name="恒岳", owner_id=owner)
        contact = factories.contact(session, customer_id=customer, role="decider", is_main=True)
        product = factories.product(session, list_price=Decimal(100))
        add_to_catalogue(session, product, customer)
        card = factories.opportunity(
            session, customer_id=customer, owner_id=owner, product_id=product, amount_minor=100
        )
        for plan in ({}, {"due_on": date(2026, 12, 1)}):
            factories.activity(
                session, customer_id=customer, contact_id=contact, opportunity_id=card, owner_id=owner, **plan
            )
        opportunities.move(session, card, factories.stages(session)[1].id)
        line = QuoteLine(
            name="空压机", quantity=Decimal(2), unit_price=Decimal(100), tax_rate=Decimal("0.13")
        )
        draft = QuoteDraft(customer="恒岳", customer_id=customer, opportunity_id=card, lines=(line,) * 3)
        quotes.save_draft(session, draft, today=date(2026, 11, 24), seller_name="x")
        contract = contracts.make_framework(session, customer, today=date(2026, 6, 1), seller_name="x")
        tickets.raise_ticket(
            session, "service", customer, today=date(2026, 6, 1), title="x", points=[Point("", "x")] * 3
        )
        seal = Seal(name="公章", kind="company", keeper_id=owner)
        session.add(seal)
        session.flush()
        use = {"seal_id": seal.id, "contract_id": contract, "way": "image", "used_by": owner}
        session.add(SealUse(number="SL-2026-0001", at=now(), purpose=TEXTS[0], **use))
        for kind, values in (
            ("stakeholder", {"contact": contact}),
            ("requirement", {"parameter": "转速"}),
            ("rival", {"competitor": "海拓", "standing": "favoured"}),
            ("interest", {"product": product}),
            ("landmark", {"name": "试样"}),
            ("action_step", {"customer_step": "立项", "owner": owner}),
        ):
            opportunity_rows.add(session, kind, card, **values)
        value_cases.change(session, card, row_version=0, offer="x", baseline_amount=Decimal(100))
        stage_items.add_own(session, card, "带样机")
        evidence.attach(session, card, evidence.StoredFile("图纸.txt", 1, "0" * 64))
    with workspace.write(STEP) as write:
        recycle_bin.delete(write.session, "customer", [factories.customer(write.session)])
    return workspace


def add_to_catalogue(session: Session, product: uuid.UUID, customer: uuid.UUID) -> None:
    """Give a product parameters, a part, an option, and prices in a book for all and in a customer's own."""
    other = factories.product(session)
    product_editing.set_specs(session, product, [Spec("x", "y", "z")])
    for kind in ("part", "option"):
        product_parts.add(session, product, other, kind=kind)
    price_books.add_usual(session)
    own = price_books.create(session, name="x", customer_id=customer)
    for book in (own, price_books.all_books(session)[0].id):
        book_prices.set_price(session, book, product, Decimal(3), Decimal(90))


@pytest.mark.parametrize(
    ("mode", "text"),
    [("dark" if number % 2 else "light", text) for number, text in enumerate(TEXTS)],
    ids=range(len(TEXTS)),
)
def test_every_page_shows_it_as_it_is(full: Workspace, text: str, mode: theme.Mode) -> None:
    with full.write(STEP) as write:
        document_designs.create(write.session, "x", designed_with(text))
        spoil(write.session, text)
    with program_over(full, mode=mode) as program:
        for name in PAGES:
            show(program, name)
            assert not program.window.grab().isNull()
            markup = [label for label in program.window.findChildren(QLabel) if _reads_markup(label)]
            assert markup == []
            assert [tip for tip in tips(program.window) if _is_markup(tip)] == []


def designed_with(text: str) -> DocumentDesign:
    """Return a design that says the text wherever it says anything, and names its files so."""
    words: dict[str, Any] = {
        key: Wording(text[:most].strip(), text[:most].strip()) for key, most in LONGEST.items()
    }
    return DocumentDesign(appendices=(PdfFile("0" * 64, text),), **words)


def spoil(session: Session, text: str) -> None:
    """Put the text into every field of free text of every record."""
    for table in journal.journaled_tables():
        free = [
            column.name
            for column in table.columns
            if isinstance(column.type, String | Text) and column.name not in _FIXED
        ]
        if free:
            bulk.update_rows(session, update(table).values(dict.fromkeys(free, text)))


def tips(window: QWidget) -> list[str]:
    """Return every tool tip that the window can show."""
    models = [model for model in window.findChildren(QAbstractItemModel) if model.rowCount()]
    cells = [
        model.index(0, column).data(Qt.ItemDataRole.ToolTipRole)
        for model in models
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount())
    ]
    return [*(widget.toolTip() for widget in window.findChildren(QWidget)), *(tip for tip in cells if tip)]


def _is_markup(tip: str) -> bool:
    return bool(Qt.mightBeRichText(tip))  # type: ignore[attr-defined,unused-ignore]


def _reads_markup(label: QLabel) -> bool:
    return bool(label.text()) and label.textFormat() != Qt.TextFormat.PlainText
