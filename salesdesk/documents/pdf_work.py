"""Work on PDFs from outside in another process (`pdf_child`), with bounds of memory and time."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import salesdesk
from salesdesk.documents.pdf_bounds import MAX_BYTES, MAX_OPENED, MAX_PAGES, SECONDS
from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import N_, _

FROZEN: Final = "--read-pdf"
"""The argument by which the packaged program works on a PDF instead of starting."""
_LOOK_S: Final = 0.02
_RUN: Final = (
    "import sys; sys.path.insert(0, sys.argv[1])\n"
    "from salesdesk.documents.pdf_child import main; main(sys.argv[2:])"
)
_PROBLEMS: Final = {
    "large": N_("“{file}” is larger than {limit} MB."),
    "other": N_("“{file}” is no PDF."),
    "locked": N_("“{file}” is locked with a password. Save it without one."),
    "pages": N_("“{file}” has too many pages: a document takes up to {pages} from other files."),
    "memory": N_("“{file}” takes too much memory to read. Print it to a new PDF and take that."),
    "time": N_("“{file}” takes too long to read. Print it to a new PDF and take that."),
    "damaged": N_("“{file}” is damaged: it can't be read as a PDF."),
    "nothing": N_("“{file}” carries no quote of SalesDesk. Only PDFs that SalesDesk made do."),
}


@dataclass(frozen=True, slots=True)
class Result:
    """What a job gave, and the names of files that show something which couldn't be taken along."""

    content: bytes
    lost: tuple[str, ...] = ()


def done(
    job: Mapping[str, Any],
    files: Mapping[str, bytes],
    names: Mapping[str, str],
    report: Callable[[], object] = lambda: None,
) -> Result:
    """Return what a job of `pdf_child` gives; InvalidInputError says what is wrong with which file.

    `files` are those that the job names, and `names` what the user calls them. `report` is called again and again, and
    may raise to stop.
    """
    usual = next(iter(names.values()), "PDF")
    with tempfile.TemporaryDirectory(prefix="salesdesk-") as place:
        folder = Path(place)
        for name, content in files.items():
            if len(content) > (MAX_OPENED if "source" in job else MAX_BYTES) and name in names:
                raise _problem(names[name], "large")
            (folder / name).write_bytes(content)
        (folder / "job.json").write_text(json.dumps(job), "utf-8")
        _run(folder, usual, report)
        try:
            told = json.loads((folder / "told.json").read_text("utf-8"))
            result = b"" if "problem" in told else (folder / "out").read_bytes()
        except (OSError, ValueError) as error:
            raise _problem(usual, "damaged") from error
    if "problem" in told:
        raise _problem(names.get(told["file"], usual), told["problem"])
    return Result(result, tuple(names[name] for name in told.get("lost", ()) if name in names))


def _run(folder: Path, name: str, report: Callable[[], object]) -> None:
    process = subprocess.Popen(  # noqa: S603 - this program itself
        [*_command(), str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    until = time.monotonic() + SECONDS
    try:
        while process.poll() is None:
            if time.monotonic() > until:
                raise _problem(name, "time")
            report()
            time.sleep(_LOOK_S)
    finally:
        process.kill()
        process.wait()


def _command() -> list[str]:
    """Return how the other process is started: the packaged program knows this work by an argument."""
    if getattr(sys, "frozen", False):
        return [sys.executable, FROZEN]
    return [sys.executable, "-I", "-c", _RUN, str(Path(salesdesk.__file__).parents[1])]


def _problem(name: str, code: str) -> InvalidInputError:
    text = _(_PROBLEMS.get(code, _PROBLEMS["damaged"]))
    return InvalidInputError(text.format(file=name, limit=MAX_BYTES // 1024 // 1024, pages=MAX_PAGES))
