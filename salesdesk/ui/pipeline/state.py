"""What brings the board back as it was."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from salesdesk.services.board import BoardFilter
from salesdesk.ui.pipeline.reading import Shape
from salesdesk.ui.pipeline.views.state import ViewState


@dataclass(frozen=True, slots=True)
class BoardState:
    """What the board shows, which card is selected, which opportunity is open in the drawer, and the views."""

    filter: BoardFilter = field(default_factory=BoardFilter)
    selected: uuid.UUID | None = None
    opened: uuid.UUID | None = None
    shape: Shape = field(default_factory=Shape)
    views: ViewState = field(default_factory=ViewState)
