"""What a user does with a card: its menu, and the writes behind moving, winning and losing it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, Signal
from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.domain.changes import Label
from salesdesk.i18n import N_, _
from salesdesk.services import board_drop, opportunities
from salesdesk.services.board import BoardFilter, Card, Column
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.basics import plain
from salesdesk.ui.widgets.text_lines import cut

if TYPE_CHECKING:
    from salesdesk.ui.widgets.gates.attaching import FileDrops
    from salesdesk.ui.widgets.gates.flow import GateFlow

# What asks and what reads files is imported when it is needed: the window starts with the board alone.
# ruff: noqa: PLC0415


class CardActions(QObject):
    """Carries out what is asked for a card, through the data gate; a refused write changes nothing."""

    open_requested = Signal(object)
    look_requested = Signal(object)
    edit_requested = Signal(object)
    plan_requested = Signal(object)
    moving = Signal(object)
    """The id of a card that is about to get another place."""
    settled = Signal(object)
    """The id of a card for which something was asked, wherever it stands now."""
    page_requested = Signal(str, object)
    action_requested = Signal(str, object)
    keeping_changed = Signal(object)
    """The ids of the cards for which files are being kept."""

    def __init__(
        self,
        context: PageContext,
        board_filter: Callable[[], BoardFilter],
        place_of: Callable[[Card], QRect | None],
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._context, self._data = context, context.data
        self._filter = board_filter
        self._place_of = place_of
        self._page = page
        self._gates: GateFlow | None = None
        self._files: FileDrops | None = None

    @property
    def gates(self) -> GateFlow:
        """Return what asks before a card moves; it is made when it is first needed."""
        if self._gates is None:
            from salesdesk.ui.widgets.gates.flow import GateFlow

            gates = GateFlow(self._context, self._page)
            gates.moving.connect(self.moving)
            gates.moved.connect(self.settled)
            gates.returned.connect(self.settled)
            gates.open_requested.connect(self.page_requested)
            gates.action_requested.connect(self.action_requested)
            self._gates = gates
        return self._gates

    @property
    def files(self) -> FileDrops:
        """Return what attaches dropped files; it is made when it is first needed."""
        if self._files is None:
            from salesdesk.ui.widgets.gates.attaching import FileDrops

            self._files = FileDrops(self._context, self._page)
            self._files.busy_changed.connect(self.keeping_changed)
        return self._files

    def menu(self, card: Card) -> QMenu:
        """Return the menu of what can be done with a card."""
        from salesdesk.services import gate_crossing

        menu = QMenu(self._page)
        menu.addAction(_("Open"), lambda: self.open_requested.emit(card))
        menu.addAction(_("Quick look"), lambda: self.look_requested.emit(card))
        if self._data.read_only:
            return menu
        menu.addAction(_("Edit"), lambda: self.edit_requested.emit(card))
        menu.addAction(_("Plan the next step"), lambda: self.plan_requested.emit(card))
        menu.addSeparator()
        stages = menu.addMenu(_("Move to"))
        is_open = False
        for stage in self._data.read(gate_crossing.destinations, card.id):
            if stage.signs and stages.actions() and not is_open:
                stages.addSeparator()
            is_open = is_open or stage.signs
            name = _("{stage} (signed)…").format(stage=stage.name) if stage.signs else stage.name
            action = stages.addAction(plain(cut(name, 100)), partial(self.move_to, card, stage.stage_id))
            action.setEnabled(not stage.here)
        menu.addAction(_("To the top of the stage"), lambda: self.reorder(card, 0))
        menu.addSeparator()
        if is_open:
            menu.addAction(_("Signed…"), lambda: self.ask_win(card)).setShortcut("W")
            menu.addAction(_("Lost…"), lambda: self.ask_loss(card)).setShortcut("L")
        return menu

    def move(self, card: Card, head: Column, position: int | None, at: QRect | None = None) -> None:
        """Put a card into another stage; None is its top. `at` is where the user is asked for what is missing."""
        self.move_to(card, head.stage_id, position, at)

    def move_to(
        self, card: Card, stage_id: uuid.UUID, position: int | None = None, at: QRect | None = None
    ) -> None:
        """Put a card into a stage of its pipeline, through the gates."""
        self.gates.move(
            card.id,
            stage_id,
            position=position,
            board_filter=self._filter(),
            row_version=card.row_version,
            at=at or partial(self._place_of, card),
        )

    def regroup(self, card: Card, head: Column) -> None:
        """Give a card what another column stands for: an owner, or a close in its month."""
        self.moving.emit(card.id)
        template = (
            N_("Give “{name}” to {column}") if head.grouping == "owner" else N_("Close “{name}”: {column}")
        )
        label = Label(template, {"name": _name(card), "column": head.name})
        self._data.write(
            label, board_drop.drop, card.id, head.grouping, head.key, row_version=card.row_version
        )

    def reorder(self, card: Card, position: int) -> None:
        """Put a card to another place of its stage."""
        self.moving.emit(card.id)
        self._data.write(
            Label(N_("Reorder “{name}”"), {"name": _name(card)}),
            opportunities.move,
            card.id,
            card.stage_id,
            position=position,
            board_filter=self._filter(),
            row_version=card.row_version,
        )

    def ask_win(self, card: Card) -> None:
        """Ask for the signature and record it."""
        self.gates.win(card.id, row_version=card.row_version)

    def ask_loss(self, card: Card) -> None:
        """Ask why and to whom it was lost, and record it."""
        self.gates.lose(card.id, row_version=card.row_version)

    def attach(self, card: Card, paths: list[Path], at: QPoint) -> None:
        """Attach files that were dropped on a card."""
        self.files.attach(card.id, _name(card), paths, at)


def _name(card: Card) -> str:
    return cut(" · ".join(part for part in (card.customer, card.title) if part), 100)
