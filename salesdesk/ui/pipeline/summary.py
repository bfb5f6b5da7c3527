"""All that is known of one opportunity, to read."""

from __future__ import annotations

from datetime import date
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from salesdesk.domain.pipeline import LOSS_REASONS, STATUSES
from salesdesk.i18n import _, day, moment, money, number
from salesdesk.services.opportunities import Summary
from salesdesk.ui.widgets.basics import icon_button, label, margins

WIDTH: Final = 380
_STATUS_NAMES: Final[dict[str, str]] = dict(STATUSES)


class SummaryDrawer(QFrame):
    """Lies over the right side of its parent; Esc or the cross closes it."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "drawer")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._over = parent
        self.shown: Summary | None = None
        self.hide()

    def _build(self) -> None:
        """Make the parts when they are first needed."""
        self._close = icon_button("x", _("Close"))
        self._close.clicked.connect(self.close_drawer)
        self._title = label(role="section", wrap=True, selectable=True)
        self._subtitle = label(role="secondary", wrap=True, selectable=True)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        titles = QVBoxLayout()
        margins(titles, gap=2)
        titles.addWidget(self._title)
        titles.addWidget(self._subtitle)
        head = QHBoxLayout()
        margins(head, 18, 14, 10, 6, gap=8)
        head.addLayout(titles, 1)
        head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        margins(layout, 1, 1, 1, 1)
        layout.addLayout(head)
        layout.addWidget(self._scroll, 1)
        self._over.installEventFilter(self)

    def show_summary(self, summary: Summary) -> None:
        """Show an opportunity."""
        if self.layout() is None:
            self._build()
        self.shown = summary
        self._title.setText(summary.customer or _("No customer yet"))
        self._subtitle.setText(summary.title)
        self.setAccessibleName(_("Opportunity {name}").format(name=summary.title))
        body = QWidget()
        layout = QVBoxLayout(body)
        margins(layout, 18, 4, 18, 16, gap=14)
        layout.addLayout(_fields(summary))
        layout.addWidget(label(_("History"), "strong"))
        layout.addLayout(_history(summary))
        layout.addStretch()
        self._scroll.setWidget(body)
        self._place()
        self.show()
        self.raise_()

    def close_drawer(self) -> None:
        """Close the drawer; `closed` comes first, so that the focus is not handed to just anything."""
        self.shown = None
        self.closed.emit()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_drawer()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._over:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self.setGeometry(self._over.width() - WIDTH, 0, WIDTH, self._over.height())


def _fields(summary: Summary) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(7)
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(0, 76)
    for row, (name, value) in enumerate((n, v) for n, v in _values(summary) if v):
        grid.addWidget(label(name, "secondary"), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(value, wrap=True, selectable=True), row, 1)
    return grid


def _values(summary: Summary) -> tuple[tuple[str, str], ...]:
    amount = summary.amount
    lost = dict(LOSS_REASONS).get(summary.loss_reason, "")
    return (
        (_("Status"), _(_STATUS_NAMES.get(summary.status, summary.status))),
        (_("Stage"), f"{summary.stage} · {summary.probability * 100:.0f}%"),
        (_("In stage"), _days(summary)),
        (_("Pipeline"), summary.pipeline),
        (_("Amount"), _("No amount") if amount is None else money(amount, summary.currency)),
        (_("Owner"), summary.owner or ""),
        (_("Product"), summary.product or ""),
        (_("Source"), summary.source),
        (_("Created"), day(summary.created_on)),
        (_("Expected close"), _day(summary.expected_close_on)),
        (_("Closed on"), _day(summary.closed_on)),
        (_("Reason of loss"), _(lost) if lost else ""),
        (_("Note on the loss"), summary.loss_note),
        (_("Remark"), summary.remark),
    )


def _days(summary: Summary) -> str:
    return _("{days} days").format(days=number(summary.days_in_stage, 0)) if summary.status == "open" else ""


def _day(value: date | None) -> str:
    return "" if value is None else day(value)


def _history(summary: Summary) -> QVBoxLayout:
    lines = QVBoxLayout()
    margins(lines, gap=10)
    for entry in summary.history:
        who = f"{moment(entry.at)} · {entry.person}" if entry.person else moment(entry.at)
        line = QVBoxLayout()
        margins(line, gap=1)
        line.addWidget(label(entry.text, wrap=True, selectable=True))
        line.addWidget(label(who, "small"))
        lines.addLayout(line)
    if not summary.history:
        lines.addWidget(label(_("Nothing recorded yet"), "secondary"))
    return lines
