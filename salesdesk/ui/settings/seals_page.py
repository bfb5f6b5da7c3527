"""The page of the firm's seals: which there are, who keeps them, what they look like."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.domain.changes import Changes
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.seal import KINDS
from salesdesk.i18n import N_, _, ngettext, number
from salesdesk.services import seals
from salesdesk.services.seals import SealFacts, SealView
from salesdesk.storage import files
from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.settings.seal_dialog import SealDialog
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.cards import Card
from salesdesk.ui.widgets.empty_state import EmptyState
from salesdesk.ui.widgets.page_switch import SEALS, PageSwitch
from salesdesk.ui.widgets.picture_field import Paper
from salesdesk.ui.widgets.record_list_columns import ListColumn
from salesdesk.ui.widgets.row_table import RowTable
from salesdesk.ui.widgets.text_lines import cut

_WIDE, _NARROW_CARD, _NARROW = 340, 280, 1_000
_TABLES: Final = ("seal", "seal_use", "person")
_COLUMNS: Final[tuple[ListColumn[SealView], ...]] = (
    ListColumn("name", N_("Seal"), 150, lambda one: one.facts.name, strong=True, grows=True),
    ListColumn("kind", N_("Kind"), 124, lambda one: _(KINDS[one.facts.kind])),
    ListColumn("keeper", N_("Keeper"), 94, lambda one: one.keeper or "—", grows=True),
    ListColumn(
        "picture",
        N_("Picture"),
        72,
        lambda one: _("Set") if one.facts.image else _("None"),
    ),
    ListColumn(
        "uses",
        N_("Uses"),
        60,
        lambda one: number(one.uses, 0),
        right=True,
        order=lambda one: one.uses,
    ),
    ListColumn(
        "state",
        N_("State"),
        84,
        lambda one: _("In use") if one.facts.active else _("Retired"),
        tone=lambda one: "ok" if one.facts.active else "",
    ),
)


@dataclass(frozen=True, slots=True)
class SealsState:
    """Which seal was shown."""

    selected: uuid.UUID | None


class SealsPage(Page):
    """Lists the seals beside the picture of the chosen one; a director changes them by PIN."""

    name: ClassVar[str] = "settings"

    def __init__(self, context: PageContext, state: object | None = None) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._context, self._data = context, context.data
        self._build()
        self._data.changed.connect(self._on_changed)
        self._reload(state.selected if isinstance(state, SealsState) else None)

    # --- what the frame asks ------------------------------------------------------------------------------------

    def state(self) -> SealsState:
        """Return which seal is shown."""
        return SealsState(next((one.id for one in self.table.selected()), None))

    def focus_content(self) -> None:
        """Put the keyboard on the seals, or on what adds the first one."""
        if self.table.rows():
            self.table.select_first()
        else:
            self.empty.button.setFocus()

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of the page."""
        return () if self._data.read_only else (("Enter", _("Change the seal")),)

    # --- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.switch = PageSwitch(SEALS, "seals")
        self.switch.chosen.connect(lambda name: self.action_requested.emit(name, None))
        self.new = button("＋ " + _("New seal"), "primary")
        self.new.clicked.connect(self.ask_new)
        head = QHBoxLayout()
        margins(head, gap=8)
        head.addWidget(self.switch)
        head.addStretch()
        head.addWidget(self.new)
        self.table: RowTable[SealView] = RowTable(_COLUMNS, "name")
        self.table.view.setSelectionMode(self.table.view.SelectionMode.SingleSelection)
        self.table.view.setAccessibleName(_("Seals"))
        self.table.selection_changed.connect(self._show)
        self.table.open_requested.connect(self.ask_change)
        self._build_card()
        content = QWidget()
        columns = QHBoxLayout(content)
        margins(columns, gap=14)
        columns.addWidget(self.table, 1)
        columns.addWidget(self.card)
        self.empty = EmptyState()
        self.empty.action_requested.connect(self.ask_new)
        self._stack = QStackedWidget()
        self._stack.addWidget(content)
        self._stack.addWidget(self.empty)
        told = _(
            "The picture of a seal shows that a document is the firm's. It is no reliable electronic signature "
            "(Electronic Signature Law, article 13): what binds is stamped or signed on paper, or signed with a "
            "certificate. Each picture says so, and carries its number in the log."
        )
        layout = QVBoxLayout(self)
        margins(layout, 18, 12, 18, 12, gap=10)
        layout.addLayout(head)
        layout.addWidget(label(told, "secondary", wrap=True))
        layout.addWidget(self._stack, 1)

    def _build_card(self) -> None:
        self.card = Card("")
        self.paper = Paper(_("Picture of the seal"), height=190)
        self.facts = label(wrap=True, selectable=True)
        self.missing = label(role="warning", wrap=True)
        self.change = button(_("Change…"))
        self.change.clicked.connect(self.ask_change)
        self.uses = button("", "link")
        self.uses.clicked.connect(self._open_log)
        for part in (self.paper, self.facts, self.missing):
            self.card.body.addWidget(part)
        row = QHBoxLayout()
        margins(row, gap=8)
        row.addWidget(self.change)
        row.addWidget(self.uses)
        row.addStretch()
        self.card.body.addLayout(row)
        self.card.body.addStretch()
        for shown in (self.new, self.change):
            if self._data.read_only:
                shown.hide()

    # --- showing ------------------------------------------------------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(*_TABLES):
            self._reload(None)

    def _reload(self, selected: uuid.UUID | None) -> None:
        found = self._data.read(seals.seals)
        self.table.show_rows(found, None if selected is None else {selected})
        self._stack.setCurrentIndex(0 if found else 1)
        self.new.setVisible(bool(found) and not self._data.read_only)
        if not found:
            text = _(
                "No seal is known yet. With a picture and a keeper, one can be put on contracts and quotes."
            )
            self.empty.show_text("stamp", text, "" if self._data.read_only else _("New seal"))
        elif not self.table.selected():
            self.table.view.select_rows([(0, 0)], 0)
        self._show()

    def _chosen(self) -> SealView | None:
        return next(iter(self.table.selected()), None)

    def _show(self) -> None:
        seal = self._chosen()
        self.card.setVisible(seal is not None)
        if seal is None:
            return
        self.card.title.setText(cut(seal.facts.name, 40))
        self.paper.show_picture(*self._picture(seal.facts))
        facts = [
            (_("Kind"), _(KINDS[seal.facts.kind])),
            (_("Keeper"), seal.keeper or "—"),
            (_("Longer side in mm"), number(seal.facts.size_mm, 0)),
            (_("State"), _("In use") if seal.facts.active else _("Retired")),
        ]
        named = _("{name}: {what}")
        self.facts.setText("\n".join(named.format(name=name, what=cut(what, 60)) for name, what in facts))
        missing = _lacks(seal)
        self.missing.setText(missing)
        self.missing.setVisible(bool(missing))
        text = ngettext("{count} use in the log", "{count} uses in the log", seal.uses)
        self.uses.setText(text.format(count=number(seal.uses, 0)))
        self.uses.setVisible(bool(seal.uses))

    def _picture(self, facts: SealFacts) -> tuple[bytes, str]:
        if not facts.image:
            return b"", _("No picture yet")
        try:
            return files.read(self._data.workspace.files, facts.image), ""
        except SalesDeskError as error:
            return b"", error.message

    # --- what the user does -------------------------------------------------------------------------------------

    def ask_new(self) -> SealDialog:
        """Ask for a new seal."""
        return self._ask(None)

    def ask_change(self) -> SealDialog | None:
        """Ask for changes of the chosen seal."""
        seal = self._chosen()
        return None if seal is None or self._data.read_only else self._ask(seal)

    def _ask(self, seal: SealView | None) -> SealDialog:
        dialog = SealDialog(self._context, seal, self)
        dialog.kept.connect(self._reload)
        dialog.open()
        return dialog

    def _open_log(self) -> None:
        seal = self._chosen()
        if seal is not None:
            self.action_requested.emit("seal-log", {"seal": seal.id})

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.card.setFixedWidth(_NARROW_CARD if event.size().width() < _NARROW else _WIDE)


def _lacks(seal: SealView) -> str:
    """Return what still keeps a seal's picture from being put on documents; nothing where nothing does."""
    if not seal.facts.active or not seal.facts.image:
        return "" if seal.facts.active else _("It is put on nothing any more; its log stays.")
    if not seal.keeper:
        return _("Nobody keeps it: name who puts it on documents.")
    if not seal.keeper_has_pin:
        text = _("{name} has no PIN yet. It is set under Settings, Approvals.")
        return text.format(name=cut(seal.keeper, 40))
    return ""
