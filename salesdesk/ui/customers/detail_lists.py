"""The opportunities and quotes of a customer as entries of a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QStackedWidget, QWidget

from salesdesk.i18n import _, money
from salesdesk.services.customers import OpportunityBrief
from salesdesk.services.quotes import QuoteBrief
from salesdesk.ui.customers.open_card import state_of
from salesdesk.ui.widgets.empty_state import EmptyState
from salesdesk.ui.widgets.entry_list import Entry, EntryList
from salesdesk.ui.widgets.timeline import ICONS, day_words
from salesdesk.ui.words import QUOTE_STATE, tone, word


class ListOrNothing(QStackedWidget):
    """A list, or a sentence with a button where nothing is in it."""

    def __init__(self, shown: EntryList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = shown
        self.nothing = EmptyState()
        self.addWidget(shown)
        self.addWidget(self.nothing)
        self.setFocusProxy(shown)

    def choose(self) -> None:
        """Show the list where it has entries."""
        self.setCurrentWidget(self.list if self.list.entries.rowCount() else self.nothing)


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


def quote_entries(rows: Sequence[QuoteBrief], today: date) -> list[Entry]:
    """Return quotes as entries, in their order."""
    return [_quote(row, today) for row in rows]


def _quote(row: QuoteBrief, today: date) -> Entry:
    expired = row.state == "sent" and row.valid_until < today
    state = "expired" if expired else row.state
    return Entry(
        title=f"{row.number} V{row.version}",
        text=_("Issued {day} · valid until {until}").format(
            day=day_words(row.issued_on, today), until=day_words(row.valid_until, today)
        ),
        icon="file-text",
        tone="accent",
        figure=money(row.total, row.currency),
        chip=word(QUOTE_STATE, state),
        chip_tone=tone(QUOTE_STATE, state),
        record=("quote", row.id),
    )
