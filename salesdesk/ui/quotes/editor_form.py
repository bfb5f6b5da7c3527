"""The card of a quote's head: for whom, until when, in which prices, currency and language, how it is paid."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QWidget

from salesdesk.domain import payment_terms
from salesdesk.domain.quote import NAME_LENGTH, TEXT_LENGTH, QuoteDraft
from salesdesk.domain.quote_version import VALID_DAYS, valid_until
from salesdesk.i18n import DEFAULT_LANGUAGE, LANGUAGE_NAMES, N_, _, day
from salesdesk.services import quotes
from salesdesk.services.contacts import ContactRow
from salesdesk.ui.data import Data
from salesdesk.ui.quotes.editor_choices import (
    CURRENCIES,
    OfCustomer,
    contact_text,
    of_customer,
    payment_choices,
)
from salesdesk.ui.quotes.editor_combo import combo, line_of, show_text
from salesdesk.ui.quotes.editor_field import TypedField
from salesdesk.ui.quotes.editor_more import Fold, MoreFields
from salesdesk.ui.quotes.editor_rate import RateRow
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.customer_field import CustomerField
from salesdesk.ui.widgets.typed import parse_day

_LONGEST_ITEM: Final = 80
_PAYMENT_WIDTH: Final = 460
_PRICE_MODES: Final = (
    ("tax_included", N_("Incl. tax")),
    ("tax_excluded", N_("Excl. tax")),
)


class FormCard(QFrame):
    """Edits the head of a draft; `edited` brings the draft as it becomes, the step's name and what joins steps.

    What all prices hang on is only asked for: price mode, rounding, currency; the first two are `fixed` once there is
    an earlier version.
    """

    edited = Signal(object, str, str)
    mode_requested = Signal(str)
    rounding_requested = Signal(str)
    currency_requested = Signal(str)
    details_requested = Signal(str)

    def __init__(
        self, data: Data, today: date, *, more_folded: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._data = data
        self._today = today
        self._draft = QuoteDraft(customer="", lines=())
        self._offered: tuple[object, object] | None = None
        self._named = ""
        self.setProperty("role", "card")
        self.customer = CustomerField(data)
        self.new_customer = QWidget()
        self.details = button(_("Enter its details…"), "link")
        self.new_customer.hide()
        self.contact = combo(editable=True, longest=NAME_LENGTH)
        self.opportunity = combo()
        self.valid_until = TypedField(lambda text: parse_day(text, today) if text.strip() else None)
        self.valid_until.setToolTip(_("Such as 2026-12-23, 11/25, today or +30"))
        self.price_mode = combo([(code, _(name)) for code, name in _PRICE_MODES])
        self.currency = combo([(code, code) for code in CURRENCIES])
        self.language = combo(LANGUAGE_NAMES)
        self.payment = combo(editable=True, longest=TEXT_LENGTH)
        self.fixed = False
        self.rate = RateRow(today)
        self.more = MoreFields(data)
        self.fold = Fold(self.more, folded=more_folded)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 12, 14, 12)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        prices = QWidget()
        row = QHBoxLayout(prices)
        margins(row, gap=6)
        for part, stretch in ((self.price_mode, 4), (self.currency, 3), (self.language, 4)):
            part.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            part.setMinimumContentsLength(0)  # then its longest name is the least that it takes
            row.addWidget(part, stretch)
        payment = QWidget()
        beside = QHBoxLayout(payment)
        margins(beside, gap=2)
        beside.addWidget(self.payment, 1)
        beside.addWidget(self.fold)
        for number, (caption, field, focus) in enumerate(
            (
                (_("Customer"), self.customer, self.customer),
                (_("Contact"), self.contact, self.contact),
                (_("Opportunity"), self.opportunity, self.opportunity),
                (_("Valid until"), self.valid_until, self.valid_until),
                (_("Prices"), prices, self.price_mode),
                (_("Payment"), payment, self.payment),
            )
        ):
            heading = label(caption, "secondary")
            heading.setBuddy(focus)
            focus.setAccessibleName(caption)
            row_of = number // 2 + (number > 1)  # the second row says that the customer is new
            grid.addWidget(heading, row_of, number % 2 * 2)
            grid.addWidget(field, row_of, number % 2 * 2 + 1)
        new = QHBoxLayout(self.new_customer)
        margins(new, gap=6)
        new.addWidget(label(_("New; the customer is made when the quote is saved"), "small"))
        new.addWidget(self.details)
        new.addStretch()
        grid.addWidget(self.new_customer, 1, 1, 1, 3)
        for number, below in enumerate((self.rate, self.more, self.fold.summary)):
            grid.addWidget(below, 4 + number, 0, 1, 4)
        self.currency.setAccessibleName(_("Currency"))
        self.language.setAccessibleName(_("Language of the document"))
        self.language.setToolTip(_("Language of the document"))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)

    def _connect(self) -> None:
        self.customer.textEdited.connect(self._on_customer_typed)
        self.customer.chosen.connect(self.choose_customer)
        self.details.clicked.connect(lambda: self.details_requested.emit(self._draft.customer.strip()))
        self.contact.activated.connect(self._on_contact)
        line_of(self.contact).textEdited.connect(self._on_contact_typed)
        self.opportunity.activated.connect(self._on_opportunity)
        self.valid_until.edited.connect(lambda value: self._edit(_("Change validity"), valid_until=value))
        self.price_mode.activated.connect(lambda row: self.mode_requested.emit(self.price_mode.itemData(row)))
        self.currency.activated.connect(lambda row: self.currency_requested.emit(self.currency.itemData(row)))
        self.more.rounding_requested.connect(self.rounding_requested)
        self.more.edited.connect(lambda changes, text, key: self._edit(text, key, **changes))
        self.language.activated.connect(
            lambda row: self._edit(_("Change language"), language=self.language.itemData(row))
        )
        self.payment.activated.connect(
            lambda row: self._edit(
                _("Change payment"), payment_term=self.payment.itemData(row), payment_terms=""
            )
        )
        line_of(self.payment).textEdited.connect(self._on_payment_typed)

    # --- showing ------------------------------------------------------------------------------------------------

    def show_draft(self, draft: QuoteDraft, *, read_only: bool) -> None:
        """Show the head of a draft; what is being typed stays as it is typed."""
        self._draft = draft
        self._offer(draft)
        if (
            self.customer.text().strip() != draft.customer.strip()
            or self.customer.customer_id != draft.customer_id
        ):
            typing = self.customer.hasFocus() and self.customer.text().strip() == draft.customer.strip()
            if not typing:
                self.customer.set_customer(draft.customer_id, draft.customer)
        show_text(self.contact, draft.contact)
        language = draft.language or DEFAULT_LANGUAGE
        show_text(self.payment, payment_terms.said(draft.payment_term, draft.payment_terms, language))
        for choice, value in (
            (self.opportunity, draft.opportunity_id.hex if draft.opportunity_id else ""),
            (self.price_mode, draft.price_mode),
            (self.currency, draft.currency),
            (self.language, draft.language or DEFAULT_LANGUAGE),
        ):
            choice.setCurrentIndex(max(choice.findData(value), 0))
        self._show_validity(draft.valid_until)
        self.more.show_draft(draft, read_only=read_only, fixed=self.fixed)
        self.fold.show_draft(draft)
        self._lock(read_only=read_only)
        self._show_new_customer()

    def _show_new_customer(self) -> None:
        """Say that the customer will be made, once its name is typed to the end."""
        draft = self._draft
        typing = self.customer.hasFocus() and self._named != draft.customer.strip()
        new = draft.customer_id is None and bool(draft.customer.strip())
        self.new_customer.setVisible(new and not typing and not self.customer.isReadOnly())

    def _show_validity(self, until: date | None) -> None:
        value = until or valid_until(self._today)
        days = (value - self._today) // timedelta(days=1)
        shown = _("{day} ({days} days)").format(day=day(value), days=days) if days >= 0 else day(value)
        if until is None:
            shown = _("{day} ({days} days)").format(day=day(value), days=VALID_DAYS)
        self.valid_until.show_value(until, shown, day(value))

    def _offer(self, draft: QuoteDraft) -> None:
        """Offer what belongs to the customer, and the usual terms in the language of the document."""
        wanted = (draft.customer_id, draft.language)
        if wanted == self._offered:
            return
        self._offered = wanted
        offered: OfCustomer = self._data.read(of_customer, draft.customer_id, draft.opportunity_id)
        with QSignalBlocker(self.contact):
            self.contact.clear()
            for contact in offered.contacts:
                self.contact.addItem(contact_text(contact)[:_LONGEST_ITEM], contact)
        with QSignalBlocker(self.opportunity):
            self.opportunity.clear()
            self.opportunity.addItem(_("None"), "")
            for opportunity_id, title in offered.opportunities:
                self.opportunity.addItem(title[:_LONGEST_ITEM], opportunity_id.hex)
        with QSignalBlocker(self.payment):
            self.payment.clear()
            language = draft.language or DEFAULT_LANGUAGE
            for key, text in payment_choices(language):
                self.payment.addItem(text, key)
            self.payment.view().setMinimumWidth(_PAYMENT_WIDTH)

    def _lock(self, *, read_only: bool) -> None:
        self.customer.setReadOnly(read_only)
        self.valid_until.setReadOnly(read_only)
        for choice in (
            self.contact,
            self.opportunity,
            self.price_mode,
            self.currency,
            self.language,
            self.payment,
        ):
            choice.setEnabled(not read_only)
        self.price_mode.setEnabled(not read_only and not self.fixed)

    def finish(self) -> bool:
        """Take what stands in a field that is still open; tell whether it could be read."""
        return self.valid_until.finish()

    # --- what is typed ------------------------------------------------------------------------------------------

    def _edit(self, text: str, key: str = "", **changes: Any) -> None:
        self.edited.emit(replace(self._draft, **changes), text, key)

    def _on_customer_typed(self, text: str) -> None:
        self._edit(_("Change customer"), "customer", customer=text, customer_id=None)

    def choose_customer(self, customer_id: uuid.UUID | None, name: str) -> None:
        """Take a customer with the contact and the language that its record says; or the name of a new one."""
        self._named = name
        changes: dict[str, Any] = {"customer": name, "customer_id": customer_id}
        if customer_id is not None:
            fresh = self._data.read(quotes.new, customer_id=customer_id, today=self._today).draft
            fields = ("contact", "contact_phone", "contact_email", "language")
            changes |= {field: getattr(fresh, field) for field in fields}
            changes["opportunity_id"] = None
        self._edit(_("Change customer"), "customer", **changes)
        self._show_new_customer()

    def _on_contact(self, row: int) -> None:
        contact = self.contact.itemData(row)
        if isinstance(contact, ContactRow):
            self._edit(
                _("Change contact"),
                contact=contact_text(contact),
                contact_phone=contact.mobile or contact.phone,
                contact_email=contact.email,
            )

    def _on_opportunity(self, row: int) -> None:
        chosen = self.opportunity.itemData(row)
        self._edit(_("Change opportunity"), opportunity_id=uuid.UUID(chosen) if chosen else None)

    def _on_contact_typed(self, text: str) -> None:
        self._edit(_("Change contact"), "contact", contact=text, contact_phone="", contact_email="")

    def _on_payment_typed(self, text: str) -> None:
        """Take own words, which are a known term's only where they say the same."""
        known = payment_terms.offered(self._draft.payment_term, text) if text.strip() else None
        key = known.key if known else ""
        self._edit(_("Change payment"), "payment_terms", payment_term=key, payment_terms=text)
