"""A bank's statement in the window: proposed, looked through, taken as one step."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.services import bank_statements, payments, receivable_list
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.background import Background
from salesdesk.ui.contracts.receivables_page import ReceivablesPage
from salesdesk.ui.contracts.statement_dialog import LineDialog, StatementDialog
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.preferences import Preferences
from tests.services.contracting import Firm, days

HEAD = "交易日期,贷方发生额,借方发生额,对方户名,交易流水号,附言\n"
LINES = (
    "2026-06-05,300.00,,恒岳轴承有限公司,A1,C-2026-0001 预付款\n"
    "2026-06-06,,88.00,电力公司,A2,电费\n"
    "2026-06-07,42.00,,张三,A3,\n"
)


@pytest.fixture
def firm(workspace: Workspace) -> Firm:
    """Give a firm with a contract: 300 due by the signature, 600 by the acceptance, 100 retained."""
    result = Firm(workspace)
    result.signed(result.quote("400", total="1000.00"))
    return result


@pytest.fixture
def page(qtbot: QtBot, firm: Firm) -> Iterator[ReceivablesPage]:
    """Give the page that reads statements."""
    background = Background()
    result = ReceivablesPage(PageContext(Data(firm.workspace), background, Preferences()))
    qtbot.addWidget(result)
    with qtbot.waitExposed(result):
        result.show()
    yield result
    background.finish()
    QApplication.processEvents()


def written(tmp_path: Path, text: str, encoding: str = "gb18030") -> Path:
    file = tmp_path / "流水.csv"
    file.write_bytes(text.encode(encoding))
    return file


def read(page: ReceivablesPage, file: Path) -> StatementDialog | None:
    page.read_statement(file)
    while page.busy():
        QApplication.processEvents()
    QApplication.processEvents()
    return next((one for one in page.findChildren(StatementDialog) if one.isVisible()), None)


def receipts(firm: Firm) -> list[tuple[str, str]]:
    found = firm.ask(payments.of_customer, firm.buyer)
    return sorted((str(one.amount), one.payer) for one in found)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_what_fits_is_taken_as_one_step_and_not_again(
    firm: Firm, page: ReceivablesPage, tmp_path: Path, encoding: str
) -> None:
    file = written(tmp_path, HEAD + LINES, encoding)
    dialog = read(page, file)
    assert dialog is not None
    assert [row.taken for row in dialog.table.rows()] == [True, False]
    dialog.confirm.click()
    assert receipts(firm) == [("300.00", "恒岳轴承有限公司")]
    again = read(page, file)
    assert again is not None
    assert [row.proposal.match for row in again.table.rows()] == ["taken", "none"]
    assert not again.confirm.isEnabled()
    again.reject()
    page._data.undo()
    assert receipts(firm) == []


def test_a_line_that_fits_nobody_is_given_to_a_customer(
    firm: Firm, page: ReceivablesPage, tmp_path: Path
) -> None:
    dialog = read(page, written(tmp_path, HEAD + LINES))
    assert dialog is not None
    dialog.table.view.select_rows([(1, 1)], 1)
    dialog.toggle()
    line = dialog.findChild(LineDialog)
    assert line is not None
    assert line.amount.isReadOnly()
    line.customer.set_customer(firm.buyer, "恒岳轴承有限公司")
    line.customer.chosen.emit(firm.buyer, "恒岳轴承有限公司")
    line.confirm.click()
    assert [row.taken for row in dialog.table.rows()] == [True, True]
    dialog.table.view.select_rows([(0, 0)], 0)
    dialog.toggle()
    dialog.confirm.click()
    assert receipts(firm) == [("42.00", "张三")]
    assert [row.paid for row in firm.ask(receivable_list.rows, today=days(10))] == [0, Decimal("42.00"), 0]


def test_lines_that_together_pay_too_much_are_refused_and_none_is_written(
    firm: Firm, page: ReceivablesPage, tmp_path: Path
) -> None:
    dialog = read(page, written(tmp_path, HEAD + LINES))
    assert dialog is not None
    first, second = dialog.table.rows()
    given = first.proposal.allocations
    bad = bank_statements.Proposal(second.proposal.line, "payer", firm.buyer, "恒岳轴承有限公司", given)
    dialog._on_changed(second.id, bad)
    dialog.confirm.click()
    assert "4" in dialog.problem()
    assert dialog.isVisible()
    assert receipts(firm) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02\xff" * 400,
        "名称,数量\n磨床,1\n".encode(),
        b"PK\x03\x04" + b"\x00" * 100,
        (HEAD + "2026-13-45,abc,,x,y,z\n").encode(),
    ],
)
def test_what_is_no_statement_is_refused_in_words(
    firm: Firm, page: ReceivablesPage, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    assert read(page, file) is None
    assert page.exports.message.isVisible()
    assert page.exports.message.text()
    assert receipts(firm) == []


def test_a_file_that_is_gone_is_said(page: ReceivablesPage, tmp_path: Path) -> None:
    assert read(page, tmp_path / "missing.csv") is None
    assert page.exports.message.isVisible()


def test_leaving_the_page_drops_what_is_read(page: ReceivablesPage, tmp_path: Path) -> None:
    page.read_statement(written(tmp_path, HEAD + LINES))
    page.leave()
    page._context.background.finish()
    QApplication.processEvents()
    assert not page.findChildren(StatementDialog)


def test_a_line_that_cannot_be_read_is_named_where_there_is_no_other(
    page: ReceivablesPage, tmp_path: Path
) -> None:
    assert read(page, written(tmp_path, HEAD + "2026-13-45,abc,,x,y,z\n")) is None
    assert "2026-13-45" in page.exports.message.text()


def test_lines_are_taken_changed_and_recorded_without_the_mouse(
    firm: Firm, page: ReceivablesPage, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = read(page, written(tmp_path, HEAD + LINES))
    assert dialog is not None
    view = dialog.table.view
    assert dialog.focusWidget() is view
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert [row.taken for row in dialog.table.rows()] == [False, False]
    qtbot.keyClick(view, Qt.Key.Key_Space)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_F2)
    line = dialog.findChild(LineDialog)
    assert line is not None
    assert line.focusWidget() is line.customer
    line.customer.set_customer(firm.buyer, "恒岳轴承有限公司")
    line.customer.chosen.emit(firm.buyer, "恒岳轴承有限公司")
    assert line.focusWidget() is not line.customer, "what was chosen leads on"
    assert [row.outstanding for row in line.allocations.rows] == [600, 100], (
        "another line pays the first already"
    )
    qtbot.keyClick(line.focusWidget(), Qt.Key.Key_Return)
    assert [row.taken for row in dialog.table.rows()] == [True, True]
    assert dialog.focusWidget() is view
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    qtbot.keyClick(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sorted(amount for amount, _payer in receipts(firm)) == ["300.00", "42.00"]
