"""Pages drawn to a picture, without a screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import Language, _, set_language
from salesdesk.ui import theme as themes
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.program import Program

if TYPE_CHECKING:
    from salesdesk.storage.workspace import Workspace


def check_page(page: str) -> None:
    """Raise InvalidInputError, listing the pages, where there is none of that name."""
    if page not in _PAGES:
        raise InvalidInputError(
            _("There is no page “{page}”. The pages are: {pages}.").format(
                page=page[:40], pages=", ".join(_PAGES)
            )
        )


def render(
    page: str,
    *,
    workspace: Workspace | None,
    out: Path,
    size: tuple[int, int],
    theme: themes.Mode,
    language: Language,
    record: str | None = None,
) -> None:
    """Draw a page over a workspace into a PNG file; `record` opens the first opportunity that contains the text."""
    check_page(page)
    app = _application()
    set_language(language)
    themes.apply(app, theme)
    window = MainWindow()
    window.setMinimumSize(0, 0)
    window.build()
    window.resize(*size)
    program = Program(window, Preferences(language=language, theme=theme))
    _PAGES[page](program, workspace, record)
    window.show()
    app.processEvents()
    picture = window.grab()
    window.hide()
    window.deleteLater()
    if not picture.save(str(out), "PNG"):
        raise InvalidInputError(_("The picture can't be written to “{path}”.").format(path=out))


def _application() -> QApplication:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        return app
    if sys.platform.startswith("linux"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    qInstallMessageHandler(_tell)
    return QApplication(["salesdesk"])


def _tell(_kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
    """Pass on what Qt says, but for what the offscreen screen says of every window."""
    if "propagateSizeHints" not in text and sys.stderr is not None:
        sys.stderr.write(f"{text}\n")


def _show_board(program: Program, workspace: Workspace | None, record: str | None) -> None:
    if workspace is None:
        raise InvalidInputError(_("This page needs a workspace."))
    program.adopt(workspace, as_writer=True)
    if record is not None:
        program.show_record(record)


def _show_start(program: Program, workspace: Workspace | None, record: str | None) -> None:
    del workspace, record
    program.show_start()


_PAGES: Final[dict[str, Callable[[Program, Workspace | None, str | None], None]]] = {
    "board": _show_board,
    "start": _show_start,
}
