"""The card of a quote's terms: delivery, warranty, remark."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QGridLayout, QPlainTextEdit, QWidget

from salesdesk.domain.quote import TEXT_LENGTH, QuoteDraft
from salesdesk.i18n import N_, _
from salesdesk.ui.widgets.basics import label

_LINES: Final = 2
_FIELDS: Final = (
    ("delivery_terms", N_("Delivery"), N_("Such as 8 weeks after the advance payment")),
    ("warranty_terms", N_("Warranty"), N_("Such as 12 months from acceptance")),
    ("remark", N_("Remark"), N_("Printed at the end of the quote")),
)


class TermsCard(QFrame):
    """Edits texts of several lines; `edited` brings the field of the draft and its text with every key."""

    edited = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.fields: dict[str, QPlainTextEdit] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 10, 14, 12)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for column, (name, caption, hint) in enumerate(_FIELDS):
            field = QPlainTextEdit()
            field.setTabChangesFocus(True)
            field.setPlaceholderText(_(hint))
            field.setAccessibleName(_(caption))
            field.setFixedHeight(_LINES * QFontMetrics(field.font()).lineSpacing() + 20)
            field.textChanged.connect(lambda name=name: self._on_text(name))
            heading = label(_(caption), "secondary")
            heading.setBuddy(field)
            grid.addWidget(heading, 0, column)
            grid.addWidget(field, 1, column)
            grid.setColumnStretch(column, 1)
            self.fields[name] = field

    def show_draft(self, draft: QuoteDraft, *, read_only: bool) -> None:
        """Show the terms of a draft; the caret stays where a text is the same."""
        for name, field in self.fields.items():
            field.setReadOnly(read_only)
            text = getattr(draft, name)
            if field.toPlainText() != text:
                field.blockSignals(True)  # it isn't the user who types
                field.setPlainText(text)
                field.blockSignals(False)

    def _on_text(self, name: str) -> None:
        field = self.fields[name]
        text = field.toPlainText()
        if len(text) > TEXT_LENGTH:
            text = text[:TEXT_LENGTH]
            field.blockSignals(True)  # as above
            field.setPlainText(text)
            field.blockSignals(False)
            field.moveCursor(field.textCursor().MoveOperation.End)
        self.edited.emit(name, text)
