"""A list of records: windowed over SQL, sorted, filtered, arranged, selected, copied."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QMenu, QStackedLayout, QVBoxLayout, QWidget

from salesdesk.domain.errors import RuleError, SalesDeskError
from salesdesk.i18n import _, number
from salesdesk.services import lists
from salesdesk.services.lists import ListQuery, ListSource, Numbers
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.background import Background, Job
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.basics import margins
from salesdesk.ui.widgets.empty_state import EmptyState
from salesdesk.ui.widgets.record_list_columns import Arrangement, ListColumn, copied
from salesdesk.ui.widgets.record_list_header import ListHeader
from salesdesk.ui.widgets.record_list_model import PAGE, RecordModel
from salesdesk.ui.widgets.record_list_view import Range, RecordView, merged

Columns = tuple[ListColumn[Any], ...]
MOST_COPIED: Final = 100_000
_COPIED_AT_ONCE: Final = 1_000
_SLOW_MS: Final = 150
_AFTER_PAINTING_MS: Final = 100


@dataclass(frozen=True, slots=True)
class Kept:
    """What a list keeps when its rows are read anew: the records selected, the one in focus, the place in the list."""

    selected: frozenset[int] = frozenset()
    everything: bool = False
    current: int | None = None
    row: int = -1
    offset: int = 0


class RecordList(QWidget):
    """Shows the rows of a source. Its signals say what the user wants; it changes nothing.

    `loaded` tells that all rows are known, `slow` that this takes a moment, `copied` how many rows were copied.
    """

    open_requested = Signal(object)
    menu_requested = Signal(QPoint)
    delete_requested = Signal()
    sort_changed = Signal(str, bool)
    arranged = Signal(object)
    loaded = Signal()
    slow = Signal()
    selection_changed = Signal()
    copied = Signal(int)

    def __init__(
        self,
        source: ListSource[Any],
        columns: Columns,
        data: Data,
        background: Background,
        *,
        query: ListQuery,
        stored: Mapping[str, Any] | None = None,
        make_view: Callable[[RecordModel, ListHeader], RecordView] = RecordView,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._source = source
        self._data = data
        self._background = background
        self._job: Job | None = None
        self._copying: Job | None = None
        self._kept: Kept | None = None
        usual = Arrangement.usual(columns, query.sort, descending=query.descending)
        self.header = ListHeader(columns, usual, usual.remembered(stored or {}))
        self.model = RecordModel(columns, lambda numbers: data.read(lists.rows, source, numbers), self)
        self.view = make_view(self.model, self.header)
        self.empty = EmptyState()
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_SLOW_MS)
        self._slow.timeout.connect(self.slow)
        self._begin = QTimer(self)
        self._begin.setSingleShot(True)
        self._begin.timeout.connect(self._read_numbers)
        arrangement = self.header.arrangement
        self.query = replace(query, sort=arrangement.sort, descending=arrangement.descending)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        card = QFrame()
        card.setProperty("role", "card")
        inner = QVBoxLayout(card)
        margins(inner, 1, 1, 1, 1)
        inner.addWidget(self.view)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(card)
        self._stack.addWidget(self.empty)

    def _connect(self) -> None:
        self.header.sort_changed.connect(self._on_sort)
        self.header.arranged.connect(self._on_arranged)
        self.view.open_requested.connect(self._on_open)
        self.view.menu_requested.connect(self.menu_requested)
        self.view.delete_requested.connect(self.delete_requested)
        self.view.copy_requested.connect(self.copy)
        self.view.selectionModel().selectionChanged.connect(self._on_selection)

    # --- reading ------------------------------------------------------------------------------------------------

    def show_query(self, query: ListQuery, kept: Kept | None = None) -> None:
        """Show other rows, or the same in another order; the first at once where an index has them."""
        self.query = query
        self._kept = kept or self._kept or (replace(self.kept(), offset=-1) if self.model.numbers else None)
        if self._source.quick(query):
            numbers, rows = self._data.read(lists.first_rows, self._source, query, PAGE)
            if len(numbers) < PAGE:
                self._cancel()
                self._show(numbers, rows)
                return
            self._stack.setCurrentIndex(0)
            self.model.show(numbers, rows)
            self.view.updateGeometries()
            # The worker would hold up the painting of these rows.
            self._begin.start(_AFTER_PAINTING_MS)
        else:
            self._read_numbers()

    def reload(self) -> None:
        """Read what is in sight anew, then the order of the rows; selection and place stay."""
        self.model.forget()
        self.view.fetch()
        self._read_numbers()

    def busy(self) -> bool:
        """Tell whether the rows are still being read."""
        return self._begin.isActive() or self._job is not None or self._copying is not None

    def _read_numbers(self) -> None:
        self._cancel()
        job = self._background.job(partial(_numbers, self._data.workspace, self._source, self.query))
        job.done.connect(self._on_numbers)
        job.failed.connect(self._on_failed)
        self._job = job
        self._slow.start()
        self._background.start(job)

    def _cancel(self) -> None:
        self._slow.stop()
        self._begin.stop()
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _on_numbers(self, numbers: Numbers) -> None:
        if self.sender() is self._job:
            self._job = None
            self._slow.stop()
            self._show(numbers)

    def _on_failed(self, message: str) -> None:
        if self.sender() is self._job:
            self._job = None
            self._slow.stop()
            raise SalesDeskError(message)

    def _show(self, numbers: Numbers, first: Mapping[int, Any] | None = None) -> None:
        kept, self._kept = self._kept or self.kept(), None
        changed = numbers != self.model.numbers
        self.model.show(numbers, first)
        self._stack.setCurrentIndex(0 if numbers else 1)
        if changed or kept.offset < 0:
            self._restore(kept)
        self.view.fetch()
        self.loaded.emit()

    # --- what is kept over a reading ----------------------------------------------------------------------------

    def kept(self) -> Kept:
        """Return selection and place, by records."""
        numbers, row = self.model.numbers, self.view.currentIndex().row()
        everything = self.selected_count() == len(numbers) > 1
        return Kept(
            frozenset() if everything else frozenset(self.selected_numbers()),
            everything,
            numbers[row] if 0 <= row < len(numbers) else None,
            row,
            self.view.verticalOffset(),
        )

    def _restore(self, kept: Kept) -> None:
        """Select the records again, wherever they are now; where the one in focus is gone, the next takes its place."""
        numbers, current = self.model.numbers, None
        if kept.current is not None and len(numbers):
            try:
                current = numbers.index(kept.current)
            except ValueError:
                current = min(kept.row, len(numbers) - 1)
        ranges = (
            [(0, len(numbers) - 1)] if kept.everything and len(numbers) else self._ranges_of(kept.selected)
        )
        if not ranges and kept.selected and current is not None:
            ranges = [(current, current)]
        self.view.updateGeometries()
        self.view.select_rows(ranges, current)
        if kept.offset >= 0:
            self.view.verticalScrollBar().setValue(kept.offset)
        elif current is not None:
            self.view.scrollTo(self.model.index(current, 0))
        else:
            self.view.verticalScrollBar().setValue(0)

    def _ranges_of(self, wanted: frozenset[int]) -> list[Range]:
        if not wanted:
            return []
        return merged((row, row) for row, number in enumerate(self.model.numbers) if number in wanted)

    # --- selection ----------------------------------------------------------------------------------------------

    def count(self) -> int:
        """Return how many rows are known."""
        return len(self.model.numbers)

    def selected_count(self) -> int:
        """Return how many rows are selected."""
        return sum(last - first + 1 for first, last in self.view.selected_ranges())

    def selected_numbers(self) -> Numbers:
        """Return the numbers of the selected rows, from the top."""
        result: Numbers = array("q")
        for first, last in self.view.selected_ranges():
            result += self.model.numbers[first : last + 1]
        return result

    def selected_row(self) -> Any | None:
        """Return the row if exactly one is selected."""
        return self.row(self.view.selected_ranges()[0][0]) if self.selected_count() == 1 else None

    def focus_rows(self) -> None:
        """Put the keyboard on the list; a row is selected, unless some are still to be selected again."""
        if not self.model.numbers:
            self.empty.button.setFocus()
            return
        self.view.setFocus()
        if self._kept is None and not self.view.selected_ranges():
            row = max(self.view.currentIndex().row(), 0)
            self.view.select_rows([(row, row)], row)

    def row(self, place: int) -> Any | None:
        """Return the row at a place, read if need be; None where it is gone."""
        number = self.model.numbers[place]
        return self.model.row(place) or self._data.read(lists.rows, self._source, [number]).get(number)

    # --- what the user does -------------------------------------------------------------------------------------

    def columns_menu(self) -> QMenu:
        """Return the menu that ticks the columns."""
        return self.header.menu(self)

    def _on_open(self, place: int) -> None:
        row = self.row(place)
        if row is not None:
            self.open_requested.emit(row)

    def _on_selection(self) -> None:
        self._kept = None
        self.selection_changed.emit()

    def _on_sort(self) -> None:
        arrangement = self.header.arrangement
        self.sort_changed.emit(arrangement.sort, arrangement.descending)

    def _on_arranged(self) -> None:
        self.arranged.emit(self.header.arrangement.as_stored())

    def copy(self) -> None:
        """Copy the selected rows, with the titles of the columns that are shown, as a spreadsheet takes them."""
        numbers = self.selected_numbers()
        if len(numbers) > MOST_COPIED:
            text = _("{count} rows are too many to copy. Select at most {most}.")
            raise RuleError(text.format(count=number(len(numbers), 0), most=number(MOST_COPIED, 0)))
        work = partial(_as_text, self._data.workspace, self._source, self.header.shown(), numbers)
        if self._copying is not None:
            self._copying.cancel()
            self._copying = None
        if 0 < len(numbers) <= _COPIED_AT_ONCE:
            self._to_clipboard((len(numbers), work(None)))
        elif len(numbers):
            self._copying = self._background.job(lambda job: (len(numbers), work(job)))
            self._copying.done.connect(self._to_clipboard)
            self._background.start(self._copying)

    def _to_clipboard(self, found: tuple[int, str]) -> None:
        self._copying = None
        QGuiApplication.clipboard().setText(found[1])
        self.copied.emit(found[0])

    def leave(self) -> None:
        """Stop reading, and tell of a change of the columns that was not told yet."""
        self._cancel()
        if self._copying is not None:
            self._copying.cancel()
        self.header.flush()


def _numbers(workspace: Workspace, source: ListSource[Any], query: ListQuery, job: Job) -> Numbers:
    job.report(0, 0)
    with workspace.read() as session:
        return lists.row_numbers(session, source, query, progress=lambda count: job.report(count, 0))


def _as_text(
    workspace: Workspace,
    source: ListSource[Any],
    columns: list[ListColumn[Any]],
    numbers: Numbers,
    job: Job | None,
) -> str:
    """Return rows as tab-separated text under their titles."""
    lines = ["\t".join(_(column.title) for column in columns)]
    with workspace.read() as session:
        for start in range(0, len(numbers), _COPIED_AT_ONCE):
            part = numbers[start : start + _COPIED_AT_ONCE]
            found = lists.rows(session, source, part)
            lines += [copied(columns, found[number]) for number in part if number in found]
            if job is not None:
                job.report(start, len(numbers))
    return "\n".join(lines)
