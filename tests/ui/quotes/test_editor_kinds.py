"""Sections, notes, charges, alternatives, columns and prices in the editor, by the keys and menus that make them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from salesdesk.domain.quote import QuoteLine
from salesdesk.services import product_parts, quotes
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.background import Background
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.product_dialog import NewProductDialog
from salesdesk.ui.quotes import editor_paste
from salesdesk.ui.quotes.editor_columns import USUAL, Col
from salesdesk.ui.quotes.editor_line_dialogs import DetailsDialog, OptionsDialog, PricesDialog
from salesdesk.ui.quotes.editor_lines import remembered
from salesdesk.ui.quotes.editor_page import QuoteEditorPage
from tests import factories
from tests.ui.quotes.conftest import Firm, Opener, child, line, press, saved, settle

ENTER, TAB, ESC, DOWN = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape, Qt.Key.Key_Down
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
Made = Callable[..., QuoteEditorPage]


@pytest.fixture
def made(data: Data, firm: Firm, opened: Opener) -> Made:
    """Give what opens the editor of a saved quote of some lines."""

    def make(*lines: QuoteLine) -> QuoteEditorPage:
        return opened(quote_id=saved(data, firm, *lines).quote_id)

    return make


def on_line(page: QuoteEditorPage, row: int, column: int = Col.NAME) -> None:
    page.lines.view.go_to(row, column)
    QApplication.processEvents()


def key(qtbot: QtBot, page: QuoteEditorPage, pressed: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    qtbot.keyClick(page.window().focusWidget() or page, pressed, modifiers)
    QApplication.processEvents()


def kinds(page: QuoteEditorPage) -> str:
    """Return the kinds and names of the lines."""
    marks = {"section": "#", "note": "~", "charge": "%", "product": ""}
    return " ".join(
        f"{marks[one.kind]}{one.name}{'?' if one.alternative else ''}" for one in page.session.draft.lines
    )


def told(page: QuoteEditorPage) -> list[tuple[str, str]]:
    """Collect what the card tells."""
    found: list[tuple[str, str]] = []
    page.lines.told.connect(lambda text, tone: found.append((text, tone)))
    return found


# --- kinds --------------------------------------------------------------------------------------------------------


def test_sections_notes_and_charges_are_made_by_keys_and_taken_back(qtbot: QtBot, made: Made) -> None:
    page = made(line("甲"), line("乙"))
    on_line(page, 1)
    key(qtbot, page, Qt.Key.Key_H, CTRL_SHIFT)
    qtbot.waitUntil(lambda: page.lines.view.delegate.editor is not None)
    press(qtbot, "主机", ENTER)
    assert kinds(page) == "甲 #主机 乙"
    assert page.lines.view.currentIndex().row() == 2
    key(qtbot, page, Qt.Key.Key_N, CTRL_SHIFT)
    qtbot.waitUntil(lambda: page.lines.view.delegate.editor is not None)
    press(qtbot, "说明", ENTER)
    assert kinds(page) == "甲 #主机 乙 ~说明"
    assert page.lines.entry.hasFocus()
    key(qtbot, page, Qt.Key.Key_P, CTRL_SHIFT)
    qtbot.waitUntil(lambda: page.lines.view.delegate.editor is not None)
    press(qtbot, "包装", TAB)
    assert page.lines.view.currentIndex().column() == Col.PRICE
    press(qtbot, "2%", TAB)
    assert page.lines.view.currentIndex().column() == Col.TAX
    assert kinds(page) == "甲 #主机 乙 ~说明 %包装"
    assert page.session.draft.lines[-1].charge == Decimal("0.02")
    model = page.lines.model
    assert [model.text(row, Col.AMOUNT) for row in range(5)] == [
        "92,000.00",
        "95,680.00",
        "92,000.00",
        "",
        "3,680.00",
    ]
    assert [model.text(row, Col.NUMBER) for row in range(5)] == ["1", "", "2", "", "3"]
    settle(qtbot, page)
    assert "187,680.00" in page.totals.total.text()
    assert page.save()
    for _step in range(7):
        page.undo()
    assert kinds(page) == "甲 乙"


def test_from_the_row_to_add_a_section_comes_below_all(qtbot: QtBot, made: Made) -> None:
    page = made(line("甲"), line("乙"))
    on_line(page, 0)
    page.lines.entry.setFocus()
    key(qtbot, page, Qt.Key.Key_H, CTRL_SHIFT)
    assert kinds(page) == "甲 乙 #"


def test_tab_passes_what_a_section_has_no_cell_for(qtbot: QtBot, made: Made) -> None:
    page = made(line("甲"), line("主机", kind="section"), line("乙"))
    on_line(page, 0, Col.TAX)
    press(qtbot, TAB)
    assert (page.lines.view.currentIndex().row(), page.lines.view.currentIndex().column()) == (1, Col.NAME)
    press(qtbot, TAB)
    assert (page.lines.view.currentIndex().row(), page.lines.view.currentIndex().column()) == (2, Col.NAME)
    key(qtbot, page, Qt.Key.Key_Backtab, SHIFT)
    assert page.lines.view.currentIndex().row() == 1


def test_a_key_that_is_still_held_selects_no_other_line(qtbot: QtBot, made: Made) -> None:
    page = made(line("甲"), line("乙"), line("丙"))
    on_line(page, 0)
    qtbot.keyPress(page.lines.view, Qt.Key.Key_F12, Qt.KeyboardModifier.ControlModifier)
    on_line(page, 1)
    assert page.lines.view.selected_rows() == [1]


def test_typing_anywhere_in_a_section_types_its_text(qtbot: QtBot, made: Made) -> None:
    page = made(line("甲"), line("主机", kind="section"))
    on_line(page, 1, Col.QUANTITY)
    press(qtbot, "X", ENTER)
    assert kinds(page) == "甲 #X"


def test_a_section_alone_moves_with_its_lines(qtbot: QtBot, made: Made) -> None:
    page = made(line("一", kind="section"), line("甲"), line("二", kind="section"), line("乙"), line("丙"))
    on_line(page, 2)
    key(qtbot, page, Qt.Key.Key_Up, ALT)
    assert kinds(page) == "#二 乙 丙 #一 甲"
    assert page.lines.view.selected_rows() == [0]
    key(qtbot, page, Qt.Key.Key_Down, ALT)
    assert kinds(page) == "#一 甲 #二 乙 丙"
    on_line(page, 3)
    key(qtbot, page, Qt.Key.Key_Up, ALT)
    assert kinds(page) == "#一 甲 乙 #二 丙"


def test_an_alternative_is_made_chosen_and_outlives_its_line(qtbot: QtBot, made: Made) -> None:
    page = made(line("甲"), line("乙", unit_price=Decimal(10)))
    messages = told(page)
    on_line(page, 1)
    key(qtbot, page, Qt.Key.Key_A, CTRL_SHIFT)
    assert kinds(page) == "甲 乙?"
    assert page.lines.model.text(1, Col.AMOUNT) == "(20.00)"
    key(qtbot, page, Qt.Key.Key_C, CTRL_SHIFT)
    assert kinds(page) == "乙 甲?"
    settle(qtbot, page)
    assert page.totals.total.text().endswith("20.00")
    on_line(page, 0)
    press(qtbot, Qt.Key.Key_Delete)
    assert kinds(page) == "甲"
    assert "甲" in messages[-1][0]
    page.undo()
    assert kinds(page) == "乙 甲?"
    on_line(page, 0)
    key(qtbot, page, Qt.Key.Key_A, CTRL_SHIFT)
    assert messages[-1][1] == "warn"
    assert kinds(page) == "乙 甲?"


def test_the_add_menu_offers_the_kinds_and_the_columns(qtbot: QtBot, made: Made) -> None:
    page = made(line("甲"))
    page.lines.add.setFocus()
    page.lines.add.click()
    menu = page.lines.findChildren(QMenu)[0]
    texts = [action.text().partition("\t")[0] for action in menu.actions()]
    assert {"分组", "说明", "按比例费用", "新建产品…"} <= set(texts)
    menu.actions()[1].trigger()
    assert kinds(page) == "甲 ~"
    menu.close()


def test_what_a_menu_offers_goes_with_the_kind_of_the_line(qtbot: QtBot, made: Made) -> None:
    page = made(line("主机", kind="section"), line("甲"))
    for row, offered in ((0, False), (1, True)):
        on_line(page, row)
        page.lines.view.menu_requested.emit(QPoint(5, 5))
        menu = page.lines.findChildren(QMenu)[-1]
        assert any("F3" in action.text() for action in menu.actions()) is offered
        menu.close()


# --- columns and details ------------------------------------------------------------------------------------------


def test_columns_are_chosen_and_remembered(qtbot: QtBot, made: Made) -> None:
    page = made(line("甲", brand="云帆", delivery="6 周"))
    view = page.lines.view
    assert view.isColumnHidden(Col.DELIVERY)
    page.lines._show_columns(frozenset({Col.DELIVERY, Col.BRAND}))
    assert not view.isColumnHidden(Col.DELIVERY)
    assert view.isColumnHidden(Col.TAX)
    assert Preferences.load().lists["quote-lines"] == {"shown": ["BRAND", "DELIVERY"]}
    on_line(page, 0, Col.PRICE)
    press(qtbot, TAB)
    assert view.currentIndex().column() == Col.DELIVERY
    press(qtbot, "8", ENTER)
    assert page.session.draft.lines[0].delivery == "8"


@pytest.mark.parametrize("stored", [{"shown": 5}, {"shown": ["NAME", "X", 7]}, {}])
def test_what_is_stored_of_columns_and_not_understood_is_left_out(
    data: Data, stored: dict[str, object]
) -> None:
    preferences = Preferences()
    preferences.lists["quote-lines"] = stored
    shown = remembered(PageContext(data, Background(), preferences))
    assert shown == (frozenset() if stored.get("shown") != 5 and stored else USUAL)


def test_the_details_of_a_line_are_one_step(qtbot: QtBot, made: Made) -> None:
    page = made(line("甲", specification="旧\n的"), line("主机", kind="section"))
    on_line(page, 0)
    press(qtbot, Qt.Key.Key_F4)
    dialog = child(page, DetailsDialog)
    dialog.specification.setPlainText("行程\n850\u202e")
    dialog.texts["brand"].setText("云帆")
    dialog.texts["delivery"].setText("6 周")
    dialog.remark.setPlainText("含税")
    dialog.confirm.click()
    (first, _section) = page.session.draft.lines
    assert (first.specification, first.brand, first.delivery, first.remark) == (
        "行程\n850",
        "云帆",
        "6 周",
        "含税",
    )
    page.undo()
    assert page.session.draft.lines[0].brand == ""
    on_line(page, 1)
    qtbot.keyClick(page.lines.view, Qt.Key.Key_F4)
    assert page.lines.view.delegate.editor is not None


def test_of_equal_lines_the_one_that_is_current_is_changed(qtbot: QtBot, made: Made) -> None:
    page = made(line("甲"))
    on_line(page, 0)
    page.lines.carry_out("duplicate")
    assert page.session.draft.lines[0] is page.session.draft.lines[1]
    page.lines.carry_out("details")
    dialog = child(page, DetailsDialog)
    dialog.remark.setPlainText("第二行")
    dialog.confirm.click()
    assert [one.remark for one in page.session.draft.lines] == ["", "第二行"]


# --- prices -------------------------------------------------------------------------------------------------------


def product_line(firm: Firm, **values: object) -> QuoteLine:
    """Return the line of the firm's product."""
    usual: dict[str, object] = {
        "product_id": firm.product,
        "quantity": Decimal(1),
        "unit_price": Decimal(980_000),
    }
    return line("五轴加工中心", **(usual | values))


