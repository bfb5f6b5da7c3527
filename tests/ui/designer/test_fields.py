"""The fields of the designer tell each value that can be taken, and leave what is typed alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from salesdesk.domain.document_design import Wording, contrast_with_white
from salesdesk.ui.designer.fields import (
    COLORS,
    ChoiceField,
    ColorField,
    NumberField,
    TicksField,
    WordingField,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def shown(qtbot: QtBot, field: Any) -> list[Any]:
    """Show a field beside another one, and return what it tells from now on."""
    window = QWidget()
    field.kept = window  # as long as the field
    field.setParent(window)
    QLineEdit(window)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    told: list[Any] = []
    field.edited.connect(told.append)
    return told


def test_the_colours_to_begin_with_can_be_read() -> None:
    assert all(contrast_with_white(code) >= 4.5 for code, _name in COLORS)


def test_a_colour_is_typed(qtbot: QtBot) -> None:
    field = ColorField("颜色")
    told = shown(qtbot, field)
    field.show_value("#112233")
    field.text.setFocus()
    field.text.selectAll()
    qtbot.keyClicks(field.text, "B3261E")
    assert told == ["#b3261e"]
    assert field.text.text() == "B3261E", "it stays as it was typed"
    assert field.problem.isHidden()


def test_for_a_pale_colour_a_shade_is_offered(qtbot: QtBot) -> None:
    field = ColorField("颜色")
    told = shown(qtbot, field)
    field.text.setFocus()
    field.text.selectAll()
    qtbot.keyClicks(field.text, "#ff8800")
    assert (told, field.problem.isHidden()) == ([], False)
    field.take.click()
    assert len(told) == 1
    assert contrast_with_white(told[0]) >= 4.5
    assert field.text.text() == told[0]
    assert field.problem.isHidden()


def test_half_a_colour_is_put_right_when_it_is_left(qtbot: QtBot) -> None:
    field = ColorField("颜色")
    told = shown(qtbot, field)
    field.show_value("#112233")
    field.text.setFocus()
    field.text.selectAll()
    qtbot.keyClicks(field.text, "#12")
    assert field.problem.isHidden()
    qtbot.keyClick(field.text, Qt.Key.Key_Return)
    assert (told, field.text.text()) == ([], "#112233")


def test_a_number_keeps_to_its_limits(qtbot: QtBot) -> None:
    field = NumberField("左", (8, 40))
    told = shown(qtbot, field)
    field.show_value(15)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "20")
    assert told == [20], "2 alone is too little"
    qtbot.keyClick(field, Qt.Key.Key_Up)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert told == [20, 21, 20]
    field.selectAll()
    qtbot.keyClicks(field, "99")
    assert field.property("invalid")
    field.clearFocus()
    assert (field.text(), told[-1]) == ("9", 9)
    field.show_value(40)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.text() == "40"


def test_texts_are_told_in_both_languages(qtbot: QtBot) -> None:
    field = WordingField("问候语", 10, lines=True)
    told = shown(qtbot, field)
    field.show_value(Wording("您好", "Hello"))
    assert told == []
    english = field.editors["en"]
    assert isinstance(english, QPlainTextEdit)
    english.setFocus()
    english.selectAll()
    qtbot.keyClicks(english, "Dear ")
    assert told[-1] == Wording("您好", "Dear ")
    field.show_value(told[-1])
    assert english.toPlainText() == "Dear ", "a blank that is being typed stays"
    english.setPlainText("x" * 50)
    assert told[-1].en == "x" * 10


def test_a_choice_tells_its_value(qtbot: QtBot) -> None:
    field = ChoiceField("纸张", [("auto", "自动"), ("portrait", "纵向")])
    told = shown(qtbot, field)
    field.show_value("portrait")
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert told == ["auto"]


def test_ticks_tell_all_that_are_set(qtbot: QtBot) -> None:
    field = TicksField("客户", [("phone", "电话"), ("bank", "账号")])
    told = shown(qtbot, field)
    field.show_value(("bank",))
    field.boxes["phone"].click()
    field.boxes["bank"].click()
    assert told == [("phone", "bank"), ("phone",)]
