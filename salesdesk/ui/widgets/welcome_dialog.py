"""How the firm words its welcome packs: the letter and the service handbook, in each language."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.welcome_pack import TEXTS, shipped
from salesdesk.i18n import LANGUAGE_NAMES, N_, _
from salesdesk.services import welcome_packs
from salesdesk.services.welcome_packs import TextKey
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.basics import button, label
from salesdesk.ui.widgets.form import FormDialog

_WIDTH: Final = 680
_HEIGHT: Final = 300


class WelcomeDialog(FormDialog):
    """Shows one text at a time; what was typed into any of them is saved as one step."""

    def __init__(self, data: Data, parent: QWidget | None = None) -> None:
        super().__init__(_("Texts of the welcome pack"), _("Save"), parent)
        self.setMinimumWidth(_WIDTH)
        self._data = data
        self._known = data.read(welcome_packs.texts)
        self._texts = dict(self._known.texts)
        hint = _(
            "A blank such as {blank} is filled from the contract. In the handbook a line that begins with # heads a"
            " part."
        ).format(blank="{{contract.no}}")
        self.head.addWidget(label(hint, "secondary", wrap=True))
        names: list[tuple[object, str]] = [
            (key, f"{_(TEXTS[key[0]])} · {dict(LANGUAGE_NAMES)[key[1]]}") for key in self._texts
        ]
        self.which = self.add_choice(_("Text"), names, names[0][0])
        self.body = QPlainTextEdit()
        self.body.setMinimumHeight(_HEIGHT)
        self.body.setTabChangesFocus(True)
        self.add(_("Wording"), self.body)
        self.shipped = button(_("Back to the shipped wording"))
        self.shipped.setAutoDefault(False)
        self.shipped.clicked.connect(lambda: self.body.setPlainText(shipped(*self._key)))
        self.add_below(self.shipped)
        self._key: TextKey = self.which.currentData()
        self._show()
        self.which.currentIndexChanged.connect(lambda _index: self._turn())
        self.body.textChanged.connect(self._on_typed)

    def save(self) -> None:
        """Save the texts that are others now."""
        changed = {key: text for key, text in self._texts.items() if text != self._known.texts[key]}
        if changed:
            self._data.write(
                Label(N_("Change the texts of the welcome pack")),
                welcome_packs.change_texts,
                changed,
                row_version=self._known.row_version,
            )

    def _turn(self) -> None:
        self._key = self.which.currentData()
        self._show()

    def _show(self) -> None:
        self.body.setPlainText(self._texts[self._key])
        self._on_typed()

    def _on_typed(self) -> None:
        self._texts[self._key] = self.body.toPlainText()
        self.shipped.setEnabled(self._texts[self._key] != shipped(*self._key))
