"""Lines into which the open points of a test are written, each with the day until which it is to be closed."""

from __future__ import annotations

from datetime import date
from typing import Final

from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from salesdesk.i18n import _
from salesdesk.services.punch_lists import LONGEST, MOST, OpenPoint
from salesdesk.ui.widgets.form import FieldError
from salesdesk.ui.widgets.typed import parse_day, read_typed

_BEGIN: Final = 2
_DAY_WIDTH: Final = 110


class PunchEditor(QWidget):
    """Has one more empty line than is written in, so that another point can always be added."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.lines: list[tuple[QLineEdit, QLineEdit]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        for _time in range(_BEGIN):
            self._add()
        self.setFocusProxy(self.lines[0][0])

    def points(self) -> tuple[OpenPoint, ...]:
        """Return what was written; FieldError for a day that is none, or one without words."""
        found = []
        for text, due in self.lines:
            typed = due.text().strip()
            day, problem = (
                read_typed(lambda said: parse_day(said, self._today), typed) if typed else (None, "")
            )
            if problem:
                raise FieldError(problem, due)
            if typed and not text.text().strip():
                raise FieldError(_("Write what is open."), text)
            if text.text().strip():
                found.append(OpenPoint(text.text(), day))
        return tuple(found)

    def _add(self) -> None:
        place = len(self.lines) + 1
        text, due = QLineEdit(), QLineEdit()
        text.setMaxLength(LONGEST)
        text.setPlaceholderText(_("such as: guard is missing"))
        text.setAccessibleName(_("Open point {number}").format(number=place))
        due.setMaxLength(30)
        due.setPlaceholderText(_("until: +14"))
        due.setAccessibleName(_("Open point {number}, to be closed until").format(number=place))
        due.setFixedWidth(_DAY_WIDTH)
        text.textEdited.connect(lambda _typed: self._grow())
        self._grid.addWidget(text, place, 0)
        self._grid.addWidget(due, place, 1)
        if self.lines:
            QWidget.setTabOrder(self.lines[-1][1], text)
        QWidget.setTabOrder(text, due)
        self.lines.append((text, due))

    def _grow(self) -> None:
        if self.lines[-1][0].text().strip() and len(self.lines) < MOST:
            self._add()
            window = self.window()
            window.adjustSize()
