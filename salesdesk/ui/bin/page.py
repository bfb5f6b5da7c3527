"""The recycle bin: what was deleted in the last ninety days, to bring it back."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from functools import partial
from typing import ClassVar, Final

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from salesdesk.domain.changes import Changes, Label
from salesdesk.domain.errors import SalesDeskError
from salesdesk.i18n import N_, _, moment, ngettext, number
from salesdesk.services import recycle_bin
from salesdesk.services.recycle_bin import DeletedRecord
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.background import Job
from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.empty_state import EmptyState
from salesdesk.ui.widgets.record_list_columns import ListColumn
from salesdesk.ui.widgets.row_table import RowTable
from salesdesk.ui.widgets.text_lines import cut
from salesdesk.ui.words import Words, word

_LONGEST_NAME: Final = 60
KINDS: Final[Words] = {
    "customer": (N_("Customer"), ""),
    "contact": (N_("Contact"), ""),
    "opportunity": (N_("Opportunity"), ""),
    "quote": (N_("Quote"), ""),
    "activity": (N_("Activity"), ""),
    "product": (N_("Product"), ""),
    "price_book": (N_("Price book"), ""),
    "person": (N_("Person"), ""),
    "document_design": (N_("Document design"), ""),
}
_COLUMNS: Final[tuple[ListColumn[DeletedRecord], ...]] = (
    ListColumn("kind", N_("Kind"), 110, lambda row: word(KINDS, row.kind), tone=lambda _row: ""),
    ListColumn("title", N_("Name"), 360, lambda row: row.title or "—", grows=True, strong=True),
    ListColumn("at", N_("Deleted"), 160, lambda row: moment(row.deleted_at)),
    ListColumn("person", N_("By"), 160, lambda row: row.person or "—"),
)


class BinPage(Page):
    """Lists what the user deleted; Enter or the button restores what is selected."""

    name = "bin"
    columns: ClassVar = _COLUMNS

    def __init__(self, context: PageContext, state: object | None = None) -> None:
        super().__init__()
        self._context = context
        self._data = context.data
        self._job: Job | None = None
        self._wanted: Collection[uuid.UUID] | None = state if isinstance(state, frozenset) else None
        self.count = label(role="secondary")
        self.restore_button = button(_("Restore"), "primary")
        if self._data.read_only:
            self.restore_button.hide()
        self.restore_button.clicked.connect(self.restore)
        self.table: RowTable[DeletedRecord] = RowTable(_COLUMNS, "at", descending=True)
        self.table.view.setAccessibleName(_("Recycle bin"))
        self.table.open_requested.connect(self.restore)
        self.table.selection_changed.connect(self._show_count)
        self.empty = EmptyState()
        self.empty.show_text(
            "trash-2",
            _("What you delete comes here and can be brought back for 90 days. Nothing is here now."),
        )
        self._arrange()
        self._data.changed.connect(self._on_changed)
        self._show_count()
        self._reload()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        margins(head, gap=8)
        head.addWidget(label(_("Recycle bin"), "title"))
        head.addSpacing(4)
        head.addWidget(self.count, 1)
        head.addWidget(self.restore_button)
        content = QWidget()
        self._stack = QStackedLayout(content)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        margins(layout, 18, 12, 18, 10, gap=10)
        layout.addLayout(head)
        layout.addWidget(content, 1)

    # --- what the frame asks ------------------------------------------------------------------------------------

    def state(self) -> frozenset[uuid.UUID]:
        """Return what is selected."""
        return frozenset(row.id for row in self.table.selected())

    def focus_content(self) -> None:
        """Put the keyboard on the list."""
        self.table.select_first()

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of the list."""
        keys = [("Ctrl+A", _("Select all"))]
        return keys if self._data.read_only else [("Enter", _("Restore")), *keys]

    def busy(self) -> bool:
        """Tell whether the bin is still being read."""
        return self._job is not None

    def leave(self) -> None:
        """Stop reading."""
        self._cancel()

    # --- what the user does -------------------------------------------------------------------------------------

    def restore(self) -> None:
        """Bring back what is selected."""
        rows = self.table.selected()
        if not rows or self._data.read_only:
            return
        what = (
            Label(N_("Restore “{name}”"), {"name": cut(rows[0].title, _LONGEST_NAME)})
            if len(rows) == 1
            else Label(N_("Restore {count} records"), {"count": number(len(rows), 0)})
        )
        self._data.write(what, recycle_bin.restore_all, [(row.kind, row.id) for row in rows])

    # --- reading ------------------------------------------------------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(*recycle_bin.RECORDS):
            self._reload()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _reload(self) -> None:
        self._cancel()
        self._job = self._context.background.job(partial(_deleted, self._data.workspace))
        self._job.done.connect(self._on_rows)
        self._job.failed.connect(self._on_failed)
        self._context.background.start(self._job)

    def _on_rows(self, rows: list[DeletedRecord]) -> None:
        if self.sender() is not self._job:
            return
        self._job = None
        self._stack.setCurrentIndex(0 if rows else 1)
        self.table.show_rows(rows, self._wanted)
        self._wanted = None
        if rows and self.table.view.hasFocus():
            self.table.select_first()

    def _on_failed(self, message: str) -> None:
        if self.sender() is self._job:
            self._job = None
            raise SalesDeskError(message)

    def _show_count(self) -> None:
        count, chosen = len(self.table.rows()), len(self.table.selected())
        text = ngettext("{count} record", "{count} records", count).format(count=number(count, 0))
        if chosen > 1:
            text = _("{text} · {count} selected").format(text=text, count=number(chosen, 0))
        self.count.setText(text if count else "")
        self.restore_button.setEnabled(chosen > 0)


def _deleted(workspace: Workspace, job: Job) -> list[DeletedRecord]:
    job.report(0, 0)
    with workspace.read() as session:
        return recycle_bin.deleted(session)
