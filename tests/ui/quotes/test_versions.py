"""The customer's answer, void, comparison and deviations, as the editor asks for them."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from salesdesk.domain.deviation import Deviation
from salesdesk.domain.quote_life import Decision
from salesdesk.services import quotes
from salesdesk.storage.records import Product, QuoteVersion, Requirement
from salesdesk.ui.data import Data
from salesdesk.ui.quotes.compare_dialog import CompareDialog
from salesdesk.ui.quotes.deviation_dialog import DeviationDialog
from salesdesk.ui.quotes.editor_page import QuoteEditorPage
from salesdesk.ui.quotes.version_dialogs import AcceptDialog, RejectDialog, VoidDialog
from tests import factories
from tests.ui.quotes.conftest import Firm, Opener, child, line, saved

D = TypeVar("D", bound=QDialog)


def sent(data: Data, firm: Firm, **values: object) -> quotes.EditableQuote:
    """Save a quote of a product of the book and send it."""
    machine = line("五轴加工中心", model="VMC-850U", product_id=firm.product, unit_price=Decimal(980_000))
    quote = saved(data, firm, machine, **values)
    assert quote.quote_id
    factories.approve(data.workspace, quote.quote_id)
    return data.issue(factories.STEP, quotes.mark_sent, quote.quote_id)


def offered(page: QuoteEditorPage) -> list[str]:
    """Return what the menu of the versions offers."""
    menu = page.head.versions.menu()
    page.versions.fill(menu)
    return [one.text for one in page.versions.offers()]


def dialog(page: QuoteEditorPage, kind: type[D]) -> D:
    """Return the dialog that stands before the page."""
    return child(page, kind)


def make_expired(data: Data, quote: quotes.EditableQuote) -> date:
    """Let an offer end yesterday, as it would in time."""
    yesterday = date.today() - timedelta(days=1)  # noqa: DTZ011 - a local date is meant
    with data.workspace.write(factories.STEP) as write:
        row = write.session.query(QuoteVersion).filter_by(quote_id=quote.quote_id).one()
        row.valid_until, row.issued_on = yesterday, yesterday - timedelta(days=30)
    return yesterday


def test_a_sent_quote_is_accepted(opened: Opener, data: Data, firm: Firm) -> None:
    page = opened(quote_id=sent(data, firm).quote_id)
    assert [text for text, _run in page.locked.answers()] == ["客户接受…", "客户拒绝…"]
    page.versions.accept()
    asked = dialog(page, AcceptDialog)
    assert asked.late.isHidden()
    asked.on.setText("明天")
    asked.confirm.click()
    assert asked.problem(), "the day lies ahead"
    asked.on.setText("今天")
    asked.who.setText("顾工 设备部经理")
    asked.confirm.click()
    info = page.session.quote.info
    assert info
    assert (info.state, info.decision.who, info.decision.late) == ("accepted", "顾工 设备部经理", False)
    assert page.head.state.text() == "客户接受"
    assert "顾工" in page.locked.accessibleName()
    assert page.locked.isVisible()
    assert page.message.isHidden(), "one bar says it"
    asked_for: list[str] = []
    page.action_requested.connect(lambda action, _argument: asked_for.append(action))
    page.locked._action.click()
    assert asked_for == ["new-contract"]
    assert not [text for text in offered(page) if text == "客户接受…"]
    assert [text for text, _run in page.locked.answers()] == ["生成合同", "撤回答复…"]


def test_a_rejection_needs_its_reason_and_is_taken_back(opened: Opener, data: Data, firm: Firm) -> None:
    page = opened(quote_id=sent(data, firm).quote_id)
    page.versions.reject()
    asked = dialog(page, RejectDialog)
    asked.confirm.click()
    assert asked.problem()
    asked.reason.setCurrentIndex(asked.reason.findData("delivery"))
    asked.note.setPlainText("要四周")
    asked.confirm.click()
    info = page.session.quote.info
    assert info
    assert (info.state, info.decision) == ("rejected", Decision("", "delivery", "要四周"))
    assert "交期" in page.locked.accessibleName()
    page.versions.take_back()
    box = child(page, QMessageBox)
    box.accepted.emit()
    box.close()
    assert page.session.quote.state == "sent"


def test_an_expired_offer_shows_the_prices_of_today(opened: Opener, data: Data, firm: Firm) -> None:
    quote = sent(data, firm)
    make_expired(data, quote)
    with data.workspace.write(factories.STEP) as write:
        write.session.get_one(Product, firm.product).list_price = Decimal(1_000_000)
    page = opened(quote_id=quote.quote_id)
    assert page.head.state.text() == "已过期"
    page.versions.accept()
    asked = dialog(page, AcceptDialog)
    assert not asked.late.isHidden()
    name, before, now, _rise = asked.late.table.figures.rows[0]
    assert (name.text, before.text) == ("五轴加工中心 VMC-850U", "980,000.00")
    assert now.text != "—"
    asked.confirm.click()
    assert asked.problem(), "what becomes of it is chosen first"
    asked.late.as_offered.setChecked(True)
    asked.confirm.click()
    info = page.session.quote.info
    assert info
    assert (info.state, info.decision.late) == ("accepted", True)
    with data.workspace.read() as session:
        found = quotes.load(session, f"{quote.number}-V1")
    assert found.state == "accepted"


def test_an_expired_offer_is_priced_anew(opened: Opener, data: Data, firm: Firm) -> None:
    quote = sent(data, firm)
    make_expired(data, quote)
    page = opened(quote_id=quote.quote_id)
    page.versions.accept()
    asked = dialog(page, AcceptDialog)
    asked.late.anew.setChecked(True)
    assert asked.confirm.text() == "新建版本"
    asked.confirm.click()
    assert (page.session.quote.version, page.session.read_only) == (2, False)
    assert page.session.quote.versions[0].reason
    assert page.session.quote.current == 1


def test_a_day_in_time_hides_the_prices(opened: Opener, data: Data, firm: Firm) -> None:
    quote = sent(data, firm)
    last = make_expired(data, quote)
    page = opened(quote_id=quote.quote_id)
    page.versions.accept()
    asked = dialog(page, AcceptDialog)
    asked.on.setText(last.isoformat())
    assert asked.late.isHidden()
    asked.on.setText("???")
    asked.confirm.click()
    assert asked.problem()
    asked.on.setText(last.isoformat())
    asked.confirm.click()
    info = page.session.quote.info
    assert info
    assert info.decision.late is False


def test_a_version_is_made_void(opened: Opener, data: Data, firm: Firm) -> None:
    page = opened(quote_id=sent(data, firm).quote_id)
    page.versions.void()
    asked = dialog(page, VoidDialog)
    asked.confirm.click()
    assert asked.problem()
    asked.reason.setText("型号报错")
    asked.confirm.click()
    assert page.session.quote.state == "void"
    assert "型号报错" in page.locked.accessibleName()


def test_a_void_draft_can_be_undone(opened: Opener, data: Data, firm: Firm) -> None:
    page = opened(quote_id=saved(data, firm).quote_id)
    page.versions.void()
    asked = dialog(page, VoidDialog)
    asked.reason.setText("重复")
    asked.confirm.click()
    assert page.session.quote.state == "void"
    data.undo()
    assert page.session.quote.state == "draft"


def test_the_primary_quote_is_chosen_and_let_go(opened: Opener, data: Data, firm: Firm) -> None:
    saved(data, firm, opportunity_id=firm.opportunity)
    page = opened(quote_id=saved(data, firm, opportunity_id=firm.opportunity).quote_id)
    assert "设为商机的主报价" in offered(page)
    page.versions.make_primary()
    assert page.session.quote.is_primary
    assert "取消主报价（商机金额自行填写）" in offered(page)
    page.versions.release()
    assert not page.session.quote.is_primary


def test_versions_are_compared_by_words_and_colour(
    opened: Opener, data: Data, firm: Firm, qtbot: QtBot, tmp_path: Path
) -> None:
    first = sent(data, firm)
    assert first.quote_id
    page = opened(quote_id=first.quote_id)
    new = data.write(
        factories.STEP, quotes.new_version, first.quote_id, reason="加一台", today=date(2026, 11, 25)
    )
    page.opening.show_newest()
    draft = page.session.draft
    page.session.edit(replace(draft, lines=(replace(draft.lines[0], quantity=Decimal(3)),)), "x")
    page.versions.compare()
    asked = dialog(page, CompareDialog)
    assert (asked.before.currentData(), asked.after.currentData()) == (
        f"{new.number}-V1",
        f"{new.number}-V2",
    )
    (row,) = asked.lines.figures.rows
    assert row[0].text == "修改"
    assert [(cell.text, cell.ground) for cell in row[2:4]] == [("2 套", "warn_soft"), ("3 套", "warn_soft")]
    assert "有变更" in row[3].about
    assert "数量：2 套 → 3 套" in asked.texts.text()
    assert asked.lines.hasFocus() or asked.focusWidget() is asked.lines
    comparison = asked.comparison
    assert comparison
    file = tmp_path / "变更.pdf"
    asked._print(comparison, file)
    qtbot.waitUntil(lambda: file.exists() and page.message.isVisible(), timeout=10_000)
    assert file.read_bytes().startswith(b"%PDF")


def test_a_single_version_is_compared_with_another_quote(opened: Opener, data: Data, firm: Firm) -> None:
    other = saved(data, firm, line("备件"))
    page = opened(quote_id=saved(data, firm).quote_id)
    assert "与其他报价对比…" in offered(page)
    page.versions.compare()
    asked = dialog(page, CompareDialog)
    assert asked.before.currentData() == f"{other.number}-V1"
    assert {row[0].text for row in asked.lines.figures.rows} == {"删除", "新增"}
    asked.everything.setChecked(True)
    asked.before.setCurrentIndex(asked.after.currentIndex())
    assert not asked.print.isEnabled()
    assert asked.said.text() == "两个版本内容一致。"


@pytest.fixture
def sheet(data: Data, firm: Firm) -> uuid.UUID:
    """Give the opportunity a requirement sheet of one row."""
    with data.workspace.write(factories.STEP) as write:
        write.session.add(
            Requirement(
                opportunity_id=firm.opportunity,
                position=0,
                parameter="噪声",
                required="≤ 72",
                ours="75",
                met="no",
            )
        )
    return firm.opportunity


def test_the_deviation_list_is_taken_and_left_out(
    opened: Opener, data: Data, firm: Firm, sheet: uuid.UUID
) -> None:
    page = opened(quote_id=saved(data, firm, opportunity_id=sheet).quote_id)
    page.versions.deviations()
    asked = dialog(page, DeviationDialog)
    assert [cell.text for cell in asked.table.figures.rows[0]] == ["噪声", "≤ 72", "75", "偏离"]
    asked.take.click()
    assert page.session.draft.deviations == (Deviation("噪声", "≤ 72", "75", "no"),)
    assert not asked.take.isVisible()
    asked.remove.click()
    assert not page.session.draft.deviations
    assert page.undo()
    assert page.session.draft.deviations
    asked.accept()
    assert page.save()
    assert page.session.quote.draft.deviations


def test_without_a_sheet_it_says_so(opened: Opener, data: Data, firm: Firm) -> None:
    page = opened(quote_id=saved(data, firm).quote_id)
    page.versions.deviations()
    asked = dialog(page, DeviationDialog)
    assert "需求表" in asked.said.text()
    assert not asked.take.isVisible()
    assert asked.done_button.focusPolicy() & Qt.FocusPolicy.TabFocus
