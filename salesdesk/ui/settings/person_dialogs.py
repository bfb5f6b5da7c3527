"""Adding, changing and deleting somebody who works here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.customer import cleaned_name
from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import N_, _
from salesdesk.services import people
from salesdesk.services.people import PersonRow
from salesdesk.services.record_needs import join_words, things
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.form import FormDialog
from salesdesk.ui.widgets.proof_fields import ProofFields
from salesdesk.ui.widgets.text_lines import cut

_MOST = 60


class PersonDialog(FormDialog):
    """A new person, or one to change."""

    def __init__(
        self,
        data: Data,
        everybody: Sequence[PersonRow],
        person: PersonRow | None = None,
        parent: QWidget | None = None,
    ) -> None:
        title, confirm = (_("New person"), _("Add")) if person is None else (_("Change person"), _("Save"))
        super().__init__(title, confirm, parent)
        self._data = data
        self._person = person
        others = [
            (one.id, cut(one.name, _MOST)) for one in everybody if person is None or one.id != person.id
        ]
        self.name = self.add_text(_("Full name"), person.name if person else "")
        self.role = self.add_choice(
            _("Role"),
            [(code, _(name)) for code, name in people.ROLES.items()],
            person.role if person else "sales",
        )
        self.region = self.add_text(
            _("Region"), person.region if person else "", longest=people.LONGEST["region"]
        )
        self.manager = self.add_choice(
            _("Manager"), [(None, "—"), *others], person.manager_id if person else None
        )
        self.phone = self.add_text(
            _("Phone"), person.phone if person else "", longest=people.LONGEST["phone"]
        )
        self.email = self.add_text(_("E-mail"), person.email if person else "")
        self.proof = ProofFields(self, data)
        self.role.currentIndexChanged.connect(self._on_role)
        self._on_role()
        self.name.setFocus()

    def _roles(self) -> tuple[str, ...]:
        """Return the roles that are given or taken."""
        chosen, before = str(self.role.currentData()), self._person.role if self._person else ""
        return () if chosen == before else (chosen, before)

    def _on_role(self) -> None:
        self.proof.show_where(needed=self._data.read(people.needs_proof, *self._roles()))

    def save(self) -> None:
        """Write what was typed."""
        name = self.read(self.name, cleaned_name)
        values = {
            "name": name,
            "role": self.role.currentData(),
            "region": self.region.text(),
            "manager_id": self.manager.currentData(),
            "phone": self.phone.text(),
            "email": self.email.text(),
        }
        proof = self.proof.proof()
        # What a director's PIN was typed for, nobody undoes.
        write = self._data.issue if proof else self._data.write
        if self._person is None:
            write(Label(N_("Add “{name}”"), {"name": cut(name, _MOST)}), people.add, proof=proof, **values)
            return
        before = {field: getattr(self._person, field) for field in values}
        changed = {field: value for field, value in values.items() if value != before[field]}
        if changed:
            what = Label(N_("Change “{name}”"), {"name": cut(name, _MOST)})
            version = self._person.row_version
            write(what, people.change, self._person.id, row_version=version, proof=proof, **changed)


class DeletePersonDialog(FormDialog):
    """Asks who takes over what a person is responsible for, and a director's PIN where they approve quotes."""

    def __init__(
        self,
        data: Data,
        everybody: Sequence[PersonRow],
        person: PersonRow,
        owned: dict[str, int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Delete person"), _("Hand over and delete") if owned else _("Delete"), parent)
        self._data = data
        self._person = person
        self._owned = owned
        text = _("“{name}” is responsible for {what}. Who takes over?").format(
            name=cut(person.name, _MOST),
            what=join_words([things(table, count) for table, count in owned.items()]),
        )
        self.question = label(
            text if owned else _("“{name}” approves quotes.").format(name=cut(person.name, _MOST)), wrap=True
        )
        self.head.addWidget(self.question)
        others = [(one.id, cut(one.name, _MOST)) for one in everybody if one.id != person.id]
        self.successor = self.add_choice(_("Successor"), [(None, "—"), *others], person.manager_id)
        self.successor.setEnabled(bool(owned))
        self.proof = ProofFields(self, data)
        self.proof.show_where(needed=data.read(people.needs_proof, person.role))

    def save(self) -> None:
        """Hand over and delete."""
        chosen = self.successor.currentData()
        if chosen is None and self._owned:
            raise InvalidInputError(_("Choose somebody who takes over."))
        delete(self._data, self._person, successor=chosen if self._owned else None, proof=self.proof.proof())


def delete(data: Data, person: PersonRow, **how: Any) -> None:
    """Put a person into the recycle bin."""
    what = Label(N_("Delete “{name}”"), {"name": cut(person.name, _MOST)})
    write = data.issue if how.get("proof") else data.write
    write(what, people.delete, person.id, **how)
