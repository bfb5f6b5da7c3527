"""The page of all products: prices at a glance, many changed at once, price lists out and in."""

from __future__ import annotations

import uuid
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from salesdesk.exchange.csv_file import write
from salesdesk.services import prices, product_editing
from salesdesk.ui.costs import HIDDEN
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.products.change_dialog import ChangePricesDialog
from salesdesk.ui.products.import_dialog import ImportPricesDialog
from salesdesk.ui.products.list_page import ProductListPage
from tests.ui.conftest import context_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.ui.data import Data


@pytest.fixture
def shown(gate: Data, qtbot: QtBot) -> ProductListPage:
    """Show the list."""
    page = ProductListPage(context_of(gate))
    qtbot.addWidget(page)
    page.resize(1240, 700)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(lambda: not page.busy())
    return page


def cells(page: ProductListPage, key: str) -> list[str]:
    """Return what a column shows, from the top."""
    page.list.model.fetch(0, page.list.count() - 1)
    column = next(one for one in page.columns if one.key == key)
    rows = [page.list.model.row(place) for place in range(page.list.count())]
    return [column.value(row) for row in rows if row is not None]


def unit_price(gate: Data, product: uuid.UUID, quantity: int = 1) -> Decimal | None:
    return gate.read(prices.quote_price, product, None, Decimal(quantity)).unit_price


def test_prices_floors_and_costs_stand_in_the_list(shown: ProductListPage) -> None:
    assert sorted(cells(shown, "list_price")) == ["¥\u20092,860.00", "¥\u200958,000.00", "¥\u200986,000.00"]
    assert "¥\u200945,240.00" in cells(shown, "floor_price")
    assert sorted(cells(shown, "cost")) == ["", "", "¥\u200935,960.00"]


def test_one_key_hides_costs_and_floors_and_is_remembered(shown: ProductListPage, qtbot: QtBot) -> None:
    qtbot.keyClick(shown, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: not shown.busy())
    assert set(cells(shown, "cost")) == set(cells(shown, "floor_price")) == {HIDDEN}
    assert "¥\u200958,000.00" in cells(shown, "list_price")
    assert Preferences.load().hide_costs
    qtbot.keyClick(shown, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: not shown.busy())
    assert "¥\u200935,960.00" in cells(shown, "cost")


def test_products_are_taken_off_the_offer_and_put_back(
    shown: ProductListPage, qtbot: QtBot, gate: Data
) -> None:
    shown.list.focus_rows()
    shown.list.view.selectAll()
    shown.set_active(active=False)
    qtbot.waitUntil(lambda: not shown.busy() and cells(shown, "active") == ["已停售"] * 3)
    gate.undo()
    qtbot.waitUntil(lambda: not shown.busy() and cells(shown, "active") == ["在售"] * 3)


def test_the_other_page_is_one_click_away(shown: ProductListPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shown.action_requested) as asked:
        qtbot.mouseClick(shown.switch.buttons["price-books"], Qt.MouseButton.LeftButton)
    assert asked.args == ["price-books", None]
    assert shown.switch.buttons["products"].isChecked()


def test_prices_of_a_family_rise_in_one_step_that_undo_takes_back(
    shown: ProductListPage, gate: Data, stocked: dict[str, uuid.UUID], qtbot: QtBot
) -> None:
    dialog = shown.flows.ask_change(family="空压机")
    qtbot.keyClicks(dialog.by, "5%")
    qtbot.keyClicks(dialog.multiple, "100")
    qtbot.waitUntil(lambda: len(dialog.changes) == 3)
    assert [row.change.new for row in dialog.table.rows()].count(Decimal(60900)) == 1
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert unit_price(gate, stocked["A22"]) == 60900
    assert unit_price(gate, stocked["A22"], 3) == 59700
    assert unit_price(gate, stocked["filter"]) == 2860
    gate.undo()
    assert unit_price(gate, stocked["A22"]) == 58000


def test_what_is_typed_wrong_is_said_and_nothing_can_be_written(
    shown: ProductListPage, gate: Data, qtbot: QtBot
) -> None:
    dialog = shown.flows.ask_change()
    assert not dialog.confirm.isEnabled()
    qtbot.keyClicks(dialog.by, "much")
    qtbot.waitUntil(lambda: "much" in dialog.summary.text())
    assert not dialog.confirm.isEnabled()
    dialog.by.clear()
    qtbot.keyClicks(dialog.by, "-5")
    qtbot.waitUntil(dialog.confirm.isEnabled)
    dialog.reject()


