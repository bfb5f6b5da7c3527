"""A board over a real workspace, on a screen that nobody sees."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from salesdesk.storage.records.base import now
from salesdesk.ui import theme
from salesdesk.ui.background import Background
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.pipeline.page import BoardPage
from salesdesk.ui.preferences import Preferences
from tests import factories, filling

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from salesdesk.storage.workspace import Workspace
    from salesdesk.ui.pipeline.view import CardView

HERE = "tests/ui/"
OFFSCREEN = r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let pass what the offscreen screen itself says of a window with a least size, and of lists that pop up."""
    for item in items:
        if HERE in item.nodeid or item.nodeid.startswith("tests/test_app"):
            item.add_marker(pytest.mark.qt_log_ignore(OFFSCREEN, extend=True))


@pytest.fixture
def workspace(workspace: Workspace, request: pytest.FixtureRequest) -> Iterator[Workspace]:
    """Give the workspace. Pages that the test gave to qtbot are gone before it closes: their reading may be ending."""
    yield workspace
    if "qtmodeltester" not in request.fixturenames:  # which still lets go of the model itself
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def _light_theme(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light")
    yield
    QApplication.processEvents()
    if QApplication.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
        QTest.keyRelease(QWidget(), Qt.Key.Key_Control)  # the next test begins with no key held down
    # Outside of a loop Qt keeps what is to be deleted; every later theme would dress all of it again.
    for left in QApplication.topLevelWidgets():
        left.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def seeded(workspace: Workspace) -> Workspace:
    """Give a workspace with the usual pipeline, two people, and seven cards: four, two and one in a stage."""
    filling.filled(workspace, _seed)
    return workspace


def _seed(workspace: Workspace) -> None:
    factories.set_up(workspace)
    with workspace.write(factories.STEP) as write:
        session = write.session
        lin, chen = factories.person(session, name="林晓"), factories.person(session, name="陈思远")
        firm = factories.customer(session, name="恒岳轴承")
        stages = factories.stages(session)
        for number in range(4):
            factories.opportunity(
                session,
                name=f"磨床 {number}",
                customer_id=None if number == 3 else firm,
                owner_id=lin if number % 2 == 0 else chen,
                amount_minor=None if number == 2 else 12_000_000,
                stage_entered_at=now() - timedelta(days=19 if number == 1 else 2),
            )
        for name, stage in (("铣床 0", 1), ("铣床 1", 1), ("镗床 0", 2)):
            factories.opportunity(session, name=name, customer_id=firm, stage_id=stages[stage].id)


@pytest.fixture
def data(seeded: Workspace) -> Data:
    """Give the gate to the seeded workspace."""
    return Data(seeded)


@pytest.fixture
def page(data: Data, qtbot: QtBot) -> BoardPage:
    """Give the board of the seeded workspace, on the screen."""
    return shown_board(qtbot, data)


def context_of(data: Data) -> PageContext:
    """Return what a page works with."""
    return PageContext(data, Background(data), Preferences(theme="light"))


def shown_board(qtbot: QtBot, data: Data) -> BoardPage:
    """Show a board and wait until it is there."""
    result = BoardPage(context_of(data))
    qtbot.addWidget(result)
    result.resize(1240, 780)
    with qtbot.waitExposed(result):
        result.show()
    result.activateWindow()
    return result


def titles(page: BoardPage, place: int) -> list[str]:
    """Return the titles of a column's cards, as they stand."""
    model = page.columns[place].model
    model.fetch(0, model.rowCount() - 1)
    cards = [model.card(row) for row in range(model.rowCount())]
    return [card.title if card else "" for card in cards]


def middle(view: CardView, row: int) -> QPoint:
    """Return the middle of a card in its view."""
    return view.card_rect(row).center()


def click(qtbot: QtBot, page: BoardPage, place: int, row: int) -> None:
    """Click a card."""
    view = page.columns[place].view
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, row))


def drag(qtbot: QtBot, view: CardView, row: int, to: QPoint, *, drop: bool = True) -> None:
    """Drag a card with the mouse to a global place, in steps."""
    viewport, start = view.viewport(), middle(view, row)
    end = viewport.mapFromGlobal(to)
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 6):
        qtbot.mouseMove(viewport, start + (end - start) * step / 5)
    if drop:
        qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)
        QApplication.processEvents()


def place_before(view: CardView, row: int) -> QPoint:
    """Return the global place where a dropped card would come to stand before a row."""
    top = view.card_rect(row).topLeft() + QPoint(view.card_width() // 4, 6)
    return view.viewport().mapToGlobal(top)


def yuan(text: str) -> Decimal:
    """Return an amount."""
    return Decimal(text)


def files_of(folder: Path, **tables: str) -> list[Path]:
    """Write tables as CSV files and return their paths."""
    paths = []
    for name, text in tables.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths
