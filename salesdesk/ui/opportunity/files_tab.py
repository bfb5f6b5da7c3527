"""All files of an opportunity: those in the slots of its stages and the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.i18n import _, number
from salesdesk.services.evidence import MAX_BYTES, SIGNATURE, AttachmentRow
from salesdesk.ui.opportunity.file_actions import FileActions
from salesdesk.ui.widgets.basics import button, label, margins, set_state
from salesdesk.ui.widgets.cards import menu_of
from salesdesk.ui.widgets.entry_list import Entry, EntryList
from salesdesk.ui.widgets.gates.storing import local_files
from salesdesk.ui.widgets.list_or_nothing import ListOrNothing
from salesdesk.ui.widgets.text_lines import cut
from salesdesk.ui.widgets.timeline import day_words

_KB, _MB = 1024, 1024 * 1024


class FilesTab(QFrame):
    """Takes files that are dropped anywhere on it; Enter opens one, Del removes it."""

    def __init__(
        self, actions: FileActions, today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "drop")
        self._actions, self._today = actions, today
        self._rows: dict[object, AttachmentRow] = {}
        self._writable = True
        self.list = EntryList(_("Files"))
        self.shown = ListOrNothing(self.list)
        self.hint = label(role="secondary", wrap=True)
        self.add = button(_("Add files…"))
        self.add.clicked.connect(lambda _checked=False: actions.choose(None))
        head = QHBoxLayout()
        margins(head, 14, 8, 14, 4, gap=8)
        head.addWidget(self.hint, 1)
        head.addWidget(self.add)
        layout = QVBoxLayout(self)
        margins(layout, 1, 0, 1, 6)
        layout.addLayout(head)
        layout.addWidget(self.shown, 1)
        self.list.opened.connect(lambda entry: self._with(entry, actions.open))
        self.list.delete_requested.connect(self._on_delete)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._offer)
        self.shown.nothing.action_requested.connect(lambda: actions.choose(None))

    def show_files(self, rows: Sequence[AttachmentRow], *, writable: bool) -> None:
        """Show the files."""
        self._writable = writable
        self._rows = {row.id: row for row in rows}
        self.setAcceptDrops(writable)
        self.add.setVisible(writable and bool(rows))
        self.hint.setText(
            _("Drop files here, up to {most} MB each. They are kept in the workspace.").format(
                most=MAX_BYTES // _MB
            )
            if writable
            else _("{count} files").format(count=number(len(rows)))
        )
        self.list.show_entries([self._entry(row) for row in rows])
        self.shown.nothing.show_text(
            "folder-open",
            _(
                "Needs documents, drawings, minutes and signed papers stand here. Drop files here or choose them."
            ),
            _("Add files…") if writable else "",
        )
        self.shown.choose()

    def _entry(self, row: AttachmentRow) -> Entry:
        parts = (
            row.slot,
            _("Signed by the customer") if row.purpose == SIGNATURE else "",
            cut(row.person, 60),
        )
        return Entry(
            title=row.name,
            text=" · ".join(part for part in parts if part),
            day=day_words(row.added_at.astimezone().date(), self._today()),
            icon="file-text",
            tone="note" if row.quote_id else "accent",
            figure=_("Quote") if row.quote_id else size_text(row.size),
            record=("attachment", row.id),
        )

    def _with(self, entry: Entry, run: Callable[[AttachmentRow], object]) -> None:
        row = self._rows.get(entry.record[1]) if entry.record else None
        if row is not None:
            run(row)

    def _on_delete(self, entry: Entry) -> None:
        if self._writable:
            self._with(entry, self._actions.remove)

    def _offer(self, at: QPoint) -> None:
        entry = self.list.current()
        row = self._rows.get(entry.record[1]) if entry is not None and entry.record else None
        if row is None:
            return
        entries = [("file-text", _("Open"), lambda: self._actions.open(row))]
        if row.quote_id is None:
            entries.append(("file-input", _("Save as…"), lambda: self._save(row)))
        if self._writable:
            entries.append(("trash-2", _("Remove"), lambda: self._actions.remove(row)))
        menu_of(self, entries).popup(self.list.viewport().mapToGlobal(at))

    def _save(self, row: AttachmentRow) -> None:
        self._actions.save_as(row)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            set_state(self, "target", value=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        set_state(self, "target", value=False)

    def dropEvent(self, event: QDropEvent) -> None:
        set_state(self, "target", value=False)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._actions.take(local_files(event.mimeData()))


def size_text(size: int) -> str:
    """Return how large a file is."""
    if size >= _MB:
        return f"{size / _MB:.1f} MB"
    return f"{number(-(-size // _KB), 0)} KB"
