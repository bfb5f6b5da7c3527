"""What the board reads in one go, so that all of it is of one moment."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from salesdesk.services import board
from salesdesk.services.board import Board, BoardFilter, Card, Column, Key, PipelineChoice
from salesdesk.services.people import PersonChoice, people

FIRST: Final = 40
"""How many cards of a column are read with the board: more than a usual screen shows."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The heads of the board, the first cards by the column's key, and one card that was asked for."""

    board: Board
    first: Mapping[Key, list[Card]]
    card: Card | None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the board can be narrowed to."""

    pipelines: Sequence[PipelineChoice]
    people: Sequence[PersonChoice]


def read_board(session: Any, board_filter: BoardFilter, card_id: uuid.UUID | None) -> tuple[Reading, Choices]:
    """Read everything that the board shows, and where the selected card is."""
    heads = board.load(session, board_filter)
    reading = Reading(heads, _first(session, board_filter, heads.columns), _card(session, card_id))
    return reading, Choices(board.pipelines(session), people(session))


def read_affected(
    session: Any, board_filter: BoardFilter, card_id: uuid.UUID, before: Sequence[Column]
) -> Reading:
    """Read the heads, and the columns that one changed card left, entered or stands in."""
    heads = board.load(session, board_filter)
    affected = [head for head in heads.columns if head not in before]
    card = None if affected else _card(session, card_id)
    if card is not None:
        affected = [head for head in heads.columns if head.key == card.key]
    first = _first(session, board_filter, affected)
    at_hand = (one for cards in first.values() for one in cards if one.id == card_id)
    return Reading(heads, first, card or next(at_hand, None) or _card(session, card_id))


def _first(session: Any, board_filter: BoardFilter, columns: Sequence[Column]) -> dict[Key, list[Card]]:
    return {
        column.key: board.first_cards(
            session, column.key, board_filter, grouping=column.grouping, limit=FIRST
        )
        if column.count
        else []
        for column in columns
    }


def _card(session: Any, card_id: uuid.UUID | None) -> Card | None:
    return next(iter(board.cards(session, [card_id])), None) if card_id is not None else None
