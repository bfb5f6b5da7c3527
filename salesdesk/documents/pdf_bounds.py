"""How large a PDF from outside may be, and what is told of one that isn't taken."""

from __future__ import annotations

from typing import Final

MAX_BYTES: Final = 20 * 1024 * 1024
MAX_OPENED: Final = 100 * 1024 * 1024
"""Of a PDF that is only looked into for what it carries."""
MAX_PAGES: Final = 300
MAX_OBJECTS: Final = 100_000
MAX_DEPTH: Final = 60
MAX_CARRIED: Final = 4 * 1024 * 1024
MAX_MEMORY: Final = 1024**3
MAX_WRITTEN: Final = 400 * 1024 * 1024
SECONDS: Final = 60


class Problem(Exception):  # noqa: N818 - it is told, not raised further
    """What is wrong: a code, and with which file."""

    def __init__(self, code: str, file: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.file = file
