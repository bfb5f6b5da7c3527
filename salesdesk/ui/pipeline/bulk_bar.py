"""What can be done with several cards at once; each is one write, which undo takes back at once."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.roadmap import ROADMAP_NAMES
from salesdesk.i18n import N_, _, day, ngettext, number
from salesdesk.services import board_drop, opportunity_bulk
from salesdesk.services.board import BoardFilter, Card, Column
from salesdesk.services.board_choices import FilterChoices, filter_choices
from salesdesk.services.board_moments import month_after
from salesdesk.ui.page import PageContext
from salesdesk.ui.pipeline.bulk_gate import BulkGateDialog
from salesdesk.ui.widgets.ask_text import ask_text
from salesdesk.ui.widgets.basics import button, label, margins, plain
from salesdesk.ui.widgets.typed import parse_day

_RATED = ("solid", "risk", "stretch")


class BulkBar(QFrame):
    """Stands below the board while cards are chosen. `cleared` asks to choose none."""

    cleared = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bulk")
        self._data = context.data
        self._cards: tuple[Card, ...] = ()
        self._choices = FilterChoices()
        self.count = label("", "strong")
        self.owner = self._menu(_("Change owner"), self._owners)
        self.stage = self._menu(_("Change stage"), self._stages)
        self.close_date = button(_("Expected close…"))
        self.close_date.clicked.connect(self._ask_close)
        self.roadmap = self._menu(_("Road map"), self._roadmaps)
        self.cancel = button(_("Cancel"), "link")
        self.cancel.clicked.connect(self.cleared)
        layout = QHBoxLayout(self)
        margins(layout, 12, 6, 8, 6, gap=10)
        layout.addWidget(self.count)
        for part in (self.owner, self.stage, self.close_date, self.roadmap):
            layout.addWidget(part)
            part.setVisible(not self._data.read_only)
        layout.addStretch()
        layout.addWidget(self.cancel)
        self.hide()

    def _menu(
        self, text: str, entries: Callable[[], Sequence[tuple[str, Callable[[], object]]]]
    ) -> QToolButton:
        result = QToolButton()
        result.setProperty("role", "menu")
        result.setText(f"{text} ▾")
        result.setAccessibleName(text)
        result.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(result)
        menu.aboutToShow.connect(partial(_fill, menu, entries))
        result.setMenu(menu)
        return result

    def show_chosen(self, cards: tuple[Card, ...], board_filter: BoardFilter) -> None:
        """Say how many are chosen, of the filter's pipeline; none hides the bar."""
        self._cards = cards
        self.setVisible(bool(cards))
        if cards:
            self._choices = self._data.read(filter_choices, board_filter.pipeline_id)
            text = ngettext("{count} chosen", "{count} chosen", len(cards))
            self.count.setText(text.format(count=number(len(cards), 0)))

    # --- what can be chosen -------------------------------------------------------------------------------------

    def _owners(self) -> list[tuple[str, Callable[[], object]]]:
        people: list[tuple[uuid.UUID | None, str]] = [(one.id, one.name) for one in self._choices.people]
        return [(name, partial(self.set_owner, one, name)) for one, name in (*people, (None, _("Nobody")))]

    def _stages(self) -> list[tuple[str, Callable[[], object]]]:
        return [(name, partial(self.bring, one, name)) for one, name in self._choices.stages]

    def _roadmaps(self) -> list[tuple[str, Callable[[], object]]]:
        known = [(code, _(name)) for code, name in ROADMAP_NAMES if code in _RATED]
        return [
            (name, partial(self._change, N_("Road map of {count}: {value}"), "roadmap", code, name))
            for code, name in (*known, ("", _("Not rated")))
        ]

    def _ask_close(self) -> None:
        title = _("Expected close")
        ask_text(self, title, _("New date"), "", self._on_close)

    def _on_close(self, typed: str) -> None:
        today = date.today()  # noqa: DTZ011 - what is typed is relative to the local day
        if not typed.strip():
            raise InvalidInputError(_("Type a date, such as +7 or 2026-11-25."))
        self.set_close(parse_day(typed, today))

    # --- what is done -------------------------------------------------------------------------------------------

    def set_owner(self, person: uuid.UUID | None, name: str) -> None:
        """Give all of them to a person."""
        self._change(N_("Give {count} to {value}"), "owner", person, name)

    def set_close(self, on: date | None) -> None:
        """Expect all of them on a day."""
        self._change(N_("Close of {count}: {value}"), "expected_close_on", on, day(on) if on else "—")

    def drop(self, head: Column) -> None:
        """Bring all of them into a column; RuleError where it takes none."""
        if not board_drop.takes_drops(head.grouping, head.key):
            raise RuleError(board_drop.refusal(head.grouping))
        if head.grouping in ("stage", "after_sale"):
            self.bring(head.stage_id, head.name)
        elif head.grouping == "owner":
            self.set_owner(head.key if isinstance(head.key, uuid.UUID) else None, head.name)
        else:
            last = month_after(head.key, 1) - timedelta(days=1) if isinstance(head.key, date) else None
            self.set_close(last)

    def has_keyboard(self) -> bool:
        """Tell whether the keyboard is here, or comes back here from a dialog."""
        widget = self.window().focusWidget()
        return widget is not None and self.isAncestorOf(widget)

    def bring(self, stage_id: uuid.UUID, name: str) -> None:
        """Bring all of them to a stage; where gates are closed the user is asked first."""
        ids = [card.id for card in self._cards]
        refused = self._data.read(opportunity_bulk.check, ids, stage_id, person=self._data.person)
        if refused:
            BulkGateDialog(refused, len(ids), name, partial(self._move_some, stage_id, name), self).open()
        else:
            self._move_some(stage_id, name, frozenset(), "")

    def _move_some(self, stage_id: uuid.UUID, name: str, left_out: frozenset[uuid.UUID], waiver: str) -> None:
        chosen = {card.id: card.row_version for card in self._cards if card.id not in left_out}
        if chosen:
            label = self._label(N_("Move {count} to {value}"), len(chosen), name)
            self._data.write(label, opportunity_bulk.move_all, chosen, stage_id, waiver=waiver)
        self.cleared.emit()

    def _change(self, template: str, field: str, value: Any, shown: str) -> None:
        chosen = {card.id: card.row_version for card in self._cards}
        label = self._label(template, len(chosen), shown)
        self._data.write(label, opportunity_bulk.change_all, chosen, field, value)
        self.cleared.emit()

    def _label(self, template: str, count: int, value: str) -> Label:
        return Label(template, {"count": number(count, 0), "value": value})


def _fill(menu: QMenu, entries: Callable[[], Sequence[tuple[str, Callable[[], object]]]]) -> None:
    menu.clear()
    for name, action in entries():
        menu.addAction(plain(name), action)
