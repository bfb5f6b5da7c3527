"""The popover that shows where a figure of the quote comes from, to be read and to be copied."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.quote import QuoteDraft
from salesdesk.domain.quote_explained import Explanation, Figure, explained
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.i18n import _
from salesdesk.services import prices
from salesdesk.ui.quotes.editor_columns import Col
from salesdesk.ui.quotes.editor_host import Part
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.figure_table import Cell, FigureColumn, FigureTable

_WIDTH: Final = 560
_HIGHEST: Final = 340
_SPARE: Final = 10
_MOST_TERMS: Final = 500


class ExplainPopup(QFrame):
    """Shows one explanation over the window until one clicks elsewhere or presses Esc; Ctrl+C copies it."""

    closed = Signal()

    def __init__(self, explanation: Explanation, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "popover")
        self.explanation = explanation
        self.setAccessibleName(explanation.title)
        title = label(explanation.title, "strong")
        figure = label(explanation.shown(explanation.result), "strong")
        head = QHBoxLayout()
        margins(head, gap=12)
        head.addWidget(title, 1)
        head.addWidget(figure)
        columns = (
            FigureColumn(_("Comes from"), 220, right=False, grows=True),
            FigureColumn(_("Amount"), 120),
        )
        self.table = FigureTable(columns, explanation.title)
        rows = [
            (
                Cell(f"{term.text} · {term.note}" if term.note else term.text),
                Cell(explanation.shown(term.amount)),
            )
            for term in explanation.terms[:_MOST_TERMS]
        ]
        self.table.show_rows(rows)
        self.table.setFixedHeight(min(self.table.whole_height() + _SPARE, _HIGHEST))
        self.table.setVisible(bool(rows))
        self.copy = button(_("Copy as text"))
        self.copy.clicked.connect(self._copy)
        foot = QHBoxLayout()
        margins(foot)
        foot.addStretch()
        foot.addWidget(self.copy)
        column = QVBoxLayout(self)
        margins(column, 14, 12, 14, 12, gap=8)
        column.addLayout(head)
        column.addWidget(self.table)
        for note in explanation.notes:
            column.addWidget(label(note, "small", wrap=True))
        column.addLayout(foot)
        self.setFixedWidth(_WIDTH)

    def show_at(self, field: QWidget) -> None:
        """Show it below a field, within the screen; the right edges stand below each other."""
        self.adjustSize()
        corner = field.mapToGlobal(QPoint(field.width() - self.width(), field.height() + 4))
        place = QRect(corner, self.size())
        screen = field.screen().availableGeometry()
        place.moveLeft(max(screen.left() + 4, min(place.left(), screen.right() - place.width() - 4)))
        if place.bottom() > screen.bottom():
            place.moveBottom(max(field.mapToGlobal(QPoint(0, -4)).y(), screen.top() + place.height()))
        self.move(place.topLeft())
        self.show()
        (self.table if self.table.figures.rows else self.copy).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.explanation.as_text())
        self.close()


class Explaining(Part):
    """Explains the figures of the page: by a click on one, and by a key the one that has the focus; `last` the last."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.last: Explanation | None = None
        self.editor.body.totals.explain_requested.connect(self.explain)
        self.editor.body.lines.view.doubleClicked.connect(self._on_cell)

    def explain_focused(self) -> None:
        """Explain the amount of the current line while the lines have the focus, else the figure that has it."""
        body = self.editor.body
        row = body.lines.view.currentIndex().row()
        if body.lines.view.hasFocus() and row >= 0:
            self.explain_line(row)
        else:
            figure, rate = body.totals.focused_figure()
            self.explain(figure, rate)

    def explain_line(self, row: int) -> None:
        """Explain the amount of a line (from 0)."""
        view = self.editor.body.lines.view
        lines = self.session.draft.lines
        if 0 <= row < len(lines) and lines[row].has_figures:
            self._show(view, "line", row=row)
        else:
            self.explain("total")

    def _on_cell(self, index: QModelIndex) -> None:
        """Explain the amount that was clicked twice; the other cells open their editor."""
        if index.column() == Col.AMOUNT:
            self.explain_line(index.row())

    def explain(self, figure: Figure, rate: object = None) -> None:
        """Explain one of the totals."""
        self._show(self.editor.body.totals.part_of(figure, rate), figure, rate=rate)

    def _show(self, field: QWidget, figure: Figure, *, rate: object = None, row: int = 0) -> None:
        session = self.session
        try:
            version = session.as_version(session.draft)
        except SalesDeskError as error:
            self.editor.message.show_message(error.message, tone="warn")
            return
        told = self._told(version, row) if figure == "line" else ()
        found = explained(
            version.draft,
            version.totals,
            figure,
            rate=rate,  # type: ignore[arg-type]  # a signal hands it on
            index=row,
            prices=told,
        )
        self.last = found
        ExplainPopup(found, self.page).show_at(field)

    def _told(self, version: QuoteVersion, row: int) -> tuple[str, ...]:
        """Return where the price of a line comes from by the price book, as far as a book has it."""
        draft: QuoteDraft = version.draft
        line = draft.lines[row]
        if line.product_id is None:
            return ()
        found = self.session.data.read(
            prices.quote_price,
            line.product_id,
            draft.customer_id,
            line.quantity,
            day=version.issued_on,
            currency=draft.currency,
            fx_rate=draft.fx_rate,
        )
        return found.explanation if found.base_price == line.base_price else ()
