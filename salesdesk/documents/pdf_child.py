"""Joins PDFs and reads what they carry, in a process of its own: `main([FOLDER])`.

Nothing else of the program is loaded, for what is read comes from outside; memory and time are bounded. FOLDER/job.json
says what to do: `join` (`base`, `background` and its `…_pages` and `…_height`, `before`, `after`, `id`, with names of
files in FOLDER) or `carried` (`source`, `name`). The result is FOLDER/out, and FOLDER/told.json says
`{"pages": count, "lost": names}`, naming the files that have something which can't be taken along, or
`{"problem": code, "file": name}`.
"""

from __future__ import annotations

import contextlib
import json
import logging
from pathlib import Path
from typing import Any

from salesdesk.documents.pdf_bounds import MAX_MEMORY, MAX_WRITTEN, SECONDS, Problem


def main(arguments: list[str]) -> int:
    """Do the job in the folder that is named; the exit code is 0 where all was told, also a problem."""
    folder = Path(arguments[0])
    _limit()
    logging.disable()
    told: dict[str, Any]
    try:
        told = _done(folder, json.loads((folder / "job.json").read_text("utf-8")))
    except Problem as problem:
        told = {"problem": problem.code, "file": problem.file}
    except (MemoryError, RecursionError):
        told = {"problem": "memory", "file": ""}
    except BaseException as error:  # noqa: BLE001 - a parser may fail in every way
        told = {"problem": "damaged", "file": "", "error": type(error).__name__}
    (folder / "told.json").write_text(json.dumps(told), "utf-8")
    return 0


def _limit() -> None:
    """Bound memory, time and what is written, where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_WRITTEN, MAX_WRITTEN))


def _done(folder: Path, job: dict[str, Any]) -> dict[str, Any]:
    # ruff: noqa: PLC0415 - the library loads once the bounds are set
    if job["do"] == "carried":
        from salesdesk.documents.pdf_reading import carried

        (folder / "out").write_bytes(carried(folder / job["source"], job["name"]))
        return {}
    from salesdesk.documents.pdf_joining import Joining

    return Joining(folder, job).made()
