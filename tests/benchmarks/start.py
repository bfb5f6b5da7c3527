"""From the start of the process to what can be seen, against a bare window and against other programs."""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

import salesdesk
from tests.benchmarks import data
from tests.benchmarks.result import Result

CARDS: Final = 10_000
FLOOR: Final = """
import sys
from PySide6.QtWidgets import QApplication, QWidget

class Window(QWidget):
    def paintEvent(self, event):
        sys.stderr.write("frame\\n")
        sys.stderr.flush()
        QApplication.quit()

app = QApplication([])
window = Window()
window.resize(1440, 900)
window.show()
app.exec()
"""
# Program, how it is started, what its main window is called, budget of our board against that window.
PEERS: Final = (
    ("Anki", ("anki", "-b", "{folder}", "-l", "en"), "Anki$", 0.40),
    ("GnuCash", ("gnucash", "--nofile"), " - GnuCash$", 0.65),
)
PATIENCE: Final = 30


def measure() -> Iterator[Result]:
    """Measure the frame against the floor, then the board of 10,000 cards against the peers."""
    compile_byte_code()
    with tempfile.TemporaryDirectory() as folder:
        program = [sys.executable, "-m", "salesdesk", "open"]
        floor = [sys.executable, "-c", FLOOR]
        ours, bare = pairs(partial(until, program, "frame"), partial(until, floor, "frame"))
        yield Result("start: window frame / bare window", ours, bare, 1.6)

        workspace = data.workspace(Path(folder), CARDS)
        workspace.close()
        program.append(str(workspace.path))
        yield Result(
            f"start: board of {CARDS:,} cards", median(until(program, "board") for _ in range(7)), None, None
        )
        for name, command, title, budget in PEERS:
            yield _against(name, [part.format(folder=folder) for part in command], title, program, budget)


def _against(name: str, command: list[str], window: str, program: list[str], budget: float) -> Result:
    title = f"start: board of {CARDS:,} cards / {name}"
    missing = [tool for tool in (command[0], "Xvfb", "xdotool") if shutil.which(tool) is None]
    if missing:
        return Result(title, 0, None, budget, note=f"not installed: {', '.join(missing)}", skipped=True)
    with screen() as display:
        on_screen = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        ours, theirs = pairs(
            partial(until, program, "board", on_screen), partial(until_mapped, command, window, on_screen)
        )
    return Result(title, ours, theirs, budget)


def compile_byte_code() -> None:
    """Compile the program and its libraries, as an installer does; without it imports cost three times as much."""
    compileall.compile_dir(Path(salesdesk.__file__).parent, quiet=2)
    compileall.compile_path(quiet=2)


def pairs(ours: Callable[[], float], reference: Callable[[], float], count: int = 7) -> tuple[float, float]:
    """Return both medians in ms; each call measures itself, the two alternate, the first pair warms up."""
    times = [(ours(), reference()) for _ in range(count + 1)][1:]
    return median(pair[0] for pair in times), median(pair[1] for pair in times)


def until(command: Sequence[str], event: str, environment: dict[str, str] | None = None) -> float:
    """Return the ms from the start of the process to the line in which it tells of the event."""
    traced = (environment or os.environ) | {"SALESDESK_TRACE_START": "1"}
    began = time.perf_counter()
    with subprocess.Popen(command, env=traced, stderr=subprocess.PIPE, text=True) as process:
        told: list[str] = []
        passed = None
        for line in process.stderr or ():
            told.append(line)
            if passed is None and line.split()[:1] == [event]:
                passed = (time.perf_counter() - began) * 1000
    if passed is None:
        raise RuntimeError("".join(told))
    return passed


def until_mapped(command: Sequence[str], title: str, environment: dict[str, str]) -> float:
    """Return the ms from the start of the process to its main window on the screen, to about 15 ms."""
    began = time.perf_counter()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        search = ["xdotool", "search", "--onlyvisible", "--name", title]
        try:
            while subprocess.run(search, env=environment, check=False, capture_output=True).returncode:
                if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                    raise RuntimeError(f"{command[0]} showed no window")
                time.sleep(0.01)
            return (time.perf_counter() - began) * 1000
        finally:
            process.kill()


@contextmanager
def screen() -> Iterator[str]:
    """Give the name of a virtual screen."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-noreset", "-screen", "0", "1920x1080x24"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as told:
                yield f":{told.readline().strip()}"
        finally:
            server.terminate()
