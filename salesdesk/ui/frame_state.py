"""What the frame of the window shows of the program's state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import uuid
    from pathlib import Path

    from salesdesk.i18n import Language
    from salesdesk.ui.theme import Mode


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a menu of people."""

    id: uuid.UUID
    name: str


@dataclass(frozen=True, slots=True)
class FrameState:
    """The state: `workspace` is the open one's name (None: none is open), `undo` and `redo` are actions in words."""

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
