"""The fields by which a director proves in a dialog that the change is theirs."""

from __future__ import annotations

import uuid

from PySide6.QtWidgets import QLineEdit

from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _
from salesdesk.services import approval_rules
from salesdesk.services.pins import LONGEST, Proof
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.form import FormDialog
from salesdesk.ui.widgets.text_lines import cut

_MOST = 60


class ProofFields:
    """A director and their PIN; nothing where nobody has to prove anything."""

    def __init__(self, dialog: FormDialog, data: Data) -> None:
        self.needed = self._guarded = data.read(approval_rules.guarded)
        if self.needed:
            directors = data.read(approval_rules.directors)
            mine = next((one for one, _name in directors if one == data.person), None)
            self.director = dialog.add_choice(
                _("Director"), [(one, cut(name, _MOST)) for one, name in directors], mine
            )
            self.pin = pin_field(dialog, _("Director's PIN"))

    def show_where(self, *, needed: bool) -> None:
        """Ask for the proof only where what is chosen needs one."""
        self.needed = self._guarded and needed
        if self._guarded:
            for field in (self.director, self.pin):
                field.setEnabled(self.needed)

    def proof(self) -> Proof | None:
        """Return what was typed; InvalidInputError where it lacks."""
        if not self.needed:
            return None
        person = self.director.currentData()
        if not isinstance(person, uuid.UUID) or not self.pin.text():
            raise InvalidInputError(_("A director's PIN is needed."))
        return Proof(person, self.pin.text())


def pin_field(dialog: FormDialog, caption: str) -> QLineEdit:
    """Add a field whose text nobody can read over one's shoulder."""
    field = dialog.add_text(caption, longest=LONGEST)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field
