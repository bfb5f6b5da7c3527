"""The firm's Word templates: kept, checked, replaced; and which of them a contract is written with."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from salesdesk import paths
from salesdesk.domain import word_fields
from salesdesk.domain.changes import Changes, Label
from salesdesk.domain.errors import SalesDeskError
from salesdesk.exchange import output
from salesdesk.i18n import LANGUAGES, N_, _, ngettext, number
from salesdesk.services import clause_library, word_templates
from salesdesk.services.word_templates import NewFile, TemplateRow
from salesdesk.ui.background import Job
from salesdesk.ui.contracts.desk import Desk
from salesdesk.ui.contracts.word_fields_dialog import WordFieldsDialog
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.ask_text import TextDialog, ask_text
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.choice_box import ChoiceBox
from salesdesk.ui.widgets.entry_list import Entry, EntryList
from salesdesk.ui.widgets.files import choose_target, choose_word
from salesdesk.ui.widgets.local_files import local_files
from salesdesk.ui.widgets.message_bar import MessageBar
from salesdesk.ui.widgets.text_lines import cut

_WIDTH: Final = 780
_HEIGHT: Final = 560
_FOUND_HEIGHT: Final = 96
_RECORD: Final = "word_template"
_MOST_PROBLEMS: Final = 5


class WordTemplatesDialog(QDialog):
    """Shows the templates, and where a contract is open, by what that is written."""

    def __init__(self, context: PageContext, desk: Desk | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Word templates"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.resize(_WIDTH, _HEIGHT)
        self._data, self._background, self._desk = context.data, context.background, desk
        self._rows: tuple[TemplateRow, ...] = ()
        self._job: Job | None = None
        self._build()
        self.setAcceptDrops(not self._data.read_only)
        self._data.changed.connect(self._on_changed)
        self._show()
        self.list.setFocus()

    # --- parts --------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        told = _(
            "A contract of your own as a Word file. Fields in double braces, such as {field}, are filled from the"
            " contract. Macros, links and objects aren't taken."
        ).format(field=word_fields.written("contract.no"))
        self.message = MessageBar()
        self.list = EntryList(_("Word templates"), days=False)
        self.list.selectionModel().currentChanged.connect(lambda *_indexes: self._show_found())
        self.list.opened.connect(lambda _entry: self.ask_name())
        self.list.delete_requested.connect(lambda _entry: self.remove())
        self.nothing = label(_("There is no Word template yet."), "secondary", wrap=True)
        self.found = QPlainTextEdit()
        self.found.setReadOnly(True)
        self.found.setTabChangesFocus(True)
        self.found.setMinimumHeight(_FOUND_HEIGHT)
        self.found.setAccessibleName(_("What was found in the template"))
        layout = QVBoxLayout(self)
        margins(layout, 20, 16, 20, 16, gap=10)
        layout.addWidget(label(told, "secondary", wrap=True))
        layout.addWidget(self.message)
        self.of_contract = self._choice()
        layout.addWidget(self.of_contract)
        layout.addWidget(self.nothing)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.found, 1)
        layout.addLayout(self._list_buttons())
        layout.addLayout(self._last_buttons())

    def _choice(self) -> QWidget:
        """Return what a contract is written with; hidden where none is open."""
        result = QWidget()
        column = QVBoxLayout(result)
        margins(column, gap=4)
        row = QHBoxLayout()
        margins(row, gap=10)
        caption = label(_("This contract is written with"), "secondary")
        self.choice = ChoiceBox()
        self.choice.setAccessibleName(caption.text())
        self.choice.activated.connect(lambda _row: self.choose(self.choice.currentData()))
        caption.setBuddy(self.choice)
        row.addWidget(caption)
        row.addWidget(self.choice, 1)
        self.problems = label(role="warning", wrap=True)
        column.addLayout(row)
        column.addWidget(self.problems)
        result.setVisible(self._desk is not None)
        return result

    def _list_buttons(self) -> QHBoxLayout:
        self.add = self._button(_("Add…"), self.ask_file)
        self.other = self._button(_("Another file…"), self.ask_other)
        self.name = self._button(_("Rename…"), self.ask_name)
        self.save = self._button(_("Save a copy…"), self.ask_copy)
        self.delete = self._button(_("Remove"), self.remove)
        return _row(self.add, self.other, self.name, self.save, self.delete)

    def _last_buttons(self) -> QHBoxLayout:
        self.start = self._button(_("Save a starting template…"), self.ask_start)
        self.start.setToolTip(_("The usual clauses with their fields, to be edited in Word."))
        self.fields = self._button(_("Fields…"), self.show_fields)
        self.close_button = self._button(_("Close"), self.accept)
        row = _row(self.start, self.fields)
        row.addWidget(self.close_button)
        return row

    def _button(self, text: str, run: Callable[[], object]) -> QPushButton:
        result = button(text)
        result.setAutoDefault(False)
        result.clicked.connect(run)
        return result

    # --- what the user does -------------------------------------------------------------------------------------

    def choose(self, file_hash: str) -> None:
        """Write the open contract with a template, or with its clauses where the hash is empty."""
        if self._desk is None or self._desk.read_only:
            return
        names = {row.file.hash: row.name for row in self._rows}
        self._desk.edit(template_file=file_hash, template_name=names.get(file_hash, ""))
        self._try(self._desk.flush)
        self._show()

    def ask_file(self) -> None:
        """Ask for a Word file to add."""
        choose_word(self, _("Add a Word template"), Path.home(), self.take)

    def ask_other(self) -> None:
        """Ask for the file that takes the place of the chosen template's."""
        row = self._current()
        if row is not None:
            choose_word(self, _("Another file"), Path.home(), partial(self.take, instead=row))

    def take(self, file: Path, instead: TemplateRow | None = None) -> None:
        """Look through a Word file beside the window and keep it, as a new template or in the place of another."""
        if self._data.read_only or self._job is not None:
            return
        self.message.hide()
        self._job = self._background.job(partial(_taken, self._data.workspace.files, file))
        self._job.done.connect(partial(self._on_taken, file.stem, instead))
        self._job.failed.connect(self._on_failed)
        self._background.start(self._job)
        self._show_buttons()

    def _on_taken(self, name: str, instead: TemplateRow | None, new: NewFile) -> None:
        self._job = None
        if instead is None:
            label_ = Label(N_("Add the Word template “{name}”"), {"name": cut(name, 60)})
            self._try(lambda: self._data.write(label_, word_templates.add, name, new))
        else:
            label_ = Label(N_("Another file for the Word template “{name}”"), {"name": instead.name})
            self._try(
                lambda: self._data.write(
                    label_, word_templates.replace_file, instead.id, new, row_version=instead.row_version
                )
            )
        self._show(new.file.hash)

    def _on_failed(self, text: str) -> None:
        self._job = None
        self.message.show_message(text)
        self._show_buttons()

    def ask_name(self) -> TextDialog | None:
        """Ask for another name of the chosen template."""
        row = self._current()
        if row is None or self._data.read_only:
            return None
        return ask_text(self, _("Rename"), _("Name"), row.name, partial(self._rename, row))

    def _rename(self, row: TemplateRow, name: str) -> None:
        label_ = Label(N_("Rename the Word template “{name}”"), {"name": row.name})
        self._data.write(label_, word_templates.rename, row.id, name, row_version=row.row_version)

    def remove(self) -> None:
        """Take the chosen template away; undo brings it back."""
        row = self._current()
        if row is not None and not self._data.read_only:
            label_ = Label(N_("Remove the Word template “{name}”"), {"name": row.name})
            if self._try(lambda: self._data.write(label_, word_templates.remove, row.id)):
                told = _("“{name}” is removed. Contracts that are written with it keep it.")
                undo = (_("Undo"), self._data.undo)
                self.message.show_message(told.format(name=cut(row.name, 60)), tone="ok", action=undo)

    def ask_copy(self) -> None:
        """Ask where a copy of the chosen template goes, to be edited in Word."""
        row = self._current()
        if row is not None:
            proposed = paths.documents_dir() / row.file.name
            choose_target(self, _("Save a copy"), proposed, _kind_of_file(), partial(self.save_copy, row))

    def save_copy(self, row: TemplateRow, target: Path) -> None:
        """Write a copy of a template's file."""
        folder = self._data.workspace.files
        self._write(target, lambda: word_templates.content(folder, row.file.hash, row.name))

    def ask_start(self) -> None:
        """Ask where the starting template goes."""
        name = _("Contract template")
        proposed = paths.documents_dir() / f"{name}.docx"
        choose_target(self, _("Save a starting template"), proposed, _kind_of_file(), self.save_start)

    def save_start(self, target: Path) -> None:
        """Write the usual clauses with their fields as a Word file; a framework agreement that is open has its own."""
        from salesdesk.documents.contract_docx import starting_template  # noqa: PLC0415 - only when it writes

        clauses, languages, kind = self._data.read(clause_library.usual), LANGUAGES, "sale"
        if self._desk is not None:
            version = self._desk.content.opened.version
            languages, kind = version.languages, version.contract_kind
            clauses = clauses if kind == "sale" else version.clauses
        self._write(target, lambda: starting_template(clauses, languages, kind))

    def show_fields(self) -> WordFieldsDialog:
        """Show all fields with what stands in them."""
        dialog = WordFieldsDialog(self._desk.content.opened.version if self._desk else None, self)
        dialog.open()
        return dialog

    def done(self, result: int) -> None:
        """Close; a file that is being looked through isn't kept any more."""
        if self._job is not None:
            self._job.drop()
            self._job = None
        super().done(result)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if len(local_files(event.mimeData())) == 1:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.take(local_files(event.mimeData())[0])

    def _write(self, target: Path, content: Callable[[], bytes]) -> None:
        if self._try(lambda: output.write(target, content())):
            self.message.show_message(_("Saved: {path}").format(path=target), tone="ok")

    def _try(self, run: Callable[[], object]) -> bool:
        """Do something, and say what keeps it from being done."""
        try:
            run()
        except SalesDeskError as error:
            self.message.show_message(error.message)
            return False
        return True

    # --- what is shown ------------------------------------------------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("word_template", "contract_version"):
            self._show()

    def _show(self, chosen: str = "") -> None:
        before = self._current()
        chosen = chosen or (before.file.hash if before else "")
        self._rows = self._data.read(word_templates.templates)
        self.list.show_entries([_entry(row) for row in self._rows])
        hashes = [row.file.hash for row in self._rows]
        place = hashes.index(chosen) if chosen in hashes else 0
        if self._rows:
            self.list.setCurrentIndex(self.list.entries.index(place))
        self.list.setVisible(bool(self._rows))
        self.nothing.setVisible(not self._rows)
        self._show_found()
        self._show_choice()
        self._show_buttons()

    def _show_choice(self) -> None:
        if self._desk is None:
            return
        draft = self._desk.draft
        choices = {"": _("Its clauses")} | {row.file.hash: row.name for row in self._rows}
        if draft.template_file not in choices:
            choices[draft.template_file] = draft.template_name or _("Word template")
        self.choice.clear()
        for file_hash, name in choices.items():
            self.choice.addItem(cut(name, 80), file_hash)
        self.choice.setCurrentIndex(list(choices).index(draft.template_file))
        self.choice.setEnabled(not self._desk.read_only)
        self.problems.setText("\n".join(self._desk.content.problems[:_MOST_PROBLEMS]))
        self.problems.setVisible(bool(self.problems.text()))

    def _show_found(self) -> None:
        row = self._current()
        self.found.setVisible(row is not None)
        if row is not None:
            told = word_fields.complaints(row.found)
            count = ngettext("{count} field", "{count} fields", len(row.found.marks))
            self.found.setPlainText("\n".join(told) or count.format(count=number(len(row.found.marks), 0)))

    def _show_buttons(self) -> None:
        idle, chosen = self._job is None and not self._data.read_only, self._current() is not None
        self.add.setEnabled(idle)
        for part in (self.other, self.name, self.delete):
            part.setEnabled(idle and chosen)
        self.save.setEnabled(chosen)

    def _current(self) -> TemplateRow | None:
        place = self.list.currentIndex().row()
        return self._rows[place] if 0 <= place < len(self._rows) else None


def _entry(row: TemplateRow) -> Entry:
    faults = len(word_fields.complaints(row.found))
    told = ngettext("{count} thing to put right", "{count} things to put right", faults)
    size = _("{size} KB").format(size=number(-(-row.file.size // 1024), 0))
    return Entry(
        title=row.name,
        text=f"{row.file.name} · {size} · SHA-256 {row.file.hash[:16]}…",
        icon="file-text",
        chip=told.format(count=faults) if faults else _("Can be used"),
        chip_tone="warn" if faults else "ok",
        record=(_RECORD, row.id),
    )


def _row(*parts: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    margins(row, gap=8)
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    return row


def _kind_of_file() -> str:
    return _("Word files (*.docx)")


def _taken(folder: Path, file: Path, job: Job) -> NewFile:
    from salesdesk.documents.contract_docx import looked_up  # noqa: PLC0415 - only when a file comes

    job.report(0, 0)
    return word_templates.take(folder, file, looked_up)
