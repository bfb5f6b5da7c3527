"""A field that finds customers while one types."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from salesdesk.ui.widgets.customer_field import ChoiceModel, CustomerField
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

    from salesdesk.storage.workspace import Workspace
    from salesdesk.ui.data import Data

HOSTILE = "<b>远川</b>&重工"


@pytest.fixture
def known(seeded: Workspace) -> dict[str, uuid.UUID]:
    """Add some customers, and return them by name."""
    with seeded.write(factories.STEP) as write:
        return {
            name: factories.customer(write.session, name=name, city=city)
            for name, city in (
                ("远帆精密", "苏州"),
                ("远帆精密（二厂）", "昆山"),
                (HOSTILE, ""),
                ("甲" * 5_000, ""),
            )
        }


@pytest.fixture
def field(data: Data, known: dict[str, uuid.UUID], qtbot: QtBot) -> Iterator[CustomerField]:
    """Give the field beside another one, on the screen."""
    assert known
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    result = CustomerField(data)
    layout.addWidget(result)
    layout.addWidget(QLineEdit())
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    result.setFocus()
    yield result
    window.hide()


def told(field: CustomerField) -> list[tuple[uuid.UUID | None, str]]:
    result: list[tuple[uuid.UUID | None, str]] = []
    field.chosen.connect(lambda identity, text: result.append((identity, text)))
    return result


def names(field: CustomerField) -> list[str]:
    return [choice.name for choice in field.choices.choices]


def test_what_is_typed_is_searched_after_a_pause(field: CustomerField, qtbot: QtBot) -> None:
    qtbot.keyClicks(field, "yuanfan")
    assert names(field) == []
    qtbot.waitUntil(lambda: sorted(names(field)) == ["远帆精密", "远帆精密（二厂）"])
    assert field._popup.isVisible()


def test_arrows_and_return_choose(field: CustomerField, known: dict[str, uuid.UUID], qtbot: QtBot) -> None:
    heard = told(field)
    qtbot.keyClicks(field, "yf")
    field.offer()
    qtbot.keyClick(field._popup, Qt.Key.Key_Down)
    qtbot.keyClick(field._popup, Qt.Key.Key_Down)
    assert heard == []
    qtbot.keyClick(field._popup, Qt.Key.Key_Return)
    second = names(field)[1]
    assert heard == [(known[second], second)]
    assert (field.customer_id, field.text()) == heard[0]
    assert not field._popup.isVisible()
    assert field.selectedText() == second, "what is typed next is another customer, not a longer name"


def test_a_click_chooses(field: CustomerField, known: dict[str, uuid.UUID], qtbot: QtBot) -> None:
    heard = told(field)
    qtbot.keyClicks(field, "yf")
    field.offer()
    place = field._popup.visualRect(field.choices.index(1)).center()
    qtbot.mouseClick(field._popup.viewport(), Qt.MouseButton.LeftButton, pos=place)
    second = names(field)[1]
    assert heard == [(known[second], second)]


def test_escape_closes_the_list_and_the_text_stays(field: CustomerField, qtbot: QtBot) -> None:
    qtbot.keyClicks(field, "yf")
    field.offer()
    qtbot.keyClick(field._popup, Qt.Key.Key_Escape)
    assert not field._popup.isVisible()
    assert (field.text(), field.customer_id) == ("yf", None)


def test_another_name_may_stand_and_is_told_once(field: CustomerField, qtbot: QtBot) -> None:
    heard = told(field)
    field.insert("  全新客户 ")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard == [(None, "全新客户")]


def test_the_exact_name_is_that_customer(
    field: CustomerField, known: dict[str, uuid.UUID], qtbot: QtBot
) -> None:
    heard = told(field)
    field.setText("远帆精密 ")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard == [(known["远帆精密"], "远帆精密")]


def test_a_changed_text_is_nobody_any_more(
    field: CustomerField, known: dict[str, uuid.UUID], qtbot: QtBot
) -> None:
    heard = told(field)
    field.set_customer(known["远帆精密"], "远帆精密")
    assert heard == []
    field.setCursorPosition(99)
    qtbot.keyClicks(field, "X")
    assert field.customer_id is None


def test_a_new_customer_is_found_at_once(field: CustomerField, seeded: Workspace) -> None:
    with seeded.write(factories.STEP) as write:
        factories.customer(write.session, name="刚刚登记")
    field.setText("刚刚")
    field.offer()
    assert names(field) == ["刚刚登记"]


def test_nothing_is_searched_while_an_input_method_composes(field: CustomerField) -> None:
    QApplication.sendEvent(field, QInputMethodEvent("yuan", []))
    assert not field._timer.isActive()
    done = QInputMethodEvent()
    done.setCommitString("远帆")
    QApplication.sendEvent(field, done)
    assert field._timer.isActive()


def test_hostile_names_are_painted_as_they_are(field: CustomerField) -> None:
    field.setText("远川")
    field.offer()
    assert names(field) == [HOSTILE]
    assert not field._popup.grab().isNull()
    field.setText("甲甲")
    field.offer()
    assert not field._popup.grab().isNull()


def test_the_model_keeps_the_rules(field: CustomerField, qtmodeltester: ModelTester) -> None:
    model = ChoiceModel(field)
    qtmodeltester.check(model)
    field.setText("远帆")
    field.offer()
    model.show_choices(field.choices.choices)
    qtmodeltester.check(model)
    row = names(field).index("远帆精密")
    assert model.data(model.index(row), Qt.ItemDataRole.AccessibleTextRole) == "远帆精密, 苏州"
