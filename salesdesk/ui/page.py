"""What the frame of the window and its pages know of each other."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from salesdesk.ui.background import Background
    from salesdesk.ui.data import Data
    from salesdesk.ui.preferences import Preferences


@dataclass(frozen=True, slots=True)
class PageContext:
    """What every page works with."""

    data: Data
    background: Background
    preferences: Preferences


class Page(QWidget):
    """A page of the window.

    It asks for another page by `open_requested` (a kind of record and its id), and for what needs the whole program by
    `action_requested` (the action's name and its argument).
    """

    name: ClassVar[str] = ""
    """Its entry in the navigation."""
    open_requested = Signal(str, object)
    action_requested = Signal(str, object)
    undo_changed = Signal()
    """The page's own steps to undo or redo are others now, or what isn't saved is."""

    @property
    def record(self) -> uuid.UUID | None:
        """Return the record that the page shows, on a page of one record."""
        return None

    def state(self) -> object | None:
        """Return what brings the page back as it is: filter, selection; the constructor takes it again."""
        return None

    def focus_content(self) -> None:
        """Put the keyboard where the user goes on."""
        self.setFocus()

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of the page and what they do, for the list that F1 shows."""
        return ()

    def undo(self) -> bool:
        """Take back a step of the page's own, and tell whether there was one; else the workspace's newest is undone."""
        return False

    def redo(self) -> bool:
        """Bring back a step of the page's own, and tell whether there was one."""
        return False

    def undo_label(self) -> str | None:
        """Return what `undo` would take back, in words."""
        return None

    def redo_label(self) -> str | None:
        """Return what `redo` would bring back, in words."""
        return None

    def unsaved(self) -> str:
        """Return what to say of what the page hasn't saved yet; empty where all is."""
        return ""

    def busy(self) -> bool:
        """Tell whether the page still waits for something that it is going to show."""
        return False

    def leave(self) -> None:
        """Save what isn't saved yet: the page is about to go away; SalesDeskError where it can't, then it stays."""
