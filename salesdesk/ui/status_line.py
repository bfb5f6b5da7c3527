"""The line at the bottom: is everything saved, where, and what can be undone."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from salesdesk.i18n import _
from salesdesk.ui import icons
from salesdesk.ui.frame_state import FrameState
from salesdesk.ui.widgets.basics import ElidedLabel, button, label, margins, plain, tip

_LONGEST_LABEL = 60


class StatusLine(QFrame):
    """Shows the state of the workspace; a click on the last action takes it back."""

    undo_requested = Signal()
    redo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "status")
        self.setFixedHeight(28)
        self._icon = QLabel()
        self._saved = label(role="small")
        self._where = ElidedLabel(role="small")
        self._undo = button("", "link", icon="undo-2")
        self._redo = button("", "link", icon="redo-2")
        self._undo.clicked.connect(self.undo_requested)
        self._redo.clicked.connect(self.redo_requested)
        layout = QHBoxLayout(self)
        margins(layout, 16, 0, 10, 0, gap=8)
        layout.addWidget(self._icon)
        layout.addWidget(self._saved)
        layout.addSpacing(12)
        layout.addWidget(self._where, 1)
        layout.addWidget(self._redo)
        layout.addWidget(self._undo)

    def show_state(self, state: FrameState) -> None:
        """Show the state of the open workspace."""
        icon, token, text = "circle-check", "ok", _("All changes are saved")
        if state.read_only:
            icon, token, text = "lock", "warn", _("For looking only")
        elif state.unsaved:
            icon, token, text = "pencil", "warn", state.unsaved
        self._icon.setPixmap(icons.pixmap(icon, token, 14))
        self._saved.setText(text)
        self._where.setText(_("Workspace {name} (not encrypted)").format(name=state.workspace))
        self._where.setToolTip(tip(str(state.path or "")))
        undo, redo = _("Undo: {action}"), _("Redo: {action}")
        self._undo.setVisible(state.undo is not None)
        self._undo.setText(f"{undo.format(action=plain(_short(state.undo or '')))}  Ctrl+Z")
        self._redo.setVisible(state.redo is not None)
        again = _("Redo")
        self._redo.setText(f"{again}  Ctrl+Shift+Z")
        self._redo.setToolTip(tip(redo.format(action=state.redo)))
        self._redo.setAccessibleName(redo.format(action=state.redo))


def _short(action: str) -> str:
    return action if len(action) <= _LONGEST_LABEL else action[: _LONGEST_LABEL - 1] + "…"
