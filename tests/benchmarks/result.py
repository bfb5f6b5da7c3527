"""One line of a benchmark, and how two things are measured fairly against each other."""

from __future__ import annotations

import gc
import math
import statistics
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Result:
    """One measurement: `budget` bounds ours / reference, or ours itself where there is no reference."""

    name: str
    ours: float
    reference: float | None
    budget: float | None
    unit: str = "ms"
    note: str = ""
    skipped: bool = False

    @property
    def ratio(self) -> float | None:
        """Return ours / reference; None without a reference."""
        return None if self.skipped or not self.reference else self.ours / self.reference

    @property
    def ok(self) -> bool:
        """Return whether the budget holds; a skipped line is neither ok nor over, and does not fail."""
        if self.skipped or self.budget is None:
            return True
        measured = self.ours if self.reference is None else self.ratio
        return measured is not None and measured <= self.budget


def interleaved(ours: Callable[[], Any], reference: Callable[[], Any], pairs: int = 7) -> tuple[float, float]:
    """Return both medians in ms, measured alternately, after one unmeasured call of each."""
    ours()
    reference()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(pairs):
        with _no_collection():
            times[0].append(_milliseconds(ours))
            times[1].append(_milliseconds(reference))
    return statistics.median(times[0]), statistics.median(times[1])


def percentile(values: Sequence[float], p: float) -> float:
    """Return the nearest-rank percentile: the smallest value not below `p` per cent of the values."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * p / 100) - 1)]


def _milliseconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


@contextmanager
def _no_collection() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
