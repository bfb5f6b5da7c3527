"""What belongs to an opportunity as the entries of lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from salesdesk.domain.pipeline import STATUSES
from salesdesk.i18n import _, money
from salesdesk.services.contacts import ContactRow
from salesdesk.services.history import HistoryEntry
from salesdesk.services.quotes import QuoteBrief
from salesdesk.services.stage_history import StageStep
from salesdesk.ui.pipeline.fields import stay
from salesdesk.ui.widgets.entry_list import Entry
from salesdesk.ui.widgets.timeline import day_words
from salesdesk.ui.words import QUOTE_STATE, tone, word

_TONES = {"won": ("trophy", "ok"), "lost": ("circle-x", "bad"), "on_hold": ("circle-pause", "warn")}


def of_contacts(contacts: Sequence[ContactRow]) -> list[Entry]:
    """Return contacts with how to reach them."""
    return [
        Entry(
            title=" · ".join(part for part in (contact.name, contact.title or contact.department) if part),
            text=" · ".join(part for part in (contact.mobile or contact.phone, contact.email) if part),
            icon="user",
            tone="accent" if contact.is_main else "",
            record=("contact", contact.id),
        )
        for contact in contacts
    ]


def of_quotes(quotes: Sequence[QuoteBrief], today: date) -> list[Entry]:
    """Return quotes with the total and the state of their newest version."""
    return [
        Entry(
            title=f"{quote.number} V{quote.version}",
            text=" · ".join((money(quote.total, quote.currency), day_words(quote.issued_on, today))),
            icon="file-text",
            chip=word(QUOTE_STATE, quote.state),
            chip_tone=tone(QUOTE_STATE, quote.state),
            record=("quote", quote.id),
        )
        for quote in quotes
    ]


def of_steps(steps: Sequence[StageStep], today: date) -> list[Entry]:
    """Return the way through the stages, the newest first."""
    statuses: dict[str, str] = dict(STATUSES)
    return [
        Entry(
            title=step.stage,
            text=stay(step.days, step.min_days, step.max_days),
            day=day_words(step.entered_at.astimezone().date(), today),
            icon=_TONES.get(step.status, ("arrow-right", ""))[0],
            tone=_TONES.get(step.status, ("", "warn" if step.past_max else "accent"))[1],
            chip="" if step.status == "open" else _(statuses.get(step.status, step.status)),
            chip_tone=_TONES.get(step.status, ("", ""))[1],
        )
        for step in reversed(steps)
    ]


def of_history(history: Sequence[HistoryEntry], today: date) -> list[Entry]:
    """Return what was written, the newest first."""
    return [
        Entry(
            title=entry.text,
            text=" · ".join(part for part in (f"{entry.at.astimezone():%H:%M}", entry.person) if part),
            day=day_words(entry.at.astimezone().date(), today),
            icon="clock",
        )
        for entry in history
    ]
