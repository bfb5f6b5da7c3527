"""The pages of an open workspace, each made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.places import Place

# Each page is imported when it is made: the window starts with the board alone.
# ruff: noqa: PLC0415


def make(context: PageContext, place: Place) -> Page:
    """Return the page of a place."""
    return _MAKERS[place.page](context, place)


def _board(context: PageContext, place: Place) -> Page:
    from salesdesk.ui.pipeline.page import BoardPage

    page = BoardPage(context, state=place.state)
    if place.record is not None:
        page.open_record(place.record)
    return page


def _customers(context: PageContext, place: Place) -> Page:
    from salesdesk.ui.customers.list_page import CustomerListPage

    return CustomerListPage(context, state=place.state)


def _customer(context: PageContext, place: Place) -> Page:
    from salesdesk.ui.customers.detail_page import CustomerPage

    if place.record is None:
        raise LookupError
    return CustomerPage(context, customer_id=place.record, state=place.state)


def _opportunity(context: PageContext, place: Place) -> Page:
    from salesdesk.ui.opportunity.page import OpportunityPage

    if place.record is None:
        raise LookupError
    return OpportunityPage(context, opportunity_id=place.record, state=place.state)


def _quotes(context: PageContext, place: Place) -> Page:
    from salesdesk.ui.quotes.list_page import QuoteListPage

    return QuoteListPage(context, state=place.state)


def _approvals(context: PageContext, place: Place) -> Page:
    from salesdesk.ui.quotes.approvals_page import ApprovalsPage

    return ApprovalsPage(context, state=place.state)


def _quote(context: PageContext, place: Place) -> Page:
    from salesdesk.ui.quotes.editor_page import QuoteEditorPage

    return QuoteEditorPage(context, quote_id=place.record, defaults=place.argument, state=place.state)


def _contracts(context: PageContext, place: Place) -> Page:
    from salesdesk.ui.contracts.list_page import ContractListPage

    return ContractListPage(context, state=place.state)


def _contract(context: PageContext, place: Place) -> Page:
    from salesdesk.ui.contracts.page import ContractPage

    if place.record is None:
        raise LookupError
    tab = (place.argument or {}).get("tab", "text")
    return ContractPage(context, contract_id=place.record, state=place.state, tab=tab)


def _receivables(context: PageContext, place: Place) -> Page:
    from salesdesk.ui.contracts.receivables_page import ReceivablesPage

    return ReceivablesPage(context, state=place.state)


def _service(context: PageContext, place: Place) -> Page:
    from salesdesk.ui.service.list_page import TicketListPage

    return TicketListPage(context, state=place.state)


def _ticket(context: PageContext, place: Place) -> Page:
    from salesdesk.ui.service.page import TicketPage

    if place.record is None:
        raise LookupError
    return TicketPage(context, ticket_id=place.record, state=place.state)


def _products(context: PageContext, place: Place) -> Page:
    from salesdesk.ui.products.list_page import ProductListPage

    return ProductListPage(context, state=place.state)


def _product(context: PageContext, place: Place) -> Page:
    from salesdesk.ui.products.detail_page import ProductPage

    if place.record is None:
        raise LookupError
    return ProductPage(context, product_id=place.record, state=place.state)


def _price_books(context: PageContext, place: Place) -> Page:
    from salesdesk.ui.products.books_page import BooksPage

    return BooksPage(context, state=place.state)


def _demand(context: PageContext, place: Place) -> Page:
    from salesdesk.ui.products.demand_page import DemandPage

    return DemandPage(context, state=place.state)


def _bin(context: PageContext, place: Place) -> Page:
    from salesdesk.ui.bin.page import BinPage

    return BinPage(context, state=place.state)


def _settings(context: PageContext, place: Place) -> Page:
    from salesdesk.ui.settings.page import SettingsPage

    return SettingsPage(context, state=place.state)


def _pipelines(context: PageContext, place: Place) -> Page:
    from salesdesk.ui.settings.pipelines_page import PipelinesPage

    stage = (place.argument or {}).get("stage")
    return PipelinesPage(context, pipeline=place.record, stage=stage, state=place.state)


def _seals(context: PageContext, place: Place) -> Page:
    from salesdesk.ui.settings.seals_page import SealsPage

    return SealsPage(context, state=place.state)


def _seal_log(context: PageContext, place: Place) -> Page:
    from salesdesk.ui.settings.seal_log_page import SealLogPage

    return SealLogPage(context, state=place.state, seal=(place.argument or {}).get("seal"))


def _designer(context: PageContext, place: Place) -> Page:
    from salesdesk.ui.designer.page import DesignerPage

    return DesignerPage(context, design=place.record, state=place.state)


_MAKERS: Final[dict[str, Callable[[PageContext, Place], Page]]] = {
    "board": _board,
    "opportunity": _opportunity,
    "customers": _customers,
    "customer": _customer,
    "quotes": _quotes,
    "approvals": _approvals,
    "quote": _quote,
    "contracts": _contracts,
    "contract": _contract,
    "receivables": _receivables,
    "service": _service,
    "ticket": _ticket,
    "products": _products,
    "product": _product,
    "price-books": _price_books,
    "demand": _demand,
    "bin": _bin,
    "settings": _settings,
    "pipelines": _pipelines,
    "designer": _designer,
    "seals": _seals,
    "seal-log": _seal_log,
}
