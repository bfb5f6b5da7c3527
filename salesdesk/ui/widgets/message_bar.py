"""A bar above the page that says what happened and what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSizePolicy, QWidget

from salesdesk.i18n import _
from salesdesk.ui import icons
from salesdesk.ui.widgets.basics import button, icon_button, label, margins, plain, set_state

_ICONS = {"bad": "circle-alert", "warn": "triangle-alert", "ok": "circle-check", "note": "info"}
Run = Callable[[], object]
Action = tuple[str, Run | Sequence[tuple[str, Run]]]
"""A button's text and what it does, or the choices of its menu and what they do."""


class MessageBar(QFrame):
    """Show one message at a time; its text can be selected and copied."""

    def __init__(self, parent: QWidget | None = None, *, closable: bool = True) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self._icon = QLabel()
        self._text = label(wrap=True, selectable=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._action = button("")
        self._run: Run | None = None
        self._menu = QMenu(self)
        self._action.clicked.connect(self._on_action)
        self._close = icon_button("x", _("Close the message"))
        self._close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        margins(layout, 12, 4, 8, 4, gap=10)
        for part in (self._icon, self._text, self._action, self._close):
            layout.addWidget(part)
        # Not before it has its place here: shown alone it would be a window, which takes the keyboard away.
        self._close.setVisible(closable)
        self.hide()

    def show_message(
        self, text: str, *, tone: str = "bad", action: Action | None = None, icon: str = ""
    ) -> None:
        """Show a text; `tone` is bad, warn, ok or note, and has an icon unless another one is named."""
        self._icon.setPixmap(icons.pixmap(icon or _ICONS[tone], tone))
        self._text.setText(text)
        self.setAccessibleName(text)
        self._action.setVisible(action is not None)
        if action is not None:
            self._offer(*action)
        set_state(self, "tone", tone)
        self.show()

    def _offer(self, text: str, run: Run | Sequence[tuple[str, Run]]) -> None:
        self._action.setText(text if callable(run) else f"{text} ▾")
        self._action.setAccessibleName(text)
        self._menu.clear()
        if callable(run):
            self._run = run
            self._action.setMenu(None)  # type: ignore[arg-type,unused-ignore] # the stubs know of no None
            return
        for choice, chosen in run:
            self._menu.addAction(plain(choice), partial(self._carry_out, chosen))
        self._run = None
        self._action.setMenu(self._menu)

    def text(self) -> str:
        """Return the text that is shown."""
        return self._text.text()

    def _on_action(self) -> None:
        if self._run is not None:
            self._carry_out(self._run)

    def _carry_out(self, run: Run) -> None:
        if not self._close.isHidden():
            self.hide()
        run()