def test_a_typed_price_is_marked_stays_with_the_quantity_and_survives_a_refresh(
    qtbot: QtBot, made: Made, firm: Firm
) -> None:
    page = made(product_line(firm))
    messages = told(page)
    on_line(page, 0, Col.PRICE)
    press(qtbot, "900000", ENTER)
    typed = page.session.draft.lines[0]
    assert (typed.price_source, typed.base_price) == ("typed", Decimal(980_000))
    tip = page.lines.model.index(0, Col.PRICE).data(Qt.ItemDataRole.ToolTipRole)
    assert "980,000.00" in tip
    on_line(page, 0, Col.QUANTITY)
    press(qtbot, "5", ENTER)
    assert page.session.draft.lines[0].unit_price == Decimal(900_000)
    assert page.session.draft.lines[0].base_price == Decimal(950_000)
    on_line(page, 0)
    press(qtbot, Qt.Key.Key_F9)
    assert page.session.draft.lines[0].unit_price == Decimal(900_000)
    assert "Shift+F9" in messages[-1][0]
    key(qtbot, page, Qt.Key.Key_F9, SHIFT)
    assert page.session.draft.lines[0].unit_price == Decimal(950_000)
    assert page.session.draft.lines[0].price_source == "book"
    page.undo()
    assert page.session.draft.lines[0].unit_price == Decimal(900_000)


