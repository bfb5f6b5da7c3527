"""Asks which signed contract is handed over that has no handover yet."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import N_, _, day
from salesdesk.services import handovers, lists
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.form import FormDialog
from salesdesk.ui.widgets.text_lines import cut

_LONGEST = 60


class StartDialog(FormDialog):
    """Offers the contracts that were signed without a handover; `then` gets the id of the new ticket."""

    def __init__(self, data: Data, then: Callable[[uuid.UUID], object], parent: QWidget) -> None:
        super().__init__(_("New handover"), _("Hand over"), parent)
        self.setMinimumWidth(520)
        self._data, self._then = data, then
        self.offered = data.read(handovers.without)
        choices: list[tuple[object, str]] = [
            (one.id, f"{one.number} · {cut(one.customer, _LONGEST)} · {day(one.signed_on)}")
            for one in self.offered
        ]
        told = label(role="secondary", wrap=True)
        told.setText(
            _("A contract is handed over by its signature. These were signed without.")
            if choices
            else _("Every contract in force has its handover: it comes with the signature.")
        )
        self.head.addWidget(told)
        self.contract = self.add_choice(_("Contract"), choices)
        self.show_field(self.contract, shown=bool(choices))
        self.confirm.setEnabled(bool(choices))

    def save(self) -> None:
        """Raise the handover and show it."""
        chosen = next((one for one in self.offered if one.id == self.contract.currentData()), None)
        if chosen is None:
            raise InvalidInputError(_("What was chosen is no longer there. Choose again."))
        made = self._data.write(
            Label(N_("Hand over contract {number}"), {"number": chosen.number}),
            handovers.start,
            chosen.id,
            today=lists.local_day(),
        )
        self.accepted.connect(lambda: self._then(made))
