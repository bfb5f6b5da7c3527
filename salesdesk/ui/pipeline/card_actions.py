"""What a user does with a card: its menu, and the writes behind moving, winning and losing it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.errors import RuleError
from salesdesk.i18n import N_, _
from salesdesk.services import opportunities
from salesdesk.services.board import BoardFilter, Card, Column
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.basics import plain

if TYPE_CHECKING:
    from salesdesk.ui.pipeline.dialogs import Loss, Win

# The dialogs are imported when a card is closed: the window starts with the board alone.
# ruff: noqa: PLC0415


class CardActions(QObject):
    """Carries out what is asked for a card, through the data gate; a refused write changes nothing."""

    open_requested = Signal(object)
    edit_requested = Signal(object)
    plan_requested = Signal(object)
    moving = Signal(object)
    """The id of a card that is about to get another place."""

    def __init__(self, data: Data, board_filter: Callable[[], BoardFilter], page: QWidget) -> None:
        super().__init__(page)
        self._data = data
        self._filter = board_filter
        self._page = page

    def menu(self, card: Card, columns: tuple[Column, ...]) -> QMenu:
        """Return the menu of what can be done with a card."""
        menu = QMenu(self._page)
        menu.addAction(_("Show details"), lambda: self.open_requested.emit(card))
        if self._data.read_only:
            return menu
        menu.addAction(_("Edit"), lambda: self.edit_requested.emit(card))
        menu.addAction(_("Plan the next step"), lambda: self.plan_requested.emit(card))
        menu.addSeparator()
        stages = menu.addMenu(_("Move to"))
        for head in columns:
            action = stages.addAction(plain(head.name), partial(self.move, card, head, None))
            action.setEnabled(head.stage_id != card.stage_id)
        menu.addAction(_("To the top of the stage"), lambda: self.reorder(card, 0))
        menu.addSeparator()
        menu.addAction(_("Won…"), lambda: self.ask_win(card))
        menu.addAction(_("Lost…"), lambda: self.ask_loss(card))
        return menu

    def move(self, card: Card, head: Column, position: int | None) -> None:
        """Put a card into another stage; None is its top."""
        label = Label(N_("Move “{name}” to {stage}"), {"name": _name(card), "stage": head.name})
        self._place(label, card, head.stage_id, position)

    def reorder(self, card: Card, position: int) -> None:
        """Put a card to another place of its stage."""
        self._place(Label(N_("Reorder “{name}”"), {"name": _name(card)}), card, card.stage_id, position)

    def _place(self, label: Label, card: Card, stage_id: uuid.UUID, position: int | None) -> None:
        self.moving.emit(card.id)
        self._data.write(
            label,
            opportunities.move,
            card.id,
            stage_id,
            position=position,
            board_filter=self._filter(),
            row_version=card.row_version,
        )

    def ask_win(self, card: Card) -> None:
        """Ask when the customer signed and for how much, and record it."""
        from salesdesk.ui.pipeline.dialogs import WinDialog

        if card.customer is None:
            text = _("“{name}” has no customer yet. Fill it in before the win is recorded.")
            raise RuleError(text.format(name=card.title))
        today = date.today()  # noqa: DTZ011 - the day of signing is a local date
        WinDialog(card, today, partial(self._win, card), self._page).open()

    def ask_loss(self, card: Card) -> None:
        """Ask why it was lost, and record it."""
        from salesdesk.ui.pipeline.dialogs import LossDialog

        LossDialog(card, partial(self._lose, card), self._page).open()

    def _win(self, card: Card, win: Win) -> None:
        self._data.write(
            Label(N_("Win “{name}”"), {"name": _name(card)}),
            opportunities.win,
            card.id,
            on=win.on,
            amount=win.amount,
            row_version=card.row_version,
        )

    def _lose(self, card: Card, loss: Loss) -> None:
        self._data.write(
            Label(N_("Lose “{name}”"), {"name": _name(card)}),
            opportunities.lose,
            card.id,
            reason=loss.reason,
            note=loss.note,
            lost_to="unknown",
            row_version=card.row_version,
        )


def _name(card: Card) -> str:
    return " · ".join(part for part in (card.customer, card.title) if part)
