"""The frame beside a card that says what a move misses and takes it; no window of its own, nothing is blocked."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.changes import Changes
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.stage_gate import Gap
from salesdesk.i18n import _
from salesdesk.services import gate_crossing
from salesdesk.services.gate_crossing import Crossing
from salesdesk.services.gate_fills import Fills
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.basics import button, icon_button, label, margins
from salesdesk.ui.widgets.gates.panel import GatePanel, headline
from salesdesk.ui.widgets.gates.panel_area import PanelArea
from salesdesk.ui.widgets.gates.waiver import Waiver
from salesdesk.ui.widgets.text_lines import cut

WIDTH: Final = 420
_AWAY: Final = 10
_SIDE: Final = 16
_LEAST: Final = 120
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
TABLES: Final = (
    *("opportunity", "opportunity_item", "stage_item", "stage", "pipeline", "attachment", "contact"),
    *("stakeholder", "requirement", "rival", "interest", "activity", "quote", "quote_version", "person"),
)
"""What a gate looks at."""


class GatePopover(QFrame):
    """Asks for what a move misses. `confirmed` brings what was filled in and the reason of a waiver.

    Tab goes through it, Enter moves once nothing is missing, Esc leaves everything as it is: `cancelled`.
    """

    confirmed = Signal(object, str)
    cancelled = Signal()
    sign_requested = Signal()
    open_requested = Signal(str, object)
    action_requested = Signal(str, object)

    def __init__(self, context: PageContext, crossing: Crossing, host: QWidget) -> None:
        super().__init__(host)
        self.setProperty("role", "popover")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._host = host
        self._data = context.data
        self._anchor = QRect()
        self.crossing = crossing
        self._own_write = False
        self.title = label("", "section", wrap=True)
        self.cross = icon_button("x", _("Close"))
        self.cross.clicked.connect(self.cancel)
        self.panel = GatePanel(context, self._remaining)
        self.waiver = Waiver()
        self._told = label(role="error", wrap=True)
        self._told.hide()
        self.move_button = button(_("Move"), "primary")
        self.move_button.clicked.connect(self._on_move)
        self.signed = button(_("Signed already…"), "link")
        self.signed.clicked.connect(self._on_signed)
        self.signed.setVisible(crossing.closes_won)
        self._cancel = button(_("Cancel"))
        self._cancel.clicked.connect(self.cancel)
        self._area = PanelArea(self.panel, follows=False)
        self._layout = QVBoxLayout(self)
        self._arrange()
        self.panel.changed.connect(self._show)
        self.panel.open_requested.connect(self._on_leave)
        self.panel.action_requested.connect(self._on_ask)
        self.waiver.changed.connect(self._show)
        self._data.changed.connect(self._on_changed)
        host.installEventFilter(self)
        self.panel.show_crossing(crossing)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        margins(head, gap=8)
        titles = QVBoxLayout()
        margins(titles, gap=2)
        titles.addWidget(self.title)
        titles.addWidget(label(cut(self.crossing.name, 200), "small", wrap=True))
        head.addLayout(titles, 1)
        head.addWidget(self.cross, 0, Qt.AlignmentFlag.AlignTop)
        buttons = QHBoxLayout()
        margins(buttons, gap=8)
        buttons.addWidget(self.waiver.link)
        buttons.addWidget(self.signed)
        buttons.addStretch()
        buttons.addWidget(self._cancel)
        buttons.addWidget(self.move_button)
        margins(self._layout, _SIDE, 12, 10, 14, gap=10)
        self._layout.addLayout(head)
        self._layout.addWidget(self._area, 1)
        for part in (self.waiver, self.waiver.refusal, self._told):
            self._layout.addWidget(part)
        self._layout.addLayout(buttons)

    # --- showing ------------------------------------------------------------------------------------------------

    def open_at(self, anchor: QRect) -> None:
        """Show it beside a place of the screen, and put the keyboard on the first thing that is missing."""
        self._anchor = anchor
        self._fit()
        self.show()
        self.raise_()
        if not self.panel.focus_first_missing():
            self.move_button.setFocus()

    def complain(self, text: str) -> None:
        """Say why the move was not made; everything that was filled in stays."""
        self._told.setText(text)
        self._told.setVisible(bool(text))
        self._fit()

    def told(self) -> str:
        """Return what is said."""
        return "" if self._told.isHidden() else self._told.text()

    def reread(self) -> None:
        """Look again at what the move misses; what was filled in stays."""
        crossing = self._data.read(
            gate_crossing.crossing,
            self.crossing.opportunity,
            self.crossing.target_id,
            person=self._data.person,
        )
        self.crossing = crossing
        self.panel.show_crossing(crossing)

    def _remaining(self, fills: Fills) -> tuple[Gap, ...]:
        return self._data.read(
            gate_crossing.remaining, self.crossing.opportunity, self.crossing.target_id, fills
        )

    def _show(self) -> None:
        text = headline(self.panel.count, self.crossing.target)
        self.title.setText(text)
        self.setAccessibleName(text)
        self.waiver.show_allowed(
            allowed=self.crossing.may_waive and self.panel.count > 0, strict=self.crossing.strict
        )
        self.waiver.refusal.setVisible(self.panel.count > 0 and not self.crossing.may_waive)
        waived = self.panel.count > 0 and bool(self.waiver.reason())
        self.move_button.setText(_("Let it pass and move") if waived else _("Move"))
        self.move_button.setEnabled(waived or self.panel.count == 0)
        self._fit()

    def _fit(self) -> None:
        """Take the height that is needed, as far as there is room, and stand beside the anchor."""
        width = min(WIDTH, self._host.width() - 2 * _AWAY)
        inner = width - _SIDE - 12
        self._area.setFixedHeight(_LEAST)
        self._layout.activate()
        rest = self.heightForWidth(width) - _LEAST
        room = max(self._host.height() - 2 * _AWAY - rest, _LEAST)
        height = self._area.fit(inner, room)
        self._layout.activate()
        self.resize(width, rest + height)
        self._place()

    def _place(self) -> None:
        """Stand beside the anchor, right or left of it, else under or above it, always within the page."""
        if self._anchor.isNull():
            return
        here = QRect(self._host.mapFromGlobal(self._anchor.topLeft()), self._anchor.size())
        width, height = self.width(), self.height()
        most_x, most_y = self._host.width() - _AWAY - width, self._host.height() - _AWAY - height
        x, y = here.right() + _AWAY, here.top()
        if x > most_x:
            x = here.left() - _AWAY - width
        if x < _AWAY:
            x = here.left()
            y = here.bottom() + _AWAY if here.bottom() + _AWAY <= most_y else here.top() - _AWAY - height
        self.move(max(min(x, most_x), _AWAY), max(min(y, most_y), _AWAY))

    # --- keyboard -----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancel()
        elif event.key() in _ENTER:
            self._on_move()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001 - Qt's own name
        """Keep Tab within the frame, in reading order."""
        fields = sorted(
            (
                field
                for field in self.findChildren(QWidget)
                if field.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
                and field.isVisible()
                and field.isEnabled()
                and field.focusProxy() is None
            ),
            key=self._reading_order,
        )
        if not fields:
            return False
        here = self.window().focusWidget()
        place = fields.index(here) + (1 if next else -1) if here in fields else 0
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        fields[place % len(fields)].setFocus(reason)
        return True

    def _reading_order(self, field: QWidget) -> tuple[int, int]:
        middle = field.mapTo(self, field.rect().center())
        return (middle.y() // 8, middle.x())

    # --- what the user does -------------------------------------------------------------------------------------

    def cancel(self) -> None:
        """Leave everything as it is."""
        self.close_popover()
        self.cancelled.emit()

    def close_popover(self) -> None:
        """Take the frame away."""
        self._host.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def writes(self, *, now: bool) -> None:
        """Tell that what changes now is the popover's own doing."""
        self._own_write = now

    def _on_move(self) -> None:
        if self.panel.complain():
            return
        if self.move_button.isEnabled():
            self.confirmed.emit(self.panel.fills(), self.waiver.reason() if self.panel.count else "")
        elif not self.waiver.isHidden():
            self.waiver.field.setFocus()
        else:
            self.panel.focus_first_missing()

    def _on_signed(self) -> None:
        self.close_popover()
        self.sign_requested.emit()

    def _on_leave(self, kind: str, record: object) -> None:
        self.close_popover()
        self.open_requested.emit(kind, record)

    def _on_ask(self, action: str, argument: object) -> None:
        self.close_popover()
        self.action_requested.emit(action, argument)

    def _on_changed(self, changes: Changes) -> None:
        """Follow what is written elsewhere while the popover is open."""
        if self._own_write or self.isHidden() or not changes.touches(*TABLES):
            return
        stage = self.crossing.stage_id
        try:
            self.reread()
        except SalesDeskError:  # it was deleted, or can't go there any more
            self.cancel()
            return
        if self.crossing.stage_id != stage:
            self.complain(
                _("Meanwhile it was moved to {stage}. What you filled in is still here.").format(
                    stage=self.crossing.stage
                )
            )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay within the page when that is made smaller."""
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)


def beside(widget: QWidget) -> QRect:
    """Return the place of a widget on the screen, for something to stand beside it."""
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())
