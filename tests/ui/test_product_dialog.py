"""A new product, from wherever one is missing."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt

from salesdesk.services import product_editing
from salesdesk.ui.data import Data
from salesdesk.ui.product_dialog import NewProductDialog
from tests import factories
from tests.ui.conftest import context_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.storage.workspace import Workspace


@pytest.fixture
def gate(workspace: Workspace) -> Data:
    """Give the gate to a workspace with one product."""
    factories.set_up(workspace)
    with workspace.write(factories.STEP) as write:
        factories.product(write.session, name="空压机", model="A22", code="LX-A22")
    return Data(workspace)


def show(gate: Data, qtbot: QtBot, made: list[uuid.UUID], name: str = "") -> NewProductDialog:
    dialog = NewProductDialog(context_of(gate), made.append, name=name)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def test_a_product_is_made_with_its_price_and_class(gate: Data, qtbot: QtBot) -> None:
    made: list[uuid.UUID] = []
    dialog = show(gate, qtbot, made, "冷干机")
    assert dialog.name.text() == "冷干机"
    dialog.model.setText("N1")
    dialog.list_price.setText("5.8万")
    assert "13%" in dialog.tax_class.currentText()
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    found: Any = gate.read(product_editing.facts, made[0])
    assert (found.name, found.model, found.list_price, found.cost) == ("冷干机", "N1", 58000, None)
    assert (found.tax_class, found.usual_rate) == ("goods", Decimal("0.13"))


@pytest.mark.parametrize(("field", "typed"), [("name", ""), ("list_price", "much"), ("code", "lx-a22")])
def test_what_can_not_be_keeps_the_dialog(gate: Data, qtbot: QtBot, field: str, typed: str) -> None:
    made: list[uuid.UUID] = []
    dialog = show(gate, qtbot, made, "x")
    getattr(dialog, field).setText(typed)
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert dialog.problem()
    assert made == []
    dialog.reject()


def test_a_likely_double_is_named(gate: Data, qtbot: QtBot) -> None:
    dialog = show(gate, qtbot, [])
    qtbot.keyClicks(dialog.model, "a22")
    qtbot.waitUntil(lambda: "空压机 A22" in dialog.hint.text())
    dialog.reject()
