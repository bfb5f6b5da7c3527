"""The board: a column of cards for each open stage of a pipeline."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from salesdesk.domain.changes import Changes
from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _
from salesdesk.services.board import Board, BoardFilter, Card
from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.pipeline.card_actions import CardActions
from salesdesk.ui.pipeline.card_painter import CardPainter
from salesdesk.ui.pipeline.column import BoardColumn
from salesdesk.ui.pipeline.drag import CardDrag
from salesdesk.ui.pipeline.reading import Reading, read_affected, read_board
from salesdesk.ui.pipeline.state import BoardState
from salesdesk.ui.pipeline.toolbar import BoardToolbar
from salesdesk.ui.widgets.basics import label, margins
from salesdesk.ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from salesdesk.ui.pipeline.summary import SummaryDrawer

_TABLES: Final = ("opportunity", "stage", "pipeline", "customer", "person", "company")


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
        self._selected = before.selected
        self._painter = CardPainter()
        self.columns: list[BoardColumn] = []
        self.board = Board(None, (), "CNY")
        self.toolbar = BoardToolbar(self.filter, writable=not self._data.read_only)
        self.toolbar.filter_changed.connect(self._on_filter)
        self.toolbar.pipelines_requested.connect(
            lambda: self.action_requested.emit("pipelines", self.board.pipeline and self.board.pipeline.id)
        )
        self.toolbar.new_requested.connect(lambda: self.action_requested.emit("new-opportunity", {}))
        self.empty = EmptyState()
        self.empty.action_requested.connect(self._on_empty_action)
        self.zones = {
            "won": _zone(_("Won: drop here"), "ok"),
            "lost": _zone(_("Lost: drop here (asks why)"), "bad"),
        }
        self._arrange()
        self._drawer: SummaryDrawer | None = None
        self.card_actions = CardActions(context, lambda: self.filter, self._place_of, self)
        self._connect_actions()
        self._drag = CardDrag(self, self._area, self.zones)
        self._drag.dropped.connect(self._on_dropped, Qt.ConnectionType.QueuedConnection)
        self._drag.dropped_on_zone.connect(self._on_zone, Qt.ConnectionType.QueuedConnection)
        self._data.changed.connect(self._on_changed)
        self.reload()
        if before.opened is not None:
            with suppress(InvalidInputError):  # it was deleted meanwhile
                self.open_record(before.opened)

    def _connect_actions(self) -> None:
        self.card_actions.open_requested.connect(self._on_open)
        self.card_actions.look_requested.connect(self._on_look)
        self.card_actions.edit_requested.connect(self._on_edit)
        self.card_actions.plan_requested.connect(self._on_plan)
        self.card_actions.moving.connect(self._on_moving)
        gates = self.card_actions.gates
        gates.returned.connect(self._focus_card)
        gates.open_requested.connect(self.open_requested)
        gates.action_requested.connect(self.action_requested)

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
        if [(column.grouping, column.key) for column in self.board.columns] != [
            (column.column.grouping, column.column.key) for column in self.columns
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
        view.draggable = view.takes_files = not self._data.read_only
        view.card_selected.connect(lambda card: self._on_selected(place, card))
        view.open_requested.connect(self._on_open)
        view.look_requested.connect(self._on_look)
        view.edit_requested.connect(self._on_edit)
        view.plan_requested.connect(self._on_plan)
        view.win_requested.connect(self.card_actions.ask_win)
        view.loss_requested.connect(self.card_actions.ask_loss)
        view.menu_requested.connect(self._on_menu)
        view.files_dropped.connect(self.card_actions.attach)
        self.card_actions.files.busy_changed.connect(view.show_keeping)
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
        if self.filter.narrows:
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

    def _show(self, reading: Reading) -> None:
        """Show the heads, the columns that were read, and the card that was asked for, if it is the selected one."""
        self.board = reading.board
        for column, head in zip(self.columns, self.board.columns, strict=True):
            if head.key in reading.first:
                column.show_cards(head, reading.first[head.key], self.filter)
        self._show_heads()
        if reading.card is not None and reading.card.id == self._selected:
            self._restore_selection(reading.card)

    # --- what the frame asks for --------------------------------------------------------------------------------

    def state(self) -> BoardState:
        """Return filter, selection and drawer as they are."""
        return BoardState(self.filter, self._selected, self._drawer.opportunity if self._drawer else None)

    def focus_content(self) -> None:
        """Put the keyboard into the open drawer, else on the cards."""
        if self._drawer is not None and self._drawer.isVisibleTo(self):
            self._drawer.setFocus()
        else:
            self.focus_cards()

    def leave(self) -> None:
        """Write what stands in an open editor."""
        if self._drawer is not None:
            self._drawer.finish()

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of the board."""
        return (
            ("↑ ↓ ← →", _("Go from card to card")),
            ("Enter", _("Open the opportunity")),
            ("Space", _("Quick look")),
            ("F2, E", _("Edit")),
            ("N", _("Plan the next step")),
            ("Ctrl+← Ctrl+→", _("Move the card to the stage beside")),
            ("Ctrl+↑ Ctrl+↓", _("Move the card within its stage")),
            ("W", _("Record the signature")),
            ("L", _("Record the loss")),
            ("Esc", _("Close the quick look")),
        )

    @property
    def summary(self) -> SummaryDrawer:
        """Return the drawer, which is made when it is first needed."""
        if self._drawer is None:
            from salesdesk.ui.pipeline.summary import SummaryDrawer  # noqa: PLC0415 - the start doesn't need it

            self._drawer = SummaryDrawer(self._context, self._middle)
            self._drawer.closed.connect(self._focus_selected)
            self._drawer.open_requested.connect(self.open_requested)
            self._drawer.action_requested.connect(self.action_requested)
        return self._drawer

    def open_record(self, opportunity_id: uuid.UUID) -> None:
        """Show an opportunity in the drawer, also one that is closed and has no card; select its card, if any."""
        self._open(opportunity_id)
        shown = self.summary.shown
        for column in self.columns:
            if shown is not None and not shown.is_closed and column.column.stage_id == shown.stage_id:
                row = column.model.row_of(opportunity_id)
                if row is not None:
                    column.view.select(row)
                    self._area.ensureWidgetVisible(column, 0, 0)

    def _open(self, opportunity_id: uuid.UUID) -> None:
        self.summary.open(opportunity_id)
        self.summary.setFocus()

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
            row = column.model.row_of(card.id) if column.column.key == card.key else None
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

    def _on_menu(self, card: Card, where: QPoint) -> None:
        menu = self.card_actions.menu(card)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(where)

    def _on_dropped(self, card: Card, stage_id: uuid.UUID, row: int) -> None:
        head = next((head for head in self.board.columns if head.stage_id == stage_id), None)
        if head is None:
            return
        if head.stage_id != card.stage_id:
            where = QRect(self._drag.where, QSize(1, 1))
            self.card_actions.move(card, head, row, where)
            return
        now = self._column_of(card).model.row_of(card.id)
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
            self.card_actions.move(card, self.columns[target].column, None)

    def _reorder(self, place: int, step: int) -> None:
        view = self.columns[place].view
        card, target = view.selected(), view.currentIndex().row() + step
        if card is not None and 0 <= target < self.columns[place].column.count and not self._data.read_only:
            self.card_actions.reorder(card, target)

    def _place_of(self, card: Card) -> QRect | None:
        """Return where a card stands on the screen."""
        for column in self.columns:
            row = column.model.row_of(card.id)
            if row is not None and column.column.stage_id == card.stage_id:
                shown = column.view.card_rect(row)
                return QRect(column.view.viewport().mapToGlobal(shown.topLeft()), shown.size())
        return None

    def _focus_card(self, card_id: uuid.UUID) -> None:
        """Put the keyboard back on the card that stayed where it was."""
        for column in self.columns:
            row = column.model.row_of(card_id)
            if row is not None:
                column.view.setFocus()
                column.view.select(row)

    def _column_of(self, card: Card) -> BoardColumn:
        return next(column for column in self.columns if column.column.key == card.key)


def _zone(text: str, tone: str) -> QLabel:
    result = label(text, "zone")
    result.setProperty("tone", tone)
    result.setMinimumHeight(26)
    return result
