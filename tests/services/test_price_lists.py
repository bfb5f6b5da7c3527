"""A price list is written out, edited, and taken back: what changes is shown first, doubts are refused by row."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from salesdesk import i18n
from salesdesk.domain.errors import ConflictError, InvalidInputError
from salesdesk.exchange import csv_file
from salesdesk.exchange.spreadsheet_reader import SheetRows
from salesdesk.exchange.tables import Row
from salesdesk.services import book_prices, history, price_books, price_lists, prices
from salesdesk.services.price_lists import Plan
from salesdesk.storage.records import Product
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP


@pytest.fixture
def stocked(workspace: Workspace) -> dict[str, uuid.UUID]:
    """Give two machines with the usual books; the list has a break from three on."""
    with workspace.write(STEP) as write:
        session = write.session
        price_books.add_usual(session)
        ids = {book.code: book.id for book in price_books.all_books(session)}
        common: dict[str, Any] = {"name": "空压机", "unit": "台", "family": "LX-A"}
        ids["A22"] = factories.product(
            session, code="LX-A22", model="A22", list_price=Decimal(58000), cost=Decimal(35960), **common
        )
        ids["A37"] = factories.product(session, model="A37", list_price=Decimal(86000), **common)
        factories.product(session, active=False)
        book_prices.set_price(session, ids["list"], ids["A22"], Decimal(3), Decimal(56840))
    return ids


def planned(workspace: Workspace, *rows: list[str]) -> Plan:
    sheet = SheetRows("x", [Row(number, tuple(row)) for number, row in enumerate(rows, 1)])
    with workspace.read() as session:
        return price_lists.plan(session, [sheet])


def take(workspace: Workspace, plan: Plan, *, add_new: bool = True) -> None:
    with workspace.write(STEP) as write:
        price_lists.apply(write.session, plan, add_new=add_new)


def in_short(plan: Plan) -> list[tuple[str, str, int, Any, Any]]:
    return [(each.model, each.what, int(each.least), each.before, each.new) for each in plan.changes]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_list_taken_back_as_it_is_changes_nothing(
    workspace: Workspace, stocked: dict[str, uuid.UUID], tmp_path: Path, ending: str, language: i18n.Language
) -> None:
    i18n.set_language(language)
    file = tmp_path / f"价目.{ending}"
    with workspace.read() as session:
        assert price_lists.export(session, file, with_cost=True) == 2
    sheets = price_lists.read(file)
    assert [len(row.cells) for row in sheets[0].rows] == [12] * 4
    with workspace.read() as session:
        plan = price_lists.plan(session, sheets)
    assert plan == Plan(unchanged=3)


def test_without_a_list_book_the_list_price_has_a_column_of_its_own(
    workspace: Workspace, tmp_path: Path
) -> None:
    with workspace.write(STEP) as write:
        factories.product(write.session, code="=1+1", list_price=Decimal("58000.5"))
        price_books.create(
            write.session, name="渠道", code="dealer", currency="USD", valid_from=date(2026, 1, 1)
        )
    file = tmp_path / "a.csv"
    with workspace.read() as session:
        price_lists.export(session, file)
    first, second = (row.cells for row in price_lists.read(file)[0].rows)
    assert first[-2:] == ("目录价", "渠道 [dealer USD 2026-01-01]")
    assert (second[0], second[-2:]) == ("'=1+1", ("58000.5", ""))
    with workspace.read() as session:
        assert price_lists.plan(session, price_lists.read(file)) == Plan(unchanged=1)


def test_changed_prices_are_shown_old_and_new_and_written_in_one_step(
    workspace: Workspace, stocked: dict[str, uuid.UUID]
) -> None:
    plan = planned(
        workspace,
        ["2026 年价目"],
        ["产品编码", "产品名称", "型号", "起订量", "目录价", "渠道价 [dealer]", "成本", "备注"],
        ["lx-a22", "", "", "", "60,000", "51040", "36000", "x"],
        ["LX-A22", "", "", "3", "56840", "¥50,000", "", ""],
        ["LX-A22", "", "", "10", "5.5万", "", "", ""],
        ["", "空压机", "a37", "1", "86000元", "-", "", ""],
        ["", "", "", "", "", "", "", ""],
    )
    assert in_short(plan) == [
        ("A22", "cost", 1, 35960, 36000),
        ("A22", "price", 1, 58000, 60000),
        ("A22", "price", 3, Decimal("50019.2"), 50000),
        ("A22", "price", 10, 56840, 55000),
    ]
    assert [(problem.line, problem.column) for problem in plan.problems] == [(6, "渠道价")]
    assert plan.unknown == ("备注",)
    assert plan.changes[2].old is None
    take(workspace, plan)
    with workspace.read() as session:
        found: Any = prices.quote_price(session, stocked["A22"], None, Decimal(10))
        dealer: Any = prices.quote_price(session, stocked["A22"], None, Decimal(3), book_id=stocked["dealer"])
    assert (found.unit_price, found.list_price, found.cost) == (55000, 60000, 36000)
    assert dealer.unit_price == 50000
    history.undo(workspace)
    with workspace.read() as session:
        found = prices.quote_price(session, stocked["A22"], None, Decimal(10))
    assert (found.unit_price, found.list_price, found.cost) == (56840, 58000, 35960)


def test_new_products_are_added_only_where_that_is_wanted(
    workspace: Workspace, stocked: dict[str, uuid.UUID]
) -> None:
    plan = planned(
        workspace,
        ["编码", "名称", "型号", "系列", "单位", "起订量", "目录价 [list]", "底价", "成本"],
        ["LX-N", "冷干机", "N1", "LX-N", "台", "1", "9000", "8000", "5000"],
        ["LX-N", "冷干机", "N1", "", "", "5", "8500", "", ""],
        ["LX-M", "", "M", "", "", "", "1", "", ""],
    )
    (new,) = plan.new
    assert new.values == {
        "code": "LX-N",
        "name": "冷干机",
        "model": "N1",
        "family": "LX-N",
        "unit": "台",
        "currency": "CNY",
        "cost": Decimal(5000),
        "list_price": Decimal(9000),
    }
    assert [(problem.line, problem.column) for problem in plan.problems] == [(4, "产品名称")]
    take(workspace, plan, add_new=False)
    with workspace.read() as session:
        assert session.scalar(select(Product.id).where(Product.code == "LX-N")) is None
    take(workspace, plan)
    with workspace.read() as session:
        made = session.scalars(select(Product).where(Product.code == "LX-N")).one()
        found: Any = prices.quote_price(session, made.id, None, Decimal(5))
    assert (found.unit_price, found.list_price, found.floor_price) == (8500, 9000, 8000)


def test_rows_in_doubt_change_nothing(workspace: Workspace, stocked: dict[str, uuid.UUID]) -> None:
    with workspace.write(STEP) as write:
        for _time in range(2):
            factories.product(write.session, name="滤芯", list_price=Decimal(1))
    plan = planned(
        workspace,
        ["编码", "名称", "型号", "起订量", "目录价", "渠道价"],
        ["", "滤芯", "", "", "2", ""],
        ["LX-A22", "", "", "", "1", ""],
        ["LX-A22", "", "", "1", "2", ""],
        ["LX-A22", "", "", "0", "2", ""],
        ["LX-A22", "", "", "7", "2.1234567", ""],
        ["", "", "", "", "2", ""],
        ["LX-OTHER", "空压机", "A22", "", "2", ""],
    )
    assert [(problem.line, problem.column) for problem in plan.problems] == [
        (2, "产品编码"),
        (4, "起订量"),
        (5, "起订量"),
        (6, "目录价"),
        (7, "产品编码"),
    ]
    assert in_short(plan) == [("A22", "price", 1, 58000, 1)]
    assert [new.values["code"] for new in plan.new] == ["LX-OTHER"]


def test_a_list_price_for_more_pieces_needs_a_book(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        factories.product(write.session, code="A", list_price=Decimal(1))
    plan = planned(workspace, ["code", "from", "price"], ["A", "3", "2"])
    assert [(problem.line, problem.column) for problem in plan.problems] == [(2, "目录价")]


@pytest.mark.parametrize("titles", [["a", "b"], ["编码", "名称"], ["目录价", "底价"]])
def test_a_table_without_products_or_prices_is_refused(
    workspace: Workspace, stocked: dict[str, uuid.UUID], titles: list[str]
) -> None:
    with pytest.raises(InvalidInputError):
        planned(workspace, titles, ["1", "2"])
    with workspace.read() as session, pytest.raises(InvalidInputError):
        price_lists.plan(session, [])


def test_what_changed_since_the_preview_is_not_overwritten(
    workspace: Workspace, stocked: dict[str, uuid.UUID]
) -> None:
    plan = planned(workspace, ["编码", "成本", "目录价"], ["LX-A22", "1", "2"])
    with workspace.write(STEP) as write:
        write.session.get_one(Product, stocked["A22"]).cost = Decimal(3)
    with pytest.raises(ConflictError):
        take(workspace, plan)


def test_books_of_one_code_are_told_apart(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        thing = factories.product(write.session, code="A")
        first = price_books.create(write.session, name="价", code="p")
        second = price_books.create(write.session, name="价", code="p")
    plan = planned(workspace, ["编码", "价 [p]", "价 [p #2]"], ["A", "1", "2"])
    assert [(each.book_id, each.new) for each in plan.changes] == [(first, Decimal(1)), (second, Decimal(2))]
    assert thing == plan.changes[0].product_id


def test_text_tables_mark_what_would_be_a_formula(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    csv_file.write(file, ["a", "=b"], [["-1", Decimal("1.50")], [None, Decimal(100)], [date(2026, 1, 2), 3]])
    assert file.read_bytes().decode("utf-8") == "\ufeffa,'=b\r\n'-1,1.5\r\n,100\r\n2026-01-02,3\r\n"
