"""The board on the screen: opening, scrolling, dragging, moving, jumping, with real and with generated cards.

Opening is measured in a process of its own, from the making of the QApplication to the painted board, against the same
window painted without a board plus the same rows read. What is done on the open board is measured until it is painted.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from salesdesk.domain.changes import Label
from salesdesk.domain.risk import FLAGS
from salesdesk.services import board, company, imports
from salesdesk.services.board import BoardFilter, Grouping
from salesdesk.storage.workspace import Workspace
from salesdesk.ui import theme
from salesdesk.ui.background import Background
from salesdesk.ui.data import Data
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.page import PageContext
from salesdesk.ui.pipeline.page import BoardPage
from salesdesk.ui.pipeline.reading import Shape, read_board
from salesdesk.ui.pipeline.view import CardView
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.program import Program
from tests.benchmarks import data
from tests.benchmarks.result import Result, percentile

REAL: Final = Path(__file__).resolve().parents[3] / "shared" / "data" / "crm-sales-opportunities"
TABLES: Final = ("accounts.csv", "products.csv", "sales_teams.csv", "sales_pipeline.csv")
GENERATED: Final = (10_000, 100_000)
USUAL: Final = 10_000
PAIRS: Final = 7
STEPS: Final = 400
JUMPS: Final = 100
MOVES: Final = 100
FRAME: Final = 16.7
SHAPES: Final = 7
CHANGE: Final = 100.0
"""How long another grouping or filter may take, in ms: it is still felt as at once."""


def measure() -> Iterator[Result]:
    """Measure the board over the real cards, then over 10,000 and 100,000 generated ones."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _real(Path(folder))
        opened = {}
        for cards in GENERATED:
            workspace = data.workspace(Path(folder), cards)
            _open_gates(workspace)
            results = list(_board(workspace, f"{cards:,} cards", move=FRAME if cards <= USUAL else None))
            opened[cards] = results[0].ours
            yield from results
        few, many = GENERATED
        yield Result(f"board: open {many:,} / {few:,} cards", opened[many], opened[few], 1.5)


def _open_gates(workspace: Workspace) -> None:
    """Fill in what the gate asks of the cards that are moved."""
    with workspace.read() as session:
        first = board.load(session, BoardFilter()).columns[0]
        ids = board.card_ids(session, first.key, BoardFilter())[:5]
    with workspace.write(Label("Gates")) as write:
        data.pass_gates(write.session, ids)


def _real(folder: Path) -> Iterator[Result]:
    if not REAL.is_dir():
        yield Result("board: open, real cards", 0, None, 2, note=f"{REAL.name} is not there", skipped=True)
        return
    workspace = Workspace.create(folder / "real.salesdesk")
    tables = imports.read([REAL / name for name in TABLES])
    with workspace.write(imports.LABEL) as write:
        imports.write(write.session, imports.plan(write.session, tables))
        company.set_up(write.session)
    yield from _board(workspace, "2,089 real cards")


def _board(workspace: Workspace, what: str, *, move: float | None = FRAME) -> Iterator[Result]:
    """Measure a board; `move` bounds a move, whose sums are over all cards of the pipeline."""
    path = workspace.path
    workspace.close()
    times = [(_opened("board", path), _opened("bare", path)) for _pair in range(PAIRS)]
    yield Result(f"board: open, {what}", median(a for a, _b in times), median(b for _a, b in times), 2)
    app, program = _program(path)
    page = program.window.page
    if not isinstance(page, BoardPage):
        raise TypeError
    view = page.columns[1].view
    for name, budget, work in (
        ("scroll", 4.0, _scrolls(view)),
        ("cold page jump", FRAME, _jumps(view)),
        ("drag", 4.0, _drags(page)),
        ("move", move, _moves(page)),
    ):
        worst = percentile(_times(app, work), 99)
        yield Result(f"board: {name} p99, {what}", worst, None, budget)
    for name, work in _shapes(page):
        taken = median(_times(app, work))
        yield Result(f"board: {name}, {what}", taken, None, CHANGE if move else None)
    program.close_workspace()
    program.window.close()


def _program(path: Path) -> tuple[QApplication, Program]:
    """Return the whole program with the board open and painted, as after its start."""
    app = QApplication.instance() or QApplication([])
    if not isinstance(app, QApplication):
        raise TypeError
    theme.apply(app, "light")
    window = MainWindow()
    window.build()
    window.resize(1440, 900)
    program = Program(window, Preferences())
    program.open(path)
    window.show()
    app.processEvents()
    gc.collect()
    gc.freeze()
    return app, program


