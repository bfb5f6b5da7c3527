"""The quote editor on a quote of 500 lines: from a key to its painting, to the new totals, to the new preview."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from salesdesk.domain.changes import Label
from salesdesk.domain.pricing import parse_discount
from salesdesk.domain.quote import LineKind, QuoteDraft, QuoteLine
from salesdesk.domain.quote_editing import with_line
from salesdesk.domain.quote_problems import problems, totals_so_far
from salesdesk.services import company, quotes
from salesdesk.storage.workspace import Workspace
from salesdesk.ui import theme
from salesdesk.ui.background import Background
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.quotes.editor_columns import Col
from salesdesk.ui.quotes.editor_model import LinesModel
from salesdesk.ui.quotes.editor_page import QuoteEditorPage
from tests.benchmarks.result import Result, interleaved, percentile

TODAY: Final = date(2026, 11, 24)
KEYS: Final = 100
PREVIEWS: Final = 9
FRAME: Final = 16.0
TOTALS: Final = 30.0
PREVIEW: Final = {30: 50.0, 500: 150.0}
PAUSE: Final = 0.12
STEP: Final = 1.5
"""A step costs as much for each line of a long quote as in a short one, and a little more for where it lies."""


def measure() -> Iterator[Result]:
    """Measure typing in long quotes."""
    app = QApplication.instance() or QApplication([])
    if not isinstance(app, QApplication):
        raise TypeError
    theme.apply(app, "light")
    with tempfile.TemporaryDirectory() as folder:
        for lines, budget in PREVIEW.items():
            page = _opened(app, Path(folder), lines)
            if lines == max(PREVIEW):
                yield _steps(page)
                keys, sums = _typed(app, page)
                yield Result(
                    f"quote editor: key to paint p95, {lines} lines", percentile(keys, 95), None, FRAME
                )
                yield Result(f"quote editor: totals p95, {lines} lines", percentile(sums, 95), None, TOTALS)
            times = [_preview(app, page, number) for number in range(PREVIEWS)]
            yield Result(f"quote editor: preview, {lines} lines", percentile(times, 50), None, budget)
            page.leave()
            page.close()


def _opened(app: QApplication, folder: Path, count: int) -> QuoteEditorPage:
    """Return the editor of a new quote of so many lines, on the screen."""
    workspace = Workspace.create(folder / f"{count}.salesdesk")
    company.set_up_workspace(workspace, company_name="云帆砺行")
    data = Data(workspace)
    draft = _draft(count)
    blank = quotes.EditableQuote(None, None, 1, "draft", None, TODAY, draft)
    saved = data.write(
        Label("A step"), quotes.save, blank, draft, today=TODAY, seller_name="云帆", language="zh_CN"
    )
    page = QuoteEditorPage(PageContext(data, Background(), Preferences()), quote_id=saved.quote_id)
    page.resize(1250, 826)
    page.show()
    page.activateWindow()
    _settle(app, page)
    return page


def _draft(count: int) -> QuoteDraft:
    return QuoteDraft(customer="华锐精工", lines=tuple(_line(number) for number in range(count)))


def _line(number: int) -> QuoteLine:
    """Return a line: each twenty-fifth heads a section, some are alternatives, notes and percent charges."""
    kinds: dict[int, LineKind] = {0: "section", 12: "note", 24: "charge"}
    kind = kinds.get(number % 25, "product")
    return QuoteLine(
        name=f"五轴加工中心 {number}",
        kind=kind,
        alternative=number % 25 == 5,
        charge=Decimal("0.02") if kind == "charge" else None,
        model=f"VMC-{800 + number % 90}U",
        specification=f"行程 {600 + number % 300}×550×500 mm，主轴转速 12,000 r/min",
        unit="台",
        quantity=Decimal(number % 7 + 1),
        unit_price=Decimal(9800 + number),
        tax_rate=Decimal("0.13" if number % 3 else "0.06"),
        discount=parse_discount("16%" if number % 4 == 0 else None),
    )


def _steps(page: QuoteEditorPage) -> Result:
    """Measure what a step of editing costs in a long quote against as many in one of a page as it is shorter."""

    def step(model: LinesModel) -> None:
        draft = model.draft
        line = replace(draft.lines[1], quantity=draft.lines[1].quantity % 9 + 1)
        model.show(with_line(draft, 1, line))
        figures = totals_so_far(model.draft)
        model.show_problems(problems(model.draft))
        assert figures.gross

    long, short = LinesModel(page.session.draft), LinesModel(_draft(min(PREVIEW)))
    times = max(PREVIEW) // min(PREVIEW)

    def steps() -> None:
        for _time in range(times):
            step(short)

    ours, reference = interleaved(lambda: step(long), steps, pairs=25)
    name = f"quote editor: step, {max(PREVIEW)} lines; {times} × {min(PREVIEW)}"
    return Result(name, ours, reference, STEP)


def _settle(app: QApplication, page: QuoteEditorPage) -> None:
    while page.busy():
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
    app.processEvents()


def _key(page: QuoteEditorPage, key: Qt.Key) -> None:
    widget = QApplication.focusWidget() or page.lines.view
    QTest.keyClick(widget, key)


def _typed(app: QApplication, page: QuoteEditorPage) -> tuple[list[float], list[float]]:
    """Type quantities line after line at a fast typist's pace; return the times of keys and of the sums, in ms."""
    view, keys, sums = page.lines.view, [], []
    view.go_to(0, Col.QUANTITY)
    for number in range(KEYS):
        for key in (Qt.Key.Key_1 + number % 9, Qt.Key.Key_Return):
            start = time.perf_counter()
            _key(page, Qt.Key(key))
            # Paints what the key made dirty, and nothing else.
            QApplication.sendPostedEvents(page.window(), QEvent.Type.UpdateRequest)
            keys.append((time.perf_counter() - start) * 1000)
            until = time.perf_counter() + PAUSE
            while time.perf_counter() < until:
                app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        start = time.perf_counter()
        draft = page.session.draft
        figures = totals_so_far(draft)
        page.totals.show_totals(draft, figures)
        page.lines.show_figures(figures, problems(draft))
        page.totals.repaint()
        sums.append((time.perf_counter() - start) * 1000)
        app.processEvents()  # What the sums made dirty is painted before the next key, as it is for a typist.
    return keys, sums


def _preview(app: QApplication, page: QuoteEditorPage, number: int) -> float:
    """Return the time from the last key of a quantity to the picture with it, in ms."""
    _settle(app, page)
    page.lines.view.go_to(0, Col.QUANTITY)
    app.processEvents()
    _key(page, Qt.Key(Qt.Key.Key_1 + number % 9))
    start = time.perf_counter()
    _key(page, Qt.Key.Key_Return)
    while page._refresh.isActive() or page.preview.busy():
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
    return (time.perf_counter() - start) * 1000
