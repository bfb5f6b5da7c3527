"""A slot for evidence: takes files that are dropped or chosen, or a quote."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.stage_gate import Gap
from salesdesk.i18n import _
from salesdesk.services.evidence import StoredFile
from salesdesk.services.gate_fills import NOTHING, FileFill, Fills, QuoteFill
from salesdesk.services.quotes import QuoteBrief
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.basics import ElidedLabel, button, icon_button, margins, set_state
from salesdesk.ui.widgets.files import choose_files
from salesdesk.ui.widgets.gates.parts import Part
from salesdesk.ui.widgets.gates.storing import Stored, store
from salesdesk.ui.widgets.local_files import local_files


class ProofSlot(QFrame):
    """Takes files from outside and keeps them in the workspace at once; they are attached when all is confirmed."""

    changed = Signal()

    def __init__(self, context: PageContext, name: str, quotes: Sequence[QuoteBrief] = ()) -> None:
        super().__init__()
        self.setProperty("role", "slot")
        self.setAcceptDrops(True)
        self._context = context
        self._name = name
        self.files: tuple[StoredFile, ...] = ()
        self.quote: QuoteBrief | None = None
        self.busy = False
        self.problem = ""
        self.text = ElidedLabel("", "small")
        self.choose = button(_("Choose files…"), "link")
        self.choose.setAccessibleName(f"{name}: {self.choose.text()}")
        self.choose.clicked.connect(self._on_choose)
        self.quotes = QToolButton()
        self.quotes.setProperty("role", "menu")
        self.quotes.setText(_("A quote ▾"))
        self.quotes.setAccessibleName(f"{name}: " + _("A quote"))
        self.quotes.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.quotes.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.quotes.setMenu(self._menu(quotes))
        self.quotes.setVisible(bool(quotes))
        self._with_quotes = bool(quotes)
        self.clear = icon_button("x", _("Take it away"))
        self.clear.clicked.connect(self._on_clear)
        layout = QHBoxLayout(self)
        margins(layout, 8, 2, 4, 2, gap=4)
        layout.addWidget(self.text, 1)
        for part in (self.choose, self.quotes, self.clear):
            layout.addWidget(part)
        self._show()

    def _menu(self, quotes: Sequence[QuoteBrief]) -> QMenu:
        menu = QMenu(self)
        for quote in quotes:
            menu.addAction(f"{quote.number} V{quote.version}", partial(self._on_quote, quote))
        return menu

    def take(self, paths: Sequence[Path]) -> None:
        """Keep files in the workspace."""
        if not paths or self.busy:
            return
        self.busy, self.problem = True, ""
        self._show()
        store(self._context.background, self._context.data.workspace.files, paths, self._on_stored)

    def _on_stored(self, stored: Stored) -> None:
        self.busy = False
        self.files = tuple({file.hash: file for file in (*self.files, *stored.files)}.values())
        if stored.files:
            self.quote = None
        self.problem = "\n".join(stored.problems)
        self._show()

    def _on_choose(self) -> None:
        choose_files(self, self._name, Path.home(), self.take)

    def _on_quote(self, quote: QuoteBrief) -> None:
        self.files, self.quote, self.problem = (), quote, ""
        self._show()

    def _on_clear(self) -> None:
        self.files, self.quote, self.problem = (), None, ""
        self._show()
        self.choose.setFocus()

    def _show(self) -> None:
        filled = bool(self.files) or self.quote is not None
        if self.busy:
            text = _("Being kept…")
        elif self.quote is not None:
            text = f"{self.quote.number} V{self.quote.version}"
        else:
            text = _(", ").join(file.name for file in self.files) or _("Drop a file here")
        self.text.setText(text)
        self.setAccessibleName(f"{self._name}: {text}")
        self.choose.setEnabled(not self.busy)
        self.quotes.setVisible(self._with_quotes and not filled and not self.busy)
        self.clear.setVisible(filled and not self.busy)
        set_state(self, "filled", value=filled)
        self.changed.emit()

    # --- dragging -----------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._follow(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._follow(event)

    def _follow(self, event: QDragMoveEvent) -> None:
        takes = self._accepts(event.mimeData())
        # Always a copy: a file manager would remove what was moved.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.setAccepted(takes)
        set_state(self, "target", value=takes)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        del event
        set_state(self, "target", value=False)

    def dropEvent(self, event: QDropEvent) -> None:
        set_state(self, "target", value=False)
        if self._accepts(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.take(local_files(event.mimeData()))

    def _accepts(self, mime: QMimeData) -> bool:
        return not self.busy and bool(local_files(mime))


class ProofPart(Part):
    """The slot of a stage for evidence."""

    def __init__(self, gap: Gap, context: PageContext, quotes: Sequence[QuoteBrief]) -> None:
        super().__init__(gap)
        self.title()
        self.slot = ProofSlot(context, self.caption, quotes)
        self.slot.changed.connect(self._on_changed)
        self.body.addWidget(self.slot)

    def _on_changed(self) -> None:
        self.complain(self.slot.problem)
        self.changed.emit()

    def fills(self) -> Fills:
        if self.slot.busy:
            raise InvalidInputError(_("The file is still being kept. Wait a moment."))
        return proof_fills(self.slot, self.gap.item_id)


def proof_fills(slot: ProofSlot, item_id: uuid.UUID | None, purpose: str = "") -> Fills:
    """Return what a slot holds."""
    if slot.quote is not None:
        return Fills(quotes=(QuoteFill(slot.quote.id, item_id),))
    if not slot.files:
        return NOTHING
    return Fills(files=tuple(FileFill(file, item_id, purpose) for file in slot.files))
