"""The things that a gate misses, each with what fills it in: typed values and ticks."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from salesdesk.domain import quick_entry
from salesdesk.domain.budget import parse_budget
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.money import parse_amount
from salesdesk.domain.quick_entry import Named
from salesdesk.domain.stage_gate import Gap
from salesdesk.domain.texts import one_line
from salesdesk.i18n import SYMBOLS, _
from salesdesk.services.gate_fills import NOTHING, Fills, NewContact, NextStep
from salesdesk.ui import icons, theme
from salesdesk.ui.widgets.basics import ElidedLabel, button, label, margins, set_state
from salesdesk.ui.widgets.quick_line import understood
from salesdesk.ui.widgets.typed import parse_day

Key = str | uuid.UUID


def key_of(gap: Gap) -> Key:
    """Return what tells one missing thing from another, in whichever stages it is asked for."""
    return gap.item_id or gap.code


class Part(QWidget):
    """One thing that is missing. `fills` is what was filled in; `changed` tells that it is something else now."""

    changed = Signal()
    open_requested = Signal(str, object)
    action_requested = Signal(str, object)

    def __init__(self, gap: Gap, caption: str = "") -> None:
        super().__init__()
        self.gap = gap
        self.key = key_of(gap)
        self.caption = caption or gap.text
        self._icon = QLabel()
        self._icon.setFixedSize(16, 18)
        self._problem = label(role="error", wrap=True)
        self._problem.hide()
        self.body = QVBoxLayout()
        margins(self.body, gap=4)
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(8)
        self.grid.setVerticalSpacing(2)
        self.grid.setColumnStretch(1, 1)
        self.grid.addWidget(self._icon, 0, 0, Qt.AlignmentFlag.AlignTop)
        self.grid.addLayout(self.body, 0, 1)
        self.grid.addWidget(self._problem, 1, 1)
        self.done = False
        self.show_done(done=False)

    def title(self) -> None:
        """Put the caption above what fills it in."""
        caption = self.caption + (f" · {self.gap.role}" if self.gap.role else "")
        self.body.addWidget(label(caption, "secondary", wrap=True))

    def fills(self) -> Fills:
        """Return what was filled in; InvalidInputError where it can't be read."""
        return NOTHING

    def show_done(self, *, done: bool) -> None:
        """Show whether it is still missing, as an icon and for screen readers."""
        self.done = done
        icon, tint = ("circle-check", "ok") if done else ("circle-alert", "warn")
        self._icon.setPixmap(icons.pixmap(icon, tint))
        self._icon.setAccessibleName(_("filled in") if done else _("missing"))

    def complain(self, text: str) -> None:
        """Say what is wrong with what was filled in; an empty text takes the complaint back."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        for field in self.findChildren(QLineEdit):
            set_state(field, "invalid", value=bool(text))

    def problem(self) -> str:
        """Return the complaint that is shown."""
        return "" if self._problem.isHidden() else self._problem.text()


class TextPart(Part):
    """A line of text that becomes a field of the opportunity."""

    def __init__(
        self, gap: Gap, field: str, parse: Callable[[str], object], hint: str = "", *, caption: str = ""
    ) -> None:
        super().__init__(gap, caption)
        self._field, self._parse = field, parse
        self.title()
        self.line = QLineEdit()
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleName(self.caption)
        self.line.setMaxLength(500)
        self.line.textChanged.connect(lambda _text: self.changed.emit())
        self.body.addWidget(self.line)

    def fills(self) -> Fills:
        typed = self.line.text()
        return Fills(fields={self._field: self._parse(typed)}) if typed.strip() else NOTHING


def text_part(gap: Gap, currency: str, today: date) -> TextPart:
    """Return the part of a field that is typed."""
    if gap.code == "budget":
        return TextPart(gap, "budget", parse_budget, _("such as 50万-80万"))
    if gap.code == "amount":
        caption = _("Amount ({currency})").format(currency=SYMBOLS.get(currency, currency))
        return TextPart(gap, "amount", _amount, _("such as 12.5万 or 125,000"), caption=caption)
    if gap.code == "expected_close_on":
        hint = _("such as +30, 12/31 or 2026-12-31")
        return TextPart(gap, gap.code, lambda typed: parse_day(typed, today), hint)
    return TextPart(gap, "need", one_line, _("such as: one more line for bearing rings by May"))


TYPED: Final = frozenset({"need", "budget", "amount", "expected_close_on"})
"""The fields that are typed in one line."""


def _amount(typed: str) -> object:
    amount = parse_amount(typed)
    if amount <= 0:
        raise InvalidInputError(_("The amount must be more than zero and at most 1,000,000,000,000."))
    return amount


class ContactPart(Part):
    """Somebody at the customer: a name and a phone number."""

    def __init__(self, gap: Gap) -> None:
        super().__init__(gap)
        self.title()
        self.name, self.phone = QLineEdit(), QLineEdit()
        self.name.setPlaceholderText(_("Full name"))
        self.phone.setPlaceholderText(_("Mobile or WeChat"))
        line = QHBoxLayout()
        margins(line, gap=6)
        for field, caption in ((self.name, _("Full name")), (self.phone, _("Mobile or WeChat"))):
            field.setMaxLength(60)
            field.setAccessibleName(f"{self.caption}: {caption}")
            field.textChanged.connect(lambda _text: self.changed.emit())
            line.addWidget(field)
        self.body.addLayout(line)

    def fills(self) -> Fills:
        name, phone = one_line(self.name.text()), one_line(self.phone.text())
        if phone and not name:
            raise InvalidInputError(_("Whose number is it? Give the name too."))
        return Fills(contact=NewContact(name, phone)) if name else NOTHING


class NextStepPart(Part):
    """What is planned next, in one line such as “明天下午3点 拜访”."""

    def __init__(self, gap: Gap, contacts: Mapping[uuid.UUID, str]) -> None:
        super().__init__(gap)
        self.title()
        self._contacts = tuple(Named(identity, name) for identity, name in contacts.items())
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("such as: tomorrow 3 pm visit Mr Gu, look at samples"))
        self.line.setAccessibleName(self.caption)
        self.line.setMaxLength(500)
        self.line.textChanged.connect(self._on_typed)
        self.understood = ElidedLabel("", "small")
        self.understood.hide()
        self.body.addWidget(self.line)
        self.body.addWidget(self.understood)

    def _on_typed(self, text: str) -> None:
        now = _now()
        entry = quick_entry.parse(text, now=now, contacts=self._contacts)
        self.understood.setVisible(entry is not None)
        if entry is not None:
            self.understood.setText(understood(entry, now))
        self.changed.emit()

    def fills(self) -> Fills:
        now = _now()
        entry = quick_entry.parse(self.line.text(), now=now, contacts=self._contacts)
        if entry is None:
            return NOTHING
        if entry.day < now.date():
            raise InvalidInputError(_("A next step is for today or later."))
        kind = "task" if entry.kind == "note" else entry.kind
        if kind == "task" and not entry.subject:
            raise InvalidInputError(_("Say in a few words what it is about."))
        contact = entry.contact.id if entry.contact else None
        return Fills(next_step=NextStep(kind, entry.day, entry.clock, entry.subject, contact))


def _now() -> datetime:
    return datetime.now().astimezone()


class TickBox(QCheckBox):
    """A box to tick, painted from the tokens of the theme."""

    def sizeHint(self) -> QSize:
        return QSize(16, 18)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ticked = self.isChecked()
        edge = "accent" if ticked or self.hasFocus() else "muted"
        painter.setPen(QPen(theme.color(edge), 2 if self.hasFocus() else 1))
        painter.setBrush(theme.color("accent" if ticked else "surface"))
        painter.drawRoundedRect(QRectF(1, 2, 14, 14), 4, 4)
        if ticked:
            painter.drawPixmap(2, 3, icons.pixmap("check", "on_accent", 12))
        painter.end()


class TickPart(Part):
    """Something to be ticked when it is done."""

    def __init__(self, gap: Gap) -> None:
        super().__init__(gap)
        self._icon.hide()
        self.box = TickBox()
        self.box.setAccessibleName(self.caption)
        self.box.toggled.connect(lambda _on: self.changed.emit())
        self._text = label(self.caption + (f" · {gap.role}" if gap.role else ""), wrap=True)
        self._text.setBuddy(self.box)
        self._text.installEventFilter(self)
        self._text.setCursor(Qt.CursorShape.PointingHandCursor)
        self.grid.addWidget(self.box, 0, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self._text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tick by a click on the text too."""
        released = event.type() == QEvent.Type.MouseButtonRelease
        if watched is self._text and released and isinstance(event, QMouseEvent):
            self.box.setFocus(Qt.FocusReason.MouseFocusReason)
            self.box.toggle()
        return super().eventFilter(watched, event)

    def fills(self) -> Fills:
        if not self.box.isChecked() or self.gap.item_id is None:
            return NOTHING
        ticked = frozenset({self.gap.item_id})
        return Fills(own_ticks=ticked) if self.gap.own else Fills(ticks=ticked)


class LinkPart(Part):
    """Something that is worked out on another page: a link leads there, where it can be done by now."""

    def __init__(self, gap: Gap, text: str, asks: Callable[[LinkPart], object] | None) -> None:
        super().__init__(gap)
        line = QHBoxLayout()
        margins(line, gap=6)
        line.addWidget(label(self.caption, wrap=True), 1)
        self.link = button(text, "link", icon="arrow-right")
        self.link.setAccessibleName(f"{self.caption}: {text}")
        if asks is None:
            line.addWidget(label(text, "small"), 0, Qt.AlignmentFlag.AlignTop)
        else:
            self.link.clicked.connect(lambda: asks(self))
            line.addWidget(self.link, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(line)
