"""The one gate between the window and the workspace."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

from PySide6.QtCore import QObject, Signal

from salesdesk.domain.changes import Changes, Label
from salesdesk.services import history
from salesdesk.storage.workspace import Workspace

P = ParamSpec("P")
R = TypeVar("R")


class Data(QObject):
    """Reads and writes through the services; `changed` tells after each write what it touched."""

    changed = Signal(object)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.read_only = workspace.read_only
        self.person: uuid.UUID | None = None

    def read(self, fn: Callable[Concatenate[Any, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call a service function with a session for reading."""
        with self.workspace.read() as session:
            return fn(session, *args, **kwargs)

    def write(
        self, label: Label, fn: Callable[Concatenate[Any, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Call a service function in one transaction, which the journal names by `label`."""
        return self._write(label, "edit", lambda session: fn(session, *args, **kwargs))

    def issue(
        self, label: Label, fn: Callable[Concatenate[Any, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Write what can't be undone, such as sending a quote (settled question 12)."""
        return self._write(label, "issue", lambda session: fn(session, *args, **kwargs))

    def _write(self, label: Label, kind: Literal["edit", "issue"], fn: Callable[[Any], R]) -> R:
        with self.workspace.write(label, person=self.person, kind=kind) as write:
            result = fn(write.session)
        self.announce(write.changes)
        return result

    def announce(self, changes: Changes) -> None:
        """Tell the pages of a write, also of one that was made in another thread."""
        if changes.rows:
            self.changed.emit(changes)

    def undo(self) -> None:
        """Take back the newest operation of this device."""
        self.announce(history.undo(self.workspace, person=self.person))

    def redo(self) -> None:
        """Bring back what was undone last."""
        self.announce(history.redo(self.workspace, person=self.person))

    def undo_label(self) -> Label | None:
        """Return what undo would take back."""
        return self.read(history.next_undo, self.workspace.device_id)

    def redo_label(self) -> Label | None:
        """Return what redo would bring back."""
        return self.read(history.next_redo, self.workspace.device_id)
