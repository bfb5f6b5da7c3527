"""Files from outside on their way into the workspace, beside the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from salesdesk.domain.errors import SalesDeskError
from salesdesk.i18n import _
from salesdesk.services import evidence
from salesdesk.services.evidence import StoredFile
from salesdesk.ui.background import Background, CancelledError, Job
from salesdesk.ui.widgets.local_files import local_files

__all__ = ["Stored", "local_files", "store"]


@dataclass(frozen=True, slots=True)
class Stored:
    """The files that were taken, and why the others were not."""

    files: tuple[StoredFile, ...]
    problems: tuple[str, ...]


def store(
    background: Background, folder: Path, paths: Sequence[Path], then: Callable[[Stored], object]
) -> Job:
    """Copy files into the workspace's folder; `then`, which must belong to a QObject, gets what was taken."""
    job = background.job(lambda running: _store_all(running, folder, tuple(paths)))
    job.done.connect(then)
    background.start(job)
    return job


def _store_all(job: Job, folder: Path, paths: tuple[Path, ...]) -> Stored:
    files, problems = [], []
    for place, path in enumerate(paths):
        try:
            job.report(place, len(paths))
            files.append(_store(folder, path))
        except CancelledError:
            raise
        except SalesDeskError as error:
            problems.append(error.message)
    return Stored(tuple(files), tuple(problems))


def _store(folder: Path, path: Path) -> StoredFile:
    if path.is_dir():
        raise SalesDeskError(_("“{name}” is a folder. Only files are taken.").format(name=path.name))
    return evidence.store(folder, path)
