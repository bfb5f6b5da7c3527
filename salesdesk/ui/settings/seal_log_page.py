"""The page of the log of seals: every use with its number, found, filtered, exported; nothing here can be changed."""

from __future__ import annotations

import uuid
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from salesdesk.domain.seal import WAYS
from salesdesk.i18n import N_, _, moment, ngettext, number
from salesdesk.services import seal_log
from salesdesk.services.lists import Choice, ListQuery
from salesdesk.services.seal_log import UseRow
from salesdesk.ui.list_page import Filter, ListPage, ListState, Wording
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets import list_files
from salesdesk.ui.widgets.basics import icon_button
from salesdesk.ui.widgets.cards import copy
from salesdesk.ui.widgets.export_bar import EXCEL, ExportBar
from salesdesk.ui.widgets.list_files import FileColumn
from salesdesk.ui.widgets.page_switch import SEALS, PageSwitch
from salesdesk.ui.widgets.record_list import Kept

_Column = FileColumn[UseRow]
_COLUMNS: Final = (
    _Column("number", N_("Log number"), 108, lambda row: row.number, strong=True),
    _Column("at", N_("Time"), 124, lambda row: moment(row.at)),
    _Column("seal", N_("Seal"), 96, lambda row: row.seal, grows=True),
    _Column("document", N_("Document"), 134, lambda row: row.document),
    _Column("purpose", N_("Purpose"), 110, lambda row: row.purpose, grows=True),
    _Column("used_by", N_("Used by"), 78, lambda row: row.used_by or "—"),
    _Column("approved_by", N_("Permitted by"), 98, lambda row: row.approved_by or "—"),
    _Column("way", N_("Sealed how"), 112, lambda row: _(WAYS[row.way])),
    _Column(
        "copies",
        N_("Copies"),
        60,
        lambda row: number(row.copies, 0),
        right=True,
        kind="number",
        raw=lambda row: row.copies,
        shown=False,
    ),
    _Column("file_hash", N_("Hash of the document"), 200, lambda row: row.file_hash, shown=False),
)


def _seals(session: object) -> list[Choice]:
    return seal_log.seals_used(session)  # type: ignore[arg-type]  # the window sees no session's type


def _people(session: object) -> list[Choice]:
    return seal_log.people_in_it(session)  # type: ignore[arg-type]  # the window sees no session's type


def _kinds(_session: object) -> list[Choice]:
    return [("contract", _("Contracts")), ("quote", _("Quotes"))]


class SealLogPage(ListPage):
    """Shows the uses of seals, the newest first; opening one shows the document's record."""

    name = "settings"
    kind = "seal_use"
    icon = "stamp"
    source = seal_log.SOURCE
    columns = _COLUMNS
    usual = ListQuery("at", descending=True)
    filters = (
        Filter("seal", N_("Seal"), _seals),
        Filter("person", N_("Person"), _people),
        Filter("kind", N_("Document"), _kinds),
    )
    tables = ("seal_use", "seal", "person", "contract", "quote")
    deletes = False
    wording = Wording(
        title=N_("Log of use"),
        hint=N_("Filter by number, seal, document or purpose"),
        new="",
        nothing=N_("No seal was put on a document yet. It is done on the menu of a contract or a quote."),
        nothing_to_look_at=N_("No seal was put on a document yet."),
        no_fit=N_("No use of a seal fits the filter."),
        delete_one="",
        delete_many="",
    )

    def __init__(
        self, context: PageContext, state: object | None = None, *, seal: uuid.UUID | None = None
    ) -> None:
        self.exports = ExportBar(context.background)
        if state is None and seal is not None:
            state = ListState(ListQuery("at", descending=True, values={"seal": seal}), Kept())
        super().__init__(context, state)
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(1, self.exports)

    def title_part(self) -> QWidget:
        """Return the tabs of the seals and their log."""
        self.switch = PageSwitch(SEALS, "seal-log")
        self.switch.chosen.connect(lambda name: self.action_requested.emit(name, None))
        return self.switch

    def _head(self) -> QHBoxLayout:
        head = super()._head()
        self.excel = icon_button("download", _("Export to Excel"))
        self.excel.clicked.connect(self.export)
        head.insertWidget(head.indexOf(self.columns_button) + 1, self.excel)
        return head

    def counted(self, count: int) -> str:
        """Return how many uses there are, in words."""
        return ngettext("{count} use", "{count} uses", count).format(count=number(count, 0))

    def row_name(self, row: UseRow) -> str:
        """Return the number of a use."""
        return row.number

    def open_row(self, row: UseRow) -> None:
        """Open the contract or the quote that was sealed."""
        if row.record is not None:
            self.open_requested.emit(row.kind, row.record)

    def extra_actions(self, menu: QMenu, row: UseRow) -> None:
        """Offer what is to be compared with a document."""
        menu.addAction(_("Copy the hash of the document"), lambda: copy(row.file_hash))

    def leave(self) -> None:
        """Stop reading and writing."""
        self.exports.stop()
        super().leave()

    def export(self) -> None:
        """Ask where the rows go as a spreadsheet, in the columns that are shown."""
        columns = [column for column in self.list.header.shown() if isinstance(column, FileColumn)]
        numbers, title = self.list.model.numbers, _("Log of seals")
        work = list_files.to_workbook(self._data.workspace, self.source, columns, numbers, title)
        self.exports.ask(title, EXCEL, work, len(numbers))
