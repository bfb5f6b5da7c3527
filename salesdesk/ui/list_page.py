"""What the pages of a list have in common: head with filters and the main button, the list, its menu."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar, Final

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from salesdesk.domain.changes import Changes, Label
from salesdesk.domain.errors import RuleError
from salesdesk.i18n import _, ngettext, number
from salesdesk.services import lists, recycle_bin
from salesdesk.services.lists import LONGEST_TEXT, Choice, ListQuery, ListSource
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.background import Job
from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.widgets.basics import ElidedLabel, button, icon_button, label, margins
from salesdesk.ui.widgets.record_list import Columns, Kept, RecordList
from salesdesk.ui.widgets.record_list_columns import cell
from salesdesk.ui.widgets.record_list_filter import FilterChip

MOST_DELETED: Final = 5_000
_DELAY_MS: Final = 150
_ROOMY: Final = 1100
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of the page: its key in the source, its caption (a message id), and where its values come from."""

    key: str
    caption: str
    choices: Callable[[Any], Sequence[Choice]]


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of a page, as message ids; without `new` nothing is added here."""

    title: str
    hint: str
    new: str
    nothing: str
    nothing_to_look_at: str
    no_fit: str
    delete_one: str
    delete_many: str


@dataclass(frozen=True, slots=True)
class ListState:
    """What brings a list back as it was."""

    query: ListQuery
    kept: Kept


class ListPage(Page):
    """Shows one list; a subclass says of what."""

    kind: ClassVar[str]
    icon: ClassVar[str]
    source: ClassVar[ListSource[Any]]
    columns: ClassVar[Columns]
    usual: ClassVar[ListQuery]
    filters: ClassVar[tuple[Filter, ...]]
    tables: ClassVar[tuple[str, ...]]
    wording: ClassVar[Wording]
    deletes: ClassVar[bool] = True
    """Whether the rows can be put into the recycle bin."""
    kept_as: ClassVar[str] = ""
    """Under which the device remembers the columns, where other lists are of the same page."""

    def __init__(self, context: PageContext, state: object | None = None) -> None:
        super().__init__()
        self._context = context
        self._data = context.data
        before = state if isinstance(state, ListState) else None
        query = before.query if before else self.usual
        stored = context.preferences.lists.get(self.kept_as or self.name)
        self.list = RecordList(
            self.source, self.columns, self._data, context.background, query=query, stored=stored
        )
        self.list.view.setAccessibleName(_(self.wording.title))
        self._make_head(query)
        layout = QVBoxLayout(self)
        margins(layout, 18, 12, 18, 10, gap=10)
        layout.addLayout(self._head())
        layout.addWidget(self.list, 1)
        self._connect()
        self._offer_due = True
        self.list.show_query(self.list.query, before.kept if before else None)

    def _make_head(self, query: ListQuery) -> None:
        hint = _(self.wording.hint)
        self.text = QLineEdit(query.text)
        self.text.setProperty("role", "filter")
        self.text.setPlaceholderText(hint)
        self.text.setAccessibleName(hint)
        self.text.setMaxLength(LONGEST_TEXT)
        self.text.setClearButtonEnabled(True)
        self.chips = {
            each.key: FilterChip(_(each.caption), query.values.get(each.key)) for each in self.filters
        }
        self.count = ElidedLabel(role="secondary")
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.columns_button = icon_button("columns-3", _("Columns"))
        self.new = button(f"＋ {self._new_text()}", "primary")
        if self._data.read_only or not self.wording.new:
            self.new.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)

    def _head(self) -> QHBoxLayout:
        layout = QHBoxLayout()
        margins(layout, gap=8)
        layout.addWidget(self.title_part())
        layout.addSpacing(4)
        for part in (*self.chips.values(), self.text):
            layout.addWidget(part)
        layout.addWidget(self.count, 1)
        layout.addWidget(self.columns_button)
        layout.addWidget(self.new)
        return layout

    def _new_text(self) -> str:
        return _(self.wording.new) if self.wording.new else ""

    def title_part(self) -> QWidget:
        """Return what the head begins with."""
        return label(_(self.wording.title), "title")

    def _connect(self) -> None:
        self.text.textChanged.connect(self._timer.start)
        self.text.returnPressed.connect(self.list.focus_rows)
        self._timer.timeout.connect(self._on_text)
        for key, chip in self.chips.items():
            chip.chosen.connect(partial(self._on_chip, key))
        self.columns_button.clicked.connect(self._show_columns)
        self.new.clicked.connect(self.ask_new)
        self.list.empty.action_requested.connect(self._on_empty)
        self.list.open_requested.connect(self.open_row)
        self.list.menu_requested.connect(self._on_menu)
        self.list.delete_requested.connect(self.delete_selected)
        self.list.sort_changed.connect(self._on_sort)
        self.list.arranged.connect(self._on_arranged)
        self.list.loaded.connect(self._on_loaded)
        self.list.slow.connect(lambda: self.count.setText(_("Reading…")))
        self.list.selection_changed.connect(self._show_count)
        self.list.copied.connect(self._on_copied)
        self._data.changed.connect(self._on_changed)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.activated.connect(self._on_find)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.text.setFixedWidth(210 if self.width() >= _ROOMY else 170)

    # --- what the frame asks ------------------------------------------------------------------------------------

    def state(self) -> ListState:
        """Return filter, sort, selection and place."""
        return ListState(self.list.query, self.list.kept())

    def focus_content(self) -> None:
        """Put the keyboard on the list."""
        self.list.focus_rows()

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of the list."""
        keys = [
            ("Enter", _("Open")),
            ("Ctrl+F", _("Filter")),
            ("Ctrl+A", _("Select all")),
            ("Ctrl+C", _("Copy the selected rows")),
            ("Shift+F10", _("Menu of the selected rows")),
        ]
        return [*keys, ("Del", _("Move to the recycle bin"))] if self._may_delete() else keys

    def busy(self) -> bool:
        """Tell whether the list is still being read."""
        return self.list.busy()

    def leave(self) -> None:
        """Stop reading; remember the columns."""
        self._timer.stop()
        self.list.leave()

    # --- reading ------------------------------------------------------------------------------------------------

    def _offer_choices(self) -> None:
        """Have the values to filter by read beside the window: those of a column come from every row."""
        self._offer_due = False
        job = self._context.background.job(partial(_choices, self._data.workspace, self.filters))
        job.done.connect(self._on_choices)
        self._context.background.start(job)

    def _on_choices(self, choices: dict[str, list[Choice]]) -> None:
        for key, offered in choices.items():
            self.chips[key].offer(offered)

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(*self.tables):
            self._offer_due = True
            self.list.reload()

    def _on_loaded(self) -> None:
        wording, empty = self.wording, self.list.empty
        if self._narrowed():
            empty.show_text("filter", _(wording.no_fit), _("Clear the filter"))
        elif self._data.read_only:
            empty.show_text(self.icon, _(wording.nothing_to_look_at))
        else:
            empty.show_text(self.icon, _(wording.nothing), self._new_text())
        self._show_count()
        if self._offer_due:
            self._offer_choices()
        if self.list.isAncestorOf(self.focusWidget() or self) or self.focusWidget() is self:
            self.list.focus_rows()

    def _show_count(self) -> None:
        selected = self.list.selected_count()
        if selected > 1:
            text = _("{selected} of {count} selected")
            self.count.setText(text.format(selected=number(selected, 0), count=number(self.list.count(), 0)))
        else:
            self.count.setText(self.counted(self.list.count()))

    @abstractmethod
    def counted(self, count: int) -> str:
        """Return how many there are, in words."""

    # --- what the user does -------------------------------------------------------------------------------------

    def open_row(self, row: Any) -> None:
        """Open a row's record."""
        self.open_requested.emit(self.kind, row.id)

    def ask_new(self) -> None:
        """Ask for a new record."""
        self.action_requested.emit(f"new-{self.kind}", None)

    def extra_actions(self, menu: QMenu, row: Any) -> None:
        """Add to the menu of one row what only this list has."""

    @abstractmethod
    def row_name(self, row: Any) -> str:
        """Return what a row is called."""

    def delete_selected(self) -> None:
        """Put the selected records into the recycle bin; undo brings them back."""
        numbers, one = self.list.selected_numbers(), self.list.selected_row()
        if not numbers or not self._may_delete():
            return
        if len(numbers) > MOST_DELETED:
            text = _("{count} rows are too many to delete at once. Select at most {most}.")
            raise RuleError(text.format(count=number(len(numbers), 0), most=number(MOST_DELETED, 0)))
        if one is None:
            what = Label(self.wording.delete_many, {"count": number(len(numbers), 0)})
        else:
            what = Label(self.wording.delete_one, {"name": cell(self.row_name(one))[:_LONGEST_NAME]})
        ids = self._data.read(lists.ids, self.source, numbers)
        self._data.write(what, recycle_bin.delete, self.kind, ids)

    def menu(self) -> QMenu:
        """Return the menu of what can be done with the selected rows."""
        menu, row = QMenu(self), self.list.selected_row()
        if row is not None:
            menu.addAction(_("Open"), lambda: self.open_row(row))
            if not self._data.read_only:
                self.extra_actions(menu, row)
            menu.addSeparator()
        menu.addAction(_("Copy"), self.list.copy)
        if self._may_delete():
            menu.addAction(_("Delete"), self.delete_selected)
        return menu

    def _on_menu(self, where: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(where)

    def _show_columns(self) -> None:
        menu = self.list.columns_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.columns_button.mapToGlobal(self.columns_button.rect().bottomLeft()))

    def _on_find(self) -> None:
        self.text.setFocus()
        self.text.selectAll()

    def _on_text(self) -> None:
        text = self.text.text().strip()
        if text != self.list.query.text:
            self.list.show_query(replace(self.list.query, text=text))

    def _on_chip(self, key: str, value: Any) -> None:
        values = {**self.list.query.values, key: value}
        self.list.show_query(replace(self.list.query, values=values))

    def _on_sort(self, key: str, descending: bool) -> None:  # noqa: FBT001 - a slot
        self.list.show_query(replace(self.list.query, sort=key, descending=descending))

    def _on_empty(self) -> None:
        if not self._narrowed():
            self.ask_new()
            return
        self.text.clear()
        self._timer.stop()
        for key, chip in self.chips.items():
            chip.set_value(self.usual.values.get(key))
        self.list.show_query(replace(self.list.query, text="", values=self.usual.values))

    def _narrowed(self) -> bool:
        """Tell whether fewer rows are shown than the page begins with."""
        query, usual = self.list.query, dict(self.usual.values)
        chosen = {key: value for key, value in query.values.items() if value is not None}
        return bool(query.text.strip()) or (query.narrows and chosen != usual)

    def _may_delete(self) -> bool:
        return self.deletes and not self._data.read_only

    def _on_arranged(self, stored: dict[str, Any]) -> None:
        self._context.preferences.lists[self.kept_as or self.name] = stored
        self._context.preferences.save()

    def _on_copied(self, count: int) -> None:
        text = ngettext("{count} row copied", "{count} rows copied", count)
        self.count.setText(text.format(count=number(count, 0)))


def _choices(workspace: Workspace, filters: tuple[Filter, ...], job: Job) -> dict[str, list[Choice]]:
    job.report(0, 0)
    with workspace.read() as session:
        return {each.key: list(each.choices(session)) for each in filters}
