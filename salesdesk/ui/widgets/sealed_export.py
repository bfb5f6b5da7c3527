"""A document with the picture of a seal: where it goes, who puts the seal there and who permits it, and the file."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from salesdesk import paths
from salesdesk.domain.changes import Label
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.file_names import safe_name
from salesdesk.domain.money import half_width
from salesdesk.domain.seal import IMAGE_LABEL, SealPicture
from salesdesk.i18n import N_, _
from salesdesk.services import approval_rules, pins, seal_log, seals
from salesdesk.services.lists import local_day
from salesdesk.services.pins import Proof
from salesdesk.services.seal_log import Subject
from salesdesk.services.seals import SealView
from salesdesk.storage import files
from salesdesk.ui.background import Job
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.cards import in_label
from salesdesk.ui.widgets.export_bar import show_folder
from salesdesk.ui.widgets.files import choose_target
from salesdesk.ui.widgets.form import FieldError, FormDialog
from salesdesk.ui.widgets.message_bar import MessageBar
from salesdesk.ui.widgets.proof_fields import pin_field
from salesdesk.ui.widgets.text_lines import cut

Write = Callable[[SealPicture, Path, Job], Path]
"""Writes the document with a picture into a file, beside the window."""
_MOST: Final = 60


class SealUseDialog(FormDialog):
    """Asks which seal is put on a document, what for, and for the PINs of who keeps it and who permits it.

    `used` brings the picture with its number, once the use stands in the log.
    """

    used = Signal(object)

    def __init__(self, data: Data, subject: Subject, document: str, parent: QWidget) -> None:
        title = _("Put the picture of a seal on {number}").format(number=document)
        super().__init__(title, _("Put it on"), parent)
        self.setMinimumWidth(500)
        self._data, self._subject, self._document = data, subject, document
        self._seals = {one.id: one for one in data.read(seals.seals) if one.ready}
        self._alone = data.read(approval_rules.works_alone)
        told = _("Below it stands “{label}” and its number in the log. The use is logged for good.")
        self.head.addWidget(label(told.format(label=_(IMAGE_LABEL)), "secondary", wrap=True))
        choices: list[tuple[object, str]] = [
            (one.id, cut(one.facts.name, _MOST)) for one in self._seals.values()
        ]
        mine = next((one.id for one in self._seals.values() if one.facts.keeper_id == data.person), None)
        self.seal = self.add_choice(_("Seal"), choices, mine)
        self.keeper = label()
        self.add(_("Keeper"), self.keeper)
        self.pin = pin_field(self, _("Keeper's PIN"))
        managers = [(one, cut(name, _MOST)) for one, name in data.read(seal_log.managers)]
        self.manager = self.add_choice(_("Permitted by"), [(None, _("Choose…")), *managers])
        self.manager_pin = pin_field(self, _("Manager's PIN"))
        self.purpose = self.add_text(_("Purpose"), longest=500, hint=_("Such as: scan for the tender"))
        self.seal.currentIndexChanged.connect(self._show)
        self._show()
        (self.purpose if self.pin.isHidden() else self.pin).setFocus()

    def _chosen(self) -> SealView:
        found = self._seals.get(self.seal.currentData())
        if found is None:
            raise InvalidInputError(_("What was chosen is no longer there. Choose again."))
        return found

    def _show(self) -> None:
        """Show who keeps the chosen seal, and ask for permission where it needs one."""
        seal = self._seals.get(self.seal.currentData())
        self.keeper.setText(cut(seal.keeper, _MOST) if seal and seal.keeper else "—")
        needed = seal is not None and seal.needs_permission and not self._alone
        for field in (self.manager, self.manager_pin):
            self.show_field(field, shown=needed)
        self.show_field(self.keeper, shown=not self._alone)
        self.show_field(self.pin, shown=not self._alone or self._has_pin())

    def _has_pin(self) -> bool:
        return bool(self._data.read(pins.with_pin))

    def save(self) -> None:
        """Log the use, and hand on the picture."""
        seal = self._chosen()
        if not self.purpose.text().strip():
            raise FieldError(_("Say in a few words why."), self.purpose)
        image = files.read(self._data.workspace.files, seal.facts.image)
        named = {"name": in_label(seal.facts.name), "number": self._document}
        number = self._data.issue(
            Label(N_("Put the picture of seal “{name}” on {number}"), named),
            seal_log.use,
            seal.id,
            self._subject,
            way="image",
            purpose=self.purpose.text(),
            today=local_day(),
            pin=self.pin.text(),
            permission=self._permission(seal),
        )
        self.used.emit(SealPicture(image, number, seal.facts.size_mm))

    def _permission(self, seal: SealView) -> Proof | None:
        person = self.manager.currentData()
        if self._alone or not seal.needs_permission or not isinstance(person, uuid.UUID):
            return None
        return Proof(person, self.manager_pin.text())


class StampDialog(FormDialog):
    """Asks which seal was put on how many copies of a document on paper, and what for; `used` brings the number."""

    used = Signal(str)

    def __init__(self, data: Data, subject: Subject, document: str, parent: QWidget) -> None:
        title = _("Log that {number} was stamped on paper").format(number=document)
        super().__init__(title, _("Log it"), parent)
        self._data, self._subject, self._document = data, subject, document
        choices: list[tuple[object, str]] = [
            (one.id, cut(one.facts.name, _MOST)) for one in data.read(seals.seals) if one.facts.active
        ]
        self.seal = self.add_choice(_("Seal"), choices)
        self.copies = self.add_text(_("Copies"), "1", longest=2)
        self.purpose = self.add_text(_("Purpose"), longest=500, hint=_("Such as: signature of the contract"))
        self.purpose.setFocus()

    def save(self) -> None:
        """Log the use."""
        typed = half_width(self.copies.text()).strip()
        if not (typed.isascii() and typed.isdigit()):
            raise FieldError(_("Say how it was sealed, and how many copies."), self.copies)
        if not self.purpose.text().strip():
            raise FieldError(_("Say in a few words why."), self.purpose)
        named = {"name": in_label(self.seal.currentText()), "number": self._document}
        number = self._data.issue(
            Label(N_("Log seal “{name}” on {number}"), named),
            seal_log.use,
            self.seal.currentData(),
            self._subject,
            way="stamp",
            purpose=self.purpose.text(),
            today=local_day(),
            copies=int(typed),
        )
        self.used.emit(number)


class SealedExport(QObject):
    """Exports documents with the picture of a seal from a page, and logs stamps on paper; `busy` while it writes."""

    def __init__(self, context: PageContext, message: MessageBar, page: QWidget) -> None:
        super().__init__(page)
        self._context, self._message, self._page = context, message, page
        self.busy = False

    def offered(self) -> bool:
        """Tell whether there is a seal whose picture can be put on documents."""
        data = self._context.data
        return not data.read_only and any(one.ready for one in data.read(seals.seals))

    def stamps(self) -> bool:
        """Tell whether there is a seal in use."""
        data = self._context.data
        return not data.read_only and any(one.facts.active for one in data.read(seals.seals))

    def ask_stamp(self, subject: Subject, document: str) -> StampDialog:
        """Ask what was stamped on paper, and log it."""
        dialog = StampDialog(self._context.data, subject, document, self._page)
        dialog.used.connect(self._on_stamped)
        dialog.open()
        return dialog

    def _on_stamped(self, number: str) -> None:
        self._message.show_message(_("In the log it is {number}.").format(number=number), tone="ok")

    def ask(self, subject: Subject, document: str, write: Write) -> QFileDialog:
        """Ask where the file goes, then for the seal."""
        return self._ask_file(document, lambda file: self.ask_seal(subject, document, write, file))

    def ask_seal(self, subject: Subject, document: str, write: Write, file: Path) -> SealUseDialog:
        """Ask for the seal and the PINs, then write the file."""
        dialog = SealUseDialog(self._context.data, subject, document, self._page)
        dialog.used.connect(lambda seal: self.write(document, write, seal, file))
        dialog.open()
        return dialog

    def write(self, document: str, write: Write, seal: SealPicture, file: Path) -> None:
        """Write the file beside the window; where that fails, it can be tried again under the same number."""
        self.busy = True
        job = self._context.background.job(partial(write, seal, file))
        job.done.connect(lambda made: self._on_written(seal, made))
        job.failed.connect(lambda text: self._on_failed(text, document, write, seal))
        self._context.background.start(job)

    def _ask_file(self, document: str, then: Callable[[Path], object]) -> QFileDialog:
        name = safe_name(document + _("-with-seal"))
        start = paths.documents_dir() / f"{name}.pdf"
        title = _("Export with the picture of a seal")
        return choose_target(self._page, title, start, _("PDF files (*.pdf)"), then)

    def _on_written(self, seal: SealPicture, file: Path) -> None:
        if not isValid(self):
            return
        self.busy = False
        text = _("Saved: {path}. In the log it is {number}.").format(path=file, number=seal.number)
        self._message.show_message(text, tone="ok", action=(_("Open the folder"), partial(show_folder, file)))

    def _on_failed(self, problem: str, document: str, write: Write, seal: SealPicture) -> None:
        if not isValid(self):
            return
        self.busy = False
        text = _("{problem} The use is in the log as {number}; the file can be written again.")
        again = partial(self._ask_file, document, lambda file: self.write(document, write, seal, file))
        self._message.show_message(
            text.format(problem=problem, number=seal.number), action=(_("Try again…"), again)
        )
