"""Quotes as entries of a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from salesdesk.domain.quote_life import EXPIRING_DAYS, is_expired
from salesdesk.i18n import _, money, ngettext
from salesdesk.services.quotes import QuoteBrief
from salesdesk.ui.widgets.entry_list import Entry
from salesdesk.ui.widgets.timeline import day_words
from salesdesk.ui.words import QUOTE_STATE, tone, word


def quote_entries(rows: Sequence[QuoteBrief], today: date) -> list[Entry]:
    """Return quotes as entries, in their order."""
    return [_quote(row, today) for row in rows]


def _quote(row: QuoteBrief, today: date) -> Entry:
    state = "expired" if is_expired(row.state, row.valid_until, today) else row.state
    return Entry(
        title=f"{row.number} V{row.version}",
        text=" · ".join(_facts(row, today)),
        icon="file-text",
        tone="accent",
        figure=money(row.total, row.currency),
        chip=word(QUOTE_STATE, state),
        chip_tone=tone(QUOTE_STATE, state),
        record=("quote", row.id),
    )


def _facts(row: QuoteBrief, today: date) -> Iterator[str]:
    if row.is_primary:
        yield _("Primary quote")
    yield _("Issued {day} · valid until {until}").format(
        day=day_words(row.issued_on, today), until=day_words(row.valid_until, today)
    )
    left = (row.valid_until - today).days
    if row.state == "sent" and 0 <= left <= EXPIRING_DAYS:
        yield ngettext("{days} day left.", "{days} days left.", left).format(days=left)
    if row.next_version is not None:
        yield f"V{row.next_version} {word(QUOTE_STATE, row.next_state)}"
