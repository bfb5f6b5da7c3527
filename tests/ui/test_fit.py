"""On every page, in both languages and at the least size, no text is cut off and none is left in English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QStyle, QToolButton, QWidget

from salesdesk.domain.document_design import USUAL_FOOTER
from salesdesk.i18n import Language
from salesdesk.ui.widgets.basics import ElidedLabel
from tests.ui.pages import PAGES, program_over, show

if TYPE_CHECKING:
    from salesdesk.storage.workspace import Workspace

# What is the same in every language: names of things, keys, units, currencies, what the user wrote.
_SAME = re.compile(
    r"SalesDesk|English|PNG|JPEG|Ctrl|Shift|Alt|Enter|Esc|Tab|PDF|CSV|PIN|CNY|USD|EUR|GBP|HKD|JPY|KRW|QT-\S+|V\d+|"
    r"LX\S*|[\w.+-]+@[\w.-]+|https?://\S+|www\.\S+|Yunfan Lixing Equipment \(Demo\) Co\., Ltd\.|Demo|"
    r"英文名称：.*|编号：.*|m³/min|kW|MPa|SOP|SSM|Equipment 8-stage|"
    + re.escape(USUAL_FOOTER)  # in the field for the English text
)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", [(1024, 680), (1440, 900)])
def test_no_text_is_cut_off(demo: Workspace, language: Language, size: tuple[int, int]) -> None:
    found = {}
    with program_over(demo, size, language=language) as program:
        for name in PAGES:
            show(program, name)
            shown = program.window.width(), program.window.height()
            found[name] = [*cut_off(program.window), *([] if shown == size else [f"the window is {shown}"])]
    assert {name: texts for name, texts in found.items() if texts} == {}


def test_nothing_is_english_in_a_chinese_window(demo: Workspace) -> None:
    found = {}
    with program_over(demo) as program:
        for name in PAGES:
            show(program, name)
            found[name] = [
                text
                for text in shown_texts(program.window, str(demo.path))
                if re.search(r"[A-Za-z]{3,}", _SAME.sub("", text))
            ]
    assert {name: texts for name, texts in found.items() if texts} == {}


def shown_texts(window: QWidget, folder: str) -> list[str]:
    """Return the texts that the window itself brings: labels, buttons, hints, names for screen readers."""
    result = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        texts = [widget.toolTip().replace(folder, ""), widget.accessibleName()]
        if isinstance(widget, QLabel | QAbstractButton):
            texts.append(widget.text().replace(folder, ""))
        if isinstance(widget, QLineEdit):
            texts.append(widget.placeholderText())
        result += [text for text in texts if text]
    return result


def cut_off(window: QWidget) -> list[str]:
    """Return the texts of labels and buttons that have less room than they need."""
    return [
        f"{type(widget).__name__} {text!r}: {widget.width()}x{widget.height()} of {need.width()}x{need.height()}"
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and (text := _text(widget)) and (need := _need(widget)) is not None
        if widget.width() < need.width() - 1 or widget.height() < need.height() - 1
    ]


def _text(widget: QWidget) -> str:
    if isinstance(widget, ElidedLabel) or (isinstance(widget, QComboBox) and widget.isEditable()):
        return ""
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text()
    return widget.currentText() if isinstance(widget, QComboBox) else ""


def _need(widget: QWidget):  # type: ignore[no-untyped-def]  # a QSize or None, only for the comparison above
    if isinstance(widget, QLabel):
        if widget.wordWrap():
            size = widget.size()
            size.setHeight(widget.heightForWidth(widget.width()))
            return size
        return widget.sizeHint()
    if isinstance(widget, QToolButton) and widget.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly:
        return None
    if isinstance(widget, QComboBox):
        size = widget.minimumSizeHint()
        arrow = widget.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        size.setWidth(widget.fontMetrics().horizontalAdvance(widget.currentText()) + arrow)
        return size
    return widget.sizeHint() if isinstance(widget, QAbstractButton) else None
