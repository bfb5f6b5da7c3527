"""What is asked when an opportunity is lost."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QWidget

from salesdesk.domain.pipeline import LOSS_REASONS, UNSPECIFIED
from salesdesk.i18n import N_, _
from salesdesk.services.gate_crossing import Crossing
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.form import FieldError, FormDialog
from salesdesk.ui.widgets.pick_field import PickField
from salesdesk.ui.widgets.text_lines import cut

_NOBODY: Final = uuid.UUID(int=1)
_UNKNOWN: Final = uuid.UUID(int=2)
_OTHERS: Final = ((_NOBODY, N_("No competitor")), (_UNKNOWN, N_("Nobody knows")))
_LOST_TO: Final = {_NOBODY: "nobody", _UNKNOWN: "unknown"}


@dataclass(frozen=True, slots=True)
class Loss:
    """Why an opportunity was lost, and to whom: `competitor` is an id or a new name where it was one."""

    reason: str
    note: str
    lost_to: str
    competitor: uuid.UUID | str | None = None


class LossDialog(FormDialog):
    """Asks why and to whom an opportunity was lost; `then` gets it."""

    def __init__(
        self,
        crossing: Crossing,
        competitors: Sequence[tuple[uuid.UUID, str]],
        then: Callable[[Loss], object],
        parent: QWidget,
    ) -> None:
        super().__init__(_("Lost"), _("Record the loss"), parent)
        self._then = then
        self.head.addWidget(label(cut(crossing.customer, 200) or _("No customer yet"), "section", wrap=True))
        self.head.addWidget(label(cut(crossing.title, 200), "secondary", wrap=True))
        reasons = [(code, _(name)) for code, name in LOSS_REASONS if code != UNSPECIFIED]
        self.reason = self.add_choice(_("Reason"), [("", _("Choose…")), *reasons])
        self.lost_to = PickField(_("Choose, or a new name"), free=True)
        self.lost_to.offer([*((code, _(name)) for code, name in _OTHERS), *competitors])
        self.add(_("Lost to"), self.lost_to)
        self.note = self.add_text(_("Note"), longest=500, hint=_("in a few words"))
        self.reason.setFocus()

    def save(self) -> None:
        """Hand over the loss."""
        reason, note = str(self.reason.currentData()), self.note.text().strip()
        if not reason:
            raise FieldError(_("Choose a reason for the loss."), self.reason)
        value = self.lost_to.value()
        if value is None:
            raise FieldError(_("Say to which competitor it was lost."), self.lost_to)
        if reason == "other" and not note:
            raise FieldError(_("Say in a few words why it was lost."), self.note)
        if isinstance(value, uuid.UUID) and value in _LOST_TO:
            self._then(Loss(reason, note, _LOST_TO[value]))
        else:
            self._then(Loss(reason, note, "competitor", value))
