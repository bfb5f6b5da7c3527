"""The page of an opportunity over a real workspace."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from salesdesk.services import contacts, opportunities, opportunity_rows
from salesdesk.storage.records import StageItem
from salesdesk.ui.data import Data
from salesdesk.ui.opportunity.page import OpportunityPage
from tests import factories
from tests.factories import STEP
from tests.ui.conftest import context_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.storage.workspace import Workspace

TODAY = datetime.now().astimezone().date()


class Desk:
    """A firm with two people, a customer with a contact, and an opportunity in the second stage, on its page."""

    def __init__(self, workspace: Workspace, qtbot: QtBot) -> None:
        self.workspace, self.qtbot = workspace, qtbot
        factories.set_up(workspace)
        with workspace.write(STEP) as write:
            session = write.session
            self.stages = [stage.id for stage in factories.stages(session)]
            self.lin = factories.person(session, name="林晓")
            self.chen = factories.person(session, name="陈思远")
            self.customer = factories.customer(session, name="恒岳轴承")
            self.contact = contacts.create(session, self.customer, name="顾建国", title="设备部经理")
            self.product = factories.product(session, name="螺杆空压机", list_price=Decimal(100))
            self.check = _item(session, self.stages[1], "check", "现场看过")
            self.slot = _item(session, self.stages[1], "evidence", "需求文档")
            self.card = opportunities.create(
                session,
                name="磨床",
                customer=self.customer,
                stage_id=self.stages[1],
                amount=Decimal(1_200_000),
                owner_id=self.lin,
                expected_close_on=TODAY + timedelta(days=30),
                today=date(2026, 6, 1),
            )
        self.data = Data(workspace)
        self.page = self.opened()

    def opened(self, size: tuple[int, int] = (1400, 860), *, state: object = None) -> OpportunityPage:
        """Show the page."""
        page = OpportunityPage(context_of(self.data), opportunity_id=self.card, state=state)
        self.qtbot.addWidget(page)
        page.resize(*size)
        with self.qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        return page

    def add(self, kind: str, **values: Any) -> uuid.UUID:
        """Add a line to a list of the opportunity."""
        return self.data.write(STEP, opportunity_rows.add, kind, self.card, **values)


def _item(session: Any, stage: uuid.UUID, kind: str, text: str) -> uuid.UUID:
    row = StageItem(stage_id=stage, kind=kind, text=text, position=-1)
    session.add(row)
    session.flush()
    return row.id


@pytest.fixture
def desk(workspace: Workspace, qtbot: QtBot) -> Desk:
    """Give the page on the screen."""
    return Desk(workspace, qtbot)
