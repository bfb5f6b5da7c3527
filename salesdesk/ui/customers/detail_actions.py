"""What is written from the customer page, each write under a name that undo shows."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from salesdesk.domain.changes import Label
from salesdesk.domain.quick_entry import QuickEntry
from salesdesk.i18n import N_
from salesdesk.services import contacts, customers, recycle_bin
from salesdesk.services.activities import PlannedActivity
from salesdesk.services.contacts import ContactRow
from salesdesk.ui.customers.customer_facts import value_of
from salesdesk.ui.data import Data
from salesdesk.ui.widgets import steps
from salesdesk.ui.widgets.cards import in_label


class CustomerActions:
    """The writes of one customer's page."""

    def __init__(self, data: Data, customer_id: uuid.UUID) -> None:
        self._data = data
        self._customer_id = customer_id

    def change(self, field: str, caption: str, typed: str, *, name: str, row_version: int) -> None:
        """Change a field."""
        self._data.write(
            Label(N_("Change {field} of “{name}”"), {"field": caption, "name": in_label(name)}),
            customers.change,
            self._customer_id,
            field,
            value_of(field, typed),
            row_version=row_version,
        )

    def enter(self, entry: QuickEntry, opportunity_id: uuid.UUID | None, now: datetime) -> None:
        """Record or plan what was typed in one line."""
        steps.enter(self._data, entry, now, customer_id=self._customer_id, opportunity_id=opportunity_id)

    def complete(self, step: PlannedActivity, now: datetime) -> None:
        """Tick a next step off."""
        steps.complete(self._data, step, now)

    def postpone(self, step: PlannedActivity, to: date) -> None:
        """Put a next step off."""
        steps.postpone(self._data, step, to)

    def make_main(self, contact: ContactRow) -> None:
        """Make a contact the main one."""
        label = Label(N_("Main contact “{name}”"), {"name": in_label(contact.name)})
        self._data.write(label, contacts.set_main, contact.id)

    def delete_contact(self, contact: ContactRow) -> None:
        """Put a contact into the recycle bin."""
        self._delete("contact", contact.id, contact.name)

    def delete_activity(self, activity_id: uuid.UUID, name: str) -> None:
        """Put an activity into the recycle bin."""
        steps.delete(self._data, activity_id, name)

    def delete_customer(self, name: str) -> None:
        """Put the customer into the recycle bin."""
        self._delete("customer", self._customer_id, name)

    def _delete(self, kind: str, record: uuid.UUID, name: str) -> None:
        self._data.write(
            Label(N_("Delete “{name}”"), {"name": in_label(name)}), recycle_bin.delete, kind, [record]
        )
