"""Where the program keeps what belongs to this device: preferences, epochs, logs."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_APP = "SalesDesk"


def data_dir() -> Path:
    """Return the device's application-data folder, made if missing; `SALESDESK_HOME` overrides it."""
    override = os.environ.get("SALESDESK_HOME")
    folder = Path(override) if override else Path(platformdirs.user_data_dir(_APP, appauthor=False))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def log_dir() -> Path:
    """Return the folder of the rotating log, made if missing."""
    folder = data_dir() / "logs"
    folder.mkdir(exist_ok=True)
    return folder


def documents_dir() -> Path:
    """Return the folder where new workspaces are offered to be made."""
    return Path(platformdirs.user_documents_dir())
