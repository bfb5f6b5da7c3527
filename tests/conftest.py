"""What every test stands on: no screen, no data of this device, Chinese as the language."""

from __future__ import annotations

import os
import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from salesdesk import i18n
from salesdesk.services import demo as demo_firm
from salesdesk.storage.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile("tests", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("tests")


@pytest.fixture(autouse=True)
def _device_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("SALESDESK_HOME", str(tmp_path_factory.mktemp("device")))


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    i18n.set_language("zh_CN")
    yield
    i18n.set_language("zh_CN")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Give an empty workspace on disk, open to write."""
    made = Workspace.create(tmp_path / "Test.salesdesk")
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
