"""What the board reads in one go, so that all of it is of one moment."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from salesdesk.services import board
from salesdesk.services.board import Board, BoardFilter, Card, Column, Grouping, Key, PipelineChoice
from salesdesk.services.people import PersonChoice, people

TABLES: Final = (*board.TABLES, "company")
"""Beside the opportunity itself, the tables whose rows change what the board shows."""
FIRST: Final = 40
"""How many cards of a column are read with the board: more than a usual screen shows."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The heads of the board, the first cards by the column's key, and one card that was asked for."""

    board: Board
    first: Mapping[Key, list[Card]]
    card: Card | None


@dataclass(frozen=True, slots=True)
class Shown:
    """What the board shows: its heads, and the columns with those of their first cards that were read today."""

    board: Board
    columns: Sequence[tuple[Column, Sequence[Card]]]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the board can be narrowed to."""

    pipelines: Sequence[PipelineChoice]
    people: Sequence[PersonChoice]


@dataclass(frozen=True, slots=True)
class Shape:
    """How the board stands: by what its cards are grouped, and whether what was signed stands behind a divider."""

    grouping: Grouping = "stage"
    after_sale: bool = False


def all_heads(shown: Board, shape: Shape) -> tuple[Column, ...]:
    """Return the heads of all columns that the board shows, those behind the divider last."""
    return (*shown.columns, *shown.after) if shape.after_sale else shown.columns


def read_board(
    session: Any, board_filter: BoardFilter, card_id: uuid.UUID | None, shape: Shape
) -> tuple[Reading, Choices]:
    """Read everything that the board shows, and where the selected card is."""
    heads = board.load(session, board_filter, shape.grouping, after_sale=True)
    first = board.first_of(session, all_heads(heads, shape), board_filter, limit=FIRST)
    reading = Reading(heads, first, _card(session, card_id, shape))
    return reading, Choices(board.pipelines(session), people(session))


def read_affected(
    session: Any,
    board_filter: BoardFilter,
    card_id: uuid.UUID,
    before: Shown,
    shape: Shape,
) -> Reading:
    """Read the heads, and the columns that one changed card left, entered or stands in.

    Only this one card has changed since `before` was read.
    """
    heads_before = [head for head, _cards in before.columns]
    heads = _touched(session, board_filter, card_id, before) or board.load(
        session, board_filter, shape.grouping, after_sale=True
    )
    shown = all_heads(heads, shape)
    affected = [head for head in shown if head not in heads_before]
    card = None if affected else _card(session, card_id, shape)
    if card is not None:
        affected = [head for head in shown if head.key == card.key]
    keys = {head.key for head in affected}
    known = {card.id: card for head, cards in before.columns if head.key in keys for card in cards}
    known.pop(card_id, None)
    first = board.first_of(session, affected, board_filter, limit=FIRST, known=known)
    at_hand = (one for cards in first.values() for one in cards if one.id == card_id)
    return Reading(heads, first, card or next(at_hand, None) or _card(session, card_id, shape))


def _touched(
    session: Any,
    board_filter: BoardFilter,
    card_id: uuid.UUID,
    before: Shown,
) -> Board | None:
    """Read two heads where it is known that no other can have changed: all are of today, and one has the card."""
    if any(head.count and not cards for head, cards in before.columns):
        return None
    places = (head.key for head, cards in before.columns for card in cards if card.id == card_id)
    left = next(places, None)
    return board.load_touched(session, board_filter, before.board, card_id, left) if left else None


def _card(session: Any, card_id: uuid.UUID | None, shape: Shape) -> Card | None:
    if card_id is None:
        return None
    return next(iter(board.cards(session, [card_id], grouping=shape.grouping)), None)