def _times(app: QApplication, work: Iterator[Callable[[], object]]) -> list[float]:
    """Return how long each step took until everything that follows from it was painted, in ms."""
    times = []
    for step in work:
        start = time.perf_counter()
        step()
        app.processEvents()
        app.processEvents()
        times.append((time.perf_counter() - start) * 1000)
    return times


def _scrolls(view: CardView) -> Iterator[Callable[[], object]]:
    """Yield turns of the wheel, down and, at the end, up again."""
    bar, step = view.verticalScrollBar(), 40
    for _step in range(STEPS):
        if not 0 <= bar.value() + step <= bar.maximum():
            step = -step
        yield partial(bar.setValue, bar.value() + step)


def _jumps(view: CardView) -> Iterator[Callable[[], object]]:
    """Yield jumps to far places of the column."""
    bar = view.verticalScrollBar()
    for number in range(JUMPS):
        yield partial(bar.setValue, (number * 7919 * 101) % max(bar.maximum(), 1))
    bar.setValue(0)


def _drags(page: BoardPage) -> Iterator[Callable[[], object]]:
    """Yield the steps of a drag to and fro over the board; at the end the card is dropped beside it."""
    QApplication.processEvents()
    view = page.columns[0].view
    view.select(0)
    _mouse(view, QEvent.Type.MouseButtonPress, view.card_rect(0).center())
    width, height = page.width() - 200, page.height() - 300
    for number in range(STEPS):
        across, down = (number * 11) % (2 * width), (number * 7) % (2 * height)
        at = QPoint(min(across, 2 * width - across) + 100, min(down, 2 * height - down) + 150)
        yield partial(_mouse, view, QEvent.Type.MouseMove, _in(view, page, at))
    _mouse(view, QEvent.Type.MouseButtonRelease, _in(view, page, QPoint(4, 4)))


def _in(view: CardView, page: BoardPage, at: QPoint) -> QPoint:
    """Return a place of the page as the view has it."""
    return view.viewport().mapFromGlobal(page.mapToGlobal(at))


def _mouse(view: CardView, kind: QEvent.Type, place: QPoint) -> None:
    button = Qt.MouseButton.LeftButton
    where = QPointF(view.viewport().mapToGlobal(place))
    event = QMouseEvent(kind, QPointF(place), where, button, button, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view.viewport(), event)


def _moves(page: BoardPage) -> Iterator[Callable[[], object]]:
    """Yield moves of a column's first card to its neighbour, and back."""
    for number in range(MOVES):
        here = number % 2
        page.columns[here].view.select(0)
        page.columns[here].view.setFocus()
        QApplication.processEvents()
        yield partial(page.columns[here].view.stage_requested.emit, 1 if here == 0 else -1)


def _shapes(page: BoardPage) -> Iterator[tuple[str, Iterator[Callable[[], object]]]]:
    """Yield other ways to see the board; each is left for the usual one in between, which isn't measured."""

    def group(grouping: Grouping) -> Iterator[Callable[[], object]]:
        for _time in range(SHAPES):
            yield partial(page.bar.grouping_changed.emit, grouping)
            page.bar.grouping_changed.emit("stage")
            QApplication.processEvents()

    def narrow(*flags: str) -> Iterator[Callable[[], object]]:
        for number in range(SHAPES):
            yield partial(page.bar.filter_changed.emit, BoardFilter(flags=flags, text=" " * number))
            page.bar.filter_changed.emit(BoardFilter())
            QApplication.processEvents()

    yield "group by owner", group("owner")
    yield "group by month", group("month")
    yield "group by value class", group("value_class")
    yield "filter: left alone or put off", narrow("untouched", "slipped")
    yield "filter: any risk", narrow(*FLAGS)


def _opened(what: str, path: Path) -> float:
    """Return the time that a fresh process needs to show the board, or the bare window, in ms."""
    command = [sys.executable, "-m", "tests.benchmarks.board", what, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return float(done.stdout)


def _open(what: str, path: Path) -> float:
    """Show the board in this process, or the bare window and read the same rows; return the time in ms."""
    gate = Data(Workspace.open(path, read_only=True))
    start = time.perf_counter()
    app = QApplication([])
    theme.apply(app, "light")
    window = MainWindow()
    window.build()
    window.resize(1440, 900)
    if what == "board":
        window.show_page(BoardPage(PageContext(gate, Background(gate), Preferences())))
    else:
        gate.read(read_board, BoardFilter(), None, Shape())
    window.show()
    app.processEvents()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    sys.stdout.write(str(_open(sys.argv[1], Path(sys.argv[2]))))
