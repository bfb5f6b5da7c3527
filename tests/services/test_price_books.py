"""Price books: their fields, their prices, many of them changed at once, and how they came about."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.services import (
    book_prices,
    history,
    price_books,
    price_changes,
    price_history,
    prices,
    recycle_bin,
)
from salesdesk.services.price_books import BookFacts
from salesdesk.services.price_changes import Change, PriceChange, Scope
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP

ONE = Decimal(1)


def make(workspace: Workspace, **values: Any) -> uuid.UUID:
    with workspace.write(STEP) as write:
        return price_books.create(write.session, **values)


def books(workspace: Workspace) -> dict[str, BookFacts]:
    with workspace.read() as session:
        return {book.code: book for book in price_books.all_books(session)}


def change(workspace: Workspace, book: uuid.UUID, field: str, value: Any) -> None:
    with workspace.write(STEP) as write:
        version = price_books.facts(write.session, book).row_version
        price_books.change(write.session, book, field, value, row_version=version)


def product(workspace: Workspace, listed: str | None = "100", **values: Any) -> uuid.UUID:
    with workspace.write(STEP) as write:
        return factories.product(
            write.session, list_price=None if listed is None else Decimal(listed), **values
        )


def set_price(workspace: Workspace, book: uuid.UUID, thing: uuid.UUID, least: int, price: str | None) -> None:
    with workspace.write(STEP) as write:
        amount = None if price is None else Decimal(price)
        book_prices.set_price(write.session, book, thing, Decimal(least), amount)


def shown(workspace: Workspace, thing: uuid.UUID) -> dict[tuple[str, int], Any]:
    codes = {book.id: book.code for book in books(workspace).values()}
    with workspace.read() as session:
        return {
            (codes[each.book_id], int(each.least)): (each.price, each.own)
            for each in book_prices.prices_of_product(session, thing)
        }


def test_the_usual_books_are_added_once(workspace: Workspace) -> None:
    for _time in range(2):
        with workspace.write(STEP) as write:
            price_books.add_usual(write.session)
    found = books(workspace)
    assert list(found) == ["list", "dealer", "key", "floor"]
    assert (found["floor"].kind, found["floor"].parent_id, found["floor"].factor) == (
        "floor",
        found["list"].id,
        Decimal("0.78"),
    )


def test_books_count_their_products_and_buyers(workspace: Workspace) -> None:
    book, thing = make(workspace, name="渠道", code="dealer"), product(workspace)
    for least in (1, 5):
        set_price(workspace, book, thing, least, "80")
    with workspace.write(STEP) as write:
        factories.customer(write.session, price_book="dealer")
        buyer = factories.customer(write.session, name="恒岳")
        price_books.create(write.session, name="恒岳专用", customer_id=buyer)
    found = books(workspace)
    assert (found["dealer"].products, found["dealer"].buyers) == (1, 1)
    assert found["book-1"].customer == "恒岳"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("kind", "gift"),
        ("breaks", "x"),
        ("rounding_mode", "x"),
        ("value_class", "x"),
        ("currency", "X"),
    ],
)
def test_what_no_book_can_have_is_refused(workspace: Workspace, field: str, value: str) -> None:
    with pytest.raises(InvalidInputError):
        make(workspace, **({"name": "x"} | {field: value}))


def test_a_book_follows_from_no_book_that_follows_from_it(workspace: Workspace) -> None:
    one = make(workspace, name="甲")
    other = make(workspace, name="乙", parent_id=one)
    third = make(workspace, name="丙", parent_id=other)
    for parent in (one, other, third):
        with pytest.raises(RuleError):
            change(workspace, one, "parent_id", parent)
    with pytest.raises(RuleError), workspace.write(STEP) as write:
        price_books.delete(write.session, other)
    with workspace.write(STEP) as write:
        price_books.delete(write.session, third)
    with pytest.raises(InvalidInputError):
        make(workspace, name="丁", parent_id=third)


def test_one_customers_book_is_nobodys_parent(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        buyer = factories.customer(write.session)
    own, plain = make(workspace, name="甲", customer_id=buyer), make(workspace, name="乙")
    make(workspace, name="丙", parent_id=plain)
    with pytest.raises(RuleError):
        make(workspace, name="丁", parent_id=own)
    with pytest.raises(RuleError):
        change(workspace, plain, "customer_id", buyer)
    with workspace.write(STEP) as write:
        recycle_bin.delete(write.session, "customer", [buyer])
    assert "甲" not in {book.name for book in books(workspace).values()}


def test_the_last_day_is_not_before_the_first(workspace: Workspace) -> None:
    book = make(workspace, name="甲", valid_from=date(2026, 7, 1))
    with pytest.raises(InvalidInputError):
        change(workspace, book, "valid_until", date(2026, 6, 30))
    change(workspace, book, "valid_until", date(2026, 7, 1))


def test_a_book_that_customers_buy_by_keeps_its_code(workspace: Workspace) -> None:
    book = make(workspace, name="渠道", code="dealer")
    with workspace.write(STEP) as write:
        factories.customer(write.session, price_book="dealer")
    with pytest.raises(RuleError):
        change(workspace, book, "code", "other")
    with pytest.raises(RuleError), workspace.write(STEP) as write:
        price_books.delete(write.session, book)
    make(workspace, name="渠道 2027", code="dealer", valid_from=date(2027, 1, 1))
    with workspace.write(STEP) as write:
        price_books.delete(write.session, book)


def test_a_book_with_prices_keeps_its_currency(workspace: Workspace) -> None:
    book = make(workspace, name="甲")
    change(workspace, book, "currency", "USD")
    set_price(workspace, book, product(workspace), 1, "9")
    with pytest.raises(RuleError):
        change(workspace, book, "currency", "CNY")


def test_prices_are_set_moved_and_taken_out(workspace: Workspace) -> None:
    book, thing = make(workspace, name="渠道", code="dealer"), product(workspace)
    set_price(workspace, book, thing, 1, "90")
    set_price(workspace, book, thing, 1, "88")
    set_price(workspace, book, thing, 5, "80")
    assert shown(workspace, thing) == {("dealer", 1): (88, True), ("dealer", 5): (80, True)}
    with workspace.write(STEP) as write:
        book_prices.move_break(write.session, book, thing, Decimal(5), Decimal(6))
        with pytest.raises(RuleError):
            book_prices.move_break(write.session, book, thing, Decimal(6), ONE)
        with pytest.raises(InvalidInputError):
            book_prices.move_break(write.session, book, thing, Decimal(9), Decimal(10))
    set_price(workspace, book, thing, 1, None)
    assert shown(workspace, thing) == {("dealer", 6): (80, True)}
    history.undo(workspace)
    assert shown(workspace, thing) == {("dealer", 1): (88, True), ("dealer", 6): (80, True)}


def test_the_list_price_of_one_piece_is_the_products_own(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        price_books.add_usual(write.session)
    found, thing = books(workspace), product(workspace, None)
    set_price(workspace, found["list"].id, thing, 1, "200")
    set_price(workspace, found["list"].id, thing, 3, "190")
    with workspace.read() as session:
        assert prices.quote_price(session, thing, None, ONE).price is not None
        assert prices.quote_price(session, thing, None, ONE).list_price == 200
    assert shown(workspace, thing) == {
        ("list", 1): (200, True),
        ("list", 3): (190, True),
        ("dealer", 1): (176, False),
        ("dealer", 3): (Decimal("167.2"), False),
        ("key", 1): (170, False),
        ("key", 3): (Decimal("161.5"), False),
        ("floor", 1): (156, False),
        ("floor", 3): (Decimal("148.2"), False),
    }
    assert found["list"].products == 0


# --- many at once -------------------------------------------------------------------------------------------------


@pytest.fixture
def listed(workspace: Workspace) -> dict[str, Any]:
    """Give three products, two of a family, with the usual books and a break of the list."""
    with workspace.write(STEP) as write:
        price_books.add_usual(write.session)
        machine = factories.product(write.session, name="A", list_price=Decimal(58000), family="空压机")
        factories.product(write.session, name="B", list_price=Decimal(86000), family="空压机")
        factories.product(write.session, name="C", list_price=Decimal(2860), family="备件")
        factories.product(write.session, name="D", family="空压机")
        factories.product(write.session, name="E", list_price=ONE, family="空压机", active=False)
    found: dict[str, Any] = dict(books(workspace))
    set_price(workspace, found["list"].id, machine, 3, "56840")
    return found | {"machine": machine}


def preview(
    workspace: Workspace, book: uuid.UUID | None, change: Change, **scope: Any
) -> tuple[PriceChange, ...]:
    with workspace.read() as session:
        return price_changes.preview(session, book, Scope(**scope), change)


def in_short(changes: tuple[PriceChange, ...]) -> list[tuple[str, int, Decimal | None, Decimal | None]]:
    return [(each.name, int(each.least), each.old, each.new) for each in changes]


def test_list_prices_and_their_breaks_rise_by_a_percentage(
    workspace: Workspace, listed: dict[str, Any]
) -> None:
    up = Change(Decimal("1.05"), rounding_to=Decimal(100), rounding_mode="up")
    found = preview(workspace, listed["list"].id, up, family="空压机")
    assert in_short(found) == [
        ("A", 1, Decimal(58000), Decimal(60900)),
        ("A", 3, Decimal(56840), Decimal(59700)),
        ("B", 1, Decimal(86000), Decimal(90300)),
    ]
    assert found[0].share == Decimal("0.05")
    with workspace.write(STEP) as write:
        assert price_changes.apply(write.session, found) == 3
    with workspace.read() as session:
        bought: Any = prices.quote_price(session, listed["machine"], None, Decimal(3))
    assert (bought.unit_price, bought.list_price, bought.floor_price) == (59700, 60900, 46566)
    history.undo(workspace)
    assert in_short(preview(workspace, listed["list"].id, up, family="空压机")) == in_short(found)


def test_a_book_takes_the_prices_of_another_by_a_factor(workspace: Workspace, listed: dict[str, Any]) -> None:
    own = make(workspace, name="活动价")
    by = Change(Decimal("0.5"), source=listed["list"].id, ending=Decimal("-0.01"))
    found = preview(workspace, own, by, products=[listed["machine"]])
    assert in_short(found) == [("A", 1, None, Decimal("28999.99")), ("A", 3, None, Decimal("28419.99"))]
    assert found[0].share is None
    with workspace.write(STEP) as write:
        price_changes.apply(write.session, found)
    assert shown(workspace, listed["machine"])["book-1", 3] == (Decimal("28419.99"), True)
    assert preview(workspace, own, by, products=[listed["machine"]]) == ()
    set_price(workspace, own, listed["machine"], 10, "1")
    assert in_short(preview(workspace, own, by, products=[listed["machine"]])) == [
        ("A", 10, Decimal(1), Decimal("28419.99"))
    ]


def test_a_rule_can_be_made_into_prices_that_stand(workspace: Workspace, listed: dict[str, Any]) -> None:
    own = make(workspace, name="固定价")
    found = preview(workspace, own, Change(ONE, source=listed["dealer"].id), products=[listed["machine"]])
    assert in_short(found) == [("A", 1, None, Decimal(51040)), ("A", 3, None, Decimal("50019.2"))]


def test_without_a_book_only_list_prices_change(workspace: Workspace, listed: dict[str, Any]) -> None:
    found = preview(workspace, None, Change(Decimal(2)), products=[listed["machine"]])
    assert in_short(found) == [("A", 1, Decimal(58000), Decimal(116000))]
    with pytest.raises(InvalidInputError):
        preview(workspace, uuid.uuid4(), Change(Decimal(2)))
    with pytest.raises(InvalidInputError):
        preview(workspace, None, Change(Decimal(2), source=uuid.uuid4()))


@pytest.mark.parametrize("least", [1, 3])
def test_a_price_that_is_another_by_now_stops_the_whole_step(
    workspace: Workspace, listed: dict[str, Any], least: int
) -> None:
    found = preview(workspace, listed["list"].id, Change(Decimal(2)))
    set_price(workspace, listed["list"].id, listed["machine"], least, "5")
    with pytest.raises(ConflictError), workspace.write(STEP) as write:
        price_changes.apply(write.session, found)
    assert len(preview(workspace, listed["list"].id, Change(Decimal(2)))) == len(found)


def test_a_new_price_that_is_there_by_now_stops_the_step(
    workspace: Workspace, listed: dict[str, Any]
) -> None:
    own = make(workspace, name="活动价")
    found = preview(workspace, own, Change(ONE, source=listed["list"].id), products=[listed["machine"]])
    set_price(workspace, own, listed["machine"], 1, "5")
    with pytest.raises(ConflictError), workspace.write(STEP) as write:
        price_changes.apply(write.session, found)


def test_the_list_books_own_price_of_one_follows_a_change_of_many(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        thing = factories.product(write.session, list_price=Decimal(100))
        book = factories.price_book(write.session)
        factories.price(write.session, book, thing, "100")
    found = preview(workspace, book, Change(Decimal("1.1")))
    assert in_short(found)[0][2:] == (Decimal(100), Decimal(110))
    with workspace.write(STEP) as write:
        price_changes.apply(write.session, found)
    with workspace.read() as session:
        bought: Any = prices.quote_price(session, thing, None, ONE)
    assert (bought.unit_price, bought.list_price) == (110, 110)


def test_the_history_tells_every_change_of_a_products_prices(
    workspace: Workspace, listed: dict[str, Any]
) -> None:
    machine = listed["machine"]
    with workspace.write(STEP) as write:
        person = factories.person(write.session, name="林晓")
    with workspace.write(STEP, person=person) as write:
        book_prices.set_price(write.session, listed["list"].id, machine, Decimal(3), Decimal(55000))
    set_price(workspace, listed["list"].id, machine, 3, None)
    set_price(workspace, listed["list"].id, machine, 1, "60000")
    with workspace.read() as session:
        events = price_history.of_product(session, machine)
    assert [(each.what, each.book, each.old, each.new, each.person) for each in events] == [
        ("list_price", "", Decimal(58000), Decimal(60000), ""),
        ("entry", "目录价", Decimal(55000), None, ""),
        ("entry", "目录价", Decimal(56840), Decimal(55000), "林晓"),
        ("entry", "目录价", None, Decimal(56840), ""),
        ("list_price", "", None, Decimal(58000), ""),
    ]
