"""The page of the price books: their rules are changed where they stand."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt

from salesdesk.domain.errors import RuleError
from salesdesk.services import price_books
from salesdesk.services.price_books import BookFacts
from salesdesk.ui.data import Data
from salesdesk.ui.products.books_page import BooksPage
from tests import factories
from tests.ui.conftest import context_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.storage.workspace import Workspace


def show(gate: Data, qtbot: QtBot, state: object = None) -> BooksPage:
    page = BooksPage(context_of(gate), state)
    qtbot.addWidget(page)
    page.resize(1240, 760)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    return page


@pytest.fixture
def shown(gate: Data, qtbot: QtBot) -> BooksPage:
    """Show the page."""
    return show(gate, qtbot)


def book(gate: Data, code: str) -> BookFacts:
    return {one.code: one for one in gate.read(price_books.all_books)}[code]


def edit(page: BooksPage, key: str, typed: str) -> None:
    page.facts.edit(key)
    editor: Any = page.facts.editor(key)
    if hasattr(editor, "findData"):
        editor.setCurrentIndex(editor.findData(typed))
    else:
        editor.setText(typed)
    page.facts.finish()


def test_the_books_stand_with_their_rules(shown: BooksPage) -> None:
    rows = [(row.title, row.text, row.chip) for row in shown.list.order.rows()]
    assert rows == [
        ("目录价", "1 个产品", ""),
        ("渠道价", "目录价 × 0.88", ""),
        ("战略客户价", "目录价 × 0.85", ""),
        ("底价", "目录价 × 0.78", "底价"),
    ]
    assert [(row.name, row.price) for row in shown.entries.rows()] == [("甲 空压机", Decimal(56840))]


def test_a_rule_is_changed_in_place_and_undone(
    shown: BooksPage, gate: Data, stocked: dict[str, uuid.UUID]
) -> None:
    shown.choose(stocked["dealer"])
    for key, typed in (
        ("factor", "9折"),
        ("rounding_to", "10"),
        ("rounding_mode", "up"),
        ("ending", "-0.01"),
        ("breaks", "slab"),
        ("valid_from", "2026-01-01"),
        ("value_class", "key"),
    ):
        edit(shown, key, typed)
        assert shown.facts.problem(key) == ""
    found: Any = book(gate, "dealer")
    assert (found.factor, found.rounding_to, found.rounding_mode, found.ending) == (
        Decimal("0.9"),
        10,
        "up",
        Decimal("-0.01"),
    )
    assert (found.breaks, str(found.valid_from), found.value_class) == ("slab", "2026-01-01", "key")
    assert "目录价 × 0.9, 向上取整到 10, −0.01" in shown.rule.text().replace("，", ", ").replace("、", ", ")
    gate.undo()
    assert book(gate, "dealer").value_class == ""


def test_what_can_not_be_is_said_at_the_fact(
    shown: BooksPage, gate: Data, stocked: dict[str, uuid.UUID]
) -> None:
    shown.choose(stocked["dealer"])
    for key, typed in (("factor", "0"), ("customer_id", "nobody"), ("valid_until", "soon"), ("name", "")):
        edit(shown, key, typed)
        assert shown.facts.problem(key)
        cell: Any = shown.facts._cells[key]
        cell.editor.setText(cell._begun)
        shown.facts.finish()
    shown.choose(stocked["list"])
    edit(shown, "parent_id", stocked["dealer"].hex)
    assert shown.facts.problem("parent_id")


def test_a_book_becomes_one_customers(shown: BooksPage, gate: Data, stocked: dict[str, uuid.UUID]) -> None:
    gate.write(factories.STEP, lambda session: factories.customer(session, name="恒岳轴承"))
    shown.choose(stocked["key"])
    edit(shown, "customer_id", "恒岳轴承")
    assert book(gate, "key").customer == "恒岳轴承"
    edit(shown, "customer_id", "")
    assert book(gate, "key").customer_id is None


def test_a_new_book_begins_as_the_list_and_is_named(shown: BooksPage, gate: Data, qtbot: QtBot) -> None:
    qtbot.mouseClick(shown.new, Qt.MouseButton.LeftButton)
    editor: Any = shown.facts.editor("name")
    editor.setText("活动价")
    shown.facts.finish()
    found: Any = next(one for one in gate.read(price_books.all_books) if one.name == "活动价")
    assert (found.parent, found.factor) == ("目录价", 1)


def test_a_book_is_deleted_unless_somebody_needs_it(
    shown: BooksPage, gate: Data, stocked: dict[str, uuid.UUID]
) -> None:
    shown.choose(stocked["list"])
    with pytest.raises(RuleError):
        shown._on_delete()
    shown.choose(stocked["key"])
    shown._on_delete()
    assert "key" not in {one.code for one in gate.read(price_books.all_books)}
    gate.undo()
    assert "key" in {one.code for one in gate.read(price_books.all_books)}


def test_floors_are_hidden_with_the_costs(
    shown: BooksPage, stocked: dict[str, uuid.UUID], qtbot: QtBot
) -> None:
    shown.choose(stocked["floor"])
    qtbot.keyClick(shown, Qt.Key.Key_F8)
    assert shown.list.order.rows()[3].text == "•••"
    assert "0.78" not in shown.rule.text()
    qtbot.keyClick(shown, Qt.Key.Key_F8)
    assert "0.78" in shown.rule.text()


def test_an_entry_leads_to_its_product(shown: BooksPage, stocked: dict[str, uuid.UUID], qtbot: QtBot) -> None:
    shown.entries.select_first()
    with qtbot.waitSignal(shown.open_requested) as asked:
        shown.entries.open_requested.emit()
    assert asked.args == ["product", stocked["A22"]]


def test_the_page_comes_back_with_the_book_that_was_shown(
    shown: BooksPage, gate: Data, stocked: dict[str, uuid.UUID], qtbot: QtBot
) -> None:
    shown.choose(stocked["key"])
    again = show(gate, qtbot, shown.state())
    assert again.list.current() is not None
    assert again.list.current().id == stocked["key"]  # type: ignore[union-attr]


def test_prices_of_the_shown_book_are_adjusted(
    shown: BooksPage, gate: Data, stocked: dict[str, uuid.UUID]
) -> None:
    shown.choose(stocked["dealer"])
    shown.change.click()
    from salesdesk.ui.products.change_dialog import ChangePricesDialog  # noqa: PLC0415 - beside what uses it

    (dialog,) = shown.findChildren(ChangePricesDialog)
    assert dialog.target.currentData() == stocked["dealer"]
    dialog.reject()


def test_the_usual_books_are_one_click_away(workspace: Workspace, qtbot: QtBot) -> None:
    gate = Data(workspace)
    page = show(gate, qtbot)
    qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    assert [one.code for one in gate.read(price_books.all_books)] == ["list", "dealer", "key", "floor"]
    assert len(page.list.order.rows()) == 4
