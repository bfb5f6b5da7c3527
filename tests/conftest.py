"""What every test stands on: no screen, no data of this device, Chinese as the language."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlcipher3.dbapi2 as sqlite
from hypothesis import settings
from sqlalchemy import Engine, QueuePool, create_engine

from salesdesk import i18n
from salesdesk.services import demo as demo_firm, pins
from salesdesk.storage.workspace import Workspace
from tests import filling

if TYPE_CHECKING:
    from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
    # Not beside the source, then: the tests are compiled anew for minutes, and the program for each of its processes.
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(
        Path(__file__).parents[1] / "build" / "bytecode"
    )
    sys.dont_write_bytecode = False

# Thousands of small databases wait for the disk, each write; where there is a disk in memory, they lie there.
_MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of the user's own in it
if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > 2 << 30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))

gc.disable()  # see below

settings.register_profile("tests", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("tests")


_MUCH_GARBAGE = 200_000


def pytest_collection_finish() -> None:
    """Keep what was imported out of every search for garbage: it is much, and stays."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Search for garbage between tests, when there may be much: never in a thread that should touch no widget."""
    if gc.get_count()[0] > _MUCH_GARBAGE:
        gc.collect()
        gc.freeze()  # what is left now stays too: what tests were the first to import or to keep


@pytest.fixture(autouse=True)
def _device_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("SALESDESK_HOME", str(tmp_path_factory.mktemp("device")))


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    i18n.set_language("zh_CN")
    yield
    i18n.set_language("zh_CN")


@pytest.fixture(scope="session", autouse=True)
def _statements_compiled_once() -> Iterator[None]:
    """Let every workspace of this process use what SQLAlchemy compiled for another: each would compile all anew."""
    first = create_engine("sqlite://", module=sqlite, poolclass=QueuePool, query_cache_size=5_000)
    with first.connect():
        pass  # the dialect asks the database for its version once

    def make_like_the_first(url: str, **values: Any) -> Engine:
        engine = create_engine(url, **values)
        engine.dialect = engine.pool._dialect = first.dialect
        engine._compiled_cache = first._compiled_cache
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("salesdesk.storage.connection.create_engine", make_like_the_first)
        yield
    first.dispose()


@pytest.fixture(scope="session", autouse=True)
def _cheap_pins() -> Iterator[None]:
    """Derive keys from PINs without the effort that makes them hard to guess; a test looks at that effort."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pins, "_SCRYPT", pins._SCRYPT | {"n": 2})
        yield


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Give an empty workspace on disk, open to write."""
    made = filling.new_workspace(tmp_path / "Test.salesdesk")
    yield made
    made.close()


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the demo firm, closed; it is made once, and tests that write copy it."""
    place = tmp_path_factory.mktemp("demo") / "Demo.salesdesk"
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return _made_demo(place, tmp_path_factory)
    shared = (
        tmp_path_factory.getbasetemp().parent / place.name
    )  # no process opens it: each has a copy of its own
    ready, begun = shared.with_suffix(".ready"), shared.with_suffix(".begun")
    try:
        begun.touch(exist_ok=False)
    except FileExistsError:
        while not ready.exists():
            time.sleep(0.05)
    else:
        try:
            _made_demo(shared, tmp_path_factory)
        finally:
            ready.touch()
    return Path(shutil.copytree(shared, place))


def _made_demo(place: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SALESDESK_HOME", str(tmp_path_factory.mktemp("home")))
        return demo_firm.build(place, date(2026, 6, 30)).path


@pytest.fixture
def demo(demo_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Give a copy of the demo firm, open to write."""
    path = tmp_path / demo_folder.name
    shutil.copytree(demo_folder, path)
    opened = Workspace.open(path)
    yield opened
    opened.close()
