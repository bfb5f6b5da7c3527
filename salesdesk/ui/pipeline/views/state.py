"""The views of the board page, and what brings them back as they were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from salesdesk.i18n import N_

View = Literal["board", "list", "forecast", "process"]
VIEWS: Final[Mapping[View, str]] = {
    "board": N_("Board"),
    "list": N_("List"),
    "forecast": N_("Forecast"),
    "process": N_("Process"),
}
"""The views with their names, in their order."""


@dataclass(frozen=True, slots=True)
class ViewState:
    """Which view is shown, and what brings list and process back as they were."""

    view: View = "board"
    list: Any = None
    process: Any = None
