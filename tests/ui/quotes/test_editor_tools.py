"""What-if, copies, lines of other quotes, templates, as the user meets them in the editor."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from salesdesk.domain.pricing import parse_document_discount
from salesdesk.domain.quote import QuoteDraft
from salesdesk.services import quote_scenarios, quote_templates, quotes
from salesdesk.ui.data import Data
from salesdesk.ui.quote_templates_dialog import TemplatesDialog
from salesdesk.ui.quotes.editor_earlier import _LINES, DuplicateDialog, EarlierDialog
from salesdesk.ui.quotes.editor_page import QuoteEditorPage
from salesdesk.ui.quotes.editor_scenarios import ScenariosDialog
from salesdesk.ui.widgets.ask_text import TextDialog
from tests import factories
from tests.ui.quotes.conftest import Firm, Opener, child, line, saved


@pytest.fixture
def page(data: Data, firm: Firm, opened: Opener) -> QuoteEditorPage:
    """Give the editor of a saved quote of two lines."""
    return opened(quote_id=saved(data, firm).quote_id)


def compare(page: QuoteEditorPage) -> ScenariosDialog:
    """Open the comparison with one scenario of the quote as it stands."""
    page.tools.what_if()
    dialog = child(page, ScenariosDialog)
    dialog.add.click()
    return dialog


def shown(dialog: ScenariosDialog, row: int) -> list[str]:
    """Return the texts of a row."""
    assert dialog.table is not None
    return [cell.text for cell in dialog.table.figures.rows[row]]


def test_a_scenario_is_compared_and_taken_over_as_one_step(qtbot: QtBot, page: QuoteEditorPage) -> None:
    dialog = compare(page)
    dialog.lever.field.setText("")
    dialog.lever.field.setFocus()
    qtbot.keyClicks(dialog.lever.field, "10%")
    assert dialog.lever.slider.value() == 20
    assert dialog.lever.result.text() == ("合计 ¥\u2009165,600.00  ·  毛利率 未知  ·  审批：区域经理")
    qtbot.keyClick(dialog.lever.field, Qt.Key.Key_Return)
    assert dialog.isVisible(), "Enter keeps the figure and closes nothing"
    assert shown(dialog, 0) == ["合计", "¥\u2009184,000.00", "¥\u2009165,600.00"]
    assert shown(dialog, 3) == ["录入为", "—", "10%"]
    assert shown(dialog, 7)[1:] == ["区域经理", "区域经理"]
    dialog.take.click()
    assert page.session.draft.document_discount == parse_document_discount({"percent": "10%"})
    page.undo()
    assert page.session.draft.document_discount is None


def test_a_slider_tries_discounts_out_and_keeps_where_it_rests(
    qtbot: QtBot, data: Data, page: QuoteEditorPage
) -> None:
    dialog = compare(page)
    lever, quote_id = dialog.lever, page.record
    assert quote_id is not None
    lever.field.setText("")
    qtbot.keyClicks(lever.field, "~100")
    lever.keep()
    lever.slider.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_Left):
        qtbot.keyClick(lever.slider, key)
    assert lever.field.text() == "5% ~100", "the rounding down stays"
    assert "174,800.00" in lever.result.text()
    assert shown(dialog, 0)[2] == "¥\u2009184,000.00", "nothing is written while it moves"
    qtbot.waitUntil(lambda: shown(dialog, 0)[2] == "¥\u2009174,800.00")
    assert lever.slider.hasFocus()
    (kept,) = data.read(quote_scenarios.scenarios, quote_id)
    assert kept.draft.document_discount is not None
    assert kept.draft.document_discount.text == "5%"
    qtbot.keyClicks(lever.field, "!")
    assert lever.result.property("role") == "error"
    lever.keep()
    assert len(data.read(quote_scenarios.scenarios, quote_id)) == 1


def test_scenarios_survive_and_there_are_three_at_most(
    data: Data, page: QuoteEditorPage, opened: Opener
) -> None:
    dialog = compare(page)
    dialog.add.click()
    dialog.add.click()
    assert not dialog.add.isEnabled()
    dialog.rename.click()
    asked = child(dialog, TextDialog)
    asked.text.setText("让利")
    asked.confirm.click()
    dialog.accept()
    again = opened(quote_id=page.record)
    again.tools.what_if()
    second = child(again, ScenariosDialog)
    quote_id = page.record
    assert quote_id is not None
    names = [one.name for one in data.read(quote_scenarios.scenarios, quote_id)]
    assert names == ["方案 A", "方案 B", "让利"]
    second.remove.click()
    assert len(data.read(quote_scenarios.scenarios, quote_id)) == 2


def test_costs_stay_hidden_in_the_comparison(page: QuoteEditorPage) -> None:
    page.toggle_costs()
    dialog = compare(page)
    assert set(shown(dialog, 5)[1:]) == {"•••"}


def test_a_quote_is_duplicated_into_a_new_one(
    qtbot: QtBot, data: Data, page: QuoteEditorPage, opened: Opener
) -> None:
    with qtbot.waitSignal(page.action_requested) as asked:
        page.tools.duplicate()
        child(page, DuplicateDialog).confirm.click()
    action, defaults = asked.args
    assert action == "new-quote"
    copy = opened(defaults=defaults)
    assert copy.record is None
    assert [one.name for one in copy.session.draft.lines] == ["刀库 40T", "安装调试"]
    assert copy.session.dirty
    assert copy.save()
    assert copy.record not in (None, page.record)
    assert data.read(quotes.edit, copy.record).state == "draft"


def test_a_copy_that_was_begun_is_not_begun_again_on_the_way_back(
    page: QuoteEditorPage, opened: Opener
) -> None:
    defaults = {"copy_of": page.record}
    copy = opened(defaults=defaults)
    copy.session.edit(QuoteDraft(customer="别家", lines=(line(),)), "改")
    copy.session.keep_now()
    again = opened(defaults=defaults, state=copy.state())
    assert again.session.draft.customer == "别家"


def test_lines_of_another_quote_are_taken_as_one_step(
    data: Data, firm: Firm, page: QuoteEditorPage, opened: Opener
) -> None:
    other = saved(data, firm, line("主机"), line("选配"), line("备件"))
    page.tools.take_lines()
    dialog = child(page, EarlierDialog)
    dialog.search.setText(str(other.number))
    dialog.look_up()
    assert [row.line.name for row in dialog.lines.rows()] == ["主机", "选配", "备件"]
    dialog.lines.view.select_rows([(1, 2)], 1)
    dialog.confirm.click()
    names = [one.name for one in page.session.draft.lines]
    assert names == ["刀库 40T", "安装调试", "选配", "备件"]
    page.undo()
    assert len(page.session.draft.lines) == 2


def test_sections_of_another_quote_show_no_figures(data: Data, firm: Firm, page: QuoteEditorPage) -> None:
    saved(data, firm, line("主机", kind="section"), line())
    page.tools.take_lines()
    dialog = child(page, EarlierDialog)
    dialog.look_up()
    figures = [column for column in _LINES if column.key in ("quantity", "price", "amount")]
    shown = [[column.value(row) for column in figures] for row in dialog.lines.rows()]
    assert shown[0] == ["", "", ""]
    assert all(shown[1])


def test_a_new_quote_begins_with_an_earlier_one_for_its_own_customer(
    data: Data, page: QuoteEditorPage, opened: Opener
) -> None:
    with data.workspace.write(factories.STEP) as write:
        other = factories.customer(write.session, name="恒岳轴承", language="en")
    new = opened(defaults={"customer_id": other})
    new.tools.begin_earlier()
    child(new, EarlierDialog).confirm.click()
    draft = new.session.draft
    assert (draft.customer, draft.language, len(draft.lines)) == ("恒岳轴承", "en", 2)
    new.undo()
    assert not new.session.draft.lines


def test_a_template_is_saved_begun_with_renamed_and_deleted(
    data: Data, page: QuoteEditorPage, opened: Opener
) -> None:
    page.tools.save_template()
    asked = child(page, TextDialog)
    asked.text.setText("加工中心")
    asked.confirm.click()
    assert "加工中心" in page.message.text()
    new = opened()
    new.tools.templates()
    dialog = child(new, TemplatesDialog)
    dialog.rename.click()
    renaming = child(dialog, TextDialog)
    renaming.text.setText("标准加工中心")
    renaming.confirm.click()
    assert [row.name for row in dialog.table.rows()] == ["标准加工中心"]
    dialog.begin.click()
    assert [one.unit_price for one in new.session.draft.lines] == [Decimal(46_000)] * 2
    assert new.session.draft.customer == ""
    new.tools.templates()
    managing = new.findChildren(TemplatesDialog)[-1]
    managing.remove.click()
    assert data.read(quote_templates.all_templates) == ()
    assert not managing.nothing.isHidden()


def test_what_is_gone_is_said(page: QuoteEditorPage, opened: Opener, firm: Firm) -> None:
    new = opened(defaults={"template": firm.customer})
    assert new.message.text() == "此模板已不存在。"
    assert not new.session.draft.lines


def test_the_menu_offers_what_is_possible(data: Data, page: QuoteEditorPage, opened: Opener) -> None:
    menu = QMenu()
    page.tools.fill(menu)
    assert all(action.isEnabled() for action in menu.actions() if not action.isSeparator())
    opened().tools.fill(menu)
    possible = [action.isEnabled() for action in menu.actions() if not action.isSeparator()]
    assert possible == [True, False, True, True, True, False]


def test_an_issued_quote_can_be_copied_but_not_played_with(data: Data, firm: Firm, opened: Opener) -> None:
    machine = line("五轴加工中心", quantity=Decimal(1), unit_price=Decimal(980_000), product_id=firm.product)
    quote = saved(data, firm, machine)
    assert quote.quote_id
    data.issue(factories.STEP, quotes.mark_sent, quote.quote_id)
    page = opened(quote_id=quote.quote_id)
    menu = QMenu()
    page.tools.fill(menu)
    possible = [action.isEnabled() for action in menu.actions() if not action.isSeparator()]
    assert possible == [False, True, False, True, True, True]
