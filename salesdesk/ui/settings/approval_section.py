"""Who approves which quotes: the rules, the PINs, and the keys of those who sign elsewhere."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from salesdesk import paths
from salesdesk.domain.approval import METRICS
from salesdesk.domain.changes import Changes
from salesdesk.domain.errors import SalesDeskError
from salesdesk.exchange import approval_file, approval_keys
from salesdesk.i18n import N_, _
from salesdesk.services import approval_exchange, approval_rules, people, pins
from salesdesk.services.approval_rules import RuleRow
from salesdesk.services.people import PersonRow
from salesdesk.ui.page import PageContext
from salesdesk.ui.settings.approval_dialogs import (
    NewKeyDialog,
    PinDialog,
    RemoveRuleDialog,
    ResetPinDialog,
    RuleDialog,
    SignDialog,
    TrustKeyDialog,
    limit_text,
)
from salesdesk.ui.settings.section import Section, card
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.files import choose_approval, choose_target
from salesdesk.ui.widgets.message_bar import MessageBar
from salesdesk.ui.widgets.record_list_columns import ListColumn
from salesdesk.ui.widgets.row_table import RowTable


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule as the table shows it."""

    id: uuid.UUID
    row: RuleRow


@dataclass(frozen=True, slots=True)
class Approver:
    """Somebody as the table of PINs shows them."""

    id: uuid.UUID
    person: PersonRow
    has_pin: bool
    fingerprint: str


_RULES: Final[tuple[ListColumn[RuleLine], ...]] = (
    ListColumn(
        "metric", N_("What is measured"), 260, lambda line: _(METRICS[line.row.rule.metric]), grows=True
    ),
    ListColumn("limit", N_("Limit"), 110, lambda line: limit_text(line.row.rule), right=True),
    ListColumn("role", N_("Who approves"), 140, lambda line: _(people.ROLES[line.row.rule.role])),
    ListColumn(
        "active",
        N_("State"),
        110,
        lambda line: _("In use") if line.row.active else _("Switched off"),
        tone=lambda line: "ok" if line.row.active else "",
    ),
)
_PEOPLE: Final[tuple[ListColumn[Approver], ...]] = (
    ListColumn("name", N_("Full name"), 130, lambda one: one.person.name, strong=True, grows=True),
    ListColumn("role", N_("Role"), 140, lambda one: _(people.ROLES.get(one.person.role, one.person.role))),
    ListColumn(
        "pin",
        N_("PIN"),
        90,
        lambda one: _("Set") if one.has_pin else _("None"),
        tone=lambda one: "ok" if one.has_pin else "",
    ),
    ListColumn("key", N_("Fingerprint of the key"), 250, lambda one: one.fingerprint or "—"),
)


