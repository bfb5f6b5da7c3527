"""This device: its id and name, and what it remembers of each workspace outside that workspace's folder."""

from __future__ import annotations

import json
import os
import shutil
import socket
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from salesdesk import paths
from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _
from salesdesk.storage import clock
from salesdesk.storage.ids import new_id


@dataclass(frozen=True, slots=True)
class Memory:
    """What the device last saw of a workspace: its epoch and the newest operation with its hash."""

    epoch: int
    operation: int
    hash: str


def _file() -> Path:
    return paths.data_dir() / "device.json"


def _load() -> dict[str, Any]:
    value = _read()
    if value is None:
        if _file().exists():
            _file().replace(_file().with_suffix(".damaged"))
        part = _part({"id": str(new_id()), "name": socket.gethostname(), "workspaces": {}})
        try:
            os.link(part, _file())  # unlike a rename, it lets the first of two first starts win
        except FileExistsError:
            pass
        except OSError:
            shutil.copy(part, _file())  # a file system without links
        finally:
            part.unlink()
        value = _read()
    if value is None:
        raise InvalidInputError(
            _("The program's own folder “{path}” can't be used.").format(path=_file().parent)
        )
    return value


def _read() -> dict[str, Any] | None:
    try:
        value = json.loads(_file().read_text(encoding="utf-8"))
        uuid.UUID(value["id"])
        return value if {"id", "name", "workspaces"} <= value.keys() else None
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        return None


def _part(value: dict[str, Any]) -> Path:
    part = _file().with_suffix(f".{os.getpid()}.part")
    try:
        part.write_text(json.dumps(value, indent=1), encoding="utf-8")
    except OSError:
        part.unlink(missing_ok=True)
        raise
    return part


def _save(value: dict[str, Any]) -> None:
    _part(value).replace(_file())


def identity() -> tuple[uuid.UUID, str]:
    """Return this device's id and name, made at first use."""
    given = clock.current().device
    if given is not None:
        return given
    value = _load()
    return uuid.UUID(value["id"]), str(value["name"])


def recall(workspace_id: uuid.UUID) -> Memory | None:
    """Return what this device remembers of a workspace."""
    known = _load()["workspaces"].get(str(workspace_id))
    return None if known is None else Memory(known["epoch"], known["operation"], known["hash"])


def remember(workspace_id: uuid.UUID, memory: Memory) -> None:
    """Keep what this device saw of a workspace."""
    value = _load()
    value["workspaces"][str(workspace_id)] = {
        "epoch": memory.epoch,
        "operation": memory.operation,
        "hash": memory.hash,
    }
    _save(value)
