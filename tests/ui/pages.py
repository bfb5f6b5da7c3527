"""Every page of the program, shown over a workspace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from salesdesk import i18n
from salesdesk.services import lookup
from salesdesk.ui import theme
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.pipeline.state import BoardState
from salesdesk.ui.pipeline.views.state import View, ViewState
from salesdesk.ui.places import Place
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.program import Program
from tests.ui.waiting import wait_until

if TYPE_CHECKING:
    from salesdesk.i18n import Language
    from salesdesk.storage.workspace import Workspace
    from salesdesk.ui.page import Page

VIEWS: Final[dict[str, View]] = {
    "board-list": "list",
    "board-forecast": "forecast",
    "board-process": "process",
}
"""The other views of the board page."""
PAGES: Final = (
    "board",
    *VIEWS,
    "board-look",
    "opportunity",
    "customers",
    "customer",
    "quotes",
    "approvals",
    "quote",
    "contracts",
    "contract",
    "receivables",
    "service",
    "ticket",
    "products",
    "product",
    "price-books",
    "demand",
    "bin",
    "settings",
    "pipelines",
    "designer",
    "seals",
    "seal-log",
)
"""The pages of a workspace; `board-look` is the board with a quick look at an opportunity."""
_KINDS: Final = {
    "board-look": "opportunity",
    "opportunity": "opportunity",
    "customer": "customer",
    "quote": "quote",
    "contract": "contract",
    "ticket": "service_ticket",
    "product": "product",
}


@contextmanager
def program_over(
    workspace: Workspace,
    size: tuple[int, int] = (1440, 900),
    *,
    mode: theme.Mode = "light",
    language: Language = "zh_CN",
) -> Iterator[Program]:
    """Give the program with its window over an open workspace, which stays open."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    i18n.set_language(language)
    theme.apply(app, mode)
    window = MainWindow()
    window.build()
    window.resize(*size)
    program = Program(window, Preferences(language=language, theme=mode))
    program.adopt(workspace)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    try:
        yield program
    finally:
        program._waiting.watch(None)
        program.navigator.end()
        program.background.finish()
        window.hide()
        window.deleteLater()
        QApplication.processEvents()


def show(program: Program, name: str) -> Page:
    """Show a page, one of a record with the first record of its kind."""
    assert program.data is not None
    record = program.data.read(lookup.find, _KINDS[name], None) if name in _KINDS else None
    if name in VIEWS:
        program.navigator.go(Place("board", state=BoardState(views=ViewState(VIEWS[name]))))
    else:
        program.navigator.go(Place("board" if name == "board-look" else name, record))
    page = program.navigator.page
    assert page is not None
    for _time in range(5):
        QApplication.processEvents()
    wait_until(lambda: not page.busy())
    for _time in range(3):  # what was read last may need more room than what stood there before
        QApplication.processEvents()
    program.window.activateWindow()
    assert QTest.qWaitForWindowActive(program.window)
    return page
