"""Pages behind tabs that count what they hold."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from salesdesk.i18n import number
from salesdesk.ui import theme
from salesdesk.ui.widgets.basics import margins


class Tabs(QFrame):
    """A card with tabs; the arrow keys go from tab to tab."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.buttons: dict[str, _Tab] = {}
        self._group = QButtonGroup(self)
        self._pages = QStackedWidget()
        self._bar = QHBoxLayout()
        margins(self._bar, 12, 0, 12, 0, gap=14)
        self._bar.addStretch()
        line = QFrame()
        line.setProperty("role", "strip")
        line.setFixedHeight(1)
        layout = QVBoxLayout(self)
        margins(layout, 1, 1, 1, 6)
        layout.addLayout(self._bar)
        layout.addWidget(line)
        layout.addWidget(self._pages, 1)

    def add(self, name: str, title: str, page: QWidget) -> None:
        """Add a page behind a tab."""
        tab = _Tab(title, page)
        tab.setCheckable(True)
        tab.setChecked(not self.buttons)
        tab.stepped.connect(lambda step: self._step(name, step))
        tab.clicked.connect(lambda: self.show_tab(name))
        self._group.addButton(tab)
        self.buttons[name] = tab
        self._bar.insertWidget(self._bar.count() - 1, tab)
        self._pages.addWidget(page)

    def count(self, name: str, count: int) -> None:
        """Say on a tab how many there are; nothing where there are none."""
        tab = self.buttons[name]
        tab.setText(f"{tab.title} {number(count)}" if count else tab.title)

    def set_narrow(self, *, narrow: bool) -> None:
        """Put the tabs closer together."""
        self._bar.setContentsMargins(4 if narrow else 12, 0, 4, 0)
        self._bar.setSpacing(2 if narrow else 14)
        for tab in self.buttons.values():
            tab.slack = 9 if narrow else 12
            tab.updateGeometry()

    def set_offered(self, name: str, *, offered: bool) -> None:
        """Offer a tab, or no longer; the first one takes the place of one that was shown."""
        self.buttons[name].setVisible(offered)
        if not offered and self.current() == name:
            self.show_tab(next(iter(self.buttons)))

    def current(self) -> str:
        """Return the name of the tab that is shown."""
        return next(name for name, tab in self.buttons.items() if tab.isChecked())

    def show_tab(self, name: str) -> None:
        """Show the page of a tab."""
        tab = self.buttons.get(name)
        if tab is not None:
            tab.setChecked(True)
            self._pages.setCurrentWidget(tab.page)
            self.chosen.emit(name)

    def step(self, step: int) -> None:
        """Show the tab beside, around the ends."""
        names = [name for name, tab in self.buttons.items() if not tab.isHidden()]
        self.show_tab(names[(names.index(self.current()) + step) % len(names)])

    def _step(self, name: str, step: int) -> None:
        names = [one for one, tab in self.buttons.items() if not tab.isHidden()]
        wanted = names[(names.index(name) + step) % len(names)]
        self.show_tab(wanted)
        self.buttons[wanted].setFocus()


class _Tab(QPushButton):
    stepped = Signal(int)

    def __init__(self, title: str, page: QWidget) -> None:
        super().__init__(title)
        self.title = title
        self.page = page
        self.slack = 12
        self.setProperty("role", "tab")
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        # The chosen tab is bold: the others keep its width, so that nothing moves.
        strong = QFontMetrics(theme.font(bold=True))
        return QSize(strong.horizontalAdvance(self.text()) + self.slack, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)
