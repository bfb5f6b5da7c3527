"""What is asked for a new opportunity."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from salesdesk.i18n import _
from salesdesk.services import opportunity_summary, pipelines
from salesdesk.services.people import people
from salesdesk.ui.opportunity_dialog import NewOpportunityDialog
from tests import factories
from tests.ui.conftest import context_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from salesdesk.storage.workspace import Workspace
    from salesdesk.ui.data import Data


@pytest.fixture
def made() -> list[uuid.UUID]:
    """Give the list of what the dialog made."""
    return []


@pytest.fixture
def dialog(data: Data, made: list[uuid.UUID], qtbot: QtBot) -> Iterator[NewOpportunityDialog]:
    """Give the open dialog; 陈思远 works here."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    data.person = next(person.id for person in data.read(people) if person.name == "陈思远")
    result = NewOpportunityDialog(context_of(data), made.append, parent=window)
    result.open()
    yield result
    window.hide()


def confirm(qtbot: QtBot, dialog: NewOpportunityDialog) -> None:
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)


def test_it_makes_the_opportunity_and_its_customer_in_one_step(
    dialog: NewOpportunityDialog, data: Data, made: list[uuid.UUID], qtbot: QtBot
) -> None:
    dialog.name.setText(" 五轴加工中心 ")
    dialog.customer.setText("远川重工")
    dialog.amount.setText("12.5万")
    dialog.close_on.setText("+30")
    dialog.stage.setCurrentIndex(1)
    confirm(qtbot, dialog)
    (one,) = made
    found = data.read(opportunity_summary.summary, one)
    assert (found.title, found.customer, found.stage) == ("五轴加工中心", "远川重工", "需求探索")
    today = datetime.now().astimezone().date()
    assert (found.amount, found.owner) == (Decimal(125_000), "陈思远")
    assert (found.expected_close_on, found.created_on) == (today + timedelta(days=30), today)
    assert str(data.undo_label()) == str(_("New opportunity “{name}”").format(name="五轴加工中心"))


def test_a_title_is_enough(
    dialog: NewOpportunityDialog, data: Data, made: list[uuid.UUID], qtbot: QtBot
) -> None:
    dialog.name.setText("磨床")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    found = data.read(opportunity_summary.summary, made[0])
    assert (found.customer, found.amount, found.expected_close_on) == (None, None, None)


@pytest.mark.parametrize(
    "typed",
    [("name", "\u200b "), ("amount", "viel"), ("amount", "-5"), ("amount", "2万亿"), ("close_on", "bald")],
)
def test_what_cannot_be_taken_is_told_and_nothing_is_written(
    dialog: NewOpportunityDialog, data: Data, made: list[uuid.UUID], qtbot: QtBot, typed: tuple[str, str]
) -> None:
    before = data.undo_label()
    dialog.name.setText("磨床")
    getattr(dialog, typed[0]).setText(typed[1])
    confirm(qtbot, dialog)
    assert dialog.isVisible()
    assert dialog.problem()
    assert made == []
    assert data.undo_label() == before
    dialog.reject()
    assert made == []


def test_a_customer_that_is_given_stands_there(data: Data, seeded: Workspace, qtbot: QtBot) -> None:
    with seeded.write(factories.STEP) as write:
        buyer = factories.customer(write.session, name="远川 & <b>重工")
    window = QWidget()
    qtbot.addWidget(window)
    made: list[uuid.UUID] = []
    dialog = NewOpportunityDialog(context_of(data), made.append, customer_id=buyer, parent=window)
    assert dialog.customer.text() == "远川 & <b>重工"
    dialog.name.setText("磨床")
    dialog.open()
    confirm(qtbot, dialog)
    assert data.read(opportunity_summary.summary, made[0]).customer_id == buyer


def test_stages_of_several_pipelines_are_told_apart(data: Data, seeded: Workspace, qtbot: QtBot) -> None:
    with seeded.write(factories.STEP) as write:
        pipelines.add_from_template(write.session, "sme4")
    dialog = NewOpportunityDialog(context_of(data), lambda _made: None)
    qtbot.addWidget(dialog)
    assert dialog.stage.count() == 9
    assert dialog.stage.itemText(0) == "设备行业八阶段 · 线索识别"


def test_captions_stand_at_the_middle_of_their_fields(dialog: NewOpportunityDialog) -> None:
    for caption in dialog.findChildren(QLabel):
        field = caption.buddy()
        if field is not None and field.isVisible():
            middle = caption.geometry().center().y()
            assert abs(middle - field.geometry().center().y()) <= 1, caption.text()
