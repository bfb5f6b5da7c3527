"""The relationship matrix: which level of the customer knows which level of ours (requirement D16)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from salesdesk.domain.buying_center import LEVEL_NAMES
from salesdesk.domain.money import round_half_up
from salesdesk.i18n import _

LEVELS: Final = tuple(code for code, _name in LEVEL_NAMES)
"""The levels on both sides, the highest first."""
_OUR_LEVEL: Final = {"director": "top", "regional_manager": "middle", "service_manager": "middle"}
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Talk:
    """The last time that somebody of one of our levels had to do with a contact of the customer."""

    theirs: str
    ours: str
    contact: str
    on: date


@dataclass(frozen=True, slots=True)
class Cell:
    """Who of a level of the customer knows a level of ours, and when they last had to do with each other.

    `suggestion` is the task that would fill an empty cell; without one, nobody of ours stands at that level.
    """

    theirs: str
    ours: str
    contacts: tuple[str, ...] = ()
    last_on: date | None = None
    suggestion: str = ""

    @property
    def covered(self) -> bool:
        """Tell whether the two levels ever had to do with each other."""
        return self.last_on is not None


@dataclass(frozen=True, slots=True)
class Matrix:
    """All cells, row by row from the customer's top level on; `coverage` is the percentage that is filled."""

    cells: tuple[Cell, ...]
    coverage: int

    def cell(self, theirs: str, ours: str) -> Cell:
        """Return the cell of two levels."""
        return self.cells[LEVELS.index(theirs) * len(LEVELS) + LEVELS.index(ours)]


def our_level(role: str) -> str:
    """Return how high somebody of ours stands, by what they do here."""
    return _OUR_LEVEL.get(role, "working")


def matrix(known: Mapping[str, Sequence[str]], talks: Sequence[Talk], staffed: Collection[str]) -> Matrix:
    """Return the matrix of the contacts `known` at each level and the last talks with each.

    `staffed` are the levels that somebody of ours stands at: the other ones can't be covered, so they don't count.
    """
    cells = tuple(
        _cell(
            theirs,
            ours,
            [talk for talk in talks if (talk.theirs, talk.ours) == (theirs, ours)],
            known,
            possible=ours in staffed,
        )
        for theirs in LEVELS
        for ours in LEVELS
    )
    counted = [cell for cell in cells if cell.ours in staffed or cell.covered]
    covered = sum(cell.covered for cell in counted)
    return Matrix(cells, int(round_half_up(Decimal(100 * covered) / len(counted), 0)) if counted else 0)


def _cell(
    theirs: str, ours: str, talks: Sequence[Talk], known: Mapping[str, Sequence[str]], *, possible: bool
) -> Cell:
    if talks:
        latest = sorted(talks, key=lambda talk: talk.on, reverse=True)
        contacts = tuple(dict.fromkeys(talk.contact for talk in latest))
        return Cell(theirs, ours, contacts, latest[0].on)
    return Cell(theirs, ours, suggestion=_suggestion(theirs, ours, known.get(theirs, ())) if possible else "")


def _suggestion(theirs: str, ours: str, contacts: Sequence[str]) -> str:
    names = dict(LEVEL_NAMES)
    if not contacts:
        return _("Find a contact at the customer's level “{theirs}”").format(theirs=_(names[theirs]))
    return _("Bring our level “{ours}” together with {contacts}").format(
        ours=_(names[ours]), contacts=_listed(contacts[:_NAMED])
    )


def _listed(names: Sequence[str]) -> str:
    some, *others = names
    for more in others:
        some = _("{some}, {more}").format(some=some, more=more)
    return some
