"""The board: a column of cards for each open stage of a pipeline."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QScrollArea, QVBoxLayout, QWidget

from salesdesk.domain.changes import Changes, Label
from salesdesk.domain.errors import RuleError
from salesdesk.i18n import N_, _
from salesdesk.services import board, opportunities
from salesdesk.services.board import Board, BoardFilter, Card, Column
from salesdesk.ui.data import Data
from salesdesk.ui.pipeline.card_painter import CardPainter
from salesdesk.ui.pipeline.column import BoardColumn
from salesdesk.ui.pipeline.dialogs import Loss, LossDialog, Win, WinDialog
from salesdesk.ui.pipeline.drag import CardDrag
from salesdesk.ui.pipeline.reading import Reading, read_affected, read_board
from salesdesk.ui.pipeline.summary import SummaryDrawer
from salesdesk.ui.pipeline.toolbar import BoardToolbar
from salesdesk.ui.widgets.basics import label, margins, plain
from salesdesk.ui.widgets.empty_state import EmptyState

_TABLES: Final = ("opportunity", "stage", "pipeline", "customer", "person", "company")


class BoardPage(QWidget):
    """Shows the board and carries out what the user does on it, through the data gate.

    The database is the only truth: after a write the page reads what it shows; a refused write changes nothing.
    """

    import_requested = Signal()

    def __init__(
        self, data: Data, board_filter: BoardFilter | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._data = data
        self.filter = board_filter or BoardFilter()
        self._selected: uuid.UUID | None = None
        self._painter = CardPainter()
        self.columns: list[BoardColumn] = []
        self.board = Board(None, (), "CNY")
        self.toolbar = BoardToolbar(self.filter)
        self.toolbar.filter_changed.connect(self._on_filter)
        self.empty = EmptyState()
        self.empty.action_requested.connect(self._on_empty_action)
        self.zones = {
            "won": _zone(_("Won: drop here"), "ok"),
            "lost": _zone(_("Lost: drop here (asks why)"), "bad"),
        }
        self._arrange()
        self.summary = SummaryDrawer(self._middle)
        self.summary.closed.connect(self._focus_selected)
        self._drag = CardDrag(self, self._area, self.zones)
        self._drag.dropped.connect(self._on_dropped, Qt.ConnectionType.QueuedConnection)
        self._drag.dropped_on_zone.connect(self._on_zone, Qt.ConnectionType.QueuedConnection)
        data.changed.connect(self._on_changed)
        self.reload()

    def _arrange(self) -> None:
        self._row = QHBoxLayout()
        margins(self._row, gap=10)
        inner = QWidget()
        inner.setLayout(self._row)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inner)
        self._middle = QWidget()
        middle = QVBoxLayout(self._middle)
        margins(middle)
        middle.addWidget(self._area, 1)
        middle.addWidget(self.empty, 1)
        bottom = QHBoxLayout()
        margins(bottom, gap=10)
        for zone in self.zones.values():
            bottom.addWidget(zone)
            zone.setVisible(not self._data.read_only)
        bottom.addStretch()
        layout = QVBoxLayout(self)
        margins(layout, 18, 12, 18, 10, gap=10)
        layout.addWidget(self.toolbar)
        layout.addWidget(self._middle, 1)
        layout.addLayout(bottom)

    # --- reading ------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read everything that the page shows."""
        reading, choices = self._data.read(read_board, self.filter, self._selected)
        self.board = reading.board
        if [column.stage_id for column in self.board.columns] != [
            column.column.stage_id for column in self.columns
        ]:
            self._make_columns(len(self.board.columns))
        self.toolbar.show_choices(choices, self.board.pipeline)
        self._show(reading)

    def _make_columns(self, count: int) -> None:
        for column in self.columns:
            self._row.removeWidget(column)
            column.hide()
            column.deleteLater()
        self.columns = [BoardColumn(self._data, self._painter) for _number in range(count)]
        for place, column in enumerate(self.columns):
            self._row.addWidget(column, 1)
            self._connect(column, place)
        self._drag.watch(self.columns)

    def _connect(self, column: BoardColumn, place: int) -> None:
        view = column.view
        view.draggable = not self._data.read_only
        view.card_selected.connect(lambda card: self._on_selected(place, card))
        view.open_requested.connect(self._on_open)
        view.menu_requested.connect(self._on_menu)
        view.neighbour_requested.connect(lambda step: self._focus_neighbour(place, step))
        view.stage_requested.connect(lambda step: self._move_beside(place, step))
        view.reorder_requested.connect(lambda step: self._reorder(place, step))

    def _show_heads(self) -> None:
        for column, head in zip(self.columns, self.board.columns, strict=True):
            column.show_head(head, self.board)
        self.toolbar.show_board(self.board)
        count = sum(head.count for head in self.board.columns)
        self._area.setVisible(count > 0)
        self.empty.setVisible(count == 0)
        if count:
            return
        if self.filter.text or self.filter.owner_id:
            self.empty.show_text("filter", _("No opportunity fits the filter."), _("Clear the filter"))
        elif self._data.read_only:
            self.empty.show_text("inbox", _("There are no open opportunities."))
        else:
            self.empty.show_text(
                "inbox",
                _(
                    "Open opportunities stand here, a column for each stage. Begin with those you have in a table."
                ),
                _("Import files…"),
            )

    def _on_changed(self, changes: Changes) -> None:
        touched = changes.rows.get("opportunity", frozenset())
        if any(table != "opportunity" and table in changes.rows for table in _TABLES) or len(touched) > 1:
            self.reload()
        elif touched:
            heads = [column.column for column in self.columns]
            self._show(self._data.read(read_affected, self.filter, next(iter(touched)), heads))
        shown = self.summary.shown
        if shown is not None and shown.id in touched:
            self.summary.show_summary(self._data.read(opportunities.summary, shown.id))

    def _show(self, reading: Reading) -> None:
        """Show the heads, the columns that were read, and the card that was asked for, if it is the selected one."""
        self.board = reading.board
        for column, head in zip(self.columns, self.board.columns, strict=True):
            if head.stage_id in reading.first:
                column.show_cards(head, reading.first[head.stage_id], self.filter)
        self._show_heads()
        if reading.card is not None and reading.card.id == self._selected:
            self._restore_selection(reading.card)

    def focus_cards(self) -> None:
        """Put the keyboard on the first column that has cards."""
        for column in self.columns:
            if column.model.rowCount():
                column.view.setFocus()
                return
        self.empty.button.setFocus()

    # --- selection ----------------------------------------------------------------------------------------------

    def selected(self) -> Card | None:
        """Return the selected card."""
        return next((card for card in (column.view.selected() for column in self.columns) if card), None)

    def select(self, card: Card) -> None:
        """Select a card, wherever on the board it is."""
        self._selected = card.id
        self._restore_selection(card)

    def open_first(self, text: str) -> bool:
        """Open the first card that contains the text; tell whether there is one."""
        wanted = replace(self.filter, text=text)
        for head in self.board.columns:
            for card in self._data.read(board.first_cards, head.stage_id, wanted, limit=1):
                self.select(card)
                self._on_open(card)
                return True
        return False

    def _on_selected(self, place: int, card: Card | None) -> None:
        self._selected = card.id if card else None
        for other, column in enumerate(self.columns):
            if other != place:
                column.view.clearSelection()
                column.view.viewport().update()

    def _restore_selection(self, card: Card) -> None:
        """Select the card that was selected, wherever it is now."""
        in_focus = any(column.view.hasFocus() for column in self.columns)
        for column in self.columns:
            row = column.model.row_of(card.id) if column.column.stage_id == card.stage_id else None
            if row is not None:
                column.view.select(row)
                if in_focus:
                    column.view.setFocus()
                self._area.ensureWidgetVisible(column, 0, 0)

    def _focus_selected(self) -> None:
        for column in self.columns:
            if column.view.selected() is not None:
                column.view.setFocus()

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
                self._area.ensureWidgetVisible(column, 0, 0)
                return

    # --- what the user does -------------------------------------------------------------------------------------

    def _on_filter(self, board_filter: BoardFilter) -> None:
        self.filter = board_filter
        self.toolbar.set_filter(board_filter)
        self.reload()

    def _on_empty_action(self) -> None:
        if self.filter.text or self.filter.owner_id:
            self.toolbar.clear_filter()
        else:
            self.import_requested.emit()

    def _on_open(self, card: Card) -> None:
        self.summary.show_summary(self._data.read(opportunities.summary, card.id))
        self.summary.setFocus()

    def _on_menu(self, card: Card, where: QPoint) -> None:
        menu = self.card_menu(card)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(where)

    def card_menu(self, card: Card) -> QMenu:
        """Return the menu of what can be done with a card."""
        menu = QMenu(self)
        menu.addAction(_("Show details"), lambda: self._on_open(card))
        if self._data.read_only:
            return menu
        stages = menu.addMenu(_("Move to"))
        for head in self.board.columns:
            action = stages.addAction(plain(head.name), partial(self._move, card, head, None))
            action.setEnabled(head.stage_id != card.stage_id)
        menu.addAction(_("To the top of the stage"), lambda: self._reorder_to(card, 0))
        menu.addSeparator()
        menu.addAction(_("Won…"), lambda: self._ask_win(card))
        menu.addAction(_("Lost…"), lambda: self._ask_loss(card))
        return menu

    def _on_dropped(self, card: Card, stage_id: uuid.UUID, row: int) -> None:
        head = next((head for head in self.board.columns if head.stage_id == stage_id), None)
        if head is None:
            return
        if head.stage_id != card.stage_id:
            self._move(card, head, row)
            return
        now = self._column_of(card).model.row_of(card.id)
        target = row - 1 if now is not None and now < row else row
        if target != now:
            self._reorder_to(card, target)

    def _on_zone(self, card: Card, zone: str) -> None:
        if zone == "won":
            self._ask_win(card)
        else:
            self._ask_loss(card)

    def _move_beside(self, place: int, step: int) -> None:
        card, target = self.columns[place].view.selected(), place + step
        if card is not None and 0 <= target < len(self.columns) and not self._data.read_only:
            self._move(card, self.columns[target].column, None)

    def _reorder(self, place: int, step: int) -> None:
        view = self.columns[place].view
        card, target = view.selected(), view.currentIndex().row() + step
        if card is not None and 0 <= target < self.columns[place].column.count and not self._data.read_only:
            self._reorder_to(card, target)

    def _column_of(self, card: Card) -> BoardColumn:
        return next(column for column in self.columns if column.column.stage_id == card.stage_id)

    def _move(self, card: Card, head: Column, position: int | None) -> None:
        self._selected = card.id
        self._data.write(
            Label(N_("Move “{name}” to {stage}"), {"name": _name(card), "stage": head.name}),
            opportunities.move,
            card.id,
            head.stage_id,
            position=position,
            board_filter=self.filter,
            row_version=card.row_version,
        )

    def _reorder_to(self, card: Card, position: int) -> None:
        self._selected = card.id
        self._data.write(
            Label(N_("Reorder “{name}”"), {"name": _name(card)}),
            opportunities.move,
            card.id,
            card.stage_id,
            position=position,
            board_filter=self.filter,
            row_version=card.row_version,
        )

    def _ask_win(self, card: Card) -> None:
        if card.customer is None:
            text = _("“{name}” has no customer yet. Fill it in before the win is recorded.")
            raise RuleError(text.format(name=card.title))
        today = date.today()  # noqa: DTZ011 - the day of signing is a local date
        WinDialog(card, today, lambda win: self._win(card, win), self).open()

    def _ask_loss(self, card: Card) -> None:
        LossDialog(card, lambda loss: self._lose(card, loss), self).open()

    def _win(self, card: Card, win: Win) -> None:
        self._data.write(
            Label(N_("Win “{name}”"), {"name": _name(card)}),
            opportunities.win,
            card.id,
            on=win.on,
            amount=win.amount,
            row_version=card.row_version,
        )

    def _lose(self, card: Card, loss: Loss) -> None:
        self._data.write(
            Label(N_("Lose “{name}”"), {"name": _name(card)}),
            opportunities.lose,
            card.id,
            reason=loss.reason,
            note=loss.note,
            row_version=card.row_version,
        )


def _name(card: Card) -> str:
    return " · ".join(part for part in (card.customer, card.title) if part)


def _zone(text: str, tone: str) -> QLabel:
    result = label(text, "zone")
    result.setProperty("tone", tone)
    result.setMinimumHeight(26)
    return result
