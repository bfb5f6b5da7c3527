"""The keys of the board page, as F1 lists them."""

from __future__ import annotations

from salesdesk.i18n import _


def shown() -> tuple[tuple[str, str], ...]:
    """Return the keys and what they do."""
    return (
        ("↑ ↓ ← →", _("Go from card to card")),
        ("Enter", _("Open the opportunity")),
        ("Space", _("Quick look")),
        ("F2, E", _("Edit")),
        ("N", _("Plan the next step")),
        ("Ctrl+← Ctrl+→", _("Move the card to the stage beside")),
        ("Ctrl+↑ Ctrl+↓", _("Move the card within its stage")),
        ("W", _("Record the signature")),
        ("L", _("Record the loss")),
        ("Ctrl+Space", _("Choose the card, or no longer")),
        ("Shift+↑ Shift+↓", _("Choose the cards in between")),
        ("Ctrl+A", _("Choose all cards of the column")),
        ("Ctrl+Shift+F", _("Filter")),
        ("Ctrl+Shift+E", _("Collapse the column, or open it")),
        ("Ctrl+Shift+D", _("Compact cards")),
        ("Esc", _("Close the quick look")),
        ("Ctrl+Shift+1 … 4", _("Board, list, forecast, process")),
        ("← →, F2", _("In the list: go from cell to cell, edit one")),
    )
