"""Files that the program writes for the user."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _


def check_place(file: Path) -> None:
    """Refuse a place that is no file's."""
    if (
        not file.name
        or file.is_dir()
        or any(parent.exists() and not parent.is_dir() for parent in file.parents)
    ):
        raise InvalidInputError(_("“{path}” can't be written: it is no place for a file.").format(path=file))


def write(file: Path, content: bytes) -> None:
    """Write the whole file or nothing; its folder is made where it is missing."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        check_place(file)
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(file)
    except OSError as error:
        raise InvalidInputError(
            _("“{path}” can't be written: {reason}").format(path=file, reason=error.strerror)
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
