"""The board: a column of cards for each open stage of a pipeline."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.changes import Changes
from salesdesk.domain.errors import InvalidInputError
from salesdesk.services.board import Board, BoardFilter, Card, Column, Grouping
from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.pipeline import keys
from salesdesk.ui.pipeline.after_sale import AfterLink
from salesdesk.ui.pipeline.bulk_bar import BulkBar
from salesdesk.ui.pipeline.card_actions import CardActions
from salesdesk.ui.pipeline.choice import Choice, all_cards
from salesdesk.ui.pipeline.column import BoardColumn
from salesdesk.ui.pipeline.column_row import ColumnRow
from salesdesk.ui.pipeline.drag import CardDrag
from salesdesk.ui.pipeline.filter_bar import FilterBar
from salesdesk.ui.pipeline.ground import drop_zones, explain_nothing
from salesdesk.ui.pipeline.reading import TABLES, Reading, Shown, all_heads, read_affected, read_board
from salesdesk.ui.pipeline.state import BoardState
from salesdesk.ui.pipeline.toolbar import BoardToolbar
from salesdesk.ui.pipeline.views.stack import ViewStack
from salesdesk.ui.pipeline.views.state import View, ViewState
from salesdesk.ui.widgets.basics import margins
from salesdesk.ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from salesdesk.ui.pipeline.summary import SummaryDrawer


class BoardPage(Page):
    """Shows the board and carries out what the user does on it, through the data gate.

    The database is the only truth: after a write the page reads what it shows; a refused write changes nothing.
    """

    name: ClassVar[str] = "board"

    def __init__(
        self, context: PageContext, state: object | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        before = state if isinstance(state, BoardState) else BoardState()
        self._context, self._data = context, context.data
        self.filter = before.filter
        self.shape = before.shape
        self._selected = before.selected
        self.row = ColumnRow(context)
        self.row.made.connect(self._connect)
        self.row.card_selected.connect(self._on_selected)
        self.board = Board(None, (), "CNY")
        self.toolbar = BoardToolbar(self.filter, writable=not self._data.read_only)
        self.toolbar.filter_changed.connect(self._on_filter)
        self.toolbar.pipelines_requested.connect(
            lambda: self.action_requested.emit("pipelines", self.board.pipeline and self.board.pipeline.id)
        )
        self.toolbar.new_requested.connect(lambda: self.action_requested.emit("new-opportunity", {}))
        self.bar = FilterBar(self._data, self.filter)
        self.bar.filter_changed.connect(self._on_filter)
        self.bar.grouping_changed.connect(self._on_grouping)
        self.bar.compact.setChecked(self.row.painter.compact)
        self.bar.compact.toggled.connect(self.row.set_compact)
        QShortcut(QKeySequence("Ctrl+Shift+E"), self).activated.connect(self.row.toggle_collapsed)
        self.bulk = BulkBar(context, self)
        self.choice = Choice(self)
        self.choice.changed.connect(self._on_choice)
        self.bulk.cleared.connect(self.choice.clear)
        self.after = AfterLink()
        self.after.toggled.connect(self._on_after)
        self.empty = EmptyState()
        self.empty.action_requested.connect(self._on_empty_action)
        self.zones = drop_zones()
        self._arrange(before.views)
        self._drawer: SummaryDrawer | None = None
        self.card_actions = CardActions(context, lambda: self.filter, self.row.place_of, self)
        self._connect_actions()
        self._connect_views()
        self._drag = CardDrag(self, self.row, self.zones)
        self._drag.dropped.connect(self._on_dropped, Qt.ConnectionType.QueuedConnection)
        self._drag.dropped_on_zone.connect(self._on_zone, Qt.ConnectionType.QueuedConnection)
        self._data.changed.connect(self._on_changed)
        self.reload()
        self.show_view(before.views.view)
        if before.opened is not None:
            with suppress(InvalidInputError):  # it was deleted meanwhile
                self.open_record(before.opened)

    def _connect_actions(self) -> None:
        self.card_actions.open_requested.connect(self._on_open)
        self.card_actions.look_requested.connect(self._on_look)
        self.card_actions.edit_requested.connect(self._on_edit)
        self.card_actions.plan_requested.connect(self._on_plan)
        self.card_actions.moving.connect(self._on_moving)
        self.card_actions.settled.connect(self._on_returned)
        self.card_actions.page_requested.connect(self.open_requested)
        self.card_actions.action_requested.connect(self.action_requested)

    def _connect_views(self) -> None:
        self.toolbar.switch.chosen.connect(self._on_view)
        self.views.shown.connect(self.toolbar.switch.show_view)
        self.views.open_requested.connect(self.open_requested)
        self.views.peek_requested.connect(self._open)

    def _arrange(self, views: ViewState) -> None:
        self._middle = QWidget()
        middle = QVBoxLayout(self._middle)
        margins(middle, gap=10)
        middle.addWidget(self.row, 1)
        middle.addWidget(self.empty, 1)
        bottom = QHBoxLayout()
        margins(bottom, gap=10)
        for zone in self.zones.values():
            bottom.addWidget(zone)
            if self._data.read_only:
                zone.hide()
        bottom.addStretch()
        bottom.addWidget(self.after)
        middle.addWidget(self.bulk)
        middle.addLayout(bottom)
        self.views = ViewStack(
            self._context, self._middle, board_filter=lambda: self.filter, move_to=self._move_row, state=views
        )
        layout = QVBoxLayout(self)
        margins(layout, 18, 12, 18, 10, gap=10)
        layout.addWidget(self.toolbar)
        layout.addWidget(self.bar)
        layout.addWidget(self.views, 1)

    # --- reading ------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read everything that the page shows."""
        reading, choices = self._data.read(read_board, self.filter, self._selected, self.shape)
        self.board = reading.board
        heads = all_heads(self.board, self.shape)
        if not self.row.fits(heads):
            self.row.make(heads)
            self._drag.watch(self.columns)
        self.toolbar.show_choices(choices, self.board.pipeline)
        self.bar.show_filter(self._of_pipeline(), self.shape.grouping)
        self._show(reading)

    def _of_pipeline(self) -> BoardFilter:
        """Return the filter with the pipeline that is shown: without one it is the first."""
        pipeline = self.board.pipeline
        return replace(self.filter, pipeline_id=pipeline.id if pipeline else None)

    def _connect(self, column: BoardColumn, place: int) -> None:
        view = column.view
        view.draggable = view.takes_files = not self._data.read_only
        view.open_requested.connect(self._on_open)
        view.look_requested.connect(self._on_look)
        view.edit_requested.connect(self._on_edit)
        view.plan_requested.connect(self._on_plan)
        view.win_requested.connect(self.card_actions.ask_win)
        view.loss_requested.connect(self.card_actions.ask_loss)
        view.menu_requested.connect(self._on_menu)
        view.files_dropped.connect(self.card_actions.attach)
        self.card_actions.keeping_changed.connect(view.show_keeping)
        view.stage_requested.connect(lambda step: self._move_beside(place, step))
        view.reorder_requested.connect(lambda step: self._reorder(place, step))
        view.toggle_requested.connect(lambda card: self.choice.toggle(card, beside=self.selected()))
        view.range_requested.connect(self.choice.add)
        view.all_requested.connect(
            lambda: self.choice.add(self._data.read(all_cards, column.column, self.filter))
        )
        view.clear_requested.connect(self.choice.clear)

    def _show_heads(self) -> None:
        heads = all_heads(self.board, self.shape)
        self.row.show_heads(heads, self.board)
        self.toolbar.show_board(self.board)
        self.after.show_board(self.board, shown=self.shape.after_sale)
        count = sum(head.count for head in heads)
        self.row.setVisible(count > 0)
        self.empty.setVisible(count == 0)
        if not count:
            explain_nothing(self.empty, self.filter, read_only=self._data.read_only)

    def _on_changed(self, changes: Changes) -> None:
        touched = changes.rows.get("opportunity", frozenset())
        if changes.touches(*TABLES) or len(touched) > 1:
            self.reload()
        elif touched:
            columns = [(column.column, column.model.first_today) for column in self.columns]
            before = Shown(self.board, columns)
            one = next(iter(touched))
            reading = self._data.read(read_affected, self.filter, one, before, self.shape)
            if self.row.fits(all_heads(reading.board, self.shape)):
                self._show(reading)
            else:  # an owner or month more, or one less
                self.reload()

    def _show(self, reading: Reading) -> None:
        """Show the heads, the columns that were read, and the card that was asked for, if it is the selected one."""
        self.board = reading.board
        self.row.show_cards(all_heads(self.board, self.shape), reading.first, self.filter)
        self._show_heads()
        if reading.card is not None and reading.card.id == self._selected:
            self.row.restore(reading.card)

    # --- what the frame asks for --------------------------------------------------------------------------------

    def state(self) -> BoardState:
        """Return filter, selection and drawer as they are."""
        opened = self._drawer.opportunity if self._drawer else None
        return BoardState(self.filter, self._selected, opened, self.shape, self.views.state())

    def focus_content(self) -> None:
        """Put the keyboard into the open drawer, else on the cards or the other view that is shown."""
        if self._drawer is not None and self._drawer.isVisibleTo(self):
            self._drawer.setFocus()
        elif not self.views.focus_other():
            self.focus_cards()

    def busy(self) -> bool:
        """Tell whether the view that is shown is still being read."""
        return self.views.busy()

    def leave(self) -> None:
        """Write what stands in an open editor."""
        if self._drawer is not None:
            self._drawer.finish()
        self.views.leave()

    def show_view(self, view: View) -> None:
        """Show the board or another view of the same opportunities."""
        if self._drawer is not None and view != self.views.view:
            self._drawer.close_drawer()
        for part in (self.bar.grouping, self.bar.compact):
            part.setVisible(view == "board")
        self.views.show_view(view)

    def _on_view(self, view: View) -> None:
        self.show_view(view)
        self.focus_content()

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of the board and of the views beside it."""
        return keys.shown()

    @property
    def summary(self) -> SummaryDrawer:
        """Return the drawer, which is made when it is first needed."""
        if self._drawer is None:
            from salesdesk.ui.pipeline.summary import SummaryDrawer  # noqa: PLC0415 - the start doesn't need it

            self._drawer = SummaryDrawer(self._context, self.views)
            self._drawer.closed.connect(self._on_closed)
            self._drawer.open_requested.connect(self.open_requested)
            self._drawer.action_requested.connect(self.action_requested)
        return self._drawer

    def _on_closed(self) -> None:
        if not self.views.focus_other():
            self.row.focus_selected()

    def open_record(self, opportunity_id: uuid.UUID) -> None:
        """Show an opportunity in the drawer, also one that is closed and has no card; select its card, if any."""
        self._open(opportunity_id)
        shown = self.summary.shown
        if shown is not None and not shown.is_closed:
            self.row.select(opportunity_id)

    def _open(self, opportunity_id: uuid.UUID) -> None:
        self.summary.open(opportunity_id)
        self.summary.setFocus()

    def focus_cards(self) -> None:
        """Put the keyboard on the first column that has cards."""
        if not self.row.focus_first():
            self.empty.button.setFocus()

    # --- selection ----------------------------------------------------------------------------------------------

    @property
    def columns(self) -> list[BoardColumn]:
        """Return the columns that are shown."""
        return self.row.columns

    def selected(self) -> Card | None:
        """Return the selected card."""
        return self.row.selected()

    def _on_selected(self, card: Card | None) -> None:
        self._selected = card.id if card else None

    # --- what the user does -------------------------------------------------------------------------------------

    def _on_filter(self, board_filter: BoardFilter) -> None:
        self.filter = board_filter
        self.toolbar.set_filter(board_filter)
        self.choice.clear()
        self.reload()
        self.views.set_filter(board_filter)

    def _on_grouping(self, grouping: Grouping) -> None:
        self.shape = replace(self.shape, grouping=grouping)
        self.choice.clear()
        self.reload()

    def _on_after(self) -> None:
        self.shape = replace(self.shape, after_sale=not self.shape.after_sale)
        self.reload()

    def _on_choice(self) -> None:
        """Show which cards are chosen, and what can be done with them."""
        for column in self.columns:
            column.view.show_chosen(self.choice.ids)
        if not self.choice.ids and self.bulk.has_keyboard():
            self.focus_content()
        self.bulk.show_chosen(self.choice.cards, self._of_pipeline())

    def _on_empty_action(self) -> None:
        if self.filter.narrows:
            self.toolbar.clear_filter()
        else:
            self.action_requested.emit("import", None)

    def _on_open(self, card: Card) -> None:
        self.open_requested.emit("opportunity", card.id)

    def _on_look(self, card: Card) -> None:
        self._open(card.id)

    def _on_edit(self, card: Card) -> None:
        self._open(card.id)
        self.summary.edit_title()

    def _on_plan(self, card: Card) -> None:
        self._open(card.id)
        self.summary.plan()

    def _on_moving(self, card_id: uuid.UUID) -> None:
        self._selected = card_id

    def _on_returned(self, opportunity_id: uuid.UUID) -> None:
        """Put the keyboard back on the card, or the row, that stayed where it was."""
        if not self.views.focus_other():
            self.row.focus_card(opportunity_id)

    def _move_row(self, opportunity_id: uuid.UUID, stage_id: uuid.UUID, row_version: int, at: QRect) -> None:
        """Bring an opportunity of the list to another stage, through the gates."""
        self.card_actions.gates.move(opportunity_id, stage_id, row_version=row_version, at=at)

    def _on_menu(self, card: Card, where: QPoint) -> None:
        menu = self.card_actions.menu(card)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(where)

    def _on_dropped(self, card: Card, head: Column, row: int) -> None:
        if self.choice.holds(card) and len(self.choice.ids) > 1:
            self.bulk.drop(head)
            return
        self._drop(card, head, row, QRect(self._drag.where, QSize(1, 1)))

    def _drop(self, card: Card, head: Column, row: int | None, at: QRect | None = None) -> None:
        """Bring a card into a column, whatever the board is grouped by; within its own it gets another place."""
        if head.grouping not in ("stage", "after_sale"):
            if head.key != card.key:
                self.card_actions.regroup(card, head)
        elif head.stage_id != card.stage_id:
            self.card_actions.move(card, head, row, at)
        elif row is not None:
            column = self.row.column_of(card)
            now = None if column is None else column.model.row_of(card.id)
            target = row - 1 if now is not None and now < row else row
            if target != now:
                self.card_actions.reorder(card, target)

    def _on_zone(self, card: Card, zone: str) -> None:
        if zone == "won":
            self.card_actions.ask_win(card)
        else:
            self.card_actions.ask_loss(card)

    def _move_beside(self, place: int, step: int) -> None:
        card, target = self.columns[place].view.selected(), place + step
        if card is not None and 0 <= target < len(self.columns) and not self._data.read_only:
            self._drop(card, self.columns[target].column, None)

    def _reorder(self, place: int, step: int) -> None:
        view = self.columns[place].view
        card, target = view.selected(), view.currentIndex().row() + step
        column = self.columns[place].column
        by_hand = column.grouping in ("stage", "after_sale") and not self._data.read_only
        if card is not None and 0 <= target < column.count and by_hand:
            self.card_actions.reorder(card, target)
