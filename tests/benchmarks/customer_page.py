"""The page of a customer: reading, and opening until it is painted, with 500 activities and 40 opportunities."""

from __future__ import annotations

import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Final

from PySide6.QtWidgets import QApplication

from salesdesk.services import activities, customers
from salesdesk.storage import bulk
from salesdesk.storage.records import Activity, Contact, Opportunity
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from salesdesk.ui import theme
from salesdesk.ui.background import Background
from salesdesk.ui.customers.detail_page import CustomerPage
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.preferences import Preferences
from tests import factories
from tests.benchmarks import data
from tests.benchmarks.result import Result

ACTIVITIES: Final = 500
OPPORTUNITIES: Final = 40
TIMES: Final = 9
BUDGET: Final = 50.0


def measure() -> Iterator[Result]:
    """Measure one page in a workspace of 10,000 opportunities."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = data.workspace(Path(folder), 10_000)
        firm = _busy(workspace)
        app = QApplication.instance() or QApplication([])
        if not isinstance(app, QApplication):
            raise TypeError
        theme.apply(app, "light")
        gate = Data(workspace)
        context = PageContext(gate, Background(), Preferences())
        yield Result("customer page: read, 500 activities", _read(gate, firm), None, BUDGET)
        yield Result("customer page: open, 500 activities", _opened(app, context, firm), None, BUDGET)
        workspace.close()


def _busy(workspace: Workspace) -> uuid.UUID:
    """Add a customer with whom much was done."""
    with workspace.write(factories.STEP) as write:
        session = write.session
        firm = customers.create(session, name="华锐精工（苏州）有限公司")
        people = [{"customer_id": firm, "name": f"顾工{number}"} for number in range(4)]
        contacts = bulk.insert_rows(session, Contact, people)
        stage = factories.stages(session)[1].id
        row = {
            "customer_id": firm,
            "stage_id": stage,
            "created_on": date(2026, 1, 1),
            "stage_entered_at": now(),
        }
        rows = ({**row, "name": f"五轴加工中心 {n}", "position": n} for n in range(OPPORTUNITIES))
        bulk.insert_rows(session, Opportunity, rows)
        done = (
            {
                "kind": "call",
                "subject": f"电话沟通 {number}",
                "note": "关注付款方式，建议分期。" * 6,
                "customer_id": firm,
                "contact_id": contacts[number % 4],
                "done_at": now() - timedelta(hours=number),
            }
            for number in range(ACTIVITIES)
        )
        bulk.insert_rows(session, Activity, done)
    return firm


def _read(gate: Data, firm: uuid.UUID) -> float:
    times = []
    for _time in range(TIMES):
        start = time.perf_counter()
        gate.read(customers.view, firm)
        gate.read(activities.timeline, customer_id=firm)
        times.append((time.perf_counter() - start) * 1000)
    return median(times)


def _opened(app: QApplication, context: PageContext, firm: uuid.UUID) -> float:
    times = []
    for _time in range(TIMES):
        start = time.perf_counter()
        page = CustomerPage(context, customer_id=firm)
        page.resize(1240, 800)
        page.show()
        app.processEvents()
        page.grab()
        times.append((time.perf_counter() - start) * 1000)
        page.hide()
        page.deleteLater()
        app.processEvents()
    return median(times)
