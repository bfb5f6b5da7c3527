"""Quotes as entries of a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from salesdesk.i18n import _, money
from salesdesk.services.quotes import QuoteBrief
from salesdesk.ui.widgets.entry_list import Entry
from salesdesk.ui.widgets.timeline import day_words
from salesdesk.ui.words import QUOTE_STATE, tone, word


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
