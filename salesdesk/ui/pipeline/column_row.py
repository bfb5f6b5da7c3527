"""The columns of the board side by side: which there are, where a card stands, and what is selected."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from salesdesk.services.board import Board, BoardFilter, Card, Column, Key
from salesdesk.ui.page import PageContext
from salesdesk.ui.pipeline.after_sale import divider
from salesdesk.ui.pipeline.card_painter import CardPainter
from salesdesk.ui.pipeline.column import BoardColumn
from salesdesk.ui.widgets.basics import margins, set_state


class ColumnRow(QScrollArea):
    """Holds a column for each head; `made` tells of each new one with its place, `card_selected` of a selected card."""

    made = Signal(object, int)
    card_selected = Signal(object)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = context.data
        self._preferences = context.preferences
        self.painter = CardPainter()
        self.painter.compact = context.preferences.compact
        self.columns: list[BoardColumn] = []
        self._dividers: list[QWidget] = []
        self._row = QHBoxLayout()
        margins(self._row, gap=10)
        inner = QWidget()
        inner.setLayout(self._row)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)

    def fits(self, heads: Sequence[Column]) -> bool:
        """Tell whether there is a column for each head, in this order."""
        here = [(column.column.grouping, column.column.key) for column in self.columns]
        return here == [(head.grouping, head.key) for head in heads]

    def make(self, heads: Sequence[Column]) -> None:
        """Make a column for each head; those behind the signature stand behind a divider."""
        for old in (*self.columns, *self._dividers):
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.columns = [BoardColumn(self._data, self.painter) for _head in heads]
        self._dividers = []
        for place, (column, head) in enumerate(zip(self.columns, heads, strict=True)):
            if head.kind != "open" and not self._dividers:
                self._dividers.append(divider())
                self._row.addWidget(self._dividers[0])
            set_state(column, "after", head.kind != "open")
            self._row.addWidget(column, 1)
            column.view.card_selected.connect(lambda card, here=place: self._on_selected(here, card))
            column.view.neighbour_requested.connect(
                lambda step, here=place: self._focus_neighbour(here, step)
            )
            column.collapse_requested.connect(partial(self._on_collapse, column))
            self.made.emit(column, place)

    def show_cards(
        self, heads: Sequence[Column], first: Mapping[Key, list[Card]], board_filter: BoardFilter
    ) -> None:
        """Show the columns that were read anew."""
        for column, head in zip(self.columns, heads, strict=True):
            if head.key in first:
                column.show_cards(head, first[head.key], board_filter)

    def show_heads(self, heads: Sequence[Column], board: Board) -> None:
        """Show the heads of all columns."""
        for column, head in zip(self.columns, heads, strict=True):
            column.show_head(head, board)
            collapsed = _code(head) in self._preferences.collapsed
            if collapsed != column.collapsed:
                column.set_collapsed(collapsed)

    def _on_collapse(self, column: BoardColumn) -> None:
        """Make a column narrow, or wide again; this is remembered."""
        code = _code(column.column)
        kept = [one for one in self._preferences.collapsed if one != code]
        self._preferences.collapsed = kept if column.collapsed else [*kept, code]
        self._preferences.save()
        column.set_collapsed(not column.collapsed)
        column.view.setFocus()

    def set_compact(self, compact: bool) -> None:  # noqa: FBT001 - a state that is set
        """Show compact cards, or whole ones; this is remembered."""
        self._preferences.compact = self.painter.compact = compact
        self._preferences.save()
        for column in self.columns:
            column.view.set_card_height(self.painter.height)

    def toggle_collapsed(self) -> None:
        """Make the column in which the keyboard is narrow, or wide again."""
        for column in self.columns:
            if column.view.hasFocus() or column.strip.hasFocus():
                self._on_collapse(column)
                return

    # --- selection ----------------------------------------------------------------------------------------------

    def selected(self) -> Card | None:
        """Return the selected card."""
        return next((card for card in (column.view.selected() for column in self.columns) if card), None)

    def _on_selected(self, place: int, card: Card | None) -> None:
        for other, column in enumerate(self.columns):
            if other != place and column.view.selectionModel().hasSelection():
                column.view.clearSelection()
                column.view.viewport().update()
        self.card_selected.emit(card)

    def restore(self, card: Card) -> None:
        """Select the card that was selected, wherever it is now."""
        in_focus = any(column.view.hasFocus() for column in self.columns)
        column = self.column_of(card)
        row = None if column is None else column.model.row_of(card.id)
        if column is not None and row is not None:
            column.view.select(row)
            if in_focus:
                column.view.setFocus()
            self.ensureWidgetVisible(column, 0, 0)

    def focus_first(self) -> bool:
        """Put the keyboard on the selected card, else on the first column that has cards; tell whether there is one."""
        for column in sorted(self.columns, key=lambda column: column.view.selected() is None):
            if column.model.rowCount():
                column.view.setFocus()
                return True
        return False

    def focus_selected(self) -> None:
        """Put the keyboard on the selected card."""
        for column in self.columns:
            if column.view.selected() is not None:
                column.view.setFocus()

    def focus_card(self, card_id: uuid.UUID) -> None:
        """Put the keyboard on a card, wherever it stands."""
        for column in self.columns:
            row = column.model.row_of(card_id)
            if row is not None:
                column.view.setFocus()
                column.view.select(row)

    def select(self, card_id: uuid.UUID) -> None:
        """Select a card and bring it into sight, wherever it stands."""
        for column in self.columns:
            row = column.model.row_of(card_id)
            if row is not None:
                column.view.select(row)
                self.ensureWidgetVisible(column, 0, 0)

    def _focus_neighbour(self, place: int, step: int) -> None:
        """Go to the card beside the selected one, in the next column that has any."""
        here = self.columns[place].view
        height = here.visualRect(here.currentIndex()).center().y()
        places = range(place + step, len(self.columns) if step > 0 else -1, step)
        for column in (self.columns[other] for other in places):
            if column.model.rowCount():
                beside = column.view.row_beside(height, from_left=step > 0)
                column.view.setFocus()
                column.view.select(beside)
                self.ensureWidgetVisible(column, 0, 0)
                return

    def column_of(self, card: Card) -> BoardColumn | None:
        """Return the column that a card stands in."""
        return next((column for column in self.columns if column.column.key == card.key), None)

    def place_of(self, card: Card) -> QRect | None:
        """Return where a card stands on the screen."""
        column = self.column_of(card)
        row = None if column is None else column.model.row_of(card.id)
        if column is None or row is None:
            return None
        shown = column.view.card_rect(row)
        return QRect(column.view.viewport().mapToGlobal(shown.topLeft()), shown.size())


def _code(column: Column) -> str:
    """Return what a collapsed column is remembered by: its stage."""
    return column.key.hex if isinstance(column.key, uuid.UUID) else str(column.key)
