"""The head of the customer page: where one is, who it is, what one can do."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from salesdesk.i18n import _
from salesdesk.services.customers import CustomerView
from salesdesk.ui.widgets.basics import ElidedLabel, button, icon_button, margins
from salesdesk.ui.widgets.cards import chip, copy, menu_of, show_chip
from salesdesk.ui.widgets.text_lines import cut
from salesdesk.ui.widgets.timeline import day_words
from salesdesk.ui.words import VALUE_CLASS, tone, word


class CustomerHeader(QWidget):
    """Says by `asked` what is wanted: list, record, new-quote, new-opportunity, delete."""

    asked = Signal(str)

    def __init__(self, *, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._read_only = read_only
        self._narrow = False
        self.back = button(_("Customers") + " /", "link")
        self.name = ElidedLabel("", "title")
        self.name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.value_class, self.owner, self.next_step = chip(), chip(), chip()
        self.log = button(_("Log activity"))
        self.quote = button(_("New quote"))
        self.opportunity = button(_("New opportunity"), "primary")
        self.menu = icon_button("ellipsis", _("More"))
        self.menu.clicked.connect(self._offer)
        row = QHBoxLayout(self)
        margins(row, gap=8)
        row.addWidget(self.back)
        row.addWidget(self.name, 2)
        for shown in (self.value_class, self.owner, self.next_step):
            row.addWidget(shown)
        row.addStretch(1)
        for control, wanted in (
            (self.log, "record"),
            (self.quote, "new-quote"),
            (self.opportunity, "new-opportunity"),
        ):
            row.addWidget(control)
            control.setVisible(not read_only)
            control.clicked.connect(lambda _checked=False, wanted=wanted: self.asked.emit(wanted))
        row.addWidget(self.menu)
        self.back.clicked.connect(lambda: self.asked.emit("list"))

    def set_narrow(self, *, narrow: bool) -> None:
        """Leave room for the name: the owner stands among the facts too."""
        self.owner.setVisible(bool(self.owner.text()) and not narrow)
        self._narrow = narrow

    def show_customer(self, view: CustomerView, today: date) -> None:
        """Show whose page it is, and what is due next."""
        facts = view.facts
        self._name = facts.name
        self.name.setText(cut(facts.name))
        code = facts.value_class
        show_chip(self.value_class, word(VALUE_CLASS, code) if code else "", tone(VALUE_CLASS, code))
        show_chip(self.owner, _("Owner {name}").format(name=cut(facts.owner, 12)) if facts.owner else "")
        self.set_narrow(narrow=self._narrow)
        first = view.planned[0] if view.planned else None
        if first is None:
            show_chip(self.next_step, "")
        elif first.due_on < today:
            show_chip(self.next_step, _("Follow-up overdue"), "bad")
        else:
            text = _("Next follow-up {day}").format(day=day_words(first.due_on, today))
            show_chip(self.next_step, text, "warn" if first.due_on == today else "")

    def _offer(self) -> None:
        entries = [("copy", _("Copy name"), lambda: copy(self._name))]
        if not self._read_only:
            entries.append(
                (
                    "square-check-big",
                    _("New framework agreement…"),
                    lambda: self.asked.emit("new-framework"),
                )
            )
            entries.append(("trash-2", _("Delete customer"), lambda: self.asked.emit("delete")))
        menu = menu_of(self, entries)
        menu.popup(self.menu.mapToGlobal(self.menu.rect().bottomLeft()))
