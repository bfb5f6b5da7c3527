"""The stages of an opportunity side by side: passed, current, ahead, with the days in each."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from salesdesk.i18n import _, number
from salesdesk.services.opportunity_stages import StageStop
from salesdesk.ui import theme
from salesdesk.ui.widgets.basics import margins, tip
from salesdesk.ui.widgets.text_lines import cut

_HEIGHT: Final = 50
_SIDE: Final = 9
_GAP: Final = 14
_TONES: Final = {"green": "ok", "amber": "warn", "red": "bad"}


class StageStrip(QWidget):
    """Shows every stage of the pipeline; one is asked for by a click, Enter or the space bar."""

    stage_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Stages"))
        self.buttons: list[StageButton] = []
        self._row = QHBoxLayout(self)
        margins(self._row, gap=4)

    def show_stages(self, stages: Sequence[StageStop], *, movable: frozenset[uuid.UUID], open_: bool) -> None:
        """Show the stages; those that are `movable` can be asked for. `open_` tells that the clock runs."""
        if [button.stage.id for button in self.buttons] != [stage.id for stage in stages]:
            self._make(stages)
        for button, stage in zip(self.buttons, stages, strict=True):
            button.show_stage(stage, enabled=stage.id in movable, running=open_)

    def _make(self, stages: Sequence[StageStop]) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        self.buttons = []
        before: StageStop | None = None
        for stage in stages:
            if before is not None and before.open and not stage.open:
                self._row.addWidget(_Divider())
            button = StageButton(stage)
            button.clicked.connect(lambda _checked=False, one=stage.id: self.stage_chosen.emit(one))
            button.stepped.connect(lambda step, one=button: self._step(one, step))
            self._row.addWidget(button, 1)
            self.buttons.append(button)
            before = stage

    def focus_current(self) -> None:
        """Put the keyboard on the stage where the opportunity stands."""
        for button in self.buttons:
            if button.stage.state == "current":
                button.setFocus()

    def _step(self, button: StageButton, step: int) -> None:
        place = self.buttons.index(button) + step
        if 0 <= place < len(self.buttons):
            self.buttons[place].setFocus()


class _Divider(QWidget):
    """The line between what comes before the sale and what comes after."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(_GAP)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setPen(QPen(theme.color("strong_line"), 1, Qt.PenStyle.DashLine))
        middle = self.width() // 2
        painter.drawLine(middle, 4, middle, self.height() - 4)
        painter.end()


class StageButton(QAbstractButton):
    """One stage: its name, the days in it beside what is usual, and how that stands in words."""

    stepped = Signal(int)

    def __init__(self, stage: StageStop) -> None:
        super().__init__()
        self.stage = stage
        self._running = True
        self._strong, self._small = theme.font(theme.SMALL, bold=True), theme.font(theme.SMALL)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)

    def show_stage(self, stage: StageStop, *, enabled: bool, running: bool) -> None:
        """Show how a stage stands."""
        self.stage, self._running = stage, running
        self.setCursor(Qt.CursorShape.PointingHandCursor if enabled else Qt.CursorShape.ArrowCursor)
        self.setProperty("movable", enabled)
        self.setAccessibleName(
            " · ".join(part for part in (cut(stage.name), *self.lines(), self._state()) if part)
        )
        self.setAccessibleDescription(self._tip())
        self.setToolTip(self._tip())
        self.update()

    def lines(self) -> tuple[str, str]:
        """Return the days and how they stand, as they are painted."""
        stage = self.stage
        usual = usual_days(stage.min_days, stage.max_days)
        if stage.days is None:
            return usual, ""
        days = _("{days} d").format(days=number(stage.days, 0))
        return f"{days} / {usual}" if usual else days, stay_words(stage)

    def tone(self) -> str:
        """Return the tone of the days: green, amber or red as the stay is within its limits."""
        return _TONES.get(self.stage.age or "", "")

    def _state(self) -> str:
        return {
            "done": _("passed"),
            "skipped": _("skipped"),
            "current": _("now here"),
            "ahead": _("ahead"),
        }[self.stage.state]

    def _tip(self) -> str:
        stage = self.stage
        parts = [cut(stage.name)]
        if stage.activities:
            parts.append(_("Key activities: {text}").format(text=cut(stage.activities)))
        if stage.success:
            parts.append(_("Success criterion: {text}").format(text=cut(stage.success)))
        parts.append(
            _("Win probability {chance}").format(chance=f"{(stage.probability * 100).normalize():f}%")
        )
        if self.property("movable"):
            parts.append(_("Click: move here"))
        return tip("\n".join(parts))

    def sizeHint(self) -> QSize:
        return QSize(130, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(64, _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter)
        room = self.width() - 2 * _SIDE
        current = self.stage.state == "current"
        mark = {"done": "✓ ", "skipped": "– "}.get(self.stage.state, "")
        ink = "accent" if current else "text" if self.stage.state == "done" else "secondary"
        self._draw(painter, 6, mark + cut(self.stage.name), self._strong if current else self._small, ink)
        tone = self.tone() if current and self._running else ""
        self._draw(painter, 27, self._fitting(room), self._small, tone or "muted")
        painter.end()

    def _draw_ground(self, painter: QPainter) -> None:
        state, area = self.stage.state, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        hovered = self.underMouse() and bool(self.property("movable"))
        painter.setBrush(
            theme.color("accent_soft" if state == "current" else "surface" if self.stage.open else "sunken")
        )
        line = "accent" if self.hasFocus() or hovered else "line"
        painter.setPen(QPen(theme.color(line), 1))
        painter.drawRoundedRect(area, 6, 6)
        bar = {"done": "ok", "current": self.tone() or "accent" if self._running else "accent"}.get(
            state, "line"
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(bar))
        painter.drawRoundedRect(QRectF(6, self.height() - 4.5, self.width() - 12, 3), 1.5, 1.5)

    def _fitting(self, room: int) -> str:
        """Return the days beside what is usual and in words; without what is usual where there is no room for it."""
        days, words = self.lines()
        full = f"{days} · {words}" if words else days
        if QFontMetrics(self._small).horizontalAdvance(full) <= room or not words:
            return full
        return f"{days.split(' / ')[0]} · {words}"

    def _draw(self, painter: QPainter, top: int, text: str, font: QFont, ink: str) -> None:
        metrics, room = QFontMetrics(font), self.width() - 2 * _SIDE
        painter.setFont(font)
        painter.setPen(theme.color(ink))
        # The width is rounded where it was asked for: what just fits is not cut.
        shown = metrics.elidedText(text, theme.ELLIPSIS, room + 1)
        painter.drawText(QRect(_SIDE, top, room + 2, metrics.height()), Qt.AlignmentFlag.AlignVCenter, shown)


def usual_days(shortest: int | None, longest: int | None) -> str:
    """Return how long a stage usually takes; empty where nothing is said."""
    if shortest is not None and longest is not None:
        return _("{min}–{max} d").format(min=shortest, max=longest)
    if longest is not None:
        return _("up to {max} d").format(max=longest)
    return _("from {min} d").format(min=shortest) if shortest is not None else ""


def stay_words(stage: StageStop) -> str:
    """Return how the days in a stage stand, in words."""
    state = stage.age
    if state == "red" and stage.days is not None and stage.max_days is not None:
        return _("{days} d over").format(days=number(stage.days - stage.max_days, 0))
    return {"green": _("quick"), "amber": _("in time")}.get(state or "", "")
