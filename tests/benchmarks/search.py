"""Search: our index beside LIKE over the same columns, and the palette that shows what is found."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from salesdesk.domain import pinyin
from salesdesk.services import search
from salesdesk.storage import bulk
from salesdesk.storage.records import Contact, Customer
from salesdesk.storage.workspace import Workspace
from salesdesk.ui import theme
from salesdesk.ui.data import Data
from salesdesk.ui.palette import Palette
from tests.benchmarks import data
from tests.benchmarks.result import Result, percentile
from tests.factories import STEP

CUSTOMERS = 100_000
QUERIES = 300
LIKE = (
    "SELECT id, name FROM customer WHERE deleted_at IS NULL AND (name LIKE ? OR short_name LIKE ? OR code LIKE ? "
    "OR city LIKE ? OR phone LIKE ?) LIMIT 8"
)
TEXTS = (
    "SELECT sum(length(CAST(name || short_name || code || city || phone AS BLOB))) FROM customer",
    "SELECT sum(length(CAST(contact.name || mobile || customer.name AS BLOB))) FROM contact "
    "JOIN customer ON customer.id = customer_id",
)


def measure() -> Iterator[Result]:
    """Measure queries, what the palette draws, and the size of the index."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = _filled(Path(folder))
        raw = workspace._engine.raw_connection().driver_connection
        yield from _queries(workspace, raw)
        yield _drawn(workspace)
        yield _size(raw)
        workspace.close()


def _filled(folder: Path) -> Workspace:
    made = Workspace.create(folder / "search.salesdesk")
    with made.write(STEP, kind="issue") as write:
        ids = bulk.insert_rows(write.session, Customer, _customers(CUSTOMERS))
        people = (
            {"customer_id": row, "name": "顾晓东陈思远林晓"[place % 6 :][:3], "mobile": f"154{place:08}"}
            for place, row in enumerate(ids[::5])
        )
        bulk.insert_rows(write.session, Contact, people)
    while not search.catch_up(made, batch=5000):
        pass
    return made


def _customers(count: int) -> Iterator[dict[str, Any]]:
    """Yield customers as a register of companies has them: city, a word of their own, trade, legal form."""
    chance = random.Random(data.SEED)
    signs = (
        "云海山川天地金木水火土春夏秋冬东南西北中华国泰民安恒远宏达鑫源盛世嘉禾瑞丰德信诚义博雅正大光明永久"
    )
    cities, trades = (
        ("燕川", "珠澜", "云州", "朔津", "楚泽"),
        ("机械", "食品", "新材料", "电子科技", "包装", "汽车零部件"),
    )
    for number in range(count):
        word = "".join(chance.choices(signs, k=chance.choice((2, 2, 3))))
        city = chance.choice(cities)
        name = f"{city}市{word}{chance.choice(trades)}有限公司"
        yield {"name": name, "city": city, "phone": f"0000-5550-{number:06}"}


def _typed(chance: random.Random) -> Iterator[str]:
    """Yield what people type: pieces of names, initials, pinyin, numbers, and what isn't there."""
    names = [row["name"] for row in _customers(3000)]
    for _time in range(QUERIES):
        name = chance.choice(names)
        start = chance.choice((0, 3, 3, 3))
        piece = name[start : start + 4]
        spelled = [pinyin.readings(sign)[0] for sign in piece if pinyin.readings(sign)]
        yield chance.choice(
            (
                piece[:2],
                piece,
                "".join(sound[0] for sound in spelled),
                "".join(spelled),
                f"{chance.randrange(99999):05}",
                "龘靐",
            )
        )


def _queries(workspace: Workspace, raw: Any) -> Iterator[Result]:
    ours, theirs = [], []
    with workspace.read() as session:
        for text in _typed(random.Random(data.SEED)):
            start = time.perf_counter()
            search.find(session, text, kinds=("customer",))
            ours.append(time.perf_counter() - start)
            start = time.perf_counter()
            raw.execute(LIKE, (f"%{text}%",) * 5).fetchall()
            theirs.append(time.perf_counter() - start)
    yield Result("search p95, 100,000 customers", percentile(ours, 95) * 1000, None, 2, "ms")
    yield Result("search max, 100,000 customers", max(ours) * 1000, None, 16, "ms")
    yield Result(
        "search median / LIKE where it finds nothing", percentile(ours, 50), percentile(theirs, 95), 0.05
    )


def _drawn(workspace: Workspace) -> Result:
    """Measure from the key to the painted list."""
    app = QApplication.instance() or QApplication(["benchmark"])
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    window = QWidget()
    window.resize(1440, 900)
    anchor = QLineEdit(window)
    window.show()
    palette = Palette(Data(workspace), [], window)
    palette.open_under(anchor)
    times = []
    for text in _typed(random.Random(1)):
        start = time.perf_counter()
        palette.field.setText(text)
        palette.grab()
        times.append(time.perf_counter() - start)
    window.close()
    return Result("palette drawn p95 after the key", percentile(times, 95) * 1000, None, 30, "ms")


def _size(raw: Any) -> Result:
    """Compare the pages of the index with the texts that it makes findable."""
    text = sum(raw.execute(texts).fetchone()[0] for texts in TEXTS)
    pages = raw.execute("SELECT sum(length(block)) FROM search_text_data").fetchone()[0]
    return Result("size of the index / text", pages / 1e6, text / 1e6, 2, "MB")
