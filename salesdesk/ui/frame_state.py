"""What the frame of the window shows of the program's state."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from salesdesk import i18n

if TYPE_CHECKING:
    import uuid
    from collections.abc import Sequence

    from salesdesk.i18n import Language
    from salesdesk.ui.data import Data
    from salesdesk.ui.page import Page
    from salesdesk.ui.preferences import Preferences
    from salesdesk.ui.theme import Mode


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a menu of people."""

    id: uuid.UUID
    name: str


@dataclass(frozen=True, slots=True)
class FrameState:
    """The state: `workspace` is the open one's name (None: none is open), `undo` and `redo` are actions in words.

    `unsaved` says what the page hasn't saved yet, and is empty where all is.
    """

    language: Language
    theme: Mode
    recent: tuple[Path, ...] = ()
    workspace: str | None = None
    path: Path | None = None
    read_only: bool = False
    demo: bool = False
    people: tuple[Choice, ...] = ()
    person: uuid.UUID | None = None
    undo: str | None = None
    redo: str | None = None
    unsaved: str = ""


def state_of(
    preferences: Preferences, data: Data | None, page: Page | None, people: Sequence[Choice]
) -> FrameState:
    """Return the state of now; `data` is that of the open workspace, `page` the one of it that is shown."""
    recent = tuple(Path(path) for path in preferences.recent)
    if data is None:
        return FrameState(i18n.language(), preferences.theme, recent)
    undo = redo = None
    if not data.read_only:
        undo = (page and page.undo_label()) or data.undo_label()
        redo = (page and page.redo_label()) or data.redo_label()
    return FrameState(
        i18n.language(),
        preferences.theme,
        recent,
        workspace=data.workspace.name,
        path=data.workspace.path,
        read_only=data.read_only,
        demo=data.workspace.demo,
        people=tuple(people),
        person=data.person,
        undo=str(undo) if undo else None,
        redo=str(redo) if redo else None,
        unsaved=page.unsaved() if page else "",
    )
