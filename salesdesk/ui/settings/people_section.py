"""The people who work here, and who of them sits at this device."""

from __future__ import annotations

import uuid
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from salesdesk.domain.changes import Changes
from salesdesk.i18n import N_, _
from salesdesk.services import people
from salesdesk.services.people import PersonRow
from salesdesk.ui.page import PageContext
from salesdesk.ui.settings.person_dialogs import DeletePersonDialog, PersonDialog, delete
from salesdesk.ui.settings.section import Section, card
from salesdesk.ui.widgets.basics import button, margins
from salesdesk.ui.widgets.choice_box import ChoiceBox
from salesdesk.ui.widgets.record_list_columns import ListColumn
from salesdesk.ui.widgets.row_table import RowTable
from salesdesk.ui.widgets.text_lines import cut

_MOST: Final = 60
_COLUMNS: Final[tuple[ListColumn[PersonRow], ...]] = (
    ListColumn("name", N_("Full name"), 100, lambda row: row.name, strong=True),
    ListColumn(
        "role", N_("Role"), 130, lambda row: _(people.ROLES.get(row.role, row.role)), tone=lambda _row: ""
    ),
    ListColumn("region", N_("Region"), 70, lambda row: row.region),
    ListColumn("manager", N_("Manager"), 86, lambda row: row.manager),
    ListColumn("phone", N_("Phone"), 118, lambda row: row.phone),
    ListColumn("email", N_("E-mail"), 136, lambda row: row.email, grows=True),
)


class PeopleSection(Section):
    """Lists the people; `person_chosen` tells who works here at this device."""

    person_chosen = Signal(object)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = context.data
        self.me = ChoiceBox()
        self.me.setMinimumWidth(260)
        self.me.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.me.setAccessibleName(_("Who works here"))
        self.me.activated.connect(self._on_me)
        self.add = button(_("Add person…"))
        self.change = button(_("Change…"))
        self.remove = button(_("Delete"))
        self.add.clicked.connect(self.ask_new)
        self.change.clicked.connect(self.ask_change)
        self.remove.clicked.connect(self.delete_selected)
        self.table: RowTable[PersonRow] = RowTable(_COLUMNS, "name")
        self.table.setMinimumHeight(300)
        self.table.view.setSelectionMode(self.table.view.SelectionMode.SingleSelection)
        self.table.view.setAccessibleName(_("People"))
        self.table.open_requested.connect(self.ask_change)
        self.table.delete_requested.connect(self.delete_selected)
        self.table.selection_changed.connect(self._show_buttons)
        self._arrange()
        self._data.changed.connect(self._on_changed)
        self._show()

    def _arrange(self) -> None:
        mine, buttons = QWidget(), QWidget()
        row = QHBoxLayout(mine)
        margins(row)
        row.addWidget(self.me)
        row.addStretch()
        below = QHBoxLayout(buttons)
        margins(below, gap=8)
        for part in (self.add, self.change, self.remove):
            below.addWidget(part)
        below.addStretch()
        if self._data.read_only:
            buttons.hide()
        self.column.addWidget(
            card(
                _("Who works here"),
                mine,
                note=_("New records are yours, and the history says who changed what."),
            )
        )
        self.column.addWidget(card(_("People"), buttons, self.table), 1)

    def focus_first(self) -> None:
        """Put the keyboard on the table, or on the button that adds the first."""
        if self.table.rows():
            self.table.select_first()
        else:
            self.add.setFocus()

    def ask_new(self) -> None:
        """Ask for a new person."""
        if not self._data.read_only:
            PersonDialog(self._data, self.table.rows(), None, self).open()

    def ask_change(self) -> None:
        """Ask for changes of the selected person."""
        for person in self.table.selected()[:1]:
            if not self._data.read_only:
                PersonDialog(self._data, self.table.rows(), person, self).open()

    def delete_selected(self) -> None:
        """Delete the selected person; ask who takes over where there is something to take over."""
        for person in self.table.selected()[:1]:
            if self._data.read_only:
                return
            owned = self._data.read(people.responsibilities, person.id)
            approves: bool = self._data.read(people.needs_proof, person.role)
            if owned or approves:
                DeletePersonDialog(self._data, self.table.rows(), person, owned, self).open()
            else:
                delete(self._data, person)

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("person"):
            self._show()

    def _show(self) -> None:
        everybody = self._data.read(people.all_people)
        self.table.show_rows(everybody)
        self.me.clear()
        known: list[uuid.UUID | None] = [one.id for one in everybody]
        if self._data.person not in known:
            known = [None, *known]
            self.me.addItem(_("Nobody is chosen"), None)
        for one in everybody:
            self.me.addItem(cut(one.name, _MOST), one.id)
        self.me.setCurrentIndex(known.index(self._data.person if self._data.person in known else None))
        self._show_buttons()

    def _show_buttons(self) -> None:
        one = len(self.table.selected()) == 1
        self.change.setEnabled(one)
        self.remove.setEnabled(one)

    def _on_me(self) -> None:
        person = self.me.currentData()
        if isinstance(person, uuid.UUID):
            self.person_chosen.emit(person)
