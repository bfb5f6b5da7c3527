"""Where the program keeps what belongs to this device: preferences, epochs, logs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_APP = "SalesDesk"


def data_dir() -> Path:
    """Return the device's application-data folder, made if missing; `SALESDESK_HOME` overrides it."""
    override = os.environ.get("SALESDESK_HOME")
    folder = Path(override) if override else _user_data() / _APP
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _user_data() -> Path:
    """Return where the system keeps a user's application data; platformdirs would cost a tenth of the start."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def log_dir() -> Path:
    """Return the folder of the rotating log, made if missing."""
    folder = data_dir() / "logs"
    folder.mkdir(exist_ok=True)
    return folder


def opened_dir() -> Path:
    """Return where copies of a workspace's files stand while other programs show them."""
    return data_dir() / "opened"


def documents_dir() -> Path:
    """Return the folder where new workspaces are offered to be made."""
    import platformdirs  # noqa: PLC0415 - knows every system's folders, and is asked only in a dialog

    return Path(platformdirs.user_documents_dir())
