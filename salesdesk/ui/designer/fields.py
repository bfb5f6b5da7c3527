"""The fields of the designer: colours, numbers, texts in both languages, choices, ticks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from salesdesk.domain.document_design import Wording, accent_color, readable_accent
from salesdesk.domain.errors import SalesDeskError
from salesdesk.i18n import LANGUAGE_NAMES, N_, _
from salesdesk.ui import theme
from salesdesk.ui.widgets.basics import button, label, margins, set_state, tip
from salesdesk.ui.widgets.choice_box import ChoiceBox

COLORS: Final = (
    ("#1a5fd0", N_("Blue")),
    ("#0b4f6c", N_("Petrol")),
    ("#1b6e3c", N_("Green")),
    ("#8a5a00", N_("Bronze")),
    ("#b3261e", N_("Red")),
    ("#6b3fa0", N_("Violet")),
    ("#37424f", N_("Graphite")),
)
"""Colours to begin with."""
_SWATCH: Final = 18


class ChoiceField(ChoiceBox):
    """One of a few values; `edited` brings the one that the user chose."""

    edited = Signal(object)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setAccessibleName(name)
        for value, text in choices:
            self.addItem(text, value)
        self.activated.connect(lambda _index: self.edited.emit(self.currentData()))

    def show_value(self, value: str) -> None:
        """Show a value."""
        self.setCurrentIndex(self.findData(value))


class NumberField(QLineEdit):
    """A whole number of millimetres within limits; the arrow keys change it by one.

    `edited` brings each number that can be taken; another text is marked, and put right when the field is left.
    """

    edited = Signal(int)

    def __init__(self, name: str, limits: tuple[int, int]) -> None:
        super().__init__()
        self._limits = limits
        self._value = limits[0]
        self.setAccessibleName(name)
        self.setToolTip(tip(_("{least} to {most} mm").format(least=limits[0], most=limits[1])))
        self.setMaxLength(4)
        self.setFixedWidth(58)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.textEdited.connect(self._on_edited)

    def show_value(self, value: int) -> None:
        """Show a number; what is typed just now stays as it was typed."""
        if value != self._value or not self.hasFocus():
            self._value = value
            self.setText(str(value))
            set_state(self, "invalid", value=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        step = steps.get(Qt.Key(event.key())) if not self.isReadOnly() else None
        if step is None:
            super().keyPressEvent(event)
        else:
            low, high = self._limits
            self._take(min(max(self._value + step, low), high))
            self.setText(str(self._value))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.setText(str(self._value))
        set_state(self, "invalid", value=False)

    def _on_edited(self, text: str) -> None:
        typed = text.strip()
        number = int(typed) if typed.isascii() and typed.isdecimal() else -1
        fits = self._limits[0] <= number <= self._limits[1]
        set_state(self, "invalid", value=not fits)
        if fits:
            self._take(number)

    def _take(self, number: int) -> None:
        set_state(self, "invalid", value=False)
        if number != self._value:
            self._value = number
            self.edited.emit(number)


class ColorField(QWidget):
    """A colour: typed, chosen from a few, or in a dialog; for one that can't be read, a shade is offered."""

    edited = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._value = COLORS[0][0]
        self.text = QLineEdit()
        self.text.setAccessibleName(name)
        self.text.setMaxLength(9)
        self.text.setFixedWidth(92)
        self.text.textEdited.connect(self._on_typed)
        self.text.editingFinished.connect(self._put_right)
        self.swatches = {code: self._swatch(code, _(shade)) for code, shade in COLORS}
        self.more = button(_("Other…"), "link")
        self.more.clicked.connect(self._ask)
        self.problem = label(role="error", wrap=True)
        self.take = button("", "link")
        self.take.clicked.connect(self._on_take)
        self._shade = ""
        row = QHBoxLayout()
        margins(row, gap=1)
        row.addWidget(self.text)
        row.addSpacing(6)
        for swatch in self.swatches.values():
            row.addWidget(swatch)
        row.addWidget(self.more)
        row.addStretch()
        layout = QVBoxLayout(self)
        margins(layout, gap=2)
        layout.addLayout(row)
        layout.addWidget(self.problem)
        layout.addWidget(self.take, 0, Qt.AlignmentFlag.AlignLeft)
        self._complain("")

    def _swatch(self, code: str, name: str) -> QToolButton:
        result = QToolButton()
        result.setIcon(_icon(code))
        result.setIconSize(QSize(_SWATCH, _SWATCH))
        result.setFixedSize(_SWATCH + 8, _SWATCH + 8)
        result.setToolTip(tip(name))
        result.setAccessibleName(name)
        result.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        result.clicked.connect(lambda: self._choose(code))
        return result

    def show_value(self, value: str) -> None:
        """Show a colour; what is typed just now stays as it was typed."""
        if value != self._value or not self.text.hasFocus():
            self._value = value
            self.text.setText(value)
            self._complain("")

    def _on_typed(self, text: str) -> None:
        try:
            value = accent_color(text)
        except SalesDeskError as error:
            # Half a colour is no mistake yet.
            self._complain(error.message if len(text.strip().lstrip("#")) >= len("rrggbb") else "", text)
        else:
            self._complain("")
            self._set(value)

    def _put_right(self) -> None:
        if not self._shade:
            self.text.setText(self._value)
            self._complain("")

    def _complain(self, problem: str, typed: str = "") -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        color = QColor(f"#{typed.strip().lstrip('#')}") if problem else QColor()
        self._shade = readable_accent(color.name()) if color.isValid() else ""
        self.take.setText(_("Take {color}").format(color=self._shade))
        self.take.setVisible(bool(self._shade))
        set_state(self.text, "invalid", bool(problem))

    def _on_take(self) -> None:
        self._choose(self._shade)
        self.text.setFocus()

    def _choose(self, code: str) -> None:
        self.text.setText(code)
        self._on_typed(code)

    def _set(self, value: str) -> None:
        if value != self._value:
            self._value = value
            self.edited.emit(value)

    def _ask(self) -> None:
        dialog = QColorDialog(QColor(self._value), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.colorSelected.connect(lambda color: self._choose(color.name()))
        dialog.open()


def _icon(code: str) -> QIcon:
    """Return a patch of a colour."""
    patch = QPixmap(_SWATCH * 2, _SWATCH * 2)
    patch.fill(Qt.GlobalColor.transparent)
    painter = QPainter(patch)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(code))
    painter.setPen(theme.color("strong_line"))
    painter.drawRoundedRect(2, 2, 2 * _SWATCH - 4, 2 * _SWATCH - 4, 8, 8)
    painter.end()
    return QIcon(patch)


