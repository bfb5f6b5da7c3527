"""A new customer, with its first contact and a word on possible duplicates."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt

from salesdesk.services import contacts, customers
from salesdesk.ui.customer_dialog import NewCustomerDialog
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.preferences import Preferences
from tests import factories

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.storage.workspace import Workspace
    from salesdesk.ui.background import Background


@pytest.fixture
def data(workspace: Workspace) -> Data:
    """Give a workspace with one customer and one person, who works here."""
    with workspace.write(factories.STEP) as write:
        customers.create(write.session, name="华锐精工（苏州）有限公司", industry="精密机械")
        person = factories.person(write.session, name="林晓")
    result = Data(workspace)
    result.person = person
    return result


@pytest.fixture
def made() -> list[uuid.UUID]:
    """Give a list for the new customers."""
    return []


@pytest.fixture
def dialog(data: Data, made: list[uuid.UUID], qtbot: QtBot) -> NewCustomerDialog:
    """Give the dialog on the screen."""
    context = PageContext(data, cast("Background", None), Preferences())
    result = NewCustomerDialog(context, made.append)
    # Closing deletes it, so that nobody else has to.
    result.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(result)
    result.show()
    return result


def test_a_customer_is_made_with_its_first_contact(
    dialog: NewCustomerDialog, data: Data, made: list[uuid.UUID], qtbot: QtBot
) -> None:
    for field, text in (
        (dialog.name, "恒岳轴承"),
        (dialog.city, "苏州"),
        (dialog.contact, "顾工"),
        (dialog.mobile, "139"),
    ):
        field.setText(text)
    dialog.value_class.setCurrentIndex(dialog.value_class.findData("key"))
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    facts = data.read(customers.view, made[0]).facts
    assert (facts.name, facts.city, facts.value_class, facts.owner) == ("恒岳轴承", "苏州", "key", "林晓")
    assert [(row.name, row.mobile) for row in data.read(contacts.of_customer, made[0])] == [("顾工", "139")]
    data.undo()


def test_without_a_name_nothing_is_made(dialog: NewCustomerDialog, made: list[uuid.UUID]) -> None:
    dialog.confirm.click()
    assert dialog.problem()
    assert dialog.isVisible()
    assert made == []


def test_a_possible_duplicate_is_named_but_not_refused(
    dialog: NewCustomerDialog, made: list[uuid.UUID], qtbot: QtBot
) -> None:
    dialog.name.setText("华锐精工(苏州)有限责任公司")
    qtbot.waitUntil(dialog.hint.isVisible)
    assert "华锐精工（苏州）有限公司" in dialog.hint.text()
    dialog.confirm.click()
    assert len(made) == 1


def test_a_doubtful_code_is_told_but_not_refused(
    dialog: NewCustomerDialog, made: list[uuid.UUID], qtbot: QtBot
) -> None:
    dialog.name.setText("恒岳")
    dialog.uscc.setText("123")
    qtbot.waitUntil(dialog.hint.isVisible)
    dialog.confirm.click()
    assert len(made) == 1