def test_the_book_price_typed_by_hand_is_the_book_price(qtbot: QtBot, made: Made, firm: Firm) -> None:
    page = made(product_line(firm, unit_price=Decimal(1), base_price=Decimal(980_000)))
    on_line(page, 0, Col.PRICE)
    press(qtbot, "980000", ENTER)
    assert page.session.draft.lines[0].price_source == "book"


def test_a_refresh_brings_the_prices_of_today_and_tells_which(
    qtbot: QtBot, workspace: Workspace, made: Made, firm: Firm
) -> None:
    page = made(product_line(firm), line("别的"))
    messages = told(page)
    with workspace.write(factories.STEP) as write:
        book = factories.price_book(write.session, name="特价", customer_id=firm.customer, code="own")
        factories.price(write.session, book, firm.product, "910000")
    on_line(page, 0)
    press(qtbot, Qt.Key.Key_F9)
    assert page.session.draft.lines[0].unit_price == Decimal(910_000)
    assert "980,000" in messages[-1][0]
    assert "910,000" in messages[-1][0]
    press(qtbot, Qt.Key.Key_F9)
    assert "→" not in messages[-1][0]


def test_prices_are_offered_and_one_is_taken(qtbot: QtBot, made: Made, firm: Firm) -> None:
    page = made(product_line(firm, unit_price=Decimal(900_000)))
    on_line(page, 0)
    press(qtbot, Qt.Key.Key_F3)
    dialog = child(page, PricesDialog)
    assert "980,000.00" in dialog.list.item(0).text()
    dialog.confirm.click()
    assert page.session.draft.lines[0].unit_price == Decimal(980_000)
    assert page.session.draft.lines[0].price_source == "book"


