"""The views over one filter: the board, and beside it list, forecast and process, each made when first shown."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from salesdesk.services.board import BoardFilter
from salesdesk.services.lists import local_day
from salesdesk.ui.page import PageContext
from salesdesk.ui.pipeline.views.state import View, ViewState

if TYPE_CHECKING:
    from salesdesk.services.forecast import Span
    from salesdesk.services.sales_table import SalesRow
    from salesdesk.ui.pipeline.views.sales_list import SalesList

# The views are imported when they are shown: the window starts with the board alone.
# ruff: noqa: PLC0415


class ViewStack(QStackedWidget):
    """Shows one view of the filter's opportunities. `shown` tells which one it is now.

    `peek_requested` asks for a look at an opportunity beside the view.
    """

    shown = Signal(str)
    open_requested = Signal(str, object)
    peek_requested = Signal(object)

    def __init__(
        self,
        context: PageContext,
        board: QWidget,
        *,
        board_filter: Callable[[], BoardFilter],
        move_to: Callable[[uuid.UUID, uuid.UUID, int, QRect], None],
        state: ViewState,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._filter = board_filter
        self._move_to = move_to
        self._state = state
        self._made: dict[str, Any] = {"board": board}
        self.view: View = "board"
        self.addWidget(board)

    def show_view(self, view: View) -> None:
        """Show a view; what is shown no longer stops what it does."""
        if view != self.view:
            self._leave_current()
        self.setCurrentWidget(self._part(view))
        self.view = view
        self.shown.emit(view)

    def _part(self, view: View) -> Any:
        if view not in self._made:
            part = {"list": self._make_list, "forecast": self._make_forecast, "process": self._make_process}[
                view
            ]()
            self._made[view] = part
            self.addWidget(part)
        return self._made[view]

    def _make_list(self) -> QWidget:
        from salesdesk.ui.pipeline.views.sales_list import SalesList

        part = SalesList(self._context, self._filter(), self._on_move, self._state.list)
        part.open_requested.connect(self.open_requested)
        part.peek_requested.connect(self.peek_requested)
        return part

    def _make_forecast(self) -> QWidget:
        from salesdesk.ui.pipeline.views.forecast_view import ForecastView

        part = ForecastView(self._context, self._filter())
        part.opened.connect(self._on_span)
        return part

    def _make_process(self) -> QWidget:
        from salesdesk.ui.pipeline.views.process_view import ProcessView

        part = ProcessView(self._context, self._filter(), self._state.process)
        part.open_requested.connect(self.open_requested)
        part.listed.connect(self._on_listed)
        return part

    def set_filter(self, board_filter: BoardFilter) -> None:
        """Show what another filter lets through, in every view that was made."""
        for view, part in self._made.items():
            if view != "board":
                part.set_filter(board_filter)

    def state(self) -> ViewState:
        """Return which view is shown and how each is."""
        made = self._made
        return ViewState(
            self.view,
            made["list"].state() if "list" in made else self._state.list,
            made["process"].state() if "process" in made else self._state.process,
        )

    def busy(self) -> bool:
        """Tell whether the view that is shown is still being read."""
        return self.view != "board" and bool(self._made[self.view].busy())

    def focus_other(self) -> bool:
        """Put the keyboard on the view that is shown, unless it is the board; tell whether it was another one."""
        if self.view != "board":
            self._made[self.view].focus_content()
        return self.view != "board"

    def leave(self) -> None:
        """Save what isn't saved yet, in every view."""
        for view, part in self._made.items():
            if view != "board":
                part.leave()

    def _leave_current(self) -> None:
        if self.view == "list":
            self._made["list"].edit.finish()
        elif self.view != "board":
            self._made[self.view].leave()

    def _list(self) -> SalesList:
        return self._part("list")  # type: ignore[no-any-return]  # made above

    def _on_move(self, row: SalesRow, stage_id: uuid.UUID, at: QRect) -> None:
        self._move_to(row.id, stage_id, row.row_version, at)

    def _on_span(self, span: Span, won: bool) -> None:  # noqa: FBT001 - a slot
        """Show the opportunities of a month in the list."""
        from salesdesk.ui.pipeline.views.forecast_view import span_name

        name = span_name(span)
        if won:
            self._list().narrow({"closed": (span.first, span.last)}, name, "won")
        else:
            left = span.from_day(local_day())
            self._list().narrow({"expected": (left.kind, left.first, left.last)}, name)
        self.show_view("list")
        self.focus_other()

    def _on_listed(self, ids: tuple[uuid.UUID, ...], about: str) -> None:
        self._list().narrow({"ids": ids}, about, "all")
        self.show_view("list")
        self.focus_other()
