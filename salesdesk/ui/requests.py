"""Carries out what pages and commands ask of the whole program: new records, the palette, help."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from salesdesk.i18n import N_, _
from salesdesk.services import contacts
from salesdesk.ui.commands import Command
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.navigator import Navigator
from salesdesk.ui.page import PageContext
from salesdesk.ui.places import Place

# Each dialog is imported when it is asked for: the window starts with the board alone.
# ruff: noqa: PLC0415

Frame = tuple[str, str, str, str]
GO: Final[tuple[Frame, ...]] = (
    ("board", N_("Pipeline board"), "square-kanban", "Ctrl+2"),
    ("customers", N_("Customers"), "building-2", "Ctrl+3"),
    ("quotes", N_("Quotes"), "file-text", "Ctrl+5"),
    ("approvals", N_("Approvals"), "circle-check", ""),
    ("contracts", N_("Contracts, payments"), "square-check-big", "Ctrl+6"),
    ("receivables", N_("Receivables"), "inbox", ""),
    ("service", N_("Delivery and service"), "wrench", "Ctrl+Shift+S"),
    ("products", N_("Products and prices"), "package", "Ctrl+7"),
    ("price-books", N_("Price books"), "book-open", ""),
    ("demand", N_("Production demand"), "package", ""),
    ("bin", N_("Recycle bin"), "trash-2", ""),
    ("settings", N_("Settings"), "settings", "Ctrl+,"),
    ("pipelines", N_("Sales pipelines"), "square-kanban", ""),
    ("designer", N_("Document designs"), "file-text", ""),
    ("seals", N_("Seals"), "stamp", ""),
    ("seal-log", N_("Log of seals"), "stamp", ""),
)
NEW: Final[tuple[Frame, ...]] = (
    ("new-quote", N_("New quote"), "file-text", ""),
    ("new-from-template", N_("New quote from a template…"), "copy", ""),
    ("new-contract", N_("New contract"), "square-check-big", ""),
    ("new-framework", N_("New framework agreement"), "square-check-big", ""),
    ("new-customer", N_("New customer"), "building-2", ""),
    ("new-opportunity", N_("New opportunity"), "square-kanban", ""),
    ("new-product", N_("New product"), "package", ""),
    ("record-receipt", N_("Record a receipt…"), "inbox", ""),
)
FRAME: Final[tuple[Frame, ...]] = (
    ("import", N_("Import files…"), "file-input", "Ctrl+I"),
    ("open-quote-pdf", N_("Open a quote from PDF…"), "file-text", ""),
    ("undo", N_("Undo"), "undo-2", "Ctrl+Z"),
    ("redo", N_("Redo"), "redo-2", "Ctrl+Shift+Z"),
    ("new-workspace", N_("New workspace…"), "folder-plus", ""),
    ("open-workspace", N_("Open workspace…"), "folder-open", "Ctrl+O"),
    ("close-workspace", N_("Close workspace"), "x", ""),
    ("shortcuts", N_("Keyboard shortcuts"), "keyboard", "F1"),
    ("about", N_("About SalesDesk"), "info", ""),
)
_CONTRACT_OF: Final = ("opportunity_id", "customer_id", "framework_id")
"""Of what the quotes are that a new contract can be made of, and under which agreement."""
_WRITING: Final = frozenset(
    {
        *("new-quote", "new-from-template", "new-contract", "new-framework"),
        *("new-customer", "new-opportunity", "new-product"),
        *("record-receipt", "import", "undo", "redo"),
    }
)


class Requests(QObject):
    """Knows what every action's name means; what concerns the program itself goes on as `program_requested`."""

    program_requested = Signal(str, object)

    def __init__(self, window: MainWindow, navigator: Navigator) -> None:
        super().__init__(window)
        self._window = window
        self._navigator = navigator
        self.context: PageContext | None = None
        self._actions: dict[str, Callable[[Any], object]] = {
            **{name: self._go_to(name) for name, *_rest in GO},
            "pipelines": self._of_record("pipelines"),
            "designer": self._of_record("designer"),
            "seal-log": lambda argument: navigator.go(Place("seal-log", argument=argument)),
            "new-quote": self._new_quote,
            "new-from-template": self._new_from_template,
            "new-contract": self._new_contract,
            "new-framework": self._new_framework,
            "new-customer": self._new_customer,
            "new-opportunity": self._new_opportunity,
            "new-product": self._new_product,
            "record-receipt": self._record_receipt,
            "contract-payments": self._open_payments,
            "open-contact": self._open_contact,
            "open-quote-pdf": self._open_quote_pdf,
            "palette": self._show_palette,
            "shortcuts": self._show_shortcuts,
            "about": self._show_about,
        }
        navigator.action_requested.connect(self.carry_out)
        window.pdf_dropped.connect(partial(self.carry_out, "open-quote-pdf"))

    def carry_out(self, action: str, argument: object = None) -> None:
        """Do what is asked for by the name of an action."""
        run = self._actions.get(action)
        if run is None:
            self.program_requested.emit(action, argument)
        elif self.context is not None or action == "about":
            run(argument)

    def commands(self) -> list[Command]:
        """Return what can be asked for by name, as it stands now."""
        read_only = self.context is None or self.context.data.read_only
        return [
            Command(name, _(title), icon, keys, partial(self.carry_out, name))
            for name, title, icon, keys in (*NEW, *GO, *FRAME)
            if not (read_only and name in _WRITING)
        ]

    def _go_to(self, name: str) -> Callable[[object], None]:
        return lambda _argument: self._navigator.go(Place(name))

    def _of_record(self, name: str) -> Callable[[object], None]:
        return lambda record: self._navigator.go(
            Place(name, record if isinstance(record, uuid.UUID) else None)
        )

    def _new_quote(self, argument: Mapping[str, Any] | None) -> None:
        self._navigator.go(Place("quote", argument=argument or {}))

    def _new_from_template(self, argument: Mapping[str, Any] | None) -> None:
        from salesdesk.ui.quote_templates_dialog import TemplatesDialog

        def begin(template: uuid.UUID) -> None:
            self._new_quote({**(argument or {}), "template": template})

        if self.context is not None:
            TemplatesDialog(self.context.data, begin, self._window).open()

    def _new_contract(self, argument: Mapping[str, Any] | None) -> None:
        from salesdesk.ui.contract_dialog import NewContractDialog, make_of_quote

        if self.context is None:
            return
        if argument and "quote_id" in argument:
            make_of_quote(self.context, argument["quote_id"], self._opener("contract"))
        else:
            only = {key: value for key, value in (argument or {}).items() if key in _CONTRACT_OF}
            NewContractDialog(self.context, self._opener("contract"), self._window, **only).open()

    def _new_framework(self, argument: Mapping[str, Any] | None) -> None:
        from salesdesk.ui.framework_dialog import NewFrameworkDialog

        if self.context is not None:
            customer = (argument or {}).get("customer_id")
            NewFrameworkDialog(
                self.context, self._opener("contract"), self._window, customer_id=customer
            ).open()

    def _new_customer(self, _argument: object) -> None:
        from salesdesk.ui.customer_dialog import NewCustomerDialog

        if self.context is not None:
            NewCustomerDialog(self.context, self._opener("customer"), self._window).open()

    def _new_opportunity(self, argument: Mapping[str, Any] | None) -> None:
        from salesdesk.ui.opportunity_dialog import NewOpportunityDialog

        if self.context is not None:
            customer = (argument or {}).get("customer_id")
            NewOpportunityDialog(
                self.context, self._opener("opportunity"), customer_id=customer, parent=self._window
            ).open()

    def _new_product(self, argument: Mapping[str, Any] | None) -> None:
        from salesdesk.ui.product_dialog import NewProductDialog

        if self.context is not None:
            name = str((argument or {}).get("name", ""))
            NewProductDialog(self.context, self._opener("product"), name=name, parent=self._window).open()

    def _record_receipt(self, _argument: object) -> None:
        from salesdesk.ui.contracts.receipt_dialog import Beginning, ReceiptDialog

        if self.context is not None:
            ReceiptDialog(self.context.data, Beginning(), self._window).open()

    def _open_payments(self, contract: uuid.UUID) -> None:
        self._navigator.go(Place("contract", contract, argument={"tab": "payments"}))

    def _open_contact(self, contact: uuid.UUID) -> None:
        if self.context is not None:
            self._navigator.open_record("customer", self.context.data.read(contacts.customer_of, contact))

    def _open_quote_pdf(self, file: Path | None) -> None:
        from salesdesk.ui.quote_opener import QuoteOpener

        if self.context is not None:
            opener = QuoteOpener(self._window, self.context, self._navigator.go)
            if file is None:
                opener.ask()
            else:
                opener.open(file)

    def _opener(self, kind: str) -> Callable[[uuid.UUID], None]:
        return lambda record: self._navigator.open_record(kind, record)

    def _show_palette(self, _argument: object) -> None:
        from salesdesk.ui.palette import Palette

        if self.context is not None:
            palette = Palette(self.context.data, self.commands(), self._window)
            palette.record_chosen.connect(self._navigator.open_record)
            palette.open_under(self._window.top.search)

    def _show_shortcuts(self, _argument: object) -> None:
        from salesdesk.ui.help import ShortcutsDialog

        page = self._navigator.page
        frame = [
            ("Ctrl+K", _("Search and commands")),
            ("Ctrl+N", _("New…")),
            *((command.keys, command.title) for command in self.commands() if command.keys),
            ("Alt+←", _("Back")),
            ("Alt+→", _("Forward")),
        ]
        ShortcutsDialog(page.shortcuts() if page else (), frame, self._window).open()

    def _show_about(self, _argument: object) -> None:
        from salesdesk.ui.about import AboutDialog

        AboutDialog(self._window).open()
