"""Products are found by what people type, at the price that the customer is entitled to."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

import pytest

from salesdesk.services import products, search
from salesdesk.storage.records import PriceBook, PriceBookEntry, Product
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP


def add(workspace: Workspace, **values: Any) -> uuid.UUID:
    with workspace.write(STEP) as write:
        return factories.product(write.session, **values)


def names(workspace: Workspace, text: str, **options: Any) -> list[str]:
    with workspace.read() as session:
        return [one.name for one in products.find(session, text, **options)]


@pytest.fixture
def catalogue(workspace: Workspace) -> Workspace:
    """Give a workspace with three machines, one of them deleted."""
    add(workspace, name="立式加工中心", model="VMC-850", code="M100", specification="行程 850", unit="台")
    add(workspace, name="卧式加工中心", model="HMC_63%", code="M200")
    gone = add(workspace, name="龙门加工中心")
    with workspace.write(STEP) as write:
        write.session.get_one(Product, gone).deleted_at = now()
    return workspace


@pytest.mark.parametrize("indexed", [False, True])
def test_products_are_found_by_name_model_and_code(catalogue: Workspace, *, indexed: bool) -> None:
    if indexed:
        while not search.catch_up(catalogue):
            pass
    assert (
        names(catalogue, "立式")
        == names(catalogue, "vmc-850")
        == names(catalogue, "m100")
        == ["立式加工中心"]
    )
    assert sorted(names(catalogue, "加工中心")) == ["卧式加工中心", "立式加工中心"]
    assert sorted(names(catalogue, "")) == ["卧式加工中心", "立式加工中心"]
    assert len(names(catalogue, "", limit=1)) == 1
    assert names(catalogue, "%") == names(catalogue, "_63") == ["卧式加工中心"]
    assert names(catalogue, "龙门") == []


def test_products_are_found_by_pinyin_once_indexed(catalogue: Workspace) -> None:
    while not search.catch_up(catalogue):
        pass
    assert names(catalogue, "lsjg") == ["立式加工中心"]


def priced(workspace: Workspace, prices: list[tuple[str, str, str]]) -> uuid.UUID:
    """Add a machine at 100 with the prices of books: code, from which quantity on, unit price."""
    machine = add(workspace, list_price=Decimal(100))
    with workspace.write(STEP) as write:
        books = {code: PriceBook(name=code, code=code) for code, _from, _price in prices}
        write.session.add_all(books.values())
        write.session.flush()
        write.session.add_all(
            PriceBookEntry(
                price_book_id=books[code].id,
                product_id=machine,
                min_quantity=Decimal(least),
                unit_price=Decimal(price),
            )
            for code, least, price in prices
        )
    return machine


PRICES = [
    ("list", "1", "98"),
    ("list", "10", "90"),
    ("dealer", "1", "80"),
    ("dealer", "5", "75"),
    ("vip", "3", "50"),
]


@pytest.mark.parametrize(
    ("book", "quantity", "price"),
    [
        ("", "1", "98"),
        ("", "0.5", "100"),
        ("", "9.9999", "98"),
        ("", "10", "90"),
        ("dealer", "1", "80"),
        ("dealer", "5", "75"),
        ("dealer", "100", "75"),
        ("vip", "2", "98"),
        ("vip", "3", "50"),
        ("unknown", "1", "98"),
    ],
)
def test_a_price_is_that_of_the_customers_book_and_quantity(
    workspace: Workspace, book: str, quantity: str, price: str
) -> None:
    machine = priced(workspace, PRICES)
    with workspace.write(STEP) as write:
        buyer = factories.customer(write.session, price_book=book)
    with workspace.read() as session:
        found = products.price(session, machine, customer_id=buyer, quantity=Decimal(quantity))
        (choice,) = products.find(session, "", customer_id=buyer)
    assert found == Decimal(price)
    if quantity == "1":
        assert (choice.price, choice.list_price) == (Decimal(price), Decimal(100))


def test_without_books_and_customer_it_is_the_list_price(workspace: Workspace) -> None:
    machine, free = add(workspace, list_price=Decimal(7)), add(workspace)
    with workspace.read() as session:
        assert products.price(session, machine, customer_id=None, quantity=Decimal(1)) == 7
        assert products.price(session, free, customer_id=None, quantity=Decimal(1)) is None


@pytest.mark.parametrize("indexed", [False, True])
def test_a_model_typed_in_full_comes_first(workspace: Workspace, *, indexed: bool) -> None:
    for number in range(3):
        add(workspace, name=f"A 成套 {number}", model=f"LX-SET-A37-{number}", specification="含 LX-A37 主机")
    add(workspace, name="空压机（防爆）", model="LX-A37EX")
    add(workspace, name="空压机", model="LX-A37")
    if indexed:
        while not search.catch_up(workspace):
            pass
    assert names(workspace, "lx-a37 ")[:2] == ["空压机", "空压机（防爆）"]
    assert names(workspace, "ＬＸ-Ａ３７", limit=1) == ["空压机"]
