"""Names of files that come from outside, made safe to show, to keep and to write."""

from __future__ import annotations

import re
from pathlib import PurePosixPath, PureWindowsPath
from typing import Final

from salesdesk.domain.texts import one_line

LONGEST: Final = 120
_FORBIDDEN: Final = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")
_RUNS: Final = frozenset(
    (
        *("app", "appimage", "bat", "cmd", "com", "command", "cpl", "desktop", "dll", "dmg", "exe", "gadget"),
        *(
            "hta",
            "inf",
            "jar",
            "js",
            "jse",
            "lnk",
            "msc",
            "msi",
            "msp",
            "pif",
            "ps1",
            "py",
            "pyw",
            "reg",
            "rgs",
        ),
        *("run", "scf", "scr", "sct", "sh", "url", "vb", "vbe", "vbs", "ws", "wsf", "wsh", "xll"),
    )
)
"""Endings of files that run when they are opened."""


def safe_name(name: str, fallback: str = "file") -> str:
    """Return a file's own name, without folders and signs that a system forbids, at most `LONGEST` characters."""
    own = PureWindowsPath(PurePosixPath(one_line(name)).name).name
    cleaned = _FORBIDDEN.sub("_", own).strip(" .")
    if _RESERVED.match(cleaned):
        cleaned = f"_{cleaned}"
    stem, dot, ending = cleaned.rpartition(".")
    if not dot:
        stem, ending = ending, ""
    ending = ending[:20]
    return f"{stem[: LONGEST - len(ending) - 1]}{dot}{ending}" if stem else ending or fallback


def runs_when_opened(name: str) -> bool:
    """Tell whether a file of this name is a program or script, which is never opened from here."""
    _stem, dot, ending = name.rpartition(".")
    return bool(dot) and ending.lower() in _RUNS
