"""Facts look like text and are edited in place, with keys and with the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit

from salesdesk.ui.widgets.facts import Fact, Facts

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

FACTS = (
    Fact("name", "名称", "恒岳轴承"),
    Fact("city", "城市", ""),
    Fact("class", "等级", "重要", editor="key", choices=(("", "—"), ("key", "重要"), ("regular", "Regular"))),
    Fact("remark", "备注", "第一行\n第二行", multiline=True),
    Fact("code", "编号", "C-1", editable=False),
)


@pytest.fixture
def facts(qtbot: QtBot) -> Facts:
    """Give five facts on the screen."""
    result = Facts()
    qtbot.addWidget(result)
    result.show_facts(FACTS)
    result.resize(320, 300)
    with qtbot.waitExposed(result):
        result.show()
    result.activateWindow()
    return result


def line(facts: Facts, key: str) -> QLineEdit:
    """Return the open editor of a fact, a line."""
    editor = facts.editor(key)
    assert isinstance(editor, QLineEdit)
    return editor


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_F2, Qt.Key.Key_Space])
def test_a_key_opens_the_editor_and_return_sends_what_was_typed(
    facts: Facts, qtbot: QtBot, key: Qt.Key
) -> None:
    facts.value("name").setFocus()
    qtbot.keyClick(facts.value("name"), key)
    editor = line(facts, "name")
    assert (editor.text(), editor.selectedText()) == ("恒岳轴承", "恒岳轴承")
    qtbot.keyClicks(editor, "SKF")
    with qtbot.waitSignal(facts.edited) as sent:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert sent.args == ["name", "SKF"]
    assert facts.editor("name") is None
    assert facts.value("name").hasFocus()


def test_a_click_opens_and_leaving_sends(facts: Facts, qtbot: QtBot) -> None:
    qtbot.mouseClick(facts.value("city"), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(line(facts, "city"), "Suzhou")
    with qtbot.waitSignal(facts.edited) as sent:
        qtbot.keyClick(line(facts, "city"), Qt.Key.Key_Tab)
    assert sent.args == ["city", "Suzhou"]


def test_typing_begins_anew(facts: Facts, qtbot: QtBot) -> None:
    facts.value("name").setFocus()
    qtbot.keyClick(facts.value("name"), "S")
    assert line(facts, "name").text() == "S"


def test_what_an_input_method_commits_begins_anew(facts: Facts) -> None:
    event = QInputMethodEvent()
    event.setCommitString("远帆")
    QApplication.sendEvent(facts.value("name"), event)
    assert line(facts, "name").text() == "远帆"


def test_escape_restores_and_nothing_changed_sends_nothing(facts: Facts, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(facts.edited):
        facts.edit("name", "x")
        qtbot.keyClick(line(facts, "name"), Qt.Key.Key_Escape)
        facts.edit("name")
        qtbot.keyClick(line(facts, "name"), Qt.Key.Key_Return)
    assert facts.value("name").text() == "恒岳轴承"


def test_a_choice_sends_its_code(facts: Facts, qtbot: QtBot) -> None:
    facts.edit("class")
    combo = facts.editor("class")
    assert isinstance(combo, QComboBox)
    assert combo.currentData() == "key"
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    with qtbot.waitSignal(facts.edited) as sent:
        qtbot.keyClick(combo, Qt.Key.Key_Return)
    assert sent.args == ["class", "regular"]


def test_typing_at_a_choice_chooses_by_its_beginning(facts: Facts) -> None:
    facts.edit("class", "r")
    combo = facts.editor("class")
    assert isinstance(combo, QComboBox)
    assert combo.currentData() == "regular"


def test_several_lines_are_sent_by_ctrl_return(facts: Facts, qtbot: QtBot) -> None:
    facts.edit("remark")
    editor = facts.editor("remark")
    assert isinstance(editor, QPlainTextEdit)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.keyClicks(editor, "x")
    with qtbot.waitSignal(facts.edited) as sent:
        qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sent.args == ["remark", "第一行\n第二行\nx"]


def test_a_complaint_brings_back_what_was_typed(facts: Facts, qtbot: QtBot) -> None:
    facts.edited.connect(lambda key, _typed: facts.complain(key, "太长"))
    facts.edit("city", "x")
    qtbot.keyClick(line(facts, "city"), Qt.Key.Key_Return)
    assert (line(facts, "city").text(), facts.problem("city")) == ("x", "太长")
    with qtbot.assertNotEmitted(facts.edited):
        facts.finish()
    facts.edit("name")
    assert facts.editor("name") is None
    qtbot.keyClick(line(facts, "city"), Qt.Key.Key_Escape)
    assert facts.problem("city") == ""


def test_an_open_editor_stays_when_the_page_reads_again(facts: Facts) -> None:
    facts.edit("city", "Wuxi")
    facts.show_facts((Fact("name", "名称", "新名"), *FACTS[1:3]))
    assert line(facts, "city").text() == "Wuxi"
    assert facts.value("name").text() == "新名"


def test_what_cant_be_changed_has_no_editor(facts: Facts, qtbot: QtBot) -> None:
    qtbot.mouseClick(facts.value("code"), Qt.MouseButton.LeftButton)
    facts.edit("code")
    assert facts.editor("code") is None
    assert facts.value("code").focusPolicy() == Qt.FocusPolicy.NoFocus


def test_a_value_says_what_it_is_and_copies(facts: Facts, qtbot: QtBot) -> None:
    value = facts.value("name")
    assert "名称" in value.accessibleName()
    assert "恒岳轴承" in value.accessibleName()
    qtbot.keyClick(value, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "恒岳轴承"


@pytest.mark.parametrize(
    "text", ["甲" * 50_000, "W" * 50_000, "<b>A&B</b>", "a\u202eb\x07\u2028c", "😀👩‍👩‍👧𬭎"]
)
def test_hostile_texts_are_painted_within_the_width(facts: Facts, qtbot: QtBot, text: str) -> None:
    facts.show_facts((Fact("name", text, text), Fact("class", "等级", text, choices=((text, text),))))
    facts.resize(320, 300)
    assert not facts.grab().isNull()
    assert facts.value("name").heightForWidth(200) < 3_000
    facts.edit("name")
    assert line(facts, "name").text().startswith(text[:1])
    facts.edit("class")


def test_a_doubt_stands_in_words_too(facts: Facts, qtbot: QtBot) -> None:
    facts.show_facts((Fact("uscc", "统一代码", "9", hint="位数不符", tone="warn"),))
    QApplication.processEvents()
    shown = [label.text() for label in facts.findChildren(QLabel) if label.isVisible()]
    assert "位数不符" in shown
