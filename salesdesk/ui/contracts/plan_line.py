"""The plan of payments as a line: each instalment as wide as its amount, filled as far as it is paid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.i18n import _, day, money_short
from salesdesk.services.payment_plans import InstalmentView
from salesdesk.ui import theme
from salesdesk.ui.words import INSTALMENT_STATUS, tone, word

_BAR: Final = 14
_HEIGHT: Final = 70
_GAP: Final = 3
_LEAST: Final = 96


class PlanBar(QWidget):
    """Draws the payments that aren't void, in their order; says the same as text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[InstalmentView] = []
        self._texts: list[tuple[str, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)

    def sizeHint(self) -> QSize:
        return QSize(400, _HEIGHT)

    def show_plan(self, rows: Sequence[InstalmentView], currency: str, labels: Sequence[str]) -> None:
        """Show payments under their labels."""
        shown = [(row, label) for row, label in zip(rows, labels, strict=True) if row.status != "void"]
        self._rows = [row for row, _label in shown]
        self._texts = [
            (
                f"{label} {money_short(row.amount, currency)}",
                " · ".join(part for part in (word(INSTALMENT_STATUS, row.status), _when(row)) if part),
            )
            for row, label in shown
        ]
        self.setAccessibleName(_("Plan of payments"))
        self.setAccessibleDescription("\n".join(" · ".join(texts) for texts in self._texts))
        self.setVisible(bool(self._rows))
        self.update()

    def widths(self) -> list[float]:
        """Return how wide each payment is drawn: by its amount, but readable where there is room."""
        count = len(self._rows)
        room = self.width() - _GAP * (count - 1)
        least = min(_LEAST, room / count)
        total = sum(float(row.amount) for row in self._rows) or 1.0
        rest = room - least * count
        return [least + rest * float(row.amount) / total for row in self._rows]

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if not self._rows:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = 0.0
        for row, texts, width in zip(self._rows, self._texts, self.widths(), strict=True):
            self._paint(painter, row, texts, QRectF(left, 0, width, _HEIGHT))
            left += width + _GAP
        painter.end()

    @staticmethod
    def _paint(painter: QPainter, row: InstalmentView, texts: tuple[str, str], room: QRectF) -> None:
        token = tone(INSTALMENT_STATUS, row.status) if row.due_on or row.paid else ""
        bar = QRectF(room.x(), 2, room.width(), _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(f"{token}_soft" if token else "sunken"))
        painter.drawRoundedRect(bar, 3, 3)
        if row.paid > 0 and row.amount > 0:
            bar.setWidth(room.width() * min(float(row.paid / row.amount), 1.0))
            painter.setBrush(theme.color("ok"))
            painter.drawRoundedRect(bar, 3, 3)
        for text, top, ink, bold in (
            (texts[0], 20, "text", True),
            (texts[1], 42, token or "secondary", False),
        ):
            font = theme.font(theme.SMALL, bold=bold)
            painter.setFont(font)
            painter.setPen(theme.color(ink))
            cut = QFontMetrics(font).elidedText(text, theme.ELLIPSIS, int(room.width()) - 4)
            painter.drawText(
                QRectF(room.x() + 2, top, room.width() - 2, 20), int(Qt.AlignmentFlag.AlignVCenter), cut
            )


def _when(row: InstalmentView) -> str:
    if row.status == "done" and row.last_paid_on:
        return day(row.last_paid_on)
    if row.due_on is not None:
        return _("due {day}").format(day=day(row.due_on))
    return _("expected {day}").format(day=day(row.planned_on)) if row.planned_on else ""
