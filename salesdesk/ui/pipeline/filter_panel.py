"""The panel where the board is narrowed to anything: a line of choices for each field, spans for dates and amounts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from salesdesk.domain.money import parse_amount
from salesdesk.i18n import _
from salesdesk.services.board import BoardFilter
from salesdesk.services.board_choices import FilterChoices
from salesdesk.ui.pipeline.filter_fields import FIELDS, end_text
from salesdesk.ui.widgets.basics import button, label, margins, plain, set_state, tip
from salesdesk.ui.widgets.flow_layout import FlowLayout
from salesdesk.ui.widgets.typed import parse_day, read_typed

WIDTH: Final = 620
_MOST_HEIGHT: Final = 560


class FilterPanel(QFrame):
    """Shows what a filter asks for and lets it be changed; every change is told at once by `changed`."""

    changed = Signal(object)

    def __init__(self, board_filter: BoardFilter, choices: FilterChoices, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "popover")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(_("Filter"))
        self._host = parent
        self.filter = board_filter
        self.choices: dict[tuple[str, Any], QToolButton] = {}
        self.spans: dict[str, QLineEdit] = {}
        inner = QWidget()
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(16, 12, 16, 8)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(12)
        self._grid.setColumnStretch(1, 1)
        for field in FIELDS:
            entries = field.entries(choices)
            if len(entries) > 1 or getattr(board_filter, field.name):
                self._add_line(_(field.caption), self._toggles(field.name, entries))
        today = date.today()  # noqa: DTZ011 - what is typed is relative to the local day
        self._add_span(_("Expected close"), "close", partial(parse_day, today=today))
        self._add_span(_("Amount"), "amount", parse_amount)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        self._clear = button(_("Clear the filter"))
        self._clear.clicked.connect(self._on_clear)
        done = button(_("Done"), "primary")
        done.clicked.connect(self.close)
        foot = QHBoxLayout()
        margins(foot, 16, 8, 16, 12, gap=8)
        foot.addWidget(self._clear)
        foot.addStretch()
        foot.addWidget(done)
        layout = QVBoxLayout(self)
        margins(layout, 1, 1, 1, 1)
        layout.addWidget(area, 1)
        layout.addLayout(foot)
        inner.ensurePolished()
        height = self._grid.heightForWidth(WIDTH - 20) + foot.sizeHint().height() + 12
        self.resize(WIDTH, min(height, _MOST_HEIGHT))
        self._show()

    def _add_line(self, caption: str, content: QWidget) -> None:
        row = self._grid.rowCount()
        self._grid.addWidget(label(caption, "secondary"), row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(content, row, 1)

    def _toggles(self, name: str, entries: Any) -> QWidget:
        content = QWidget()
        flow = FlowLayout(content)
        for value, text in entries:
            toggle = QToolButton()
            toggle.setProperty("role", "chip")
            toggle.setCheckable(True)
            toggle.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            toggle.setText(plain(text[:24]))
            toggle.setToolTip(tip(text))
            toggle.setAccessibleName(text)
            toggle.clicked.connect(partial(self._on_toggled, name, value))
            self.choices[name, value] = toggle
            flow.addWidget(toggle)
        policy = content.sizePolicy()
        policy.setHeightForWidth(True)
        content.setSizePolicy(policy)
        return content

    def _add_span(self, caption: str, name: str, parse: Callable[[str], Any]) -> None:
        content = QWidget()
        line = QHBoxLayout(content)
        margins(line, gap=8)
        for end, hint in (("from", _("from")), ("to", _("up to"))):
            field = QLineEdit(end_text(getattr(self.filter, f"{name}_{end}")))
            field.setPlaceholderText(hint)
            field.setAccessibleName(f"{caption}, {hint}")
            field.setMaximumWidth(150)
            field.editingFinished.connect(partial(self._on_end, f"{name}_{end}", field, parse))
            self.spans[f"{name}_{end}"] = field
            line.addWidget(field)
        line.addStretch()
        self._add_line(caption, content)

    def _on_toggled(self, name: str, value: Any) -> None:
        chosen = getattr(self.filter, name)
        others = tuple(one for one in chosen if one != value)
        new: dict[str, Any] = {name: others if value in chosen else (*others, value)}
        self._take(replace(self.filter, **new))

    def _on_end(self, name: str, field: QLineEdit, parse: Callable[[str], Any]) -> None:
        typed = field.text().strip()
        value, problem = read_typed(parse, typed) if typed else (None, "")
        set_state(field, "invalid", bool(problem))
        field.setToolTip(tip(problem))
        if not problem and value != getattr(self.filter, name):
            new: dict[str, date | Decimal | None] = {name: value}
            self._take(replace(self.filter, **new))  # type: ignore[arg-type]  # an end of its own field

    def _on_clear(self) -> None:
        for field in self.spans.values():
            field.clear()
        self._take(BoardFilter(self.filter.pipeline_id, text=self.filter.text))

    def _take(self, board_filter: BoardFilter) -> None:
        self.filter = board_filter
        self._show()
        self.changed.emit(board_filter)

    def _show(self) -> None:
        for (name, value), toggle in self.choices.items():
            chosen = value in getattr(self.filter, name)
            toggle.setChecked(chosen)
            set_state(toggle, "active", chosen)
        self._clear.setEnabled(self.filter.narrows)

    def open_at(self, place: QPoint) -> None:
        """Show the panel below a place of the screen, within the window, and put the keyboard into it."""
        window = self._host.window()
        left, right = window.mapToGlobal(QPoint(8, 0)).x(), window.mapToGlobal(QPoint(window.width(), 0)).x()
        self.move(max(left, min(place.x(), right - self.width() - 8)), place.y())
        self.show()
        first = next(iter(self.choices.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        for field in self.spans.values():
            if field.hasFocus():
                field.editingFinished.emit()
        super().hideEvent(event)