class ApprovalSection(Section):
    """Shows rules, PINs and keys; a director changes them by PIN."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = context.data
        self.message = MessageBar()
        self.message.setProperty("inset", True)
        self.rules: RowTable[RuleLine] = RowTable(_RULES, "metric")
        self.people: RowTable[Approver] = RowTable(_PEOPLE, "name")
        for table, name, height in (
            (self.rules, _("Rules of approval"), 308),
            (self.people, _("PINs and keys"), 220),
        ):
            table.setMinimumHeight(height)
            table.view.setSelectionMode(table.view.SelectionMode.SingleSelection)
            table.view.setAccessibleName(name)
            table.selection_changed.connect(self._show_buttons)
        self.add = _button(_("Add rule…"), self.ask_new)
        self.change = _button(_("Change…"), self.ask_change)
        self.remove = _button(_("Take away…"), self.ask_remove)
        self.set_pin = _button(_("Set PIN…"), self.ask_pin)
        self.reset_pin = _button(_("Forgotten PIN…"), self.ask_reset)
        self.import_key = _button(_("Import key file…"), self.ask_key)
        self.own = label(role="secondary", wrap=True, selectable=True)
        self.make_key = _button(_("Make a key…"), self.ask_own_key)
        self.export_key = _button(_("Write key file…"), self.ask_export)
        self.open_request = _button(_("Decide a request from a file…"), self.ask_request)
        self.rules.open_requested.connect(self.ask_change)
        self.rules.delete_requested.connect(self.ask_remove)
        self.people.open_requested.connect(self.ask_pin)
        self._arrange()
        self._data.changed.connect(self._on_changed)
        self._show()

    def _arrange(self) -> None:
        self.column.addWidget(self.message)
        note = _(
            "A quote that goes over a limit can't be marked as sent before somebody of the role has approved it."
        )
        rules, people_buttons, own = (
            _row(self.add, self.change, self.remove),
            _row(self.set_pin, self.reset_pin, self.import_key),
            _row(self.make_key, self.export_key, self.open_request),
        )
        for buttons in (rules, people_buttons):
            if self._data.read_only:
                buttons.hide()
        self.column.addWidget(card(_("Rules of approval"), rules, self.rules, note=note))
        note = _(
            "Approvers type their PIN on this device, or sign a file elsewhere: then their key is imported here."
        )
        self.column.addWidget(card(_("PINs and keys"), people_buttons, self.people, note=note))
        note = _("Whoever approves on their own device makes a key there, once, and sends the key file.")
        self.column.addWidget(card(_("Signing on this device"), self.own, own, note=note))

    def focus_first(self) -> None:
        """Put the keyboard on the rules."""
        self.rules.select_first()

    # --- rules --------------------------------------------------------------------------------------------------

    def ask_new(self) -> None:
        """Ask for a new rule."""
        RuleDialog(self._data, None, self).open()

    def ask_change(self) -> None:
        """Ask for changes of the selected rule."""
        for line in self.rules.selected()[:1]:
            if not self._data.read_only:
                RuleDialog(self._data, line.row, self).open()

    def ask_remove(self) -> None:
        """Ask whether the selected rule is to go."""
        for line in self.rules.selected()[:1]:
            if not self._data.read_only:
                RemoveRuleDialog(self._data, line.row, self).open()

    # --- PINs and keys --------------------------------------------------------------------------------------------

    def ask_pin(self) -> None:
        """Ask for the PIN of the selected person."""
        for one in self.people.selected()[:1]:
            if not self._data.read_only:
                PinDialog(self._data, one.person, has_pin=one.has_pin, parent=self).open()

    def ask_reset(self) -> None:
        """Ask whether the PIN of the selected person is to go."""
        for one in self.people.selected()[:1]:
            ResetPinDialog(self._data, one.person, self).open()

    def ask_key(self) -> None:
        """Ask for somebody's key file, then show its fingerprint."""
        choose_approval(self, _("Import key file"), paths.documents_dir(), self._on_key)

    def ask_own_key(self) -> None:
        """Ask for what the key of this device needs."""
        names = {one.id: one.name for one in self._data.read(people.people)}
        dialog = NewKeyDialog(names.get(self._data.person, "") if self._data.person else "", self)
        dialog.accepted.connect(self._show)
        dialog.open()

    def ask_export(self) -> None:
        """Ask where the public key is to be written."""
        key = approval_keys.own()
        if key is not None:
            name = _("Approval key {name}").format(name=key.name)
            start = paths.documents_dir() / f"{name}{approval_file.SUFFIX}"
            kind = _("Approval files (*.sdapproval)")
            choose_target(
                self, _("Write key file"), start, kind, lambda file: approval_file.write_key(file, key)
            )

    def ask_request(self) -> None:
        """Ask for a request that came as a file."""
        choose_approval(self, _("Decide a request from a file"), paths.documents_dir(), self._on_request)

    def _on_key(self, file: Path) -> None:
        self._try(
            lambda: TrustKeyDialog(self._data, approval_file.read_key(file), self._everybody(), self).open()
        )

    def _on_request(self, file: Path) -> None:
        self._try(lambda: SignDialog(approval_file.read_request(file), self).open())

    def _try(self, run: Callable[[], object]) -> None:
        self.message.hide()
        try:
            run()
        except SalesDeskError as error:
            self.message.show_message(error.message)

    # --- showing ------------------------------------------------------------------------------------------------

    def _everybody(self) -> list[PersonRow]:
        return self._data.read(people.all_people)

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("person", "approval_rule"):
            self._show()

    def _show(self) -> None:
        rows = self._data.read(approval_rules.rows)
        self.rules.show_rows(
            [RuleLine(row.id or uuid.uuid5(uuid.NAMESPACE_OID, str(at)), row) for at, row in enumerate(rows)]
        )
        holders, keys = self._data.read(pins.with_pin), self._data.read(approval_exchange.keys)
        self.people.show_rows(
            [
                Approver(
                    one.id,
                    one,
                    one.id in holders,
                    approval_keys.fingerprint(keys[one.id]) if one.id in keys else "",
                )
                for one in self._everybody()
            ]
        )
        own = approval_keys.own()
        self.own.setText(
            _("Key of {name}: {fingerprint}").format(name=own.name, fingerprint=own.fingerprint)
            if own
            else _("This device has no key yet.")
        )
        self.make_key.setVisible(own is None)
        for part in (self.export_key, self.open_request):
            part.setVisible(own is not None)
        self._show_buttons()

    def _show_buttons(self) -> None:
        rule, person = self.rules.selected()[:1], self.people.selected()[:1]
        for part in (self.change, self.remove):
            part.setEnabled(bool(rule))
        self.set_pin.setEnabled(bool(person))
        self.reset_pin.setEnabled(bool(person) and person[0].has_pin)


def _button(text: str, run: Callable[[], object]) -> QPushButton:
    result = button(text)
    result.clicked.connect(lambda _checked: run())
    return result


def _row(*parts: QWidget) -> QWidget:
    result = QWidget()
    layout = QHBoxLayout(result)
    margins(layout, gap=8)
    for part in parts:
        layout.addWidget(part)
    layout.addStretch()
    return result
