"""A bar above the page that says what happened and what to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from salesdesk.i18n import _
from salesdesk.ui import icons
from salesdesk.ui.widgets.basics import button, icon_button, label, margins, set_state

_ICONS = {"bad": "circle-alert", "warn": "triangle-alert", "ok": "circle-check", "note": "flask-conical"}


class MessageBar(QFrame):
    """Show one message at a time; its text can be selected and copied."""

    def __init__(self, parent: QWidget | None = None, *, closable: bool = True) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self._icon = QLabel()
        self._text = label(wrap=True, selectable=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._action = button("")
        self._run: Callable[[], object] | None = None
        self._action.clicked.connect(self._on_action)
        self._close = icon_button("x", _("Close the message"))
        self._close.clicked.connect(self.hide)
        self._close.setVisible(closable)
        layout = QHBoxLayout(self)
        margins(layout, 12, 4, 8, 4, gap=10)
        for part in (self._icon, self._text, self._action, self._close):
            layout.addWidget(part)
        self.hide()

    def show_message(
        self, text: str, *, tone: str = "bad", action: tuple[str, Callable[[], object]] | None = None
    ) -> None:
        """Show a text; `tone` is bad, warn, ok or note, `action` a button's text and what it does."""
        self._icon.setPixmap(icons.pixmap(_ICONS[tone], tone))
        self._text.setText(text)
        self.setAccessibleName(text)
        self._action.setVisible(action is not None)
        self._run = None
        if action is not None:
            self._action.setText(action[0])
            self._run = action[1]
        set_state(self, "tone", tone)
        self.show()

    def text(self) -> str:
        """Return the text that is shown."""
        return self._text.text()

    def _on_action(self) -> None:
        run = self._run
        if not self._close.isHidden():
            self.hide()
        if run is not None:
            run()
