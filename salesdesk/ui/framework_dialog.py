"""Asks for a new framework agreement: with whom, about what, from when until when."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.payment_plan import add_months
from salesdesk.i18n import N_, _, as_language, day
from salesdesk.services import contracts, lists
from salesdesk.services.contract_making import LONGEST_SCOPE, LONGEST_TITLE
from salesdesk.services.opportunity_choices import customer_name
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.customer_field import CustomerField
from salesdesk.ui.widgets.form import FieldError, FormDialog
from salesdesk.ui.widgets.typed import parse_day

_MONTHS = 12
_SCOPE_HEIGHT = 64


class NewFrameworkDialog(FormDialog):
    """Makes the draft of a framework agreement; `then` gets its id once the dialog is closed."""

    def __init__(
        self,
        context: PageContext,
        then: Callable[[uuid.UUID], object],
        parent: QWidget | None = None,
        *,
        customer_id: uuid.UUID | None = None,
    ) -> None:
        super().__init__(_("New framework agreement"), _("Create"), parent)
        self.setMinimumWidth(540)
        self._data, self._then = context.data, then
        self._made: uuid.UUID | None = None
        self._today = lists.local_day()
        told = _(
            "It has terms without prices. Contracts of accepted quotes are made under it while it holds."
        )
        self.head.addWidget(label(told, "secondary", wrap=True))
        self.customer = CustomerField(self._data)
        if customer_id is not None:
            self.customer.set_customer(customer_id, self._data.read(customer_name, customer_id))
        self.add(_("Customer"), self.customer)
        self.title = self.add_text(
            _("Agreement title"), longest=LONGEST_TITLE, hint=_("such as spare parts 2027")
        )
        self.scope = QPlainTextEdit()
        self.scope.setTabChangesFocus(True)
        self.scope.setFixedHeight(_SCOPE_HEIGHT)
        self.scope.setPlaceholderText(
            _("What is bought under it; empty: all equipment, spare parts, services")
        )
        self.add(_("Scope"), self.scope)
        self.valid_from = self.add_text(_("Holds from"), day(self._today), hint=_("such as today, 11/25"))
        until = add_months(self._today, _MONTHS) - timedelta(days=1)
        self.valid_until = self.add_text(_("Holds until"), day(until), hint=_("such as +365"))
        languages: list[tuple[object, str]] = [("zh_CN", _("Chinese")), ("en", _("English"))]
        self.language = self.add_choice(_("Language"), languages)
        self.second = self.add_choice(_("Second language"), [(None, _("None")), *languages])
        self.accepted.connect(self._on_accepted)
        (self.title if customer_id is not None else self.customer).setFocus()

    def _day(self, typed: str) -> date:
        return parse_day(typed, self._today)

    def save(self) -> None:
        """Make the draft."""
        if self.customer.customer_id is None:
            raise FieldError(_("Choose a customer of the list."), self.customer)
        second = self.second.currentData()
        self._made = self._data.write(
            Label(N_("New framework agreement")),
            contracts.make_framework,
            self.customer.customer_id,
            today=self._today,
            seller_name=self._data.workspace.name,
            title=self.title.text(),
            scope=self.scope.toPlainText()[:LONGEST_SCOPE],
            valid_from=self.read(self.valid_from, self._day),
            valid_until=self.read(self.valid_until, self._day),
            language=as_language(self.language.currentData()),
            second_language=as_language(second) if second else None,
        )

    def _on_accepted(self) -> None:
        if self._made is not None:
            self._then(self._made)
