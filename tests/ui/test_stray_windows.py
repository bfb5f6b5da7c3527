"""What a page shows while it is made lies in the window: without a parent it would flash as a window of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from tests.ui.pages import PAGES, program_over, show

if TYPE_CHECKING:
    from salesdesk.storage.workspace import Workspace


class _Watch(QObject):
    """Notes every widget that is shown as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Show or not isinstance(watched, QWidget):
            return False
        if watched.isWindow() and not isinstance(watched, QMainWindow):
            self.shown.append(f"{type(watched).__name__} {watched.objectName()}".strip())
        return False


@pytest.fixture
def watch(qapp: QApplication) -> Iterator[_Watch]:
    one = _Watch()
    qapp.installEventFilter(one)
    yield one
    qapp.removeEventFilter(one)


def test_a_page_flashes_no_window_of_its_own(demo: Workspace, watch: _Watch) -> None:
    with program_over(demo) as program:
        for name in PAGES:
            show(program, name)
            assert (name, watch.shown) == (name, [])
