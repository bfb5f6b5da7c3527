"""A letter about an open payment: written as plainly as it is late, changed, copied or saved as a mail."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPlainTextEdit, QWidget

from salesdesk import paths
from salesdesk.domain import dunning
from salesdesk.domain.changes import Label
from salesdesk.domain.dunning import LEVELS
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.file_names import safe_name
from salesdesk.exchange import output
from salesdesk.exchange.mail_draft import mail_draft
from salesdesk.i18n import N_, _
from salesdesk.services import dunning_letters, lists
from salesdesk.services.dunning_letters import Letter
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.cards import copy
from salesdesk.ui.widgets.files import choose_target
from salesdesk.ui.widgets.form import FormDialog

_WIDTH: Final = 620
_LANGUAGES: Final = {"zh_CN": N_("Chinese"), "en": N_("English")}


class DunningDialog(FormDialog):
    """Writes the text anew for another degree or language; what was typed into it is what is copied or saved."""

    def __init__(self, data: Data, letter: Letter, parent: QWidget | None = None) -> None:
        super().__init__(_("Letter about the payment"), _("Copy the text"), parent)
        self.setMinimumWidth(_WIDTH)
        self._data, self._letter, self._today = data, letter, lists.local_day()
        self._noted = data.read_only
        self._claim = claim = letter.claims[letter.language]
        begin = dunning.level(claim.due_on, self._today)
        late = claim.due_on < self._today
        degrees: list[tuple[object, str]] = [
            (code, _(name)) for code, name in LEVELS.items() if (code == "notice") is not late
        ]
        self.degree = self.add_choice(_("Degree"), degrees, begin)
        self.language = self.add_choice(
            _("Language"), [(code, _(name)) for code, name in _LANGUAGES.items()], letter.language
        )
        self.to = self.add_text(_("Mail address"), letter.to, longest=254)
        self.subject = self.add_text(_("Subject"))
        self.body = QPlainTextEdit()
        self.body.setMinimumHeight(150)
        self.body.setTabChangesFocus(True)
        self.add(_("Text"), self.body)
        self.mail = button(_("Save as a mail draft…"))
        self.mail.setAutoDefault(False)
        self.mail.clicked.connect(self.ask_mail)
        self.told = label(role="secondary")
        self.note = QCheckBox(_("Note it in the customer's timeline"))
        self.note.setChecked(not data.read_only)
        self.note.setHidden(data.read_only)
        self.add_below(self.note)
        below = QWidget()
        row = QHBoxLayout(below)
        margins(row, gap=8)
        row.addWidget(self.mail)
        row.addWidget(self.told, 1)
        self.add_below(below)
        for choice in (self.degree, self.language):
            choice.currentIndexChanged.connect(lambda _index: self.write_text())
        self.write_text()

    def write_text(self) -> None:
        """Write subject and text in the chosen degree and language."""
        language = self.language.currentData()
        claim = self._letter.claims[language]
        self.subject.setText(dunning.subject(claim, language))
        self.body.setPlainText(dunning.text(claim, self._today, language, self.degree.currentData()))

    def save(self) -> None:
        """Put the text into the clipboard."""
        copy(self.body.toPlainText())
        self._write_down("note")

    def _write_down(self, kind: str) -> None:
        """Note with the customer that the letter went out; copied and saved it is still one letter."""
        if self._noted or not self.note.isChecked():
            return
        self._data.write(
            Label(N_("Letter about a payment of {number}"), {"number": self._claim.number}),
            dunning_letters.note,
            self._letter,
            kind=kind,
            subject=self.subject.text(),
            text=self.body.toPlainText(),
        )
        self._noted = True

    def ask_mail(self) -> None:
        """Ask where the mail goes as a file that the system's mail program opens."""
        name = safe_name(f"{self.subject.text()} {self._today.isoformat()}")
        start = paths.documents_dir() / f"{name}.eml"
        choose_target(self, _("Save as a mail draft"), start, _("Mails (*.eml)"), self.save_mail)

    def save_mail(self, file: Path) -> None:
        """Write the mail into a file; what is no address is left out of it."""
        draft = mail_draft(
            to=self.to.text(),
            to_name=self._letter.to_name,
            subject=self.subject.text(),
            body=self.body.toPlainText() + "\n",
        )
        try:
            output.write(file, draft)
        except InvalidInputError as error:
            self.say(error.message)
            return
        self.say("")
        self._write_down("email")
        self.told.setText(_("Saved as “{name}”.").format(name=file.name))
