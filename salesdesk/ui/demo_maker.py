"""Makes the demo firm beside the window, whatever the user does meanwhile."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from salesdesk.ui.background import Background, Job


class DemoMaker(QObject):
    """Makes one demo at a time; `made` brings its path, `failed` says why there is none."""

    made = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background(self)  # its own: opening and closing workspaces wait for the other one

    def busy(self) -> bool:
        """Tell whether a demo is being made."""
        return self._background.busy()

    def make(self, path: Path) -> None:
        """Begin to make a demo."""
        job = self._background.job(partial(_make, path))
        job.done.connect(self.made)
        job.failed.connect(self.failed)
        self._background.start(job)

    def stop(self) -> None:
        """Give up what is being made; nothing is left of it."""
        self._background.finish()


def _make(path: Path, job: Job) -> Path:
    from salesdesk.services import demo  # noqa: PLC0415 - only when it is asked for

    today = date.today()  # noqa: DTZ011 - the demo's days are local ones
    demo.build(path, today, step=lambda: job.report(0, 0))
    return path
