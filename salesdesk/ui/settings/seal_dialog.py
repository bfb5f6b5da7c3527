"""The question what a seal is: its name, kind, keeper, size, picture; a director answers by PIN."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.money import half_width
from salesdesk.domain.seal import KINDS, LARGEST, SMALLEST, USUAL_SIZES
from salesdesk.i18n import N_, _
from salesdesk.services import people, seals
from salesdesk.services.seals import LONGEST_NAME, SealFacts, SealView
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.cards import in_label
from salesdesk.ui.widgets.form import FieldError, FormDialog
from salesdesk.ui.widgets.picture_field import Paper, PictureField
from salesdesk.ui.widgets.proof_fields import ProofFields
from salesdesk.ui.widgets.text_lines import cut

_PAPER: Final = 110
_MOST: Final = 60


class SealDialog(FormDialog):
    """Asks for a seal, a new one or another wording of one; `kept` brings its id."""

    kept = Signal(object)

    def __init__(self, context: PageContext, seal: SealView | None, parent: QWidget) -> None:
        super().__init__(_("Change the seal") if seal else _("New seal"), _("Save"), parent)
        self.setMinimumWidth(600)
        self._data, self._seal = context.data, seal
        facts = seal.facts if seal else SealFacts("", next(iter(KINDS)))
        self._image = facts.image
        self.name = self.add_text(
            _("Name"), facts.name, longest=LONGEST_NAME, hint=_("Such as: contract seal (2)")
        )
        self.kind = self.add_choice(_("Kind"), [(code, _(kind)) for code, kind in KINDS.items()], facts.kind)
        somebody = [(one.id, cut(one.name, _MOST)) for one in self._data.read(people.people)]
        self.keeper = self.add_choice(_("Keeper"), [(None, _("Nobody")), *somebody], facts.keeper_id)
        self.side = self.add_text(_("Longer side in mm"), str(facts.size_mm), longest=4)
        self.kind.currentIndexChanged.connect(self._on_kind)
        states: list[tuple[object, str]] = [(True, _("In use")), (False, _("Retired"))]
        self.active = self.add_choice(_("State"), states, facts.active)
        self.show_field(self.active, shown=seal is not None)
        self.picture = PictureField(
            self._data.workspace.files,
            context.background,
            Paper(_("Picture of the seal"), height=_PAPER),
            read_only=False,
            roomy=True,
        )
        self.picture.stored.connect(self._show_picture)
        self.add(_("Picture"), self.picture)
        self._show_picture(facts.image)
        self.proof = ProofFields(self, self._data)
        self.finished.connect(self.picture.leave)
        self.name.setFocus()

    def _show_picture(self, name: str) -> None:
        self._image = name
        self.picture.show_picture(name)

    def _on_kind(self) -> None:
        """Propose the usual size of another kind, unless one was typed."""
        if not self.side.isModified() and self._seal is None:
            self.side.setText(str(USUAL_SIZES[self.kind.currentData()]))

    def save(self) -> None:
        """Keep the seal."""
        if self.picture.busy():
            raise InvalidInputError(_("The picture is still being read. Try again in a moment."))
        facts = SealFacts(
            self.name.text(),
            self.kind.currentData(),
            self.keeper.currentData(),
            self._image,
            self._size(),
            self.active.currentData(),
        )
        named = {"name": in_label(facts.name)}
        proof = self.proof.proof()
        if self._seal is None:
            made = self._data.issue(Label(N_("Add seal “{name}”"), named), seals.add, facts, proof=proof)
            self.kept.emit(made)
            return
        self._data.issue(
            Label(N_("Change seal “{name}”"), named),
            seals.change,
            self._seal.id,
            facts,
            row_version=self._seal.row_version,
            proof=proof,
        )
        self.kept.emit(self._seal.id)

    def _size(self) -> int:
        typed = half_width(self.side.text()).strip().removesuffix("mm").strip()
        if not (typed.isascii() and typed.isdigit()) or not SMALLEST <= int(typed) <= LARGEST:
            text = _("A seal is {smallest} to {largest} mm large.")
            raise FieldError(text.format(smallest=SMALLEST, largest=LARGEST), self.side)
        return int(typed)