def test_the_last_price_of_the_customer_is_told_and_taken(
    qtbot: QtBot, data: Data, made: Made, firm: Firm
) -> None:
    sent = saved(data, firm, product_line(firm, unit_price=Decimal(910_000)))
    assert sent.quote_id is not None
    data.issue(factories.STEP, quotes.mark_sent, sent.quote_id, row_version=sent.row_version)
    page = made(product_line(firm))
    on_line(page, 0)
    qtbot.waitUntil(lambda: "910,000.00" in page.lines.info.text())
    press(qtbot, Qt.Key.Key_F3)
    dialog = child(page, PricesDialog)
    texts = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    row = next(row for row, text in enumerate(texts) if "910,000.00" in text)
    assert sent.number is not None
    assert sent.number in texts[row]
    dialog.list.setCurrentRow(row)
    dialog.confirm.click()
    taken = page.session.draft.lines[0]
    assert (taken.unit_price, taken.price_source) == (Decimal(910_000), "typed")
    page.undo()
    assert page.session.draft.lines[0].unit_price == Decimal(980_000)


def test_the_line_tells_of_the_better_price_and_of_options(
    qtbot: QtBot, workspace: Workspace, made: Made, firm: Firm
) -> None:
    with workspace.write(factories.STEP) as write:
        option = factories.product(write.session, name="油雾收集器", list_price=Decimal(6000))
        product_parts.add(write.session, firm.product, option, kind="option")
    page = made(product_line(firm))
    on_line(page, 0)
    qtbot.waitUntil(lambda: "950,000.00" in page.lines.info.text())
    assert "Ctrl+Shift+X" in page.lines.info.text()
    key(qtbot, page, Qt.Key.Key_X, CTRL_SHIFT)
    child(page, OptionsDialog).confirm.click()
    assert kinds(page) == "五轴加工中心 油雾收集器"
    assert page.session.draft.lines[1].unit_price == Decimal(6000)


def test_a_set_brings_its_parts_as_free_lines(
    qtbot: QtBot, workspace: Workspace, firm: Firm, opened: Opener
) -> None:
    with workspace.write(factories.STEP) as write:
        bundle = factories.product(write.session, name="整线套装", list_price=Decimal(1))
        product_parts.add(write.session, bundle, firm.product, quantity=Decimal(2))
    page = opened(defaults={"customer_id": firm.customer})
    press(qtbot, "整线套装", ENTER)
    assert kinds(page) == "五轴加工中心"
    assert page.session.draft.lines[0].quantity == Decimal(2)
    assert page.session.draft.lines[0].price_source == "book"


def test_what_no_product_is_found_for_may_become_one(qtbot: QtBot, firm: Firm, opened: Opener) -> None:
    page = opened(defaults={"customer_id": firm.customer})
    press(qtbot, "QQZZ")
    qtbot.waitUntil(page.lines.entry.popup.isVisible)
    press(qtbot, DOWN, ENTER)
    dialog = child(page, NewProductDialog)
    assert dialog.name.text() == "QQZZ"
    dialog.list_price.setText("1200")
    dialog.confirm.click()
    qtbot.waitUntil(lambda: bool(page.session.draft.lines))
    (first,) = page.session.draft.lines
    assert (first.name, first.unit_price) == ("QQZZ", Decimal(1200))
    assert first.product_id is not None


