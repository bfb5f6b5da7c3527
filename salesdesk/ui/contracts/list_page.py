"""The page of all contracts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from salesdesk.domain.contract import KINDS
from salesdesk.domain.money import minor_units
from salesdesk.i18n import N_, _, day, moment, money, ngettext, number
from salesdesk.services import contract_source
from salesdesk.services.contract_source import ContractListRow
from salesdesk.services.lists import Choice, ListQuery
from salesdesk.ui.contracts.word_dialog import WordTemplatesDialog
from salesdesk.ui.list_page import Filter, ListPage, Wording
from salesdesk.ui.widgets.basics import icon_button
from salesdesk.ui.widgets.cards import menu_of
from salesdesk.ui.widgets.page_switch import CONTRACTS, PageSwitch
from salesdesk.ui.widgets.record_list_columns import ListColumn
from salesdesk.ui.words import CONTRACT_STATE, tone, word

_Column = ListColumn[ContractListRow]
_COLUMNS: Final = (
    _Column("number", N_("Number"), 124, lambda row: row.number, strong=True),
    _Column(
        "state",
        N_("State"),
        110,
        lambda row: word(CONTRACT_STATE, row.state),
        tone=lambda row: tone(CONTRACT_STATE, row.state),
    ),
    _Column("customer", N_("Customer"), 170, lambda row: row.customer, grows=True),
    _Column("title", N_("Contract title"), 150, lambda row: row.title, grows=True),
    _Column("kind", N_("Kind"), 110, lambda row: _(KINDS.get(row.kind, row.kind)), shown=False),
    _Column(
        "total",
        N_("Total"),
        130,
        lambda row: (
            money(row.total, row.currency, places=minor_units(row.currency)) if row.kind == "sale" else ""
        ),
        right=True,
        copied=lambda row: f"{row.total:f}",
    ),
    _Column("signed_on", N_("Signed on"), 96, lambda row: day(row.signed_on) if row.signed_on else ""),
    _Column("next_due", N_("Next payment due"), 120, lambda row: day(row.next_due) if row.next_due else ""),
    _Column("owner", N_("Owner"), 90, lambda row: row.owner),
    _Column("updated_at", N_("Changed"), 136, lambda row: moment(row.updated_at), shown=False),
)


def _states(_session: object) -> list[Choice]:
    return [(code, word(CONTRACT_STATE, code)) for code in CONTRACT_STATE]


def _owners(session: object) -> list[Choice]:
    return contract_source.owners(session)  # type: ignore[arg-type]  # the window sees no session's type


class ContractListPage(ListPage):
    """Shows every contract with what is due next; a contract isn't deleted but made void or terminated."""

    name = "contracts"
    kind = "contract"
    icon = "file-text"
    source = contract_source.SOURCE
    columns = _COLUMNS
    usual = ListQuery("number", descending=True)
    filters = (Filter("state", N_("State"), _states), Filter("owner", N_("Owner"), _owners))
    tables = (
        *("contract", "contract_version", "customer", "person"),
        *("instalment", "receipt", "receipt_allocation"),
    )
    wording = Wording(
        title=N_("Contracts"),
        hint=N_("Filter by number, customer or title"),
        new=N_("New contract"),
        nothing=N_("Contracts that you make of accepted quotes stand here, with what is due next."),
        nothing_to_look_at=N_("There are no contracts."),
        no_fit=N_("No contract fits the filter."),
        delete_one="",
        delete_many="",
    )

    def title_part(self) -> QWidget:
        """Return the tabs of contracts and receivables."""
        self.switch = PageSwitch(CONTRACTS, "contracts")
        self.switch.chosen.connect(lambda name: self.action_requested.emit(name, None))
        return self.switch

    def _head(self) -> QHBoxLayout:
        head = super()._head()
        self.other = icon_button("ellipsis", _("Other contracts"))
        self.other.clicked.connect(self._offer_others)
        if self._data.read_only:
            self.other.hide()
        head.addWidget(self.other)
        return head

    def others(self) -> list[tuple[str, str, Callable[[], object]]]:
        """Return what else is begun here: icon, text, and what is done."""
        asked = partial(self.action_requested.emit, "new-framework", None)
        return [("square-check-big", _("New framework agreement…"), asked)]

    def _offer_others(self) -> None:
        menu_of(self, self.others()).popup(self.other.mapToGlobal(self.other.rect().bottomLeft()))

    def counted(self, count: int) -> str:
        """Return how many contracts there are, in words."""
        return ngettext("{count} contract", "{count} contracts", count).format(count=number(count, 0))

    def row_name(self, row: ContractListRow) -> str:
        """Return the contract's number."""
        return row.number

    def shortcuts(self) -> list[tuple[str, str]]:
        """Return the keys of the list; nothing is deleted here."""
        return [(keys, what) for keys, what in super().shortcuts() if keys != "Del"]

    def delete_selected(self) -> None:
        """Do nothing: what has a number stays."""

    def menu(self) -> QMenu:
        """Return the menu of what can be done with the selected rows."""
        menu, row = QMenu(self), self.list.selected_row()
        if row is not None:
            menu.addAction(_("Open"), partial(self.open_requested.emit, self.kind, row.id))
            menu.addAction(
                _("Open the customer"), partial(self.open_requested.emit, "customer", row.customer_id)
            )
            menu.addSeparator()
        menu.addAction(_("Copy"), self.list.copy)
        menu.addSeparator()
        menu.addAction(_("Word templates…"), self.ask_templates)
        return menu

    def ask_templates(self) -> WordTemplatesDialog:
        """Show the firm's Word templates."""
        dialog = WordTemplatesDialog(self._context, None, self)
        dialog.open()
        return dialog
