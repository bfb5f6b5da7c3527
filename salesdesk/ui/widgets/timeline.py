"""The timeline of a customer or an opportunity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _
from salesdesk.services.activities import TimelineEvent
from salesdesk.ui.widgets.entry_list import Entry, EntryList

ICONS: Final = {
    "visit": ("map-pin", "accent"),
    "call": ("phone", "accent"),
    "meeting": ("users-round", "accent"),
    "email": ("mail", "accent"),
    "wechat": ("message-circle", "accent"),
    "note": ("sticky-note", ""),
    "task": ("square-check-big", ""),
    "created": ("plus", "note"),
    "stage": ("arrow-right", "note"),
    "on_hold": ("circle-pause", "warn"),
    "won": ("trophy", "ok"),
    "lost": ("circle-x", "bad"),
    "quote": ("file-text", ""),
    "quote_sent": ("send", "ok"),
    "contract_issued": ("send", ""),
    "contract_signed": ("square-check-big", "ok"),
    "contract_ended": ("circle-x", "bad"),
    "contract_event": ("package", "note"),
    "contract_failed": ("circle-alert", "bad"),
    "receipt": ("circle-check", "ok"),
    "receipt_back": ("undo-2", "warn"),
}
"""The icon and the tone of every kind of event."""


class Timeline(EntryList):
    """Shows events, the newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Timeline"), parent=parent)
        self.setObjectName("timeline")

    def show_events(self, events: Sequence[TimelineEvent], today: date) -> None:
        """Show the events as they are seen from a day."""
        self.show_entries([entry_of(event, today) for event in events])


def entry_of(event: TimelineEvent, today: date) -> Entry:
    """Return an event as the list shows it."""
    icon, tone = ICONS.get(event.kind, ("clock", ""))
    text = event.text
    if event.person:
        text = f"{text} · {event.person}" if text else event.person
    return Entry(
        title=event.title,
        text=text,
        day=day_words(event.day, today),
        icon=icon,
        tone=tone,
        record=event.record,
    )


def day_words(day: date, today: date) -> str:
    """Return a day as one reads it beside today: in words, as 11/20, with the year where it is another one."""
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    if day == today + timedelta(days=1):
        return _("Tomorrow")
    return f"{day:%m/%d}" if day.year == today.year else f"{day:%Y/%m/%d}"
