"""The demo's prices follow from its books' rules, and are those that its quotes were made with."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.services import demo_products, price_books, prices, product_editing, product_parts
from salesdesk.services.demo_products import Item
from salesdesk.storage import files
from salesdesk.storage.records import Product
from salesdesk.storage.workspace import Workspace


@pytest.fixture
def opened(demo_folder: Path) -> Iterator[tuple[Workspace, Session]]:
    """Read the demo."""
    workspace = Workspace.open(demo_folder, read_only=True)
    with workspace.read() as session:
        yield workspace, session
    workspace.close()


def test_rules_give_the_prices_that_the_demo_counts_with(opened: tuple[Workspace, Session]) -> None:
    _workspace, session = opened
    books = {book.code: book.id for book in price_books.all_books(session)}
    rows = session.scalars(select(Product).where(Product.list_price.is_not(None))).all()
    assert len(rows) == 19
    for row in rows:
        item = Item(row.id, row.name, row.model, row.family, "", "", Decimal(0), row.list_price)
        for quantity in (1, 2, 3, 5, 6, 40):
            for code in ("dealer", "key"):
                found = prices.quote_price(session, row.id, None, Decimal(quantity), book_id=books[code])
                assert found.unit_price == demo_products.price(item, code, quantity)
            assert found.base_price == demo_products.price(item, "list", quantity)
            assert found.floor_price == demo_products.price(item, "floor", quantity)
            assert (found.list_price, found.cost) == (row.list_price, (row.list_price or 0) * Decimal("0.62"))


def test_machines_have_parameters_options_and_pictures(opened: tuple[Workspace, Session]) -> None:
    workspace, session = opened
    machine = session.scalars(select(Product).where(Product.code == "LX-A22")).one()
    facts = product_editing.facts(session, machine.id)
    assert product_editing.specs(session, machine.id)[0] == product_editing.Spec("额定功率", "22", "kW")
    assert [row.model for row in product_parts.parts(session, machine.id, "option")] == [
        "LX-K-F",
        "LX-K-O",
        "LX-M-Y",
    ]
    assert files.read(workspace.files, facts.picture).startswith(b"\x89PNG")
    assert (facts.tax_class, facts.tax_rate, facts.usual_rate) == ("goods", Decimal("0.13"), Decimal("0.13"))


def test_a_set_brings_its_parts(opened: tuple[Workspace, Session]) -> None:
    _workspace, session = opened
    found = session.scalars(select(Product).where(Product.code == "LX-SET-A37")).one()
    lines = product_parts.lines_of_set(session, found.id, Decimal(2))
    names = {row.id: row.code for row in session.scalars(select(Product))}
    assert [(names[line.product_id], line.quantity) for line in lines] == [
        ("LX-A37", Decimal(2)),
        ("LX-C10", Decimal(2)),
        ("LX-K-F", Decimal(4)),
        ("LX-K-O", Decimal(2)),
        ("LX-INST", Decimal(2)),
    ]
