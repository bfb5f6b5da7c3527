"""The one way of every page to move, sign, lose and take up an opportunity: it asks first, then writes one step."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.errors import ConflictError, SalesDeskError
from salesdesk.i18n import N_
from salesdesk.services import gate_crossing, gate_fills, opportunities
from salesdesk.services.board import BoardFilter
from salesdesk.services.gate_crossing import Crossing
from salesdesk.services.gate_fills import NOTHING, Fills
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.text_lines import cut

if TYPE_CHECKING:
    from salesdesk.ui.widgets.gates.loss import Loss
    from salesdesk.ui.widgets.gates.popover import GatePopover
    from salesdesk.ui.widgets.gates.signing import Signature

# What asks is imported when something is asked: the window starts with the board alone.
# ruff: noqa: PLC0415

IN_LABEL: Final = 100
Place: TypeAlias = QRect | Callable[[], QRect | None] | None


class GateFlow(QObject):
    """Moves opportunities for a page. Where a gate is closed it asks beside `at`, a place of the screen.

    Nothing is written before all is there; then what was filled in and the move are one step. `moving` tells which one
    is about to get another place; after something was asked, `moved` tells that it has it, `returned` that it stays.
    """

    moving = Signal(object)
    moved = Signal(object)
    returned = Signal(object)
    open_requested = Signal(str, object)
    action_requested = Signal(str, object)

    def __init__(self, context: PageContext, host: QWidget) -> None:
        super().__init__(host)
        self._context = context
        self._data = context.data
        self._host = host
        self.popover: GatePopover | None = None

    # --- moving -------------------------------------------------------------------------------------------------

    def move(
        self,
        opportunity_id: uuid.UUID,
        stage_id: uuid.UUID,
        *,
        position: int | None = None,
        board_filter: BoardFilter | None = None,
        row_version: int | None = None,
        at: Place = None,
    ) -> None:
        """Bring an opportunity to a stage: at once, after what is missing, or through the signature.

        `at` is a place of the screen, or tells it where it is only looked for when something is asked.
        """
        crossing = self._data.read(
            gate_crossing.crossing,
            opportunity_id,
            stage_id,
            person=self._data.person,
            row_version=row_version,
        )
        if crossing.signs:
            self._sign(crossing)
        elif crossing.gaps:
            self._ask(crossing, position, board_filter, at)
        else:
            self.close()
            self._write_move(crossing, position, board_filter, NOTHING, "")

    def _ask(
        self, crossing: Crossing, position: int | None, board_filter: BoardFilter | None, at: Place
    ) -> None:
        from salesdesk.ui.widgets.gates.popover import GatePopover, beside

        self.close()
        popover = GatePopover(self._context, crossing, self._host)
        popover.confirmed.connect(partial(self._on_confirmed, position, board_filter))
        popover.cancelled.connect(self._on_cancelled)
        popover.sign_requested.connect(partial(self.win, crossing.opportunity))
        popover.open_requested.connect(self.open_requested)
        popover.action_requested.connect(self.action_requested)
        self.popover = popover
        popover.open_at((at() if callable(at) else at) or beside(self._host))

    def close(self) -> None:
        """Take an open popover away; the card that it asks for stays where it is."""
        popover, self.popover = self.popover, None
        if popover is not None:
            popover.close_popover()

    def _on_confirmed(
        self, position: int | None, board_filter: BoardFilter | None, fills: Fills, waiver: str
    ) -> None:
        popover = self.popover
        if popover is None:
            return
        popover.writes(now=True)
        try:
            self._write_move(popover.crossing, position, board_filter, fills, waiver)
        except SalesDeskError as error:
            popover.writes(now=False)
            self._refused(popover, error)
        else:
            self.close()
            self.moved.emit(popover.crossing.id)

    def _refused(self, popover: GatePopover, error: SalesDeskError) -> None:
        """Say why it wasn't written; of one that was changed elsewhere, look again at what is missing."""
        try:
            popover.reread()
        except SalesDeskError:  # it is gone: there is nothing to ask for any more
            self._on_cancelled()
            raise error from None
        popover.complain(error.message)
        if isinstance(error, ConflictError):
            popover.move_button.setFocus()

    def _on_cancelled(self) -> None:
        popover = self.popover
        self.close()
        if popover is not None:
            self.returned.emit(popover.crossing.id)

    def _write_move(
        self,
        crossing: Crossing,
        position: int | None,
        board_filter: BoardFilter | None,
        fills: Fills,
        waiver: str,
    ) -> None:
        if (target := crossing.target_id) is None:
            raise LookupError
        self.moving.emit(crossing.id)
        self._data.write(
            Label(N_("Move “{name}” to {stage}"), {"name": in_label(crossing), "stage": crossing.target}),
            gate_fills.move,
            crossing.opportunity,
            target,
            fills=fills,
            position=position,
            board_filter=board_filter,
            row_version=crossing.row_version,
            waiver=waiver,
        )

    # --- closing ------------------------------------------------------------------------------------------------

    def win(self, opportunity_id: uuid.UUID, *, row_version: int | None = None) -> None:
        """Ask for the signature, and for what the gates ahead still miss, and record it."""
        self._sign(
            self._data.read(
                gate_crossing.crossing,
                opportunity_id,
                None,
                person=self._data.person,
                row_version=row_version,
            )
        )

    def _sign(self, crossing: Crossing) -> None:
        from salesdesk.ui.widgets.gates.signing import SigningDialog

        self.close()
        dialog = SigningDialog(self._context, crossing, self._write_win, self._host)
        dialog.open_requested.connect(self.open_requested)
        dialog.action_requested.connect(self.action_requested)
        dialog.rejected.connect(partial(self.returned.emit, crossing.id))
        dialog.open()

    def _write_win(self, crossing: Crossing, signature: Signature) -> None:
        self.moving.emit(crossing.id)
        self._data.write(
            Label(N_("Win “{name}”"), {"name": in_label(crossing)}),
            gate_fills.win,
            crossing.opportunity,
            on=signature.on,
            amount=signature.amount,
            fills=signature.fills,
            row_version=crossing.row_version,
            waiver=signature.waiver,
        )

    def lose(self, opportunity_id: uuid.UUID, *, row_version: int | None = None) -> None:
        """Ask why and to whom it was lost, and record it."""
        from salesdesk.ui.widgets.gates.loss import LossDialog

        self.close()
        crossing = self._data.read(
            gate_crossing.crossing, opportunity_id, None, person=self._data.person, row_version=row_version
        )
        known = self._data.read(gate_crossing.rivals_first, opportunity_id)
        dialog = LossDialog(crossing, known, partial(self._write_loss, crossing), self._host)
        dialog.rejected.connect(partial(self.returned.emit, opportunity_id))
        dialog.open()

    def _write_loss(self, crossing: Crossing, loss: Loss) -> None:
        self._data.write(
            Label(N_("Lose “{name}”"), {"name": in_label(crossing)}),
            opportunities.lose,
            crossing.opportunity,
            reason=loss.reason,
            note=loss.note,
            lost_to=loss.lost_to,
            competitor=loss.competitor,
            row_version=crossing.row_version,
        )

    def reopen(self, opportunity_id: uuid.UUID, name: str) -> None:
        """Take a lost opportunity up again as a new one, and open that."""
        made = self._data.write(
            Label(N_("Take “{name}” up again"), {"name": cut(name, IN_LABEL)}),
            opportunities.reopen,
            opportunity_id,
            today=date.today(),  # noqa: DTZ011 - a local date
        )
        self.open_requested.emit("opportunity", made)


def in_label(crossing: Crossing) -> str:
    """Return how a step names the opportunity."""
    return cut(crossing.name, IN_LABEL)
