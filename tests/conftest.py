"""What every test stands on: no screen, no data of this device, Chinese as the language."""

from __future__ import annotations

import gc
import os
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlcipher3.dbapi2 as sqlite
from hypothesis import settings
from sqlalchemy import Engine, QueuePool, create_engine

from salesdesk import i18n
from salesdesk.services import demo as demo_firm
from salesdesk.storage.workspace import Workspace
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Thousands of small databases wait for the disk, each write; where there is a disk in memory, they lie there.
_MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of the user's own in it
if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > 2 << 30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))

gc.disable()  # until everything is imported, which leaves no garbage

settings.register_profile("tests", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("tests")


def pytest_collection_finish() -> None:
    """Keep what was imported out of every search for garbage: it is much, and stays."""
    gc.collect()
    gc.freeze()
    gc.enable()


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


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Give an empty workspace on disk, open to write."""
    made = factories.new_workspace(tmp_path / "Test.salesdesk")
    yield made
    made.close()


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the demo firm, closed; it is made once, and tests that write copy it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SALESDESK_HOME", str(tmp_path_factory.mktemp("home")))
        return demo_firm.build(tmp_path_factory.mktemp("demo") / "Demo.salesdesk", date(2026, 6, 30)).path


@pytest.fixture
def demo(demo_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Give a copy of the demo firm, open to write."""
    path = tmp_path / demo_folder.name
    shutil.copytree(demo_folder, path)
    opened = Workspace.open(path)
    yield opened
    opened.close()
