"""A firm with signed contracts, and the pages of its tickets on a screen that nobody sees."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from salesdesk.services import handovers
from salesdesk.ui.data import Data
from salesdesk.ui.service.page import TicketPage
from tests.services.contracting import Firm
from tests.ui.conftest import context_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.storage.workspace import Workspace

Show = Callable[[uuid.UUID], TicketPage]


@pytest.fixture
def firm(workspace: Workspace) -> Firm:
    """Give a firm with a buyer and a card."""
    return Firm(workspace)


@pytest.fixture
def gate(firm: Firm) -> Data:
    """Give the gate to the firm's workspace, the seller at work."""
    data = Data(firm.workspace)
    data.person = firm.seller
    return data


@pytest.fixture
def ticket(firm: Firm) -> uuid.UUID:
    """Give the handover of a signed contract."""
    found = firm.ask(handovers.of_contract, firm.signed())
    assert found is not None
    return found


@pytest.fixture
def show(gate: Data, qtbot: QtBot) -> Show:
    """Show the page of a ticket."""

    def shown(ticket: uuid.UUID) -> TicketPage:
        page = TicketPage(context_of(gate), ticket_id=ticket)
        qtbot.addWidget(page)
        page.resize(1240, 780)
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        return page

    return shown
