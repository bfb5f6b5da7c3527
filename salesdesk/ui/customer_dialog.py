"""Asks for a new customer, and for the first contact there."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from PySide6.QtCore import QStringListModel, Qt, QTimer
from PySide6.QtWidgets import QCompleter, QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.customer import cleaned_name, uscc_doubt
from salesdesk.i18n import N_, _
from salesdesk.services import customers
from salesdesk.services.people import people
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.cards import in_label
from salesdesk.ui.widgets.form import FormDialog
from salesdesk.ui.widgets.text_lines import cut
from salesdesk.ui.words import VALUE_CLASS, word

_PAUSE_MS = 200


class NewCustomerDialog(FormDialog):
    """Names customers that may be the same one; `then` gets the id of the new customer."""

    def __init__(
        self,
        context: PageContext,
        then: Callable[[uuid.UUID], object],
        parent: QWidget | None = None,
        *,
        name: str = "",
    ) -> None:
        super().__init__(_("New customer"), _("Create"), parent)
        self.setMinimumWidth(520)
        self._data = context.data
        self._then = then
        self.name = self.add_text(_("Name"), name)
        self.hint = label(role="warning", wrap=True)
        self.hint.hide()
        self.short_name = self.add_text(_("Short name"), longest=100)
        self.value_class = self.add_choice(
            _("Value class"), [("", "—"), *((code, word(VALUE_CLASS, code)) for code in VALUE_CLASS)]
        )
        self.industry = self.add_text(_("Industry"), longest=100)
        self.region = self.add_text(_("Region"), longest=60)
        self.province = self.add_text(_("Province"), longest=60)
        self.city = self.add_text(_("City"), longest=60)
        self.address = self.add_text(_("Address"), longest=400)
        self.phone = self.add_text(_("Phone"), longest=60)
        self.uscc = self.add_text(_("USCC"), longest=40)
        staff = [(str(person.id), cut(person.name, 60)) for person in self._data.read(people)]
        self.owner = self.add_choice(_("Owner"), [("", "—"), *staff], str(self._data.person))
        self.contact = self.add_text(_("First contact"), hint=_("name, may stay empty"))
        self.mobile = self.add_text(_("Mobile"), longest=60)
        self.head.addWidget(self.hint)
        self._suggest_industries()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._compare)
        for field in (self.name, self.uscc):
            field.textChanged.connect(lambda _text: self._pause.start())
        self.name.setFocus()

    def save(self) -> None:
        """Write the customer, with the contact."""
        name = self.read(self.name, cleaned_name)
        texts = ("short_name", "industry", "region", "province", "city", "address", "phone", "uscc")
        values = {
            "name": name,
            "value_class": str(self.value_class.currentData() or ""),
            "owner_id": uuid.UUID(owner) if (owner := self.owner.currentData()) else None,
            **{field: getattr(self, field).text() for field in texts},
        }
        contact = {"name": self.contact.text().strip(), "mobile": self.mobile.text()}
        made = self._data.write(
            Label(N_("New customer “{name}”"), {"name": in_label(name)}),
            customers.create_with_contact,
            values,
            contact,
        )
        self._then(made)

    def _suggest_industries(self) -> None:
        completer = QCompleter(QStringListModel(self._data.read(customers.industries), self), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.industry.setCompleter(completer)

    def _compare(self) -> None:
        """Say what looks like a mistake, without standing in the way."""
        found = self._data.read(customers.similar, self.name.text())
        names = _(", ").join(cut(each.name, 40) for each in found)
        hints = (
            _("There is already: {names}").format(names=names) if names else "",
            uscc_doubt("".join(self.uscc.text().upper().split())),
        )
        self.hint.setText("\n".join(hint for hint in hints if hint))
        self.hint.setVisible(any(hints))
