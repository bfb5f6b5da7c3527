"""Work beside the window."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.errors import InvalidInputError
from salesdesk.ui.background import Background, Job

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pytestqt.qtbot import QtBot


@pytest.fixture
def background(qtbot: QtBot) -> Background:
    """Give a background without work."""
    del qtbot
    return Background()


def test_a_result_arrives_in_the_thread_of_the_window(background: Background, qtbot: QtBot) -> None:
    job = background.job(lambda _job: threading.current_thread().name)
    threads: list[str] = []
    job.done.connect(lambda _result: threads.append(threading.current_thread().name))
    with qtbot.waitSignal(job.done) as done:
        background.start(job)
    assert done.args is not None
    assert done.args[0] != threading.current_thread().name
    qtbot.waitUntil(lambda: threads == [threading.current_thread().name])
    qtbot.waitUntil(lambda: not background.busy())


def test_what_the_user_can_act_on_is_told_as_it_is(background: Background, qtbot: QtBot) -> None:
    assert failure(background, qtbot, _refuse) == "No such file"


def test_what_breaks_is_logged_and_told_in_general(
    background: Background, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    assert "Zero" not in failure(background, qtbot, lambda _job: 1 // 0)
    assert "ZeroDivisionError" in caplog.text


def test_progress_is_reported(background: Background, qtbot: QtBot) -> None:
    job = background.job(lambda job: job.report(3, 10))
    with qtbot.waitSignal(job.progress) as told:
        background.start(job)
    assert told.args == [3, 10]


def test_cancelled_work_stops_at_its_next_report(background: Background, qtbot: QtBot) -> None:
    go_on = threading.Event()

    def work(job: Job) -> None:
        go_on.wait(5)
        job.report(1, 2)

    job = background.job(work)
    background.start(job)
    job.cancel()
    with qtbot.waitSignal(job.failed):
        go_on.set()


def test_closing_waits_for_the_work(background: Background) -> None:
    finished = []

    def work(job: Job) -> None:
        finished.append(job)

    background.start(background.job(work))
    background.finish()
    assert finished


def test_what_was_finished_before_closing_is_told_to_nobody(background: Background, qtbot: QtBot) -> None:
    ready = threading.Event()
    told: list[object] = []
    job = background.job(lambda _job: ready.set())
    job.done.connect(told.append)
    job.failed.connect(told.append)
    background.start(job)
    assert ready.wait(5)
    background.finish()
    qtbot.waitUntil(lambda: not background.busy())
    assert told == []


def test_the_window_comes_in_soon_as_long_as_any_job_runs(background: Background, qtbot: QtBot) -> None:
    usual, found = sys.getswitchinterval(), []
    others = Background()
    go_on = threading.Event()
    others.start(others.job(lambda _job: go_on.wait(5)))
    background.start(background.job(lambda _job: found.append(sys.getswitchinterval())))
    qtbot.waitUntil(lambda: not background.busy())
    assert found[0] < usual
    assert sys.getswitchinterval() < usual
    go_on.set()
    qtbot.waitUntil(lambda: not others.busy() and sys.getswitchinterval() == usual)


def failure(background: Background, qtbot: QtBot, work: Callable[[Job], Any]) -> str:
    """Run work that fails, and return what is told."""
    job = background.job(work)
    with qtbot.waitSignal(job.failed) as failed:
        background.start(job)
    assert failed.args is not None
    return str(failed.args[0])


def _refuse(_job: Job) -> None:
    message = "No such file"
    raise InvalidInputError(message)
