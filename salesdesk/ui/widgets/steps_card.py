"""The next steps with a customer: done, postponed or opened with one key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.services.activities import PlannedActivity
from salesdesk.ui.widgets.basics import icon_button, label, margins, set_state
from salesdesk.ui.widgets.cards import Card, Item, elided, empty, key_of, menu_of
from salesdesk.ui.widgets.steps import due_words, title_of

_KEYS: Final = {Qt.Key.Key_1: 1, Qt.Key.Key_7: 7}


class StepsCard(Card):
    """Lists what is planned; ticking says `done`, 1 and 7 say `postponed` to a day.

    Among those `of_opportunity`, which stand on its own page, nothing names it, and no frame parts them from the rest.
    """

    done = Signal(object)
    postponed = Signal(object, object)
    pick_requested = Signal(object)
    delete_requested = Signal(object)

    def __init__(
        self, *, read_only: bool, of_opportunity: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Next steps"), parent, framed=not of_opportunity)
        self._read_only = read_only
        self._of_opportunity = of_opportunity
        self._shown: tuple[tuple[PlannedActivity, ...], date] | None = None

    def show_steps(self, steps: Sequence[PlannedActivity], today: date) -> None:
        """Show the steps as they stand on a day."""
        if (tuple(steps), today) == self._shown:
            return
        self._shown = (tuple(steps), today)
        focused = self.focusWidget()
        name = focused.objectName() if focused is not None and focused.hasFocus() else ""
        empty(self.body)
        for step in steps:
            self.body.addWidget(self._row(step, today))
        if not steps:
            self.body.addWidget(label(_("Nothing is planned."), "secondary", wrap=True))
        if name and (item := self.findChild(QWidget, name)) is not None:
            item.setFocus()

    def _row(self, step: PlannedActivity, today: date) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        margins(layout, gap=6)
        title = title_of(step)
        words, tone = due_words(step, today)
        due = label(words, "due")
        set_state(due, "tone", tone)
        item = StepItem(f"{due.text()} · {title}")
        item.setObjectName(key_of(step.id))
        item.add_line(due)
        item.add_line(elided(title))
        if step.opportunity and not self._of_opportunity:
            item.add_line(elided(step.opportunity, "small"))
        if not self._read_only:
            tick = icon_button("check", _("Done"))
            tick.setProperty("role", "tick")
            tick.clicked.connect(lambda: self.done.emit(step))
            layout.addWidget(tick, 0, Qt.AlignmentFlag.AlignTop)
            item.opened.connect(lambda: self.pick_requested.emit(step))
            item.ticked.connect(lambda: self.done.emit(step))
            item.shifted.connect(lambda days: self._shift(step, today, days))
            item.delete_requested.connect(lambda: self.delete_requested.emit(step))
            item.menu_requested.connect(lambda at: self._offer(step, today, at))
        layout.addWidget(item, 1)
        return row

    def _shift(self, step: PlannedActivity, today: date, days: int) -> None:
        self.postponed.emit(step, max(step.due_on, today) + timedelta(days=days))

    def _offer(self, step: PlannedActivity, today: date, at: QPoint) -> None:
        entries = (
            ("check", _("Done"), lambda: self.done.emit(step)),
            ("arrow-right", _("Postpone by a day"), lambda: self._shift(step, today, 1)),
            ("arrow-right", _("Postpone by a week"), lambda: self._shift(step, today, 7)),
            ("pencil", _("Change…"), lambda: self.pick_requested.emit(step)),
            ("trash-2", _("Delete"), lambda: self.delete_requested.emit(step)),
        )
        menu_of(self, entries).popup(at)


class StepItem(Item):
    """A step: space ticks it off, 1 and 7 postpone it by as many days, Enter opens it."""

    ticked = Signal()
    shifted = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.ticked.emit()
        elif (days := _KEYS.get(Qt.Key(event.key()))) is not None:
            self.shifted.emit(days)
        else:
            super().keyPressEvent(event)
