"""The frame of the window: navigation, top strip, messages, the page, the status line."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.ui import icons
from salesdesk.ui.frame_state import FrameState
from salesdesk.ui.navigation import Navigation
from salesdesk.ui.status_line import StatusLine
from salesdesk.ui.top_bar import TopBar
from salesdesk.ui.undo_keys import UndoKeys
from salesdesk.ui.widgets.basics import margins
from salesdesk.ui.widgets.local_files import local_files
from salesdesk.ui.widgets.message_bar import MessageBar

MINIMUM = (1024, 680)
_WIDE = 1100


class MainWindow(QMainWindow):
    """Shows a page within the frame.

    The frame is built anew by `build` when the language or the theme changes, and announces that by `built`, so that
    whoever joins it to the program connects the parts again. `closing` brings the event, which may be refused.
    """

    built = Signal()
    closing = Signal(object)
    undo_requested = Signal()
    redo_requested = Signal()
    back_requested = Signal()
    forward_requested = Signal()
    command_requested = Signal(str)
    pdf_dropped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(*MINIMUM)
        self.setAcceptDrops(True)
        self._undo_keys = UndoKeys(self)
        for keys, signal in (
            (QKeySequence.StandardKey.Undo, self.undo_requested),
            ("Ctrl+Shift+Z", self.redo_requested),
            ("Alt+Left", self.back_requested),
            ("Alt+Right", self.forward_requested),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(signal)
        palette = QShortcut(QKeySequence("Ctrl+K"), self)
        palette.activated.connect(lambda: self.command_requested.emit("palette"))

    def build(self) -> None:
        """Make the frame anew, in the current language and theme, without a page."""
        self.setWindowIcon(icons.mark(64))
        self.top = TopBar()
        self.top.command_requested.connect(self.command_requested)
        self.navigation = Navigation()
        self.messages = MessageBar()
        self.notice = MessageBar(closable=False)
        self.status = StatusLine()
        self.status.undo_requested.connect(self.undo_requested)
        self.status.redo_requested.connect(self.redo_requested)
        self.page: QWidget | None = None
        self.setCentralWidget(self._arranged())
        self._fit_navigation()
        self.built.emit()

    def _fit_navigation(self) -> None:
        self.navigation.set_collapsed(collapsed=self.width() < _WIDE)

    def _arranged(self) -> QWidget:
        self._main = QVBoxLayout()
        margins(self._main)
        self._main.addWidget(self.notice)
        self._main.addWidget(self.messages)
        middle = QHBoxLayout()
        margins(middle)
        middle.addWidget(self.navigation)
        middle.addLayout(self._main, 1)
        result = QWidget()
        result.setProperty("role", "page")
        whole = QVBoxLayout(result)
        margins(whole)
        whole.addWidget(self.top)
        whole.addLayout(middle, 1)
        whole.addWidget(self.status)
        return result

    def show_page(self, page: QWidget) -> None:
        """Put a page into the frame, in place of the one before."""
        if self.page is not None:
            self._main.removeWidget(self.page)
            self.page.hide()
            self.page.deleteLater()
        self.page = page
        self._main.addWidget(page, 1)

    def show_state(self, state: FrameState) -> None:
        """Show the state of the program in the frame."""
        name = state.workspace
        title = "SalesDesk" if name is None else f"{name} — SalesDesk"
        self.setWindowTitle(_("{title} (for looking only)").format(title=title) if state.read_only else title)
        self.top.show_state(state)
        self.navigation.setVisible(name is not None)
        self.status.setVisible(name is not None)
        self.status.show_state(state)
        if state.read_only:
            self.notice.show_message(
                _("You are looking at a workspace that is open elsewhere. Nothing can be changed here."),
                tone="warn",
            )
        elif state.demo:
            self.notice.show_message(
                _("Demo data: everything here is made up, and you may try out anything."),
                tone="note",
                icon="flask-conical",
                action=(_("Remove the demo…"), lambda: self.command_requested.emit("remove-demo")),
            )
        else:
            self.notice.hide()

    def tell(self, text: str) -> None:
        """Say above the page what went wrong."""
        self.messages.show_message(text)

    def restore(self, geometry: str) -> None:
        """Take the size and place that `geometry_text` gave, or a good size for the screen."""
        if not geometry or not self.restoreGeometry(QByteArray.fromHex(geometry.encode())):
            space = self.screen().availableSize()
            self.resize(min(1440, space.width()), min(900, space.height()))

    def geometry_text(self) -> str:
        """Return size and place as text, to be remembered."""
        return bytes(self.saveGeometry().toHex().data()).decode()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_navigation()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.BackButton:
            self.back_requested.emit()
        elif event.button() == Qt.MouseButton.ForwardButton:
            self.forward_requested.emit()
        else:
            super().mousePressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_pdf(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        file = _dropped_pdf(event.mimeData())
        if file is not None:
            event.acceptProposedAction()
            self.pdf_dropped.emit(file)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        self.closing.emit(event)


def _dropped_pdf(mime: QMimeData) -> Path | None:
    """Return the first PDF of this computer among what is dragged; what else is dragged goes by its place."""
    return next((file for file in local_files(mime) if file.suffix.lower() == ".pdf"), None)
