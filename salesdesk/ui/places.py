"""Where the user is and was: the way back and forward between pages."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

_LONGEST_WAY: Final = 50


@dataclass(frozen=True, slots=True)
class Place:
    """A page, the record it shows, what it was asked for with, and the state that brings it back as it was."""

    page: str
    record: uuid.UUID | None = None
    argument: Mapping[str, Any] | None = None
    state: object | None = None


class Trail:
    """The places that were visited; a new place ends the way forward, as in a browser."""

    def __init__(self) -> None:
        self.here: Place | None = None
        self._back: list[Place] = []
        self._forward: list[Place] = []

    def go(self, place: Place) -> None:
        """Come to a new place."""
        if self.here is not None and (self.here.page, self.here.record) != (place.page, place.record):
            self._back = [*self._back[-_LONGEST_WAY:], self.here]
            self._forward = []
        self.here = place

    def before(self) -> Place | None:
        """Return where one step back leads."""
        return self._back[-1] if self._back else None

    def after(self) -> Place | None:
        """Return where one step forward leads."""
        return self._forward[-1] if self._forward else None

    def step(self, *, back: bool) -> None:
        """Take one step back or forward, which there must be."""
        source, target = (self._back, self._forward) if back else (self._forward, self._back)
        if self.here is not None:
            target.append(self.here)
        self.here = source.pop()

    def forget(self, *, back: bool) -> None:
        """Leave out the next place of a direction: there is nothing any more."""
        (self._back if back else self._forward).pop()
