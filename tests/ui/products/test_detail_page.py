"""The page of a product: everything is changed where it stands, each change a step that undo takes back."""

from __future__ import annotations

import uuid
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QAbstractItemModelTester

from salesdesk.domain.errors import InvalidInputError
from salesdesk.services import prices, product_editing, product_parts
from salesdesk.services.product_editing import ProductFacts, Spec
from salesdesk.storage import files
from salesdesk.ui.products.detail_page import ProductPage
from tests import factories
from tests.documents import foreign
from tests.ui.conftest import context_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.ui.data import Data


@pytest.fixture
def shown(gate: Data, stocked: dict[str, uuid.UUID], qtbot: QtBot) -> ProductPage:
    """Show the first machine."""
    page = ProductPage(context_of(gate), product_id=stocked["A22"])
    qtbot.addWidget(page)
    page.resize(1240, 760)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    return page


def facts(gate: Data, stocked: dict[str, uuid.UUID]) -> ProductFacts:
    return gate.read(product_editing.facts, stocked["A22"])


def grid(page: ProductPage) -> list[list[str]]:
    """Return the prices as they are shown, with the empty row below."""
    assert page.prices.table is not None
    rows = page.prices.table.rows
    return [
        [rows.text(row, column) for column in range(rows.columnCount())] for row in range(rows.rowCount())
    ]


def put(page: ProductPage, qtbot: QtBot, row: int, column: int, text: str) -> None:
    """Type into a cell, and leave it with Enter."""
    table = page.prices.table
    assert table is not None
    table.go_to(row, column)
    qtbot.keyClick(table, Qt.Key.Key_F2)
    editor: Any = table.delegate.editor
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_facts_are_changed_in_place(shown: ProductPage, gate: Data, stocked: dict[str, uuid.UUID]) -> None:
    for key, typed in (("brand", "励行"), ("list_price", "6万"), ("tax_rate", "9"), ("cost", "")):
        shown.facts.edit(key)
        editor: Any = shown.facts.editor(key)
        editor.setText(typed)
        shown.facts.finish()
    found: Any = facts(gate, stocked)
    assert (found.brand, found.list_price, found.tax_rate, found.cost) == (
        "励行",
        60000,
        Decimal("0.09"),
        None,
    )
    assert grid(shown)[0][1] == "¥\u200960,000.00"
    gate.undo()
    assert facts(gate, stocked).cost == 35960


def test_what_is_typed_wrong_stays_with_what_is_wrong(
    shown: ProductPage, stocked: dict[str, uuid.UUID]
) -> None:
    for key, typed in (("list_price", "many"), ("tax_rate", "200"), ("code", "LX-A37"), ("name", " ")):
        shown.facts.edit(key)
        editor: Any = shown.facts.editor(key)
        editor.setText(typed)
        shown.facts.finish()
        assert shown.facts.problem(key)
        shown.facts.editor(key).setText(shown.facts._cells[key]._begun)  # type: ignore[union-attr]
        shown.facts.finish()


