"""The page of all contracts, and a new one out of an accepted quote."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.errors import RuleError
from salesdesk.ui.contract_dialog import NewContractDialog, make_of_quote
from salesdesk.ui.contracts.list_page import ContractListPage
from tests.services.contracting import TODAY, Firm
from tests.ui.conftest import context_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.ui.data import Data


def test_contracts_stand_in_the_list_with_what_is_due_next(firm: Firm, gate: Data, qtbot: QtBot) -> None:
    firm.signed()
    page = ContractListPage(context_of(gate))
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    qtbot.waitUntil(lambda: not page.busy() and page.list.count() == 1)
    page.list.model.fetch(0, 0)
    row = page.list.model.row(0)
    assert row is not None
    assert (row.state, row.customer, row.signed_on) == ("signed", "恒岳轴承有限公司", TODAY)
    assert row.next_due is not None
    assert row.next_due >= TODAY
    page.delete_selected()
    assert page.list.count() == 1


def test_a_contract_is_made_of_an_accepted_quote_once(firm: Firm, gate: Data, qtbot: QtBot) -> None:
    quote = firm.quote()
    made: list[uuid.UUID] = []
    dialog = NewContractDialog(context_of(gate), made.append)
    qtbot.addWidget(dialog)
    assert [one.id for one in dialog.offered] == [quote]
    dialog.confirm.click()
    assert firm.edit(made[0]).state == "draft"
    with pytest.raises(RuleError):
        make_of_quote(context_of(gate), quote, made.append)
    again = NewContractDialog(context_of(gate), made.append)
    qtbot.addWidget(again)
    assert not again.confirm.isEnabled()
