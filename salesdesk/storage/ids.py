"""Ids made on this device: UUIDv7, ascending within the process."""

from __future__ import annotations

import secrets
import threading
import time
import uuid
from typing import Final

_COUNTER_BITS: Final = 12
_RANDOM_BITS: Final = 62
_lock = threading.Lock()
_last = 0


def new_id() -> uuid.UUID:
    """Return a new UUIDv7 (RFC 9562): milliseconds, a counter that never falls back, random bits."""
    global _last  # noqa: PLW0603 - the process-wide clock that makes ids ascend
    with _lock:
        now = (time.time_ns() // 1_000_000) << _COUNTER_BITS
        _last = now if now > _last else _last + 1
        stamp = _last
    milliseconds, counter = stamp >> _COUNTER_BITS, stamp & ((1 << _COUNTER_BITS) - 1)
    high = (milliseconds << 16) | (0x7 << 12) | counter
    low = (0b10 << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
    return uuid.UUID(int=(high << 64) | low)
