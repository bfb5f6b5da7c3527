"""Which stage of one pipeline fits a stage of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_ALIKE: Final = 0.3
"""How much a like wording counts against the distance of the chances to win."""


@dataclass(frozen=True, slots=True)
class MapStage:
    """A stage as the mapping sees it; `key` is unique in its pipeline, `words` is its name with what it is for."""

    key: str
    name: str
    kind: str
    probability: Decimal
    closes_won: bool = False
    words: str = ""


def propose(sources: Sequence[MapStage], targets: Sequence[MapStage]) -> dict[str, str]:
    """Return the target of every source before the sale; the order of the stages is kept.

    The chances to win and the words decide; of two that are equally near, the earlier one is taken.
    """
    before = [stage for stage in targets if stage.kind == "open"] or list(targets)
    result: dict[str, str] = {}
    first = 0
    for source in sources:
        places = range(first, len(before))
        first = min(places, key=lambda place, one=source: _distance(one, before[place]))  # type: ignore[misc]
        result[source.key] = before[first].key
    return result


def propose_won(sources: Sequence[MapStage], targets: Sequence[MapStage]) -> dict[str, str]:
    """Return the target of every source where won opportunities stand.

    A won stage or the last one before the sale leads to where a win is put; stages after the sale to those, by words
    and order. Where nothing follows the signature, a won opportunity stays in the stage that it ends.
    """
    landing = landing_of(targets)
    after = [stage for stage in targets if stage.kind == "post_sale"]
    result: dict[str, str] = {}
    first = 0
    for source in sources:
        if source.kind == "post_sale" and after:
            places = range(first, len(after))
            first = max(places, key=lambda place, one=source: _likeness(one.words, after[place].words))  # type: ignore[misc]
            result[source.key] = after[first].key
        else:
            result[source.key] = landing.key
    return result


def landing_of(targets: Sequence[MapStage]) -> MapStage:
    """Return the stage that a win is put into."""
    for kind in ("won", "post_sale"):
        for stage in targets:
            if stage.kind == kind:
                return stage
    return next((stage for stage in targets if stage.closes_won), targets[-1])


def _distance(one: MapStage, other: MapStage) -> float:
    if one.name == other.name:
        return -1
    return abs(float(one.probability - other.probability)) - _ALIKE * _likeness(one.words, other.words)


def _likeness(one: str, other: str) -> float:
    """Return how many pairs of neighbouring signs two texts share, from 0 to 1."""
    first, second = _pairs(one), _pairs(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0


def _pairs(text: str) -> set[str]:
    plain = "".join(sign for sign in text.casefold() if sign.isalnum())
    return {plain[place : place + 2] for place in range(len(plain) - 1)}
