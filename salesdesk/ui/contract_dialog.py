"""Asks for a new contract, out of an accepted quote."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.money import minor_units
from salesdesk.i18n import N_, _, money
from salesdesk.services import contracts, lists
from salesdesk.services.contracts import AcceptedQuote
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.form import FormDialog
from salesdesk.ui.widgets.text_lines import cut

_LONGEST = 60


def make_of_quote(
    context: PageContext,
    quote_id: uuid.UUID,
    then: Callable[[uuid.UUID], object],
    *,
    framework_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """Make the draft of a contract of an accepted quote and show it; RuleError where nothing was accepted."""
    data = context.data
    made = data.write(
        Label(N_("New contract")),
        contracts.make,
        quote_id,
        today=date.today(),  # noqa: DTZ011 - a contract is dated where it is made
        seller_name=data.workspace.name,
        framework_id=framework_id,
    )
    then(made)
    return made


class NewContractDialog(FormDialog):
    """Offers the accepted quotes that have no contract yet; `then` gets the id once the dialog is closed."""

    def __init__(
        self,
        context: PageContext,
        then: Callable[[uuid.UUID], object],
        parent: QWidget | None = None,
        *,
        opportunity_id: uuid.UUID | None = None,
        customer_id: uuid.UUID | None = None,
        framework_id: uuid.UUID | None = None,
    ) -> None:
        super().__init__(_("New contract"), _("Create"), parent)
        self.setMinimumWidth(520)
        self._context, self._then = context, then
        self._chosen: uuid.UUID | None = None
        self._frameworks = context.data.read(contracts.frameworks, on=lists.local_day())
        under = next((one for one in self._frameworks if one.id == framework_id), None)
        self.offered = context.data.read(
            contracts.accepted_quotes,
            opportunity_id=opportunity_id,
            customer_id=under.customer_id if under else customer_id,
        )
        explained = label(role="secondary", wrap=True)
        self.head.addWidget(explained)
        choices: list[tuple[object, str]] = [(one.id, _name(one)) for one in self.offered]
        self.quote = self.add_choice(_("Accepted quote"), choices)
        self.show_field(self.quote, shown=bool(choices))
        self.framework = self.add_choice(_("Under the agreement"), [])
        self.quote.currentIndexChanged.connect(lambda _index: self._offer_frameworks(None))
        self._offer_frameworks(framework_id)
        self.confirm.setEnabled(bool(choices))
        explained.setText(
            _("A contract is made of an accepted quote: its lines become Annex 1, its total the price.")
            if choices
            else _(
                "No accepted quote is without a contract. Record on a quote that the customer accepted it, "
                "then make the contract of it."
            )
        )
        self.accepted.connect(self._on_accepted)

    def _offer_frameworks(self, chosen: uuid.UUID | None) -> None:
        """Offer the framework agreements that hold with the customer of the chosen quote."""
        quote = next((one for one in self.offered if one.id == self.quote.currentData()), None)
        found = [one for one in self._frameworks if quote and one.customer_id == quote.customer_id]
        self.framework.clear()
        self.framework.addItem(_("None"), None)
        for one in found:
            self.framework.addItem(cut(f"{one.number} · {one.title}", _LONGEST), one.id)
        ids = [None, *(one.id for one in found)]
        self.framework.setCurrentIndex(ids.index(chosen) if chosen in ids else 0)
        self.show_field(self.framework, shown=bool(found))

    def save(self) -> None:
        """Remember what was chosen."""
        if not self.offered:
            raise InvalidInputError(_("A contract is made of a quote that the customer has accepted."))
        self._chosen = self.quote.currentData()

    def _on_accepted(self) -> None:
        if self._chosen is not None:
            framework = self.framework.currentData()
            make_of_quote(self._context, self._chosen, self._then, framework_id=framework)


def _name(quote: AcceptedQuote) -> str:
    total = money(quote.total, quote.currency, places=minor_units(quote.currency))
    return f"{quote.number} V{quote.version} · {cut(quote.customer, _LONGEST)} · {total}"
