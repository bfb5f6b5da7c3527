"""Asks for everything about a contact."""

from __future__ import annotations

import uuid
from typing import Final

from PySide6.QtWidgets import QCheckBox, QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.customer import cleaned_name
from salesdesk.i18n import N_, _
from salesdesk.services import contacts
from salesdesk.services.contacts import ContactRow
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.cards import in_label
from salesdesk.ui.widgets.form import FormDialog
from salesdesk.ui.words import Words, word

CONTACT_ROLE: Final[Words] = {
    "decider": (N_("Decision maker"), "accent"),
    "technical": (N_("Technical influence"), "note"),
    "purchasing": (N_("Purchasing"), ""),
    "finance": (N_("Handles payment"), ""),
    "user": (N_("User"), ""),
}


class ContactDialog(FormDialog):
    """A new contact of a customer, or an existing one to change."""

    def __init__(
        self,
        data: Data,
        customer_id: uuid.UUID,
        contact: ContactRow | None = None,
        parent: QWidget | None = None,
    ) -> None:
        title, confirm = (_("New contact"), _("Add")) if contact is None else (_("Change contact"), _("Save"))
        super().__init__(title, confirm, parent)
        self._data = data
        self._customer_id = customer_id
        self._contact = contact
        known = contact or _NOBODY
        self.name = self.add_text(_("Contact name"), known.name)
        self.title = self.add_text(_("Job title"), known.title, longest=100)
        self.department = self.add_text(_("Department"), known.department, longest=100)
        self.role = self.add_choice(
            _("Role"), [("", "—"), *((code, word(CONTACT_ROLE, code)) for code in CONTACT_ROLE)], known.role
        )
        self.mobile = self.add_text(_("Mobile"), known.mobile, longest=60)
        self.phone = self.add_text(_("Phone"), known.phone, longest=60)
        self.email = self.add_text(_("E-mail"), known.email)
        self.wechat = self.add_text(_("WeChat"), known.wechat, longest=100)
        self.remark = self.add_text(_("Remark"), known.remark.replace("\n", " "), longest=2_000)
        self.main = QCheckBox(_("Main contact"))
        self.main.setChecked(known.is_main)
        self.main.setEnabled(not known.is_main)
        self.add("", self.main)
        self.main.setAccessibleName(self.main.text())
        self.name.setFocus()

    def save(self) -> None:
        """Write the contact."""
        name = self.read(self.name, cleaned_name)
        values = {
            "name": name,
            "role": str(self.role.currentData() or ""),
            "is_main": self.main.isChecked(),
            **{
                field: getattr(self, field).text()
                for field in ("title", "department", "phone", "mobile", "email", "wechat", "remark")
            },
        }
        contact = self._contact
        if contact is None:
            label = Label(N_("New contact “{name}”"), {"name": in_label(name)})
            self._data.write(label, contacts.create, self._customer_id, **values)
            return
        if self.remark.text() == contact.remark.replace("\n", " "):
            values["remark"] = contact.remark
        label = Label(N_("Change contact “{name}”"), {"name": in_label(name)})
        self._data.write(label, contacts.change, contact.id, row_version=contact.row_version, **values)


_NOBODY: Final = ContactRow(
    uuid.UUID(int=0), "", "", "", "", "", "", "", "", is_main=False, remark="", row_version=0
)