def test_the_selected_products_take_anothers_prices(
    shown: ProductListPage, gate: Data, stocked: dict[str, uuid.UUID]
) -> None:
    dialog = shown.flows.ask_change([stocked["A37"]], book=stocked["dealer"])
    assert dialog.scope.currentData() is None
    dialog.source.setCurrentIndex(dialog.source.findText("改为“目录价”乘以系数"))
    dialog.by.setText("8折")
    dialog.preview()
    assert [(one.least, one.new) for one in dialog.changes] == [(Decimal(1), Decimal(68800))]
    dialog.save()
    bought: Any = gate.read(prices.quote_price, stocked["A37"], None, Decimal(1), book_id=stocked["dealer"])
    assert bought.unit_price == 68800
    dialog.reject()


def dialogs(page: ProductListPage) -> list[ImportPricesDialog]:
    return [one for one in page.findChildren(QDialog) if isinstance(one, ImportPricesDialog)]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_price_list_goes_out_and_comes_back_without_a_change(
    shown: ProductListPage, qtbot: QtBot, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"价目.{ending}"
    shown.flows.export(file)
    qtbot.waitUntil(lambda: not shown.flows.busy() and file.exists())
    assert str(file) in shown.flows.bar.text()
    shown.flows.take(file)
    qtbot.waitUntil(lambda: bool(dialogs(shown)), timeout=20_000)
    (dialog,) = dialogs(shown)
    assert (dialog.plan.changes, dialog.plan.problems, dialog.plan.unchanged) == ((), (), 4)
    assert not dialog.confirm.isEnabled()
    dialog.reject()


def test_hidden_costs_do_not_go_out(shown: ProductListPage, qtbot: QtBot, tmp_path: Path) -> None:
    for hide in (False, True):
        shown._context.preferences.hide_costs = hide
        file = tmp_path / f"{hide}.csv"
        shown.flows.export(file)
        qtbot.waitUntil(lambda file=file: file.exists() and not shown.flows.busy())  # type: ignore[misc]
        text = file.read_text("utf-8-sig")
        assert ("35960" in text) is not hide
        assert ("底价" in text) is not hide


def test_a_changed_list_is_shown_before_it_is_taken(
    shown: ProductListPage, gate: Data, stocked: dict[str, uuid.UUID], qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    titles = ["产品编码", "产品名称", "起订量", "目录价 [list]", "其他"]
    rows = [["LX-A22", "", "", "60000", ""], ["LX-N", "冷干机", "", "9000", ""], ["LX-A37", "", "x", "1", ""]]
    write(file, titles, rows)
    shown.flows.take(file)
    qtbot.waitUntil(lambda: bool(dialogs(shown)))
    (dialog,) = dialogs(shown)
    assert [(row.change.before, row.change.new) for row in dialog.table.rows()] == [
        (Decimal(58000), Decimal(60000))
    ]
    assert [row.line for row in dialog.problems.rows()] == [4]
    assert "其他" in dialog.summary.text()
    dialog.new.setChecked(True)
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert unit_price(gate, stocked["A22"]) == 60000
    assert gate.read(product_editing.similar, "冷干机", "") == ["冷干机"]
    gate.undo()
    assert unit_price(gate, stocked["A22"]) == 58000
    assert gate.read(product_editing.similar, "冷干机", "") == []


def test_a_file_that_is_no_price_list_is_told(shown: ProductListPage, qtbot: QtBot, tmp_path: Path) -> None:
    for name, text in (("a.csv", "x,y\n1,2"), ("b.xlsx", "nothing")):
        (tmp_path / name).write_text(text)
        shown.flows.take(tmp_path / name)
        qtbot.waitUntil(lambda: not shown.flows.busy() and not shown.flows.bar.isHidden(), timeout=20_000)
        assert shown.flows.bar.text()
        assert dialogs(shown) == []


def test_the_menu_offers_price_lists(shown: ProductListPage) -> None:
    texts = [action.text() for action in shown.more_menu().actions()]
    assert texts[:2] == ["导出价目表…", "导入价目表…"]
    dialog = shown.flows.ask_export()
    assert dialog.acceptMode() == dialog.AcceptMode.AcceptSave
    dialog.reject()
    shown.flows.ask_import().reject()


def test_the_dialog_can_be_asked_for_from_the_list(shown: ProductListPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(shown.change, Qt.MouseButton.LeftButton)
    (dialog,) = shown.findChildren(ChangePricesDialog)
    assert dialog.scope.currentData() == ""
    dialog.reject()
