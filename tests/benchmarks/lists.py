"""The list of customers on the screen with a thousand and with a million rows: opening, jumping, sorting, memory.

Opening is measured from the making of the page to its painting. Sorting is compared with a statement on a bare cursor
that gives the same order.
"""

from __future__ import annotations

import random
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Final

from PySide6.QtWidgets import QApplication

from salesdesk.domain.changes import Label
from salesdesk.services import company, lists
from salesdesk.services.customer_list import SOURCE
from salesdesk.services.lists import ListQuery
from salesdesk.storage import bulk, journal
from salesdesk.storage.records import Customer, Person
from salesdesk.storage.workspace import Workspace
from salesdesk.ui import theme
from salesdesk.ui.background import Background
from salesdesk.ui.customers.list_page import CustomerListPage
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.preferences import Preferences
from tests.benchmarks import data
from tests.benchmarks.result import Result, interleaved, percentile

FEW: Final = 1_000
MANY: Final = 1_000_000
PAIRS: Final = 15
JUMPS: Final = 100
FRAME: Final = 16.7
BARE: Final = {
    "name": "SELECT rowid FROM customer WHERE deleted_at IS NULL ORDER BY name, rowid",
    "city": "SELECT rowid FROM customer WHERE deleted_at IS NULL ORDER BY city, rowid",
    "updated_at": "SELECT rowid FROM customer WHERE deleted_at IS NULL ORDER BY updated_at, rowid",
}


def measure() -> Iterator[Result]:
    """Measure a list of a million customers against one of a thousand."""
    app = QApplication.instance() or QApplication([])
    if not isinstance(app, QApplication):
        raise TypeError
    theme.apply(app, "light")
    with tempfile.TemporaryDirectory() as folder:
        few, many = (workspace(Path(folder), count) for count in (FEW, MANY))
        times = [(_open(app, many), _open(app, few)) for _pair in range(PAIRS + 1)][1:]
        ours, reference = (median(pair[place] for pair in times) for place in (0, 1))
        yield Result(f"lists: open {MANY:,} / {FEW:,} rows", ours, reference, 1.3)
        yield Result(f"lists: cold jump p99, {MANY:,} rows", percentile(_jumps(app, many), 99), None, FRAME)
        yield Result(f"lists: bytes a row, {MANY:,} rows", _bytes_a_row(app, many), None, 10, unit="bytes")
        yield from _sorts(many)
        for each in (few, many):
            each.close()


def workspace(folder: Path, count: int) -> Workspace:
    """Make a workspace with that many customers, without a journal of them."""
    made = Workspace.create(folder / f"customers-{count}.salesdesk")
    with made.write(Label("Generated data"), kind="issue") as write:
        company.set_up(write.session, company_name="云帆砺行装备制造有限公司")
        names = ({"name": f"销售{number:02}"} for number in range(data.PEOPLE))
        people = bulk.insert_rows(write.session, Person, names)
    chance = random.Random(data.SEED)
    rows = ({**row, "owner_id": chance.choice(people)} for row in data.customers(count))
    with made.keep() as session:
        journal.drop_triggers(session)
        bulk.insert_rows(session, Customer, rows)
        journal.create_triggers(session)
    return made


@contextmanager
def _page(app: QApplication, shown: Workspace) -> Iterator[CustomerListPage]:
    """Give the page as it is made, and take it away again with whatever it still does."""
    background = Background()
    page = CustomerListPage(PageContext(Data(shown), background, Preferences()))
    try:
        yield page
    finally:
        page.leave()
        background.finish()
        page.close()
        page.deleteLater()
        app.processEvents()


def _open(app: QApplication, shown: Workspace) -> float:
    start = time.perf_counter()
    with _page(app, shown) as page:
        page.resize(1240, 820)
        page.show()
        app.processEvents()
        return (time.perf_counter() - start) * 1000


def _loaded(app: QApplication, page: CustomerListPage) -> None:
    page.resize(1240, 820)
    page.show()
    while page.busy() or page._context.background.busy():
        app.processEvents()
        time.sleep(0.001)
    app.processEvents()


def _jumps(app: QApplication, shown: Workspace) -> list[float]:
    """Return how long jumps to far places took until they were painted, in ms."""
    times = []
    with _page(app, shown) as page:
        _loaded(app, page)
        bar = page.list.view.verticalScrollBar()
        for number in range(JUMPS):
            start = time.perf_counter()
            bar.setValue((number * 7919 * 101 * 32) % max(bar.maximum(), 1))
            app.processEvents()
            app.processEvents()
            times.append((time.perf_counter() - start) * 1000)
    return times


def _bytes_a_row(app: QApplication, shown: Workspace) -> float:
    """Return what the list holds once all rows are known; Qt itself keeps nothing of a row."""
    with _page(app, shown) as page:
        _loaded(app, page)
    tracemalloc.start()
    with _page(app, shown) as page:
        before, _peak = tracemalloc.get_traced_memory()
        _loaded(app, page)
        held = tracemalloc.get_traced_memory()[0] - before
        kept_by_qt = page.list.view.verticalHeader().count()
    tracemalloc.stop()
    return held / MANY + 8 * kept_by_qt / MANY


def _sorts(shown: Workspace) -> Iterator[Result]:
    raw = shown._engine.raw_connection().driver_connection
    if raw is None:
        raise TypeError
    for key, statement in BARE.items():
        with shown.read() as session:
            ours, reference = interleaved(
                lambda key=key, session=session: lists.row_numbers(session, SOURCE, ListQuery(key)),  # type: ignore[misc]  # loop values
                lambda statement=statement: raw.execute(statement).fetchall(),  # type: ignore[misc]  # loop values
            )
        yield Result(f"lists: sort by {key}, {MANY:,} rows", ours, reference, 1.3)
