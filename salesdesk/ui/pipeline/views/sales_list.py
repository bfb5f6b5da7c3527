"""The view 列表: the sales process table, edited in place, exported, printed."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from salesdesk.domain.changes import Changes
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.i18n import N_, _, ngettext, number
from salesdesk.services.board import BoardFilter
from salesdesk.services.lists import ListQuery
from salesdesk.services.sales_table import SOURCE, SalesRow
from salesdesk.services.view_scope import Scope
from salesdesk.ui.page import PageContext
from salesdesk.ui.pipeline.views.sales_columns import COLUMNS, SalesColumn
from salesdesk.ui.pipeline.views.sales_edit import SalesEdit
from salesdesk.ui.widgets import list_files
from salesdesk.ui.widgets.basics import ElidedLabel, button, icon_button, margins
from salesdesk.ui.widgets.cell_view import CellView
from salesdesk.ui.widgets.export_bar import EXCEL, PDF, ExportBar
from salesdesk.ui.widgets.list_files import FileColumn
from salesdesk.ui.widgets.record_list import Kept, RecordList
from salesdesk.ui.widgets.record_list_filter import FilterChip

TITLE: Final = N_("Sales process table")
KEPT_AS: Final = "sales-table"
_TABLES: Final = ("opportunity", "stage", "pipeline", "customer", "contact", "person", "product", "activity")
_SCOPES: Final[tuple[tuple[Scope, str], ...]] = (
    ("open", N_("In progress")),
    ("won", N_("Won")),
    ("lost", N_("Lost")),
    ("all", N_("All")),
)
MoveTo = Callable[[SalesRow, uuid.UUID, QRect], None]
"""Brings an opportunity to a stage through the gates, asking beside a place of the screen."""


@dataclass(frozen=True, slots=True)
class SalesListState:
    """What brings the list back as it was; `narrowed` is to what is behind a figure, which `about` names."""

    scope: Scope = "open"
    kept: Kept | None = None
    narrowed: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""


class SalesList(QWidget):
    """Shows the opportunities that the board's filter lets through, one in a row."""

    open_requested = Signal(str, object)
    peek_requested = Signal(object)

    def __init__(
        self,
        context: PageContext,
        board_filter: BoardFilter,
        move_to: MoveTo,
        state: SalesListState | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        before = state or SalesListState()
        self._context, self._data = context, context.data
        self._filter, self._scope = board_filter, before.scope
        self._narrowed, self._about = before.narrowed, before.about
        self._focus_due = False
        self._due = ""
        stored = context.preferences.lists.get(KEPT_AS)
        self.list = RecordList(
            SOURCE,
            COLUMNS,
            self._data,
            context.background,
            query=self._query("stage", descending=False),
            stored=stored,
            make_view=CellView,
        )
        cells = self.list.view
        if not isinstance(cells, CellView):  # it is what was asked for above
            raise TypeError
        self.view = cells
        self.view.setAccessibleName(_(TITLE))
        self.edit = SalesEdit(self._data, cells, self._row, move_to, self)
        self._make_head()
        self.exports = ExportBar(context.background)
        layout = QVBoxLayout(self)
        margins(layout, gap=8)
        layout.addLayout(self._head())
        layout.addWidget(self.exports)
        layout.addWidget(self.list, 1)
        self._connect()
        self._show(before.kept)

    def _make_head(self) -> None:
        self.scope = FilterChip(_("Status"), self._scope)
        self.scope.offer([(code, _(name)) for code, name in _SCOPES if code != "all"])
        self.scope.set_value(None if self._scope == "all" else self._scope)
        self.about = button("", "link", icon="x")
        self.about.setToolTip(_("Show all again"))
        self.count = ElidedLabel(role="secondary")
        self.columns_button = icon_button("columns-3", _("Columns"))
        self.excel = button(_("Export to Excel"), icon="download")
        self.pdf = button(_("Print to PDF"), icon="printer")

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        margins(row, gap=8)
        row.addWidget(self.scope)
        row.addWidget(self.about)
        row.addWidget(self.count, 1)
        row.addWidget(self.columns_button)
        row.addWidget(self.excel)
        row.addWidget(self.pdf)
        return row

    def _connect(self) -> None:
        self.scope.chosen.connect(self._on_scope)
        self.about.clicked.connect(lambda: self.narrow({}, ""))
        self.columns_button.clicked.connect(self._show_columns)
        self.excel.clicked.connect(lambda: self.export(EXCEL))
        self.pdf.clicked.connect(lambda: self.export(PDF))
        self.list.open_requested.connect(lambda row: self.open_requested.emit("opportunity", row.id))
        self.list.menu_requested.connect(self._on_menu)
        self.list.sort_changed.connect(self._on_sort)
        self.list.arranged.connect(self._on_arranged)
        self.list.loaded.connect(self._on_loaded)
        self.list.slow.connect(lambda: self.count.setText(_("Reading…")))
        self.list.selection_changed.connect(self._show_count)
        self.list.copied.connect(self._on_copied)
        self.list.empty.action_requested.connect(self._on_empty)
        self.view.peek_requested.connect(lambda place: self.peek_requested.emit(self._row(place).id))
        self._data.changed.connect(self._on_changed)

    # --- what is shown ------------------------------------------------------------------------------------------

    def _query(self, sort: str, *, descending: bool) -> ListQuery:
        view = (self._filter, self._scope)
        return ListQuery(sort, descending, values={"view": view, **self._narrowed})

    def _show(self, kept: Kept | None = None) -> None:
        self.edit.close()
        self.about.setVisible(bool(self._narrowed))
        self.about.setText(self._about)
        query = self.list.query
        self.list.show_query(self._query(query.sort, descending=query.descending), kept)

    def set_filter(self, board_filter: BoardFilter) -> None:
        """Show what another filter lets through."""
        self._filter = board_filter
        self.edit.close()
        self._due = "show" if not self.isVisible() else ""
        if not self._due:
            self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        due, self._due = self._due, ""
        if due == "show":
            self._show()
        elif due:
            self.list.reload()

    def narrow(self, values: Mapping[str, Any], about: str, scope: Scope = "open") -> None:
        """Show only the opportunities with some values of the source's filters, named by `about`."""
        self._narrowed, self._about, self._scope = values, about, scope
        self.scope.set_value(None if scope == "all" else scope)
        self._show()

    def state(self) -> SalesListState:
        """Return scope, selection and place."""
        self.edit.finish()
        return SalesListState(self._scope, self.list.kept(), self._narrowed, self._about)

    def busy(self) -> bool:
        """Tell whether the list is still being read."""
        return self.list.busy()

    def focus_content(self) -> None:
        """Put the keyboard on the list, as soon as it is read."""
        self._focus_due = self.list.count() == 0 and self.list.busy()
        if not self._focus_due:
            self.list.focus_rows()

    def leave(self) -> None:
        """Write what stands in an open cell, stop reading, remember the columns."""
        self.edit.finish()
        self.list.leave()

    def _row(self, place: int) -> SalesRow:
        row = self.list.row(place)
        if not isinstance(row, SalesRow):
            raise InvalidInputError(_("This opportunity is no longer there."))
        return row

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(*_TABLES):
            if self.isVisible():
                self.list.reload()
            else:
                self._due = self._due or "reload"

    def _on_loaded(self) -> None:
        if self._filter.narrows or bool(self._narrowed) or self._scope != "open":
            self.list.empty.show_text("filter", _("No opportunity fits the filter."), _("Show all again"))
        else:
            self.list.empty.show_text("inbox", _("There are no open opportunities."))
        self._show_count()
        if self._focus_due:
            self.focus_content()
        for part in (self.excel, self.pdf):
            part.setEnabled(self.list.count() > 0)

    def _show_count(self) -> None:
        count, selected = self.list.count(), self.list.selected_count()
        if selected > 1:
            text = _("{selected} of {count} selected")
            self.count.setText(text.format(selected=number(selected, 0), count=number(count, 0)))
        else:
            text = ngettext("{count} row", "{count} rows", count)
            self.count.setText(text.format(count=number(count, 0)))

    # --- what the user does -------------------------------------------------------------------------------------

    def _on_scope(self, scope: Scope | None) -> None:
        self._scope = scope or "all"
        self._show()

    def _on_sort(self, key: str, descending: bool) -> None:  # noqa: FBT001 - a slot
        self.edit.finish()
        self.list.show_query(replace(self.list.query, sort=key, descending=descending))

    def _on_arranged(self, stored: dict[str, Any]) -> None:
        self._context.preferences.lists[KEPT_AS] = stored
        self._context.preferences.save()

    def _on_copied(self, count: int) -> None:
        text = ngettext("{count} row copied", "{count} rows copied", count)
        self.count.setText(text.format(count=number(count, 0)))

    def _on_empty(self) -> None:
        self.narrow({}, "")

    def _show_columns(self) -> None:
        menu = self.list.columns_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.columns_button.mapToGlobal(self.columns_button.rect().bottomLeft()))

    def _on_menu(self, where: Any) -> None:
        row = self.list.selected_row()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if row is not None:
            menu.addAction(_("Open"), lambda: self.open_requested.emit("opportunity", row.id))
            menu.addAction(_("Quick look"), lambda: self.peek_requested.emit(row.id))
        menu.addAction(_("Copy"), self.list.copy)
        menu.popup(where)

    def shown_columns(self) -> list[SalesColumn]:
        """Return the columns that are shown, from the left."""
        return [column for column in self.list.header.shown() if isinstance(column, FileColumn)]

    def export(self, suffix: str) -> None:
        """Ask where the rows go as they are shown: a spreadsheet, or a PDF to print."""
        numbers, title = self.list.model.numbers, _(TITLE)
        workspace, columns = self._data.workspace, self.shown_columns()
        if suffix == EXCEL:
            work = list_files.to_workbook(workspace, SOURCE, columns, numbers, title)
        else:
            if len(numbers) > list_files.MOST_PRINTED:
                text = _("{count} rows are too many to print. Narrow the list to at most {most}.")
                most = number(list_files.MOST_PRINTED, 0)
                raise RuleError(text.format(count=number(len(numbers), 0), most=most))
            note = " · ".join(
                part for part in (self.scope.accessibleName(), self._about, self.count.text()) if part
            )
            work = list_files.to_print(workspace, SOURCE, columns, numbers, title=title, note=note)
        self.exports.ask(title, suffix, work, len(numbers))
