"""Costs and margins on the screen, hidden by one key while a customer looks on."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from salesdesk.domain.price_words import amount
from salesdesk.ui.preferences import Preferences

KEY: Final = "F8"
HIDDEN: Final = "•••"


def cost(preferences: Preferences, value: Decimal | None, currency: str) -> str:
    """Return a cost as it is shown: not at all while costs are hidden."""
    if preferences.hide_costs:
        return HIDDEN
    return "" if value is None else amount(value, currency)


def toggle(preferences: Preferences) -> None:
    """Hide costs, or show them again, on every page and at the next start too."""
    preferences.hide_costs = not preferences.hide_costs
    preferences.save()