def test_prices_stand_by_quantity_and_book(shown: ProductPage) -> None:
    assert grid(shown) == [
        ["1", "¥\u200958,000.00", "¥\u200951,040.00", "¥\u200949,300.00", "¥\u200945,240.00"],
        ["3", "¥\u200956,840.00", "¥\u200950,019.20", "¥\u200948,314.00", "¥\u200944,335.20"],
        ["起订量…", "", "", "", ""],
    ]
    assert shown.prices.table is not None
    QAbstractItemModelTester(shown.prices.table.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_a_price_is_typed_over_a_rule_and_cleared_again(
    shown: ProductPage, gate: Data, stocked: dict[str, uuid.UUID], qtbot: QtBot
) -> None:
    put(shown, qtbot, 1, 2, "50,000")
    assert grid(shown)[1][2] == "¥\u200950,000.00"
    put(shown, qtbot, 1, 2, "")
    assert grid(shown)[1][2] == "¥\u200950,019.20"
    put(shown, qtbot, 0, 1, "60,000")
    assert facts(gate, stocked).list_price == 60000
    assert grid(shown)[0][2] == "¥\u200952,800.00"
    gate.undo()
    assert grid(shown)[0][1] == "¥\u200958,000.00"


def test_a_price_that_can_not_be_read_stays_open(shown: ProductPage, qtbot: QtBot) -> None:
    put(shown, qtbot, 1, 2, "cheap")
    table = shown.prices.table
    assert table is not None
    assert "cheap" in table.delegate.note.text()
    with pytest.raises(InvalidInputError):
        shown.leave()
    table.delegate.give_up()
    put(shown, qtbot, 0, 1, "")
    assert table.delegate.note.text()  # the list price itself is cleared among the facts
    table.delegate.give_up()
    shown.leave()


def test_a_break_begins_below_moves_and_is_removed(shown: ProductPage, gate: Data, qtbot: QtBot) -> None:
    put(shown, qtbot, 2, 0, "10")
    assert [row[0] for row in grid(shown)] == ["1", "3", "10", "起订量…"]
    put(shown, qtbot, 2, 1, "55,000")
    assert grid(shown)[2][1:3] == ["¥\u200955,000.00", "¥\u200948,400.00"]
    put(shown, qtbot, 2, 0, "12")
    assert [row[0] for row in grid(shown)] == ["1", "3", "12", "起订量…"]
    put(shown, qtbot, 0, 0, "2")
    table = shown.prices.table
    assert table is not None
    assert table.delegate.note.text()
    table.delegate.give_up()
    put(shown, qtbot, 2, 0, "3")
    assert table.delegate.note.text()
    table.delegate.give_up()
    table.go_to(2, 1)
    table.carry_out("remove")
    assert [row[0] for row in grid(shown)] == ["1", "3", "起订量…"]
    gate.undo()
    assert [row[0] for row in grid(shown)] == ["1", "3", "12", "起订量…"]


def test_an_empty_break_moves_and_goes_without_a_write(shown: ProductPage, gate: Data, qtbot: QtBot) -> None:
    before = gate.undo_label()
    put(shown, qtbot, 2, 0, "10")
    put(shown, qtbot, 2, 0, "20")
    assert [row[0] for row in grid(shown)] == ["1", "3", "20", "起订量…"]
    table = shown.prices.table
    assert table is not None
    table.go_to(2, 0)
    table.carry_out("remove")
    assert [row[0] for row in grid(shown)] == ["1", "3", "起订量…"]
    assert gate.undo_label() == before


def test_a_price_explains_itself_with_its_margin(shown: ProductPage, qtbot: QtBot) -> None:
    assert shown.prices.table is not None
    shown.prices.table.go_to(1, 2)
    assert shown.prices.why.text().splitlines() == [
        "“目录价”中 3 件起：¥\u200956,840.00",
        "按“渠道价”的规则：¥\u200956,840.00 × 0.88 = ¥\u200950,019.20",
    ]
    assert "18.8%" in shown.prices.margin.text()
    qtbot.keyClick(shown, Qt.Key.Key_F8)
    assert shown.prices.margin.text() == ""
    assert grid(shown)[0][4] == "•••"
    assert shown.facts.value("cost").text() == "•••"


def test_only_the_books_that_concern_the_product_are_shown(
    shown: ProductPage, gate: Data, stocked: dict[str, uuid.UUID]
) -> None:
    from salesdesk.services import book_prices, price_books  # noqa: PLC0415 - beside what uses it

    buyer = gate.write(factories.STEP, lambda session: factories.customer(session, name="恒岳"))
    own = gate.write(
        factories.STEP, lambda session: price_books.create(session, name="恒岳专用", customer_id=buyer)
    )
    assert len(grid(shown)[0]) == 5
    gate.write(factories.STEP, book_prices.set_price, own, stocked["A22"], Decimal(1), Decimal(40000))
    assert grid(shown)[0][5] == "¥\u200940,000.00"


def _product(session: Any, /) -> uuid.UUID:
    return factories.product(session)


def test_without_books_the_page_says_what_they_are_for(gate: Data, qtbot: QtBot) -> None:
    from sqlalchemy import update  # noqa: PLC0415 - beside what uses it

    from salesdesk.storage import bulk  # noqa: PLC0415
    from salesdesk.storage.records import PriceBook  # noqa: PLC0415
    from salesdesk.storage.records.base import now  # noqa: PLC0415

    gate.write(
        factories.STEP, lambda session: bulk.update_rows(session, update(PriceBook).values(deleted_at=now()))
    )
    product = gate.write(factories.STEP, _product)
    page = ProductPage(context_of(gate), product_id=product)
    qtbot.addWidget(page)
    assert page.prices.table is None
    with qtbot.waitSignal(page.action_requested) as asked:
        page.prices.nothing.button.click()
    assert asked.args == ["price-books", None]


def test_parameters_are_typed_pasted_moved_and_removed(
    shown: ProductPage, gate: Data, stocked: dict[str, uuid.UUID], qtbot: QtBot
) -> None:
    shown.tabs.show_tab("specs")
    table = shown.specs.table
    table.go_to(0, 0, typed="功率")
    qtbot.keyClick(table.delegate.editor, Qt.Key.Key_Return)
    table.go_to(0, 1, typed="22")
    qtbot.keyClick(table.delegate.editor, Qt.Key.Key_Return)
    QGuiApplication.clipboard().setText("排气量\t3.6\tm³/min\n噪声\t≤68\n")
    table.carry_out("paste")

    def read() -> tuple[Spec, ...]:
        return gate.read(product_editing.specs, stocked["A22"])

    assert read() == (Spec("功率", "22"), Spec("排气量", "3.6", "m³/min"), Spec("噪声", "≤68"))
    table.go_to(2, 0)
    table.carry_out("up")
    table.go_to(0, 0)
    table.carry_out("remove")
    assert read() == (Spec("噪声", "≤68"), Spec("排气量", "3.6", "m³/min"))
    gate.undo()
    assert len(read()) == 3
    assert "3" in shown.tabs.buttons["specs"].text()


def test_parts_and_options_are_added_by_name_model_or_code(
    shown: ProductPage, gate: Data, stocked: dict[str, uuid.UUID], qtbot: QtBot
) -> None:
    shown.tabs.show_tab("parts")
    for typed in ("丙 滤芯", "a37"):
        shown.parts.parts.go_to(shown.parts.parts.rows.rowCount() - 1, 0, typed=typed)
        qtbot.keyClick(shown.parts.parts.delegate.editor, Qt.Key.Key_Return)
    shown.parts.options.go_to(0, 0, typed="LX-F")
    qtbot.keyClick(shown.parts.options.delegate.editor, Qt.Key.Key_Return)
    shown.parts.parts.go_to(0, 1, typed="4")
    qtbot.keyClick(shown.parts.parts.delegate.editor, Qt.Key.Key_Return)
    lines = gate.read(product_parts.lines_of_set, stocked["A22"])
    assert [(line.product_id, line.quantity) for line in lines] == [
        (stocked["filter"], Decimal(4)),
        (stocked["A37"], Decimal(1)),
    ]
    assert "97,440" in shown.parts.sum.text()
    assert [row.name for row in gate.read(product_parts.parts, stocked["A22"], "option")] == ["丙 滤芯"]
    shown.parts.parts.go_to(0, 0)
    menu = shown.parts.parts.menu(QPoint())
    with qtbot.waitSignal(shown.open_requested) as asked:
        menu.actions()[0].trigger()
    menu.close()
    assert asked.args == ["product", stocked["filter"]]
    shown.parts.parts.carry_out("remove")
    assert len(gate.read(product_parts.lines_of_set, stocked["A22"])) == 1


def test_a_part_that_is_nobodys_name_stays_open(shown: ProductPage, qtbot: QtBot) -> None:
    shown.parts.parts.go_to(0, 0, typed="空压机")
    qtbot.keyClick(shown.parts.parts.delegate.editor, Qt.Key.Key_Return)
    assert shown.parts.parts.delegate.note.text()
    with pytest.raises(InvalidInputError):
        shown.leave()
    shown.parts.parts.delegate.give_up()


def picture_file(folder: Path) -> Path:
    image, file = QImage(40, 30, QImage.Format.Format_RGB32), folder / "a.png"
    image.fill(Qt.GlobalColor.red)
    assert image.save(str(file))
    return file


def test_a_picture_is_taken_from_a_file_and_the_clipboard_and_removed(
    shown: ProductPage, gate: Data, stocked: dict[str, uuid.UUID], qtbot: QtBot, tmp_path: Path
) -> None:
    shown.picture.take_file(picture_file(tmp_path))
    qtbot.waitUntil(lambda: bool(facts(gate, stocked).picture))
    assert files.read(gate.workspace.files, facts(gate, stocked).picture).startswith(b"\x89PNG")
    shown.picture.remove.click()
    assert facts(gate, stocked).picture == ""
    QGuiApplication.clipboard().setImage(QImage(str(tmp_path / "a.png")))
    shown.picture.paste_picture()
    qtbot.waitUntil(lambda: bool(facts(gate, stocked).picture))
    (tmp_path / "b.png").write_bytes(b"no picture")
    shown.picture.take_file(tmp_path / "b.png")
    qtbot.waitUntil(lambda: bool(shown.picture.problem()))


def test_a_data_sheet_is_taken_and_removed(
    shown: ProductPage, gate: Data, stocked: dict[str, uuid.UUID], qtbot: QtBot, tmp_path: Path
) -> None:
    form = {"Subtype": foreign.Name("/Widget"), "FT": foreign.Name("/Tx"), "V": "42"}
    (tmp_path / "样本.pdf").write_bytes(foreign.marked(form))
    shown.sheet.take_file(tmp_path / "样本.pdf")
    qtbot.waitUntil(lambda: facts(gate, stocked).data_sheet_name == "样本.pdf", timeout=20_000)
    qtbot.waitUntil(lambda: "样本.pdf" in shown.sheet.problem())
    assert not shown.sheet.open.isHidden()
    for number, content in enumerate((b"MZ", b"%PDF-1.4 ...")):
        bad = tmp_path / f"b{number}.pdf"
        bad.write_bytes(content)
        shown.sheet.take_file(bad)
        qtbot.waitUntil(lambda file=bad: file.name in shown.sheet.problem(), timeout=20_000)  # type: ignore[misc]
    assert facts(gate, stocked).data_sheet_name == "样本.pdf"
    shown.sheet.remove.click()
    assert facts(gate, stocked).data_sheet == ""


def test_history_and_last_prices_are_listed(shown: ProductPage, qtbot: QtBot) -> None:
    put(shown, qtbot, 0, 1, "60,000")
    entries = shown.history.list.entries
    assert entries.rowCount() == 4
    assert "60,000" in entries.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert shown.sold.currentWidget() is shown.sold.nothing


def test_a_deleted_product_leads_back_to_the_list(shown: ProductPage, gate: Data, qtbot: QtBot) -> None:
    shown._set_active(active=False)
    assert not shown.offered.isHidden()
    with qtbot.waitSignal(shown.action_requested) as asked:
        shown._writer.delete(shown.content.facts)
    assert asked.args == ["products", None]
    gate.undo()


def test_the_prices_are_the_ones_that_quotes_get(
    shown: ProductPage, gate: Data, stocked: dict[str, uuid.UUID], qtbot: QtBot
) -> None:
    put(shown, qtbot, 1, 2, "50,000")
    found: Any = gate.read(prices.quote_price, stocked["A22"], None, Decimal(4), book_id=stocked["dealer"])
    assert found.unit_price == 50000
