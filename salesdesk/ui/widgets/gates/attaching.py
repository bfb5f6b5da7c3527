"""Files that are dropped on an opportunity: kept beside the window, then attached as one step."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import N_, _
from salesdesk.services import evidence_slots
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.basics import plain
from salesdesk.ui.widgets.gates.storing import Stored, store
from salesdesk.ui.widgets.text_lines import cut

_IN_LABEL: Final = 100


class FileDrops(QObject):
    """Attaches dropped files: to the only free slot of the stage, else to the one that the user chooses, or none.

    `busy_changed` tells for which opportunities files are being kept.
    """

    busy_changed = Signal(object)

    def __init__(self, context: PageContext, host: QWidget) -> None:
        super().__init__(host)
        self._context = context
        self._data = context.data
        self._host = host
        self._busy: list[uuid.UUID] = []
        self.menu: QMenu | None = None

    def attach(self, opportunity_id: uuid.UUID, name: str, paths: Sequence[Path], at: QPoint) -> None:
        """Attach files; where there are several slots they could be for, ask at a place of the screen."""
        slots = self._data.read(evidence_slots.free_slots, opportunity_id)
        if len(slots) < 2:
            self._keep(opportunity_id, name, tuple(paths), slots[0].item_id if slots else None)
            return
        menu = QMenu(self._host)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(_("What is it?"))
        menu.addSection(_("What is it?"))
        take = partial(self._keep, opportunity_id, name, tuple(paths))
        for slot in slots:
            text = slot.text if slot.required else _("{slot} (suggested)").format(slot=slot.text)
            menu.addAction(plain(cut(text, 100)), partial(take, slot.item_id))
        menu.addSeparator()
        menu.addAction(_("None of these: only attach it"), partial(take, None))
        self.menu = menu
        menu.popup(at)

    def _keep(
        self, opportunity_id: uuid.UUID, name: str, paths: tuple[Path, ...], item_id: uuid.UUID | None
    ) -> None:
        self._busy.append(opportunity_id)
        self.busy_changed.emit(frozenset(self._busy))
        then = partial(self._on_stored, opportunity_id, name, item_id)
        job = store(self._context.background, self._data.workspace.files, paths, then)
        job.failed.connect(partial(self._on_failed, opportunity_id))

    def _on_stored(
        self, opportunity_id: uuid.UUID, name: str, item_id: uuid.UUID | None, stored: Stored
    ) -> None:
        self._done(opportunity_id)
        if stored.files:
            self._data.write(
                _label(stored, name), evidence_slots.attach_all, opportunity_id, stored.files, item_id
            )
        if stored.problems:
            raise InvalidInputError("\n".join(stored.problems))

    def _on_failed(self, opportunity_id: uuid.UUID, message: str) -> None:
        self._done(opportunity_id)
        raise InvalidInputError(message)

    def _done(self, opportunity_id: uuid.UUID) -> None:
        self._busy.remove(opportunity_id)
        self.busy_changed.emit(frozenset(self._busy))


def _label(stored: Stored, name: str) -> Label:
    shown = cut(name, _IN_LABEL)
    if len(stored.files) == 1:
        file = cut(stored.files[0].name, _IN_LABEL)
        return Label(N_("Attach “{file}” to “{name}”"), {"file": file, "name": shown})
    count = str(len(stored.files))
    return Label(N_("Attach {count} files to “{name}”"), {"count": count, "name": shown})