class _Paragraphs(QPlainTextEdit):
    """Some lines of text; Tab leads on, and there is an end to them."""

    def __init__(self, longest: int) -> None:
        super().__init__()
        self._longest = longest
        self.setTabChangesFocus(True)
        self.setFixedHeight(3 * self.fontMetrics().lineSpacing() + 20)
        self.textChanged.connect(self._cut)

    def _cut(self) -> None:
        text = self.toPlainText()
        if len(text) > self._longest:
            cursor = self.textCursor()
            place = min(cursor.position(), self._longest)
            self.setPlainText(text[: self._longest])
            cursor.setPosition(place)
            self.setTextCursor(cursor)


class WordingField(QWidget):
    """A text in each language of documents, one under the other; `edited` brings both."""

    edited = Signal(object)

    def __init__(self, name: str, longest: int, *, lines: bool = False) -> None:
        super().__init__()
        self._value = Wording()
        self._quiet = False
        self.editors: dict[str, QLineEdit | QPlainTextEdit] = {}
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(4)
        layout.setHorizontalSpacing(8)
        layout.setColumnStretch(1, 1)
        for row, (code, language) in enumerate(LANGUAGE_NAMES):
            editor = _Paragraphs(longest) if lines else QLineEdit()
            if isinstance(editor, QLineEdit):
                editor.setMaxLength(longest)
            editor.setAccessibleName(f"{name}, {language}")
            editor.textChanged.connect(self._on_changed)
            self.editors[code] = editor
            caption = label(language, "small")
            caption.setMinimumWidth(52)
            layout.addWidget(
                caption, row, 0, Qt.AlignmentFlag.AlignTop if lines else Qt.AlignmentFlag.AlignVCenter
            )
            layout.addWidget(editor, row, 1)

    def set_hints(self, hints: Mapping[str, str]) -> None:
        """Show in each empty field what is said without it."""
        for code, editor in self.editors.items():
            editor.setPlaceholderText(hints[code])

    def show_value(self, value: Wording) -> None:
        """Show texts; what is typed just now stays as it was typed."""
        self._quiet = True
        for code, editor in self.editors.items():
            text = getattr(value, code)
            if text != getattr(self._value, code) or not editor.hasFocus():
                _write(editor, text)
        self._value = value
        self._quiet = False

    def set_read_only(self, *, read_only: bool) -> None:
        """Let nobody type."""
        for editor in self.editors.values():
            editor.setReadOnly(read_only)

    def _on_changed(self) -> None:
        value = Wording(**{code: _read(editor) for code, editor in self.editors.items()})
        if not self._quiet and value != self._value:
            self._value = value
            self.edited.emit(value)


def _read(editor: QLineEdit | QPlainTextEdit) -> str:
    return editor.text() if isinstance(editor, QLineEdit) else editor.toPlainText()


def _write(editor: QLineEdit | QPlainTextEdit, text: str) -> None:
    if _read(editor) == text:
        return
    if isinstance(editor, QLineEdit):
        editor.setText(text)
    else:
        editor.setPlainText(text)


class TicksField(QWidget):
    """Some of a few things, ticked; `edited` brings those that are, in their order."""

    edited = Signal(object)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.boxes = {code: QCheckBox(text) for code, text in choices}
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(14)
        layout.setVerticalSpacing(2)
        for place, box in enumerate(self.boxes.values()):
            box.setAccessibleName(f"{name}: {box.text()}")
            box.clicked.connect(lambda: self.edited.emit(self.value()))
            layout.addWidget(box, place // 2, place % 2)
        layout.setColumnStretch(1, 1)

    def value(self) -> tuple[str, ...]:
        """Return what is ticked."""
        return tuple(code for code, box in self.boxes.items() if box.isChecked())

    def show_value(self, value: Sequence[str]) -> None:
        """Tick these, and no others."""
        for code, box in self.boxes.items():
            box.setChecked(code in value)
