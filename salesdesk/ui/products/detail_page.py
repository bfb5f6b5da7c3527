"""The page of a product: facts, picture and data sheet, prices, parameters, sets and options, history."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import ClassVar, Final

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.domain.changes import Changes
from salesdesk.domain.errors import ConflictError, InvalidInputError, SalesDeskError
from salesdesk.i18n import _
from salesdesk.services.evidence import StoredFile
from salesdesk.ui import costs
from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.products.entries import history_entries, sold_entries
from salesdesk.ui.products.facts import facts_of, value_of
from salesdesk.ui.products.parts_tab import PartsTab
from salesdesk.ui.products.prices_tab import PricesTab
from salesdesk.ui.products.reading import TABLES, Content, read
from salesdesk.ui.products.sheet_card import SheetCard
from salesdesk.ui.products.specs_tab import SpecsTab
from salesdesk.ui.products.writer import ProductWriter
from salesdesk.ui.widgets.basics import ElidedLabel, button, icon_button, margins
from salesdesk.ui.widgets.cards import Card, chip, column, copy, menu_of, show_chip
from salesdesk.ui.widgets.entry_list import EntryList
from salesdesk.ui.widgets.facts import Facts
from salesdesk.ui.widgets.list_or_nothing import ListOrNothing
from salesdesk.ui.widgets.picture_field import Paper, PictureField
from salesdesk.ui.widgets.tabs import Tabs
from salesdesk.ui.widgets.text_lines import cut

_SIDE: Final = 330
_NARROW_SIDE: Final = 300
_NARROW: Final = 1_080


class ProductPage(Page):
    """Shows a product; everything on it is changed where it stands, each change one step that undo names."""

    name: ClassVar[str] = "products"

    def __init__(self, context: PageContext, *, product_id: uuid.UUID, state: object = None) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._context, self._data = context, context.data
        self._id = product_id
        self._writer = ProductWriter(self._data, product_id)
        self.content: Content = self._data.read(read, product_id)
        self._opened_version = self.content.facts.row_version
        self._build()
        self._connect()
        self._show()
        if isinstance(state, str):
            self.tabs.show_tab(state)

    @property
    def record(self) -> uuid.UUID:
        """Return the product."""
        return self._id

    def state(self) -> str:
        """Return the tab that is shown."""
        return self.tabs.current()

    def focus_content(self) -> None:
        """Put the keyboard on the prices, or on the tabs where there is no book."""
        target = self.prices.table if self.tabs.current() == "prices" else None
        (target or self.tabs.buttons[self.tabs.current()]).setFocus()

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of the page."""
        return (
            ("Enter, F2", _("Edit the fact or the cell")),
            ("Tab", _("Next cell")),
            ("Ctrl+Del", _("Remove line")),
            ("Alt+↑, Alt+↓", _("Move a parameter")),
            ("Ctrl+Enter", _("Save a remark of several lines")),
            ("Esc", _("Leave the editor without saving")),
            (costs.KEY, _("Hide or show costs")),
        )

    def busy(self) -> bool:
        """Tell whether a picture or a file is being read."""
        return self.picture.busy() or self.sheet.busy()

    def leave(self) -> None:
        """Save what is being edited; what is refused keeps the page."""
        self.facts.finish()
        for problem in (self.prices.finish(), self.specs.table.finish(), self.parts.finish()):
            if problem:
                raise InvalidInputError(problem)
        self.picture.leave()
        self.sheet.leave()

    # --- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        read_only = self._data.read_only
        self.facts = Facts()
        self.picture = PictureField(
            self._data.workspace.files,
            self._context.background,
            Paper(_("Picture of the product")),
            read_only=read_only,
        )
        self.sheet = SheetCard(self._context)
        self.prices = PricesTab(self._writer, self._context.preferences, read_only=read_only)
        self.specs = SpecsTab(self._writer, read_only=read_only)
        self.parts = PartsTab(self._writer, read_only=read_only)
        self.sold = ListOrNothing(EntryList(_("Last prices")))
        self.history = ListOrNothing(EntryList(_("History of prices"), days=False))
        self.tabs = Tabs()
        for name, title, part in (
            ("prices", _("Prices"), self.prices),
            ("specs", _("Parameters"), self.specs),
            ("parts", _("Set and options"), self.parts),
            ("sold", _("Last prices"), self.sold),
            ("history", _("Price history"), self.history),
        ):
            self.tabs.add(name, title, part)
        picture_card, facts_card = Card(_("Picture")), Card(_("Basic facts"))
        picture_card.body.addWidget(self.picture)
        facts_card.body.addWidget(self.facts)
        self._left, _layout = column(picture_card, facts_card, self.sheet)
        columns = QHBoxLayout()
        margins(columns, gap=14)
        columns.addWidget(self._left)
        columns.addWidget(self.tabs, 1)
        layout = QVBoxLayout(self)
        margins(layout, 18, 12, 18, 14, gap=12)
        layout.addWidget(self._head())
        layout.addLayout(columns, 1)
        self.history.nothing.show_text("clock", _("Changes of this product's prices stand here."))
        self.sold.nothing.show_text("file-text", _("No quote with this product was sent yet."))

    def _head(self) -> QWidget:
        result = QWidget()
        self.back = button(_("Products") + " /", "link")
        self.title = ElidedLabel("", "title")
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.family, self.offered = chip(), chip()
        self.menu = icon_button("ellipsis", _("More"))
        row = QHBoxLayout(result)
        margins(row, gap=8)
        row.addWidget(self.back)
        row.addWidget(self.title, 2)
        row.addWidget(self.family)
        row.addWidget(self.offered)
        row.addStretch(1)
        row.addWidget(self.menu)
        return result

    def _connect(self) -> None:
        self._data.changed.connect(self._on_changed)
        self.back.clicked.connect(lambda: self.action_requested.emit("products", None))
        self.menu.clicked.connect(self._offer)
        self.facts.edited.connect(self._on_edited)
        self.facts.opened.connect(self._on_opened)
        self.picture.stored.connect(lambda name: self._writer.set_picture(self.content.facts, name))
        self.sheet.stored.connect(self._on_sheet)
        self.prices.books_requested.connect(lambda: self.action_requested.emit("price-books", None))
        self.parts.opened.connect(lambda product: self.open_requested.emit("product", product))
        self.sold.list.opened.connect(lambda entry: self.open_requested.emit(*entry.record))
        QShortcut(QKeySequence(costs.KEY), self).activated.connect(self.toggle_costs)

    # --- showing ------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        content, preferences = self.content, self._context.preferences
        facts = content.facts
        self.title.setText(cut(" ".join(filter(None, (facts.name, facts.model)))))
        show_chip(self.family, facts.family)
        show_chip(self.offered, "" if facts.active else _("No longer offered"), "warn")
        self.facts.show_facts(facts_of(content, preferences, editable=not self._data.read_only))
        self.picture.show_picture(facts.picture)
        self.sheet.show_product(facts)
        self.prices.show_content(content)
        self.specs.show_content(content)
        self.parts.show_content(content)
        self.sold.list.show_entries(sold_entries(content.sold.others, facts.unit))
        self.history.list.show_entries(history_entries(content.history, hide_costs=preferences.hide_costs))
        for part in (self.sold, self.history):
            part.choose()
        self.tabs.count("specs", len(content.specs))
        self.tabs.count("parts", len(content.parts))

    def toggle_costs(self) -> None:
        """Hide costs and floor prices, or show them again."""
        costs.toggle(self._context.preferences)
        self._show()

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(*TABLES):
            self._reload()

    def _reload(self) -> None:
        try:
            self.content = self._data.read(read, self._id)
        except InvalidInputError:
            # Deleted, here or by an undo: there is nothing to show any more.
            self._data.changed.disconnect(self._on_changed)
            self.action_requested.emit("products", None)
        else:
            self._show()

    # --- what the user does -------------------------------------------------------------------------------------

    def _offer(self) -> None:
        facts = self.content.facts
        entries = [("copy", _("Copy name"), lambda: copy(facts.name))]
        if not self._data.read_only:
            if facts.active:
                entries.append(("x", _("No longer offer it"), lambda: self._set_active(active=False)))
            else:
                entries.append(("check", _("Offer it again"), lambda: self._set_active(active=True)))
            entries.append(("trash-2", _("Delete product"), lambda: self._writer.delete(facts)))
        menu = menu_of(self, entries)
        menu.popup(self.menu.mapToGlobal(self.menu.rect().bottomLeft()))

    def _set_active(self, *, active: bool) -> None:
        self._writer.set_active(self.content.facts, active=active)

    def _on_sheet(self, sheet: StoredFile | None) -> None:
        self._writer.set_sheet(self.content.facts, sheet)

    def _on_opened(self, _key: str) -> None:
        self._opened_version = self.content.facts.row_version

    def _on_edited(self, key: str, typed: str) -> None:
        shown = facts_of(self.content, self._context.preferences, editable=True)
        caption = next(fact.caption for fact in shown if fact.key == key)
        facts = self.content.facts
        try:
            value = value_of(key, typed)
            self._writer.change(facts, key, caption, value, row_version=self._opened_version)
        except ConflictError as error:
            self._reload()
            self.facts.complain(key, error.message)
            self._opened_version = self.content.facts.row_version
        except SalesDeskError as error:
            self.facts.complain(key, error.message)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < _NARROW
        width = _NARROW_SIDE if narrow else _SIDE
        self._left.setFixedWidth(width)
        # A word without end in a fact must not push the values beside it out of sight.
        if (inner := self._left.widget()) is not None:
            inner.setMaximumWidth(width - 10)
        self.tabs.set_narrow(narrow=narrow)
