"""Ids made on this device: UUIDv7, ascending within the process."""

from __future__ import annotations

import threading
import uuid
from typing import Final

from salesdesk.storage import clock

_COUNTER_BITS: Final = 12
_RANDOM_BITS: Final = 62
_lock = threading.Lock()


def new_id() -> uuid.UUID:
    """Return a new UUIDv7 (RFC 9562): milliseconds, a counter that never falls back, random bits."""
    source = clock.current()
    with _lock:
        now = source.milliseconds() << _COUNTER_BITS
        stamp = source.last_id = max(now, source.last_id + 1)
    milliseconds, counter = stamp >> _COUNTER_BITS, stamp & ((1 << _COUNTER_BITS) - 1)
    high = (milliseconds << 16) | (0x7 << 12) | counter
    low = (0b10 << _RANDOM_BITS) | source.random_bits(_RANDOM_BITS)
    return uuid.UUID(int=(high << 64) | low)
