"""The workspace's files, each under the hash of its content: no name comes from outside, and none is kept twice."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from pathlib import Path
from typing import Final

from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _
from salesdesk.storage.ids import new_id

_NAME: Final = re.compile(r"[0-9a-f]{64}")


def path(folder: Path, name: str) -> Path:
    """Return where a file stands; InvalidInputError for what is no name of a stored file."""
    if not _NAME.fullmatch(name):
        raise InvalidInputError(_("This is not a file of the workspace."))
    return folder / name[:2] / name


def store(folder: Path, content: bytes) -> str:
    """Keep a content and return its name; a crash leaves the whole file or none."""
    name = hashlib.sha256(content).hexdigest()
    file = path(folder, name)
    if _content(file) == content:
        return name
    part = file.with_name(f".{name}.{new_id().hex}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
        _sync(file.parent)
    except OSError as error:
        raise InvalidInputError(
            _("The file can't be kept in the workspace: {reason}").format(reason=error.strerror or error)
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
    return name


def read(folder: Path, name: str) -> bytes:
    """Return a stored content; InvalidInputError where it is missing or damaged."""
    content = _content(path(folder, name))
    if content is None:
        raise InvalidInputError(_("A file of the workspace is missing. Add it again."))
    if hashlib.sha256(content).hexdigest() != name:
        raise InvalidInputError(_("A file of the workspace is damaged. Add it again."))
    return content


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _sync(folder: Path) -> None:
    """Have the folder's new entry on the disk too, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
