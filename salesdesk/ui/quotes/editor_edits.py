"""The steps that form, terms and totals of the quote editor make in the draft."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.domain.pricing import DocumentDiscount
from salesdesk.domain.quote import QuoteDraft
from salesdesk.i18n import _
from salesdesk.services import quotes
from salesdesk.ui.customer_dialog import NewCustomerDialog
from salesdesk.ui.quotes.editor_host import Part


class Edits(Part):
    """Turns what is typed around the lines into steps of the session."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        body = self.editor.body
        body.form.edited.connect(self._on_form)
        body.terms.edited.connect(self._on_terms)
        body.totals.discount.edited.connect(self._on_discount)
        body.form.details_requested.connect(self._on_details)

    def _on_form(self, draft: QuoteDraft, text: str, key: str) -> None:
        self.session.edit(replace(draft, lines=self.session.draft.lines), text, key)

    def _on_terms(self, field: str, text: str) -> None:
        changes: dict[str, Any] = {field: text}
        self.session.edit(replace(self.session.draft, **changes), _("Edit terms"), field)

    def _on_discount(self, discount: DocumentDiscount | None) -> None:
        after = replace(self.session.draft, document_discount=discount)
        self.session.edit(after, _("Change discount on the whole"))

    def _on_details(self, name: str) -> None:
        """Ask for what is known of a new customer, and make it now."""
        NewCustomerDialog(self.editor.context, self._on_made, self.page, name=name).open()

    def _on_made(self, customer_id: uuid.UUID) -> None:
        session = self.session
        made = session.data.read(quotes.new, customer_id=customer_id, today=session.quote.issued_on).draft
        self.editor.body.form.customer.set_customer(customer_id, made.customer)
        self.editor.body.form.choose_customer(customer_id, made.customer)
