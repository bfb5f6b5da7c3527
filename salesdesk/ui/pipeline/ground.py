"""What lies around the cards: the zones for closing, and the words where there is no card."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from salesdesk.i18n import _
from salesdesk.services.board import BoardFilter
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.empty_state import EmptyState


def drop_zones() -> dict[str, QLabel]:
    """Return the zones on which a dropped card is won or lost."""
    return {"won": _zone(_("Won: drop here"), "ok"), "lost": _zone(_("Lost: drop here (asks why)"), "bad")}


def _zone(text: str, tone: str) -> QLabel:
    result = label(text, "zone")
    result.setProperty("tone", tone)
    result.setMinimumHeight(26)
    return result


def explain_nothing(empty: EmptyState, board_filter: BoardFilter, *, read_only: bool) -> None:
    """Say why there are no cards, and what can be done."""
    if board_filter.narrows:
        empty.show_text("filter", _("No opportunity fits the filter."), _("Clear the filter"))
    elif read_only:
        empty.show_text("inbox", _("There are no open opportunities."))
    else:
        empty.show_text(
            "inbox",
            _(
                "Open opportunities stand here, a column for each stage. Begin with those you have in a table."
            ),
            _("Import files…"),
        )
