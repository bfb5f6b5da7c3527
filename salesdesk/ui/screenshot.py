"""Pages drawn to a picture, without a screen."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEventLoop, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import Language, _, set_language
from salesdesk.services import lookup
from salesdesk.ui import theme as themes
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.pipeline.state import BoardState
from salesdesk.ui.pipeline.views.state import View, ViewState
from salesdesk.ui.places import Place
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.program import Program

if TYPE_CHECKING:
    from salesdesk.storage.workspace import Workspace

_LONGEST_WAIT: Final = 5.0


def check_page(page: str) -> None:
    """Raise InvalidInputError, listing the pages, where there is none of that name."""
    if page not in PAGES:
        raise InvalidInputError(
            _("There is no page “{page}”. The pages are: {pages}.").format(
                page=page[:40], pages=", ".join(PAGES)
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
    """Draw a page over a workspace into a PNG file; `record` chooses the one that is shown."""
    check_page(page)
    app = _application()
    set_language(language)
    themes.apply(app, theme)
    window = MainWindow()
    try:
        window.setMinimumSize(0, 0)
        window.build()
        window.resize(*size)
        program = Program(window, Preferences(language=language, theme=theme))
        PAGES[page](program, workspace, record)
        window.show()
        _settle(app, program)
        picture = window.grab()
    finally:
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


def _settle(app: QApplication, program: Program) -> None:
    """Let the page finish what it does beside the window, such as a preview, for a few seconds at most."""
    until = time.monotonic() + _LONGEST_WAIT
    app.processEvents()
    while time.monotonic() < until and (page := program.navigator.page) is not None:
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        if not (page.busy() or program.background.busy()):
            break
    app.processEvents()


def _show(page: str, kind: str | None = None) -> Callable[[Program, Workspace | None, str | None], None]:
    """Return what shows a page; of a page of one record, the one that fits the text."""

    def show(program: Program, workspace: Workspace | None, record: str | None) -> None:
        if workspace is None:
            raise InvalidInputError(_("This page needs a workspace."))
        program.adopt(workspace, as_writer=True)
        found = None
        if program.data is not None and (kind or record):
            found = program.data.read(lookup.find, kind or _KINDS.get(page, page), record)
        program.navigator.go(Place(page, found))

    return show


def _show_pipelines(program: Program, workspace: Workspace | None, record: str | None) -> None:
    """Show the pipelines; `record` is a stage by its name."""
    if workspace is None:
        raise InvalidInputError(_("This page needs a workspace."))
    program.adopt(workspace, as_writer=True)
    place = Place("pipelines")
    if program.data is not None and record:
        pipeline, stage = program.data.read(lookup.stage, record)
        place = Place("pipelines", pipeline, argument={"stage": stage})
    program.navigator.go(place)


def _show_start(program: Program, workspace: Workspace | None, record: str | None) -> None:
    del workspace, record
    program.show_start()


def _show_view(view: View) -> Callable[[Program, Workspace | None, str | None], None]:
    """Return what shows one of the board's other views."""

    def show(program: Program, workspace: Workspace | None, record: str | None) -> None:
        _show("board")(program, workspace, record)
        if program.data is not None:
            program.navigator.go(Place("board", state=BoardState(views=ViewState(view))))

    return show


_KINDS: Final = {
    "board": "opportunity",
    "customers": "customer",
    "quotes": "quote",
    "contracts": "contract",
    "service": "service_ticket",
    "products": "product",
}
PAGES: Final[dict[str, Callable[[Program, Workspace | None, str | None], None]]] = {
    "board": _show("board"),
    "board-list": _show_view("list"),
    "board-forecast": _show_view("forecast"),
    "board-process": _show_view("process"),
    "opportunity": _show("opportunity", "opportunity"),
    "customers": _show("customers"),
    "customer": _show("customer", "customer"),
    "quotes": _show("quotes"),
    "approvals": _show("approvals"),
    "quote": _show("quote", "quote"),
    "contracts": _show("contracts"),
    "contract": _show("contract", "contract"),
    "receivables": _show("receivables"),
    "service": _show("service"),
    "ticket": _show("ticket", "service_ticket"),
    "products": _show("products"),
    "product": _show("product", "product"),
    "price-books": _show("price-books"),
    "demand": _show("demand"),
    "bin": _show("bin"),
    "settings": _show("settings"),
    "pipelines": _show_pipelines,
    "designer": _show("designer"),
    "seals": _show("seals"),
    "seal-log": _show("seal-log"),
    "start": _show_start,
}
"""The pages that can be drawn, by name."""
