"""The wording of a clause in an editor, its blanks marked by colour: filled, or still empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QMouseEvent, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from salesdesk.domain.clauses import field_name
from salesdesk.domain.merge_fields import FIELDS, MARK, Value, said
from salesdesk.domain.texts import paragraphs
from salesdesk.i18n import Language, _
from salesdesk.ui import theme
from salesdesk.ui.widgets.basics import tip

Values = Callable[[], Mapping[str, Value]]
_LEAST: Final = 110


class _Blanks(QSyntaxHighlighter):
    """Colours the blanks: soft blue where something stands in them, amber where nothing does, red where none is."""

    def __init__(self, document: QTextDocument, values: Values, language: Language) -> None:
        super().__init__(document)
        self._values, self._language = values, language

    def highlightBlock(self, text: str) -> None:
        values = self._values()
        for mark in MARK.finditer(text):
            known, filled = mark[1] in FIELDS, bool(said(mark[1], values, self._language))
            name = "accent" if known and filled else "warn" if known else "bad"
            shown = QTextCharFormat()
            shown.setForeground(theme.color(name))
            shown.setBackground(theme.color(f"{name}_soft"))
            # Qt counts in UTF-16, where some signs are two.
            start = len(text[: mark.start()].encode("utf-16-le", "surrogatepass")) // 2
            self.setFormat(start, len(mark[0]), shown)


class ClauseText(QPlainTextEdit):
    """An editor of one wording; `field_chosen` tells of a blank that was double-clicked."""

    written = Signal(str)
    field_chosen = Signal(str)

    def __init__(self, name: str, values: Values, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setMinimumHeight(_LEAST)
        self.setMouseTracking(True)
        self._values, self._language = values, language
        self._blanks = _Blanks(self.document(), values, language)
        self._showing = False
        self.textChanged.connect(self._on_text)

    def show_text(self, text: str) -> None:
        """Show another wording; what stands there already, but for blanks at its ends, stays with its caret."""
        if paragraphs(self.toPlainText()) == text:
            return
        self._showing = True
        self.setPlainText(text)
        self._showing = False

    def mark(self) -> None:
        """Colour the blanks anew: something else stands in them."""
        self._showing = True  # colours are changes of the document, but nobody wrote
        self._blanks.rehighlight()
        self._showing = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        key = self._field_at(event)
        if key:
            self.field_chosen.emit(key)
        else:
            super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        key = self._field_at(event)
        told = said(key, self._values(), self._language) if key else ""
        shown = told or _("empty")
        self.setToolTip(tip(f"{field_name(key)}: {shown}") if key else "")

    def _field_at(self, event: QMouseEvent) -> str:
        cursor = self.cursorForPosition(event.position().toPoint())
        text, place = cursor.block().text(), cursor.positionInBlock()
        return next((mark[1] for mark in MARK.finditer(text) if mark.start() <= place <= mark.end()), "")

    def _on_text(self) -> None:
        if not self._showing:
            self.written.emit(self.toPlainText())
