"""Start the program with a window: frame first, then the workspace."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from salesdesk import i18n
from salesdesk.i18n import _
from salesdesk.ui import theme as themes
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.preferences import Preferences

if TYPE_CHECKING:
    from salesdesk.i18n import Language

_IMPORTED_AT: Final = time.monotonic()
_TRACE: Final = "SALESDESK_TRACE_START"


def run(
    workspace: Path | None,
    *,
    language: Language | None = None,
    theme: themes.Mode | None = None,
    pdf: Path | None = None,
) -> int:
    """Show the window and return the exit code; language and theme are those of the preferences unless given.

    A `pdf` is opened as the quote that it carries.
    """
    _choose_input_method()
    app = QApplication(["salesdesk"])
    app.setApplicationName("SalesDesk")
    app.setDesktopFileName("salesdesk")
    preferences = Preferences.load()
    i18n.set_language(language or preferences.language or i18n.system_language())
    themes.apply(app, theme or preferences.theme)
    window = MainWindow()
    window.build()
    window.restore(preferences.geometry)
    when_painted(window, lambda: _go_on(window, preferences, workspace, pdf))
    window.show()
    return app.exec()


def _go_on(
    window: MainWindow, preferences: Preferences, workspace: Path | None, pdf: Path | None = None
) -> None:
    """Load what takes time and open the workspace: the frame is on the screen already."""
    _trace("frame")
    from salesdesk.ui.errors import ErrorHook, start_log, watch_for_crashes  # noqa: PLC0415 - behind the frame

    start_log()
    watch_for_crashes()
    ErrorHook(tell=window.tell, crashed=lambda: window.tell(_crash_text())).install()
    from salesdesk.ui.program import Program  # noqa: PLC0415 - the database libraries load behind the frame

    program = Program(window, preferences)
    program.page_shown.connect(lambda page: when_painted(page, _on_page_painted))
    program.start(workspace)
    if pdf is not None:
        program.requests.carry_out("open-quote-pdf", pdf)
    gc.freeze()
    gc.enable()


def _on_page_painted() -> None:
    _trace("board")
    if os.environ.get(_TRACE):
        QApplication.quit()


class _FirstPaint(QObject):
    def __init__(self, widget: QWidget, then: Callable[[], object]) -> None:
        super().__init__(widget)
        self._then = then
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._then)
        return False


def when_painted(widget: QWidget, then: Callable[[], object]) -> None:
    """Call `then` once, after the widget was painted for the first time."""
    _FirstPaint(widget, then)


def _crash_text() -> str:
    return _("Something went wrong inside the program. What was saved is safe; the details are in the log.")


def _choose_input_method() -> None:
    """Reach fcitx through ibus: the Qt that is bundled has no module of fcitx's own."""
    if sys.platform.startswith("linux") and "fcitx" in os.environ.get("QT_IM_MODULE", ""):
        os.environ["QT_IM_MODULE"] = "ibus"


def _trace(what: str) -> None:
    if os.environ.get(_TRACE) and sys.stderr is not None:
        sys.stderr.write(f"{what} {_age() * 1000:.0f}\n")
        sys.stderr.flush()


def _age() -> float:
    """Return the seconds since this process began; where that is not told, since this module loaded."""
    try:
        ticks = int(Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19])
        return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, AttributeError):
        return time.monotonic() - _IMPORTED_AT
