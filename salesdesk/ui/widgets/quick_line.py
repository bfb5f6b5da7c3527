"""The line that takes an activity in a few words and says how it understands them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from salesdesk.domain.activity import ACTIVITY_NAMES
from salesdesk.domain.quick_entry import Named, QuickEntry, parse
from salesdesk.i18n import N_, _
from salesdesk.ui.widgets.basics import ElidedLabel, margins
from salesdesk.ui.widgets.text_lines import cut
from salesdesk.ui.widgets.timeline import day_words

_WEEKDAYS: Final = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


class QuickLine(QWidget):
    """Understands “明天下午3点 拜访 顾工 看样件”; Return sends `entered`, Esc empties the line.

    With `planning` all that isn't past is a next step, also what names no day.
    """

    entered = Signal(object)

    def __init__(
        self, now: Callable[[], datetime], *, planning: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._planning = planning
        self._contacts: tuple[Named, ...] = ()
        self.field = _Line()
        self.field.setMaxLength(500)
        if planning:
            self.field.setPlaceholderText(_("such as: tomorrow 3 pm visit Mr Gu, look at samples"))
            self.field.setAccessibleName(_("Plan the next step"))
        else:
            self.field.setPlaceholderText(
                _("Note: call / visit / WeChat … such as “tomorrow 3pm visit Chen samples”")
            )
            self.field.setAccessibleName(_("Record or plan an activity in one line"))
        self.understood = ElidedLabel("", "small")
        self.understood.hide()
        self.field.textChanged.connect(self._on_typed)
        self.field.returnPressed.connect(self._on_entered)
        layout = QVBoxLayout(self)
        margins(layout, gap=4)
        layout.addWidget(self.field)
        layout.addWidget(self.understood)

    def know(self, contacts: Sequence[Named]) -> None:
        """Take the contacts whose names are understood."""
        self._contacts = tuple(contacts)
        self._on_typed()

    def clear(self) -> None:
        """Empty the line: what was typed is kept elsewhere."""
        self.field.setText("")

    def _on_typed(self) -> None:
        entry = self._entry()
        self.understood.setVisible(entry is not None)
        if entry is not None:
            self.understood.setText(said(entry, self._now()))

    def _on_entered(self) -> None:
        entry = self._entry()
        if entry is not None:
            self.entered.emit(entry)

    def _entry(self) -> QuickEntry | None:
        now = self._now()
        entry = parse(self.field.text(), now=now, contacts=self._contacts)
        if entry is None or not self._planning or entry.day < now.date():
            return entry
        return replace(entry, planned=True, kind="task" if entry.kind == "note" else entry.kind)


class _Line(QLineEdit):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.setText("")
        else:
            super().keyPressEvent(event)


def said(entry: QuickEntry, now: datetime) -> str:
    """Return what Enter will write, in words."""
    return _("Enter: {understood}").format(understood=understood(entry, now))


def understood(entry: QuickEntry, now: datetime) -> str:
    """Return how an entry was understood, in words."""
    weekday = _(_WEEKDAYS[entry.day.weekday()])
    day = _("{day} ({weekday})").format(day=day_words(entry.day, now.date()), weekday=weekday)
    parts = (
        _("Next step") if entry.planned else _("Record"),
        f"{day} {entry.clock}".strip(),
        _(dict(ACTIVITY_NAMES)[entry.kind]),
        cut(entry.contact.name, 60) if entry.contact else "",
        cut(entry.subject, 100),
    )
    return " · ".join(part for part in parts if part)
