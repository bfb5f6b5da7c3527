"""What happens to errors that nobody caught."""

from __future__ import annotations

import logging
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import qInstallMessageHandler, qWarning

from salesdesk import paths
from salesdesk.domain.errors import RuleError
from salesdesk.ui.errors import ErrorHook, start_log

if TYPE_CHECKING:
    from collections.abc import Iterator


class Told:
    """Keeps what the hook tells."""

    def __init__(self) -> None:
        self.messages: list[str] = []
        self.crashes = 0
        self.hook = ErrorHook(tell=self.messages.append, crashed=self.count)

    def count(self) -> None:
        """Count a crash."""
        self.crashes += 1

    def answer(self, error: BaseException) -> None:
        """Have the hook answer an error."""
        self.hook.handle(type(error), error, None)


@pytest.fixture
def told() -> Told:
    """Give a hook that is not installed."""
    return Told()


@pytest.fixture
def _own_hooks() -> Iterator[None]:
    hooks = sys.excepthook, threading.excepthook
    root = logging.getLogger()
    handlers = list(root.handlers)
    yield
    sys.excepthook, threading.excepthook = hooks
    qInstallMessageHandler(None)
    for handler in [one for one in root.handlers if one not in handlers]:
        root.removeHandler(handler)
        handler.close()


def test_what_the_user_can_act_on_is_told(told: Told) -> None:
    told.answer(RuleError("Choose a customer"))
    assert (told.messages, told.crashes) == (["Choose a customer"], 0)


def test_a_crash_is_logged_each_time_and_shown_once(told: Told, caplog: pytest.LogCaptureFixture) -> None:
    for _time in range(3):
        told.answer(ValueError("broken"))
    assert (told.messages, told.crashes) == ([], 1)
    assert len(caplog.records) == 3


@pytest.mark.usefixtures("_own_hooks")
def test_a_thread_that_breaks_is_logged(told: Told, caplog: pytest.LogCaptureFixture) -> None:
    told.hook.install()
    thread = threading.Thread(target=lambda: 1 // 0)
    thread.start()
    thread.join()
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.usefixtures("_own_hooks")
@pytest.mark.qt_log_ignore("careful")
def test_the_messages_of_qt_go_to_the_log() -> None:
    start_log()
    qWarning("careful")
    assert "careful" in (paths.log_dir() / "salesdesk.log").read_text(encoding="utf-8")
