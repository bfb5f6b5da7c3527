"""Choices that look like the fields beside them, some of which take any text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QComboBox, QLineEdit

from salesdesk.ui.widgets.choice_box import ChoiceBox

_LEAST: Final = 3


def combo(
    choices: Sequence[tuple[object, str]] = (), *, editable: bool = False, longest: int = 0
) -> QComboBox:
    """Return a choice among values with their names; an editable one takes any text up to the longest."""
    result = ChoiceBox()
    result.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    result.setMinimumContentsLength(_LEAST)
    for value, name in choices:
        result.addItem(name, value)
    if editable:
        result.setEditable(True)
        result.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        result.setCompleter(None)  # type: ignore[arg-type]  # None is Qt's way to have none
        line_of(result).setMaxLength(longest)
        line_of(result).setProperty("role", "within")
    return result


def line_of(combo: QComboBox) -> QLineEdit:
    """Return the line of text of an editable choice."""
    line = combo.lineEdit()
    if line is None:
        raise LookupError
    return line


def show_text(combo: QComboBox, text: str) -> None:
    """Show a text in an editable choice; the caret stays where it is the same."""
    line = line_of(combo)
    if line.text() != text:
        line.setText(text)
        line.setCursorPosition(0)
