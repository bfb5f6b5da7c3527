"""The opportunities and quotes of a customer as entries of a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from salesdesk.i18n import _, money
from salesdesk.services.customers import OpportunityBrief
from salesdesk.ui.customers.open_card import state_of
from salesdesk.ui.widgets.entry_list import Entry
from salesdesk.ui.widgets.timeline import ICONS


def opportunity_entries(rows: Sequence[OpportunityBrief], today: date) -> list[Entry]:
    """Return opportunities as entries, in their order."""
    return [_opportunity(row, today) for row in rows]


def _opportunity(row: OpportunityBrief, today: date) -> Entry:
    icon, icon_tone = ICONS.get(row.status, ("square-kanban", "accent"))
    state = {"won": _("Won"), "lost": _("Lost")}.get(row.status)
    chip_tone = {"won": "ok", "lost": "bad", "on_hold": "warn"}.get(row.status, "accent")
    return Entry(
        title=row.title,
        text=" · ".join(part for part in (state_of(row, today), (row.owner or "")[:60]) if part),
        icon=icon,
        tone=icon_tone,
        figure=_("No amount") if row.amount is None else money(row.amount, row.currency),
        chip=state or f"{row.stage[:16]} {row.probability * 100:.0f}%",
        chip_tone=chip_tone,
        record=("opportunity", row.id),
    )