def test_a_rate_that_ends_before_the_quote_is_told_softly(qtbot: QtBot, made: Made) -> None:
    page = made(line("甲", tax_rate=Decimal("0.01")), line("乙"))
    page.session.edit(replace(page.session.draft, valid_until=date(2028, 3, 1)), "later")
    settle(qtbot, page)
    assert "2027-12-31" in page.lines.model.hint(0, Col.TAX)
    assert page.lines.model.hint(1) == ""
    assert page.lines.model.problem(0) == ""
    assert page.save()


def test_the_selected_rows_are_told(qtbot: QtBot, made: Made) -> None:
    page = made(line("甲"), line("乙"))
    rows: list[list[int]] = []
    page.lines.selection_changed.connect(rows.append)
    page.lines.view.select_rows(0, 2, Col.NAME)
    assert rows[-1] == [0, 1]


# --- clipboard ----------------------------------------------------------------------------------------------------


def test_lines_go_from_quote_to_quote_whole(qtbot: QtBot, made: Made, firm: Firm) -> None:
    page = made(
        line("主机", kind="section"),
        product_line(firm, specification="一\n二", delivery="6 周"),
        line("乙", alternative=True),
    )
    page.lines.view.select_rows(0, 3, Col.NAME)
    page.lines.carry_out("copy")
    assert QGuiApplication.clipboard().text().splitlines()[0].startswith("主机\t")
    copied = page.session.draft.lines
    other = made(line("甲"))
    other.lines.entry.setFocus()
    qtbot.keyClick(other.lines.entry, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    pasted = other.session.draft.lines[1:]
    assert [replace(one, cost=None, floor_price=None) for one in copied] == list(pasted)
    other.undo()
    assert kinds(other) == "甲"


def test_pasted_codes_and_names_become_products_and_doubts_are_named(
    qtbot: QtBot, workspace: Workspace, made: Made, firm: Firm
) -> None:
    with workspace.write(factories.STEP) as write:
        for model in ("A", "B"):
            factories.product(write.session, name="同名件", model=model, list_price=Decimal(5))
    page = made(line("甲"))
    messages = told(page)
    page.lines.entry.setFocus()
    page.lines.actions_of_lines.paste(
        "数量\t型号\t名称\n3\tvmc－850u\t\n2\t\t刀柄 03\n1\t\t同名件\n4\t\t没有的东西\n\t\t合计"
    )
    first, second, third, fourth = page.session.draft.lines[1:]
    assert (first.product_id, first.quantity, first.unit_price) == (
        firm.product,
        Decimal(3),
        Decimal(980_000),
    )
    assert (second.model, second.unit_price) == ("BT40-03", Decimal(303))
    assert third.product_id is None
    assert fourth.name == "没有的东西"
    text, tone = messages[-1]
    assert tone == "warn"
    for named in ("同名件 A", "没有的东西", "合计"):
        assert named in text


def test_a_hostile_paste_is_bounded(made: Made) -> None:
    page = made(line("甲"))
    messages = told(page)
    row = "\t".join(f"=cmd|{number}\x00\u202e" for number in range(100))
    page.lines.actions_of_lines.paste("\n".join([row] * 20))
    assert len(page.session.draft.lines) == 21
    for text in ("刀\t1\n" * 100_000, "\n" * 100_000, "\t" * 5_000_000):
        QGuiApplication.clipboard().setText(text)
        page.lines.carry_out("paste")
        assert len(page.session.draft.lines) == 21
        assert "2000" in messages.pop()[0]
    for content in (b"{", b"[" * 100_000, b'{"lines": 5}', b'{"currency": "XXX"}', b"\xff"):
        mime = QMimeData()
        mime.setData(editor_paste.MIME, content)
        assert editor_paste.own_lines(mime, page.session.draft) == ()


def test_what_an_unnamed_line_lacks_is_said_of_its_kind(qtbot: QtBot, made: Made) -> None:
    page = made(line())
    page.lines.entry.setFocus()
    page.lines.carry_out("section")
    settle(qtbot, page)
    assert page.lines.problem.text() == "分组：请填写分组标题。"
    page.lines.entry.setFocus()
    page.lines.carry_out("charge")
    settle(qtbot, page)
    assert "请填写费用名称。" in page.lines.problem.text()


def test_the_line_one_works_on_stays_in_view_where_there_is_less_room(qtbot: QtBot, made: Made) -> None:
    page = made(*(line(f"{number}") for number in range(30)))
    view = page.lines.view
    view.setCurrentIndex(page.lines.model.index(view.rowAt(view.viewport().height() - 4), Col.NAME))
    page.resize(page.width(), page.height() - 120)
    settle(qtbot, page)
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))
