"""One item of a stage, new or to be changed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPlainTextEdit, QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.pipeline_rules import (
    GATE_KINDS,
    ITEM_KINDS,
    LONGEST_ITEM,
    LONGEST_LINK,
    ROLES,
    item_text,
    link,
    long_text,
)
from salesdesk.i18n import N_, _
from salesdesk.services import evidence, pipeline_items
from salesdesk.services.evidence import StoredFile
from salesdesk.services.pipeline_items import ItemValues
from salesdesk.services.pipeline_reading import ItemRow, StageRow
from salesdesk.ui.background import Background, Job
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.basics import ElidedLabel, button, margins, tip
from salesdesk.ui.widgets.files import choose_file
from salesdesk.ui.widgets.form import FieldError, FormDialog
from salesdesk.ui.widgets.text_lines import cut

_DETAIL: Final = {
    "check": N_("Note"),
    "evidence": N_("Note"),
    "step": N_("How"),
    "resource": N_("What for"),
    "question": N_("Answer"),
    "message": N_("Text"),
    "monitor": N_("Note"),
}
_MOST: Final = 60
_TEXT_HEIGHT: Final = 84


class ItemDialog(FormDialog):
    """Asks for an item of a stage; an item of the gate may be required, a resource has a file or a link."""

    def __init__(
        self,
        data: Data,
        background: Background,
        stage: StageRow,
        kind: str,
        *,
        item: ItemRow | None = None,
        parent: QWidget | None = None,
    ) -> None:
        title = _("{kind}: new") if item is None else _("{kind}: change")
        confirm = _("Add") if item is None else _("Save")
        super().__init__(title.format(kind=_(ITEM_KINDS[kind])), confirm, parent)
        self.setMinimumWidth(560)
        self._data, self._stage, self._kind, self._item = data, stage, kind, item
        self.text = self.add_text(_("Chinese"), item.text if item else "", longest=LONGEST_ITEM)
        self.text_en = self.add_text(_("English"), item.text_en if item else "", longest=LONGEST_ITEM)
        detail = _(_DETAIL[kind])
        self.detail = self._add_lines(_("{what} (Chinese)").format(what=detail), item.detail if item else "")
        self.detail_en = self._add_lines(
            _("{what} (English)").format(what=detail), item.detail_en if item else ""
        )
        self.required = QCheckBox(_("Required: the gate stays closed without it"))
        if kind in GATE_KINDS:
            self.required.setChecked(item.required if item else False)
            self.add("", self.required)
        roles: list[tuple[object, str]] = [("", _("Nobody in particular"))]
        roles += [(code, _(name)) for code, name in ROLES.items()]
        self.role = self.add_choice(_("Done by"), roles, item.role if item else "")
        self.link = (
            self.add_text(_("Link"), item.link if item else "", longest=LONGEST_LINK, hint="https://")
            if kind == "resource"
            else None
        )
        self.file = FileField(data.workspace.files, background, _kept(item))
        if kind == "resource":
            self.add(_("File"), self.file)
        self.text.setFocus()

    def _add_lines(self, caption: str, text: str) -> QPlainTextEdit:
        field = QPlainTextEdit(text)
        field.setFixedHeight(_TEXT_HEIGHT)
        field.setTabChangesFocus(True)
        self.add(caption, field)
        return field

    def save(self) -> None:
        """Write what was typed."""
        if self.file.busy():
            raise InvalidInputError(_("The file is still being read."))
        text = self.read(self.text, item_text)
        for field in (self.detail, self.detail_en):
            try:
                long_text(field.toPlainText())
            except InvalidInputError as error:
                raise FieldError(error.message, field) from error
        values = ItemValues(
            text,
            self.text_en.text(),
            self.detail.toPlainText(),
            self.detail_en.toPlainText(),
            required=self.required.isChecked(),
            role=self.role.currentData(),
            link=self.read(self.link, link) if self.link is not None else "",
            file=self.file.file,
        )
        name = {"name": cut(text, _MOST)}
        if self._item is None:
            self._data.write(
                Label(N_("Add “{name}”"), name), pipeline_items.add, self._stage.id, self._kind, values
            )
        else:
            version = self._item.row_version
            what = Label(N_("Change “{name}”"), name)
            self._data.write(what, pipeline_items.change, self._item.id, values, row_version=version)


class FileField(QWidget):
    """A file that is kept in the workspace: chosen, shown by its name, taken away."""

    def __init__(
        self,
        folder: Path,
        background: Background,
        file: StoredFile | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._folder, self._background = folder, background
        self._job: Job | None = None
        self.file = file
        self.name = ElidedLabel(role="secondary")
        self.choose = button(_("Choose a file…"))
        self.remove = button(_("Remove"))
        self.choose.clicked.connect(
            lambda: choose_file(self, _("File of the resource"), Path.home(), self.take)
        )
        self.remove.clicked.connect(self._on_remove)
        layout = QHBoxLayout(self)
        margins(layout, gap=8)
        layout.addWidget(self.name, 1)
        layout.addWidget(self.choose)
        layout.addWidget(self.remove)
        self._show("")

    def busy(self) -> bool:
        """Tell whether a file is being read."""
        return self._job is not None

    def take(self, source: Path) -> None:
        """Keep a file in the workspace."""
        folder = self._folder
        self._job = self._background.job(lambda _job: evidence.store(folder, source))
        self._job.done.connect(self._on_stored)
        self._job.failed.connect(self._on_failed)
        self._background.start(self._job)
        self._show(_("Reading…"))

    def _on_stored(self, file: StoredFile) -> None:
        self._job, self.file = None, file
        self._show("")

    def _on_failed(self, message: str) -> None:
        self._job = None
        self._show(message)

    def _on_remove(self) -> None:
        self.file = None
        self._show("")

    def _show(self, text: str) -> None:
        self.name.setText(text or (self.file.name if self.file else _("none")))
        self.name.setToolTip(tip(text))
        self.remove.setVisible(self.file is not None)


def _kept(item: ItemRow | None) -> StoredFile | None:
    return StoredFile(item.file_name, 0, item.file) if item is not None and item.file else None
