"""A framework agreement begun in the window, and contracts made under it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from salesdesk.services import contracts
from salesdesk.ui.contract_dialog import NewContractDialog
from salesdesk.ui.contracts.list_page import ContractListPage
from salesdesk.ui.framework_dialog import NewFrameworkDialog
from tests.services.contracting import Firm
from tests.ui.conftest import context_of
from tests.ui.contracts.conftest import Show

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.ui.data import Data


def in_force(firm: Firm, made: uuid.UUID) -> uuid.UUID:
    """Take an agreement to its signature."""
    firm.issue_step(contracts.issue, firm.reviewed(firm.filled(made)))
    firm.issue_step(contracts.sign, made, on=firm.edit(made).version.dated_on)
    return made


def begun(firm: Firm, gate: Data, qtbot: QtBot) -> uuid.UUID:
    """Begin an agreement with the firm's buyer in the window."""
    made: list[uuid.UUID] = []
    dialog = NewFrameworkDialog(context_of(gate), made.append, customer_id=firm.buyer)
    qtbot.addWidget(dialog)
    dialog.title.setText("年度备件")
    dialog.scope.setPlainText("磨床备件")
    dialog.confirm.click()
    return made[0]


def test_it_is_begun_with_customer_scope_and_days(firm: Firm, gate: Data, qtbot: QtBot) -> None:
    version = firm.edit(begun(firm, gate, qtbot)).version
    assert (version.contract_kind, version.buyer.name) == ("framework", "恒岳轴承有限公司")
    assert "磨床备件" in version.clauses[1].text_zh
    assert version.valid_from is not None
    assert version.valid_until is not None
    assert 364 <= (version.valid_until - version.valid_from).days <= 365


def test_what_is_missing_or_wrong_is_said(gate: Data, qtbot: QtBot) -> None:
    dialog = NewFrameworkDialog(context_of(gate), lambda _made: None)
    qtbot.addWidget(dialog)
    dialog.confirm.click()
    assert dialog.problem()
    dialog.customer.setText("nobody")
    dialog.confirm.click()
    assert dialog.problem()


def test_it_may_not_end_before_it_begins(firm: Firm, gate: Data, qtbot: QtBot) -> None:
    dialog = NewFrameworkDialog(context_of(gate), lambda _made: None, customer_id=firm.buyer)
    qtbot.addWidget(dialog)
    dialog.valid_until.setText("-3")
    dialog.confirm.click()
    assert dialog.problem()


def test_contracts_are_made_under_it(firm: Firm, gate: Data, qtbot: QtBot, show: Show) -> None:
    frame = in_force(firm, begun(firm, gate, qtbot))
    quote = firm.quote()
    page = show(frame)
    page.tabs.show_tab("orders")
    assert not page.orders.new.isHidden()
    with qtbot.waitSignal(page.action_requested) as asked:
        page.orders.new.click()
    assert asked.args == ["new-contract", {"framework_id": frame}]
    made: list[uuid.UUID] = []
    dialog = NewContractDialog(context_of(gate), made.append, framework_id=frame)
    qtbot.addWidget(dialog)
    assert dialog.quote.currentData() == quote
    assert dialog.framework.currentData() == frame
    dialog.confirm.click()
    assert [one.id for one in firm.ask(contracts.under, frame)] == made
    again = show(frame)
    assert again.tabs.buttons["orders"].text().endswith("1")
    assert show(made[0]).tabs.buttons["orders"].isHidden()


def test_its_days_are_changed_with_the_particulars(firm: Firm, gate: Data, qtbot: QtBot, show: Show) -> None:
    frame = begun(firm, gate, qtbot)
    dialog = show(frame).actions_.ask_particulars()
    dialog.valid_until.setText("2030-12-31")
    dialog.confirm.click()
    assert str(firm.edit(frame).version.valid_until) == "2030-12-31"


def test_the_list_of_contracts_offers_it(gate: Data, qtbot: QtBot) -> None:
    page = ContractListPage(context_of(gate))
    qtbot.addWidget(page)
    ((_icon, _text, run),) = page.others()
    with qtbot.waitSignal(page.action_requested) as asked:
        run()
    assert asked.args == ["new-framework", None]
