"""Ways through the stages of a pipeline, and what is counted of them: conversion, time in a stage, moves back, skips.

A way is what one opportunity did: its stays in their order, each from when it came there. What is between two stays is
a move, or a closing. A move to another pipeline only relabels an opportunity: the stays before and after it are cut,
and say nothing of how long one stays or whether one goes on.
"""

from __future__ import annotations

import statistics
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, Literal, NamedTuple, TypeVar

DAY: Final = 86_400
OPEN: Final = ("open", "on_hold")
WON: Final = "won"
LOST: Final = "lost"
_BEYOND: Final = 1 << 60

Key = TypeVar("Key", bound=Hashable)
MoveKind = Literal["forward", "back"]


@dataclass(frozen=True, slots=True)
class Place(Generic[Key]):
    """A stage: its pipeline, its position there, whether it lies before the sale, and the longest one should stay."""

    key: Key
    pipeline: Hashable
    position: int
    before_sale: bool
    max_days: int | None


class Stay(NamedTuple, Generic[Key]):
    """A stay in a stage with the status that the opportunity had, since an instant in seconds since 1970 (UTC)."""

    stage: Key
    status: str
    since: float


Way = Sequence[Stay[Key]]


class Move(NamedTuple, Generic[Key]):
    """A move within a pipeline: between which stays (places in the way), and the stages left out on it."""

    kind: MoveKind
    before: int
    after: int
    skipped: tuple[Key, ...]


@dataclass(slots=True)
class Counts:
    """What was counted of one stage.

    `entered` are the opportunities that came in; `decided` those of them that went on, left otherwise, or stayed longer
    than they should; `went_on` those that came into a later stage or were won. `days` are the finished stays.
    """

    entered: int = 0
    decided: int = 0
    went_on: int = 0
    back: int = 0
    skipped: int = 0
    days: list[float] = field(default_factory=list)

    @property
    def conversion(self) -> float | None:
        """Return the share that went on, None where nothing is decided yet."""
        return self.went_on / self.decided if self.decided else None

    @property
    def median_days(self) -> float | None:
        """Return the median of the finished stays."""
        return statistics.median(self.days) if self.days else None

    @property
    def mean_days(self) -> float | None:
        """Return the mean of the finished stays."""
        return statistics.fmean(self.days) if self.days else None


@dataclass(frozen=True, slots=True)
class Window:
    """A span of time from an instant up to before another, and the present; in seconds since 1970."""

    start: float
    end: float
    now: float

    def __contains__(self, at: float) -> bool:
        """Tell whether an instant lies in the window."""
        return self.start <= at < self.end


class Stages(Generic[Key]):
    """The stages of all pipelines, asked for one of them."""

    def __init__(self, places: Mapping[Key, Place[Key]], pipeline: Hashable) -> None:
        self.places = places
        self.own = {key: place for key, place in places.items() if place.pipeline == pipeline}
        self._before_sale = sorted(
            ((place.position, key) for key, place in self.own.items() if place.before_sale),
            key=lambda pair: pair[0],
        )
        self._known: dict[tuple[int, int], tuple[Key, ...]] = {}

    def _between(self, low: int, high: int) -> tuple[Key, ...]:
        """Return the stages before the sale whose positions lie between two."""
        found = self._known.get((low, high))
        if found is None:
            found = tuple(key for position, key in self._before_sale if low < position < high)
            self._known[low, high] = found
        return found

    def moves(self, way: Way[Key]) -> Iterator[Move[Key]]:
        """Yield the moves of a way within the pipeline, a signature among those forward.

        A stage counts as skipped when an opportunity was moved past it without ever having stood in it.
        """
        own, seen, source, before = self.own, set[Key](), None, ""
        for at, (stage, status, _since) in enumerate(way):
            left, source = source, own.get(stage)
            was, before = before, status
            if left is None:
                continue
            seen.add(left.key)
            if source is None:
                continue
            if status == WON and was != WON:
                beyond = self._between(left.position, _BEYOND)
            elif left is source or (was in OPEN) != (status in OPEN) or status == LOST:
                continue  # closed, or taken up again: no move through the stages
            elif source.position < left.position:
                yield Move("back", at - 1, at, ())
                continue
            else:
                beyond = self._between(left.position, source.position)
            passed = tuple(key for key in beyond if key not in seen and key != stage) if beyond else ()
            yield Move("forward", at - 1, at, passed)

    def entries(self, way: Way[Key], window: Window) -> Iterator[tuple[Key, bool | None]]:
        """Yield the stages before the sale that an opportunity came into within the window, and what became of it.

        True: it came into a later stage of the pipeline, or was won; False: it left otherwise, or has stood there
        longer than it should; None: it is too early to tell, or it was put into another pipeline.
        """
        own, first, inside = self.own, dict[Key, int](), True
        for at, (stage, status, since) in enumerate(way):
            place = own.get(stage)
            if place is not None and place.before_sale and inside and status in OPEN and since in window:
                first.setdefault(stage, at)
            inside = place is not None
        for key, at in first.items():
            yield key, self._outcome(way, at, self.own[key], window.now)

    def _outcome(self, way: Way[Key], came: int, place: Place[Key], now: float) -> bool | None:
        own, last = self.own, came
        for at in range(came + 1, len(way)):
            stage, status, _since = way[at]
            other = own.get(stage)
            if status == WON or (other is not None and other.position > place.position):
                return True
            if other is place and status in OPEN:
                last = at
        if last == len(way) - 1:
            days = (now - way[last].since) // DAY
            return False if place.max_days is not None and days > place.max_days else None
        return False if way[last + 1].stage in own else None

    def finished(self, way: Way[Key]) -> Iterator[tuple[Key, float, float]]:
        """Yield the stays that ended within the pipeline or by a closing: stage, days, and when they ended."""
        own, last = self.own, len(way) - 1
        for at, (stage, status, since) in enumerate(way):
            place = own.get(stage)
            if place is None or at == last or status not in (OPEN if place.before_sale else (WON,)):
                continue
            after = way[at + 1]
            if after.stage in own and (at == 0 or way[at - 1].stage in own):
                yield stage, (after.since - since) / DAY, after.since


def append(way: list[Stay[Key]], stay: Stay[Key]) -> None:
    """Add a stay to a way; what only changed between going on and on hold in one stage is one stay."""
    if way:
        stage, status, since = way[-1]
        if stage == stay[0] and status in OPEN and stay[1] in OPEN:
            way[-1] = Stay(stage, stay[1], since)
            return
    way.append(stay)


class Tally(Generic[Key]):
    """Counts ways, one after the other, over a window."""

    def __init__(self, stages: Stages[Key], window: Window) -> None:
        self._stages = stages
        self._window = window
        self.counts: dict[Key, Counts] = {key: Counts() for key in stages.own}

    def add(self, way: Way[Key]) -> None:
        """Count one opportunity."""
        counts, window, stages = self.counts, self._window, self._stages
        for key, outcome in stages.entries(way, window):
            count = counts[key]
            count.entered += 1
            count.decided += outcome is not None
            count.went_on += outcome is True
        for key, days, ended in stages.finished(way):
            if ended in window:
                counts[key].days.append(days)
        for move in stages.moves(way):
            if way[move.after].since in window:
                counts[way[move.before].stage].back += move.kind == "back"
                for key in move.skipped:
                    counts[key].skipped += 1
