"""Where times, ids and the device's name come from: the system, or for sample data a seed and a fixed moment."""

from __future__ import annotations

import random
import secrets
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final


class Clock:
    """The system's time and randomness; `last_id` is the stamp of the newest id, so that ids ascend."""

    device: tuple[uuid.UUID, str] | None = None
    """The device that writes; None is this one."""

    def __init__(self) -> None:
        self.last_id = 0

    def now(self) -> datetime:
        """Return this instant in UTC."""
        return datetime.now(UTC)

    def milliseconds(self) -> int:
        """Return this instant in milliseconds since 1970."""
        return time.time_ns() // 1_000_000

    def random_bits(self, count: int) -> int:
        """Return an unforeseeable integer of that many bits."""
        return secrets.randbits(count)


class _Fixed(Clock):
    """A clock that stands still, with random bits and a device that follow from the seed."""

    def __init__(self, at: datetime, seed: int, device_name: str) -> None:
        super().__init__()
        self._at = at.astimezone(UTC)
        self._random = random.Random(seed)  # noqa: S311 - sample data, nothing secret
        self.device = uuid.UUID(int=self._random.getrandbits(128), version=4), device_name

    def now(self) -> datetime:
        return self._at

    def milliseconds(self) -> int:
        return int(self._at.timestamp() * 1000)

    def random_bits(self, count: int) -> int:
        return self._random.getrandbits(count)


_SYSTEM: Final = Clock()
_current: Final[ContextVar[Clock]] = ContextVar("clock", default=_SYSTEM)
current: Final = _current.get
"""Return the clock that holds here; other threads keep theirs."""


@contextmanager
def fixed(at: datetime, *, seed: int, device_name: str) -> Iterator[None]:
    """Let everything in the block be written at one moment by one device, with the same ids for the same seed."""
    token = _current.set(_Fixed(at, seed, device_name))
    try:
        yield
    finally:
        _current.reset(token)
