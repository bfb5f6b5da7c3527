"""A flow over a real workspace whose first stage asks for what a test wants."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from sqlalchemy import func, select

from salesdesk.storage.records import Operation, Opportunity, Pipeline, StageItem
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.gates.flow import GateFlow
from salesdesk.ui.widgets.gates.popover import GatePopover
from tests import factories
from tests.ui.conftest import context_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot
    from sqlalchemy.orm import Session

    from salesdesk.storage.workspace import Workspace


class Desk:
    """A card in the first stage of the usual pipeline, on a page with a button."""

    def __init__(self, workspace: Workspace, qtbot: QtBot) -> None:
        self.workspace = workspace
        self.qtbot = qtbot
        factories.set_up(workspace)
        with workspace.write(factories.STEP) as write:
            session = write.session
            self.stages = [stage.id for stage in factories.stages(session)]
            self.customer = factories.customer(session, name="恒岳轴承")
            self.card = factories.opportunity(
                session, name="磨床", customer_id=self.customer, amount_minor=12_000_000
            )
        self.data = Data(workspace)
        self.context = context_of(self.data)
        self.page = QWidget()
        self.button = QPushButton("Elsewhere")
        QVBoxLayout(self.page).addWidget(self.button)
        self.page.resize(900, 640)
        qtbot.addWidget(self.page)
        with qtbot.waitExposed(self.page):
            self.page.show()
        self.page.activateWindow()
        self.flow = GateFlow(self.context, self.page)

    def act(self, fn: Any, *args: Any, **options: Any) -> Any:
        with self.workspace.write(factories.STEP) as write:
            return fn(write.session, *args, **options)

    def require(self, fields: str = "", place: int = 0) -> None:
        """Have a stage ask for fields."""
        self.act(lambda session: setattr(factories.stages(session)[place], "required_fields", fields))

    def item(self, kind: str, text: str, place: int = 0) -> uuid.UUID:
        """Have a stage ask for a tick or a file."""

        def add(session: Session) -> uuid.UUID:
            row = StageItem(stage_id=self.stages[place], kind=kind, text=text, required=True, position=100)
            session.add(row)
            session.flush()
            return row.id

        return uuid.UUID(str(self.act(add)))

    def mode(self, gate_mode: str) -> None:
        """Make the gates strict or soft."""
        self.act(lambda session: setattr(session.scalars(select(Pipeline)).one(), "gate_mode", gate_mode))

    def ask(self, place: int = 1) -> GatePopover:
        """Try to move the card and return what asks."""
        self.flow.move(self.card, self.stages[place])
        assert self.flow.popover is not None
        return self.flow.popover

    def row(self) -> Opportunity:
        with self.workspace.read() as session:
            return session.get_one(Opportunity, self.card)

    def stage(self) -> int:
        """Return the place of the stage where the card stands."""
        return self.stages.index(self.row().stage_id)

    def operations(self) -> int:
        with self.workspace.read() as session:
            return session.scalar(select(func.count(Operation.id))) or 0

    def all(self, record: Any) -> list[Any]:
        """Return the living rows of a kind."""
        with self.workspace.read() as session:
            return list(
                session.scalars(select(record).where(record.deleted_at.is_(None)).order_by(record.id))
            )


@pytest.fixture
def desk(workspace: Workspace, qtbot: QtBot) -> Desk:
    return Desk(workspace, qtbot)
