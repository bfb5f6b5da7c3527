"""The opportunities of a customer that are still pursued, as cards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _, money_short, number
from salesdesk.services.customers import OpportunityBrief
from salesdesk.ui.widgets.basics import button, label
from salesdesk.ui.widgets.cards import Card, Item, chip, elided, empty, key_of
from salesdesk.ui.widgets.timeline import day_words

_MOST: Final = 5


class OpenCard(Card):
    """Lists the first of them with amount, stage, days and expected close; one opens by a click or Enter."""

    opened = Signal(object)
    all_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Open opportunities"), parent)
        self._shown: tuple[OpportunityBrief, ...] | None = None

    def show_opportunities(self, rows: Sequence[OpportunityBrief], today: date) -> None:
        """Show those of the opportunities that are open."""
        still_open = tuple(row for row in rows if row.is_open)
        if still_open == self._shown:
            return
        self._shown = still_open
        empty(self.body)
        for row in still_open[:_MOST]:
            self.body.addWidget(self._item(row, today))
        if len(still_open) > _MOST:
            more = button(_("All {count}").format(count=number(len(still_open))), "link")
            more.clicked.connect(self.all_requested)
            self.body.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        if not still_open:
            self.body.addWidget(label(_("No opportunity is open."), "secondary", wrap=True))

    def _item(self, row: OpportunityBrief, today: date) -> Item:
        item = Item(" · ".join((row.title, row.stage, amount_of(row), state_of(row, today))))
        item.setObjectName(key_of(row.id))
        item.add_line(elided(row.title, "strong"))
        stage = f"{row.stage[:16]} {row.probability * 100:.0f}%"
        item.add_line(label(amount_of(row)), chip(stage, "accent" if row.status == "open" else "warn"))
        item.body.addWidget(label(state_of(row, today), "small", wrap=True))
        item.opened.connect(lambda: self.opened.emit(row.id))
        return item


def amount_of(row: OpportunityBrief) -> str:
    """Return the amount as summaries show it."""
    return _("No amount") if row.amount is None else money_short(row.amount, row.currency)


def state_of(row: OpportunityBrief, today: date) -> str:
    """Return the expected close and the days in the stage, or how and when it ended."""
    if not row.is_open:
        closed = "" if row.closed_on is None else day_words(row.closed_on, today)
        return _("Closed {day}").format(day=closed) if closed else ""
    days = _("{days} days in stage").format(days=number(row.days_in_stage, 0))
    if row.status == "on_hold":
        days = _("On hold")
    if row.expected_close_on is None:
        return days
    return _("Expected {day}").format(day=day_words(row.expected_close_on, today)) + " · " + days
