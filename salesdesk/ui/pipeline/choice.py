"""Which cards of the board are chosen, to do something with all of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QObject, Signal

from salesdesk.services import board
from salesdesk.services.board import BoardFilter, Card, Column


class Choice(QObject):
    """The chosen cards, in the order in which they were chosen."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cards: dict[uuid.UUID, Card] = {}

    @property
    def cards(self) -> tuple[Card, ...]:
        """Return the chosen cards."""
        return tuple(self._cards.values())

    @property
    def ids(self) -> frozenset[uuid.UUID]:
        """Return the ids of the chosen cards."""
        return frozenset(self._cards)

    def holds(self, card: Card) -> bool:
        """Tell whether a card is chosen."""
        return card.id in self._cards

    def toggle(self, card: Card, *, beside: Card | None = None) -> None:
        """Choose a card, or no longer; the first one is chosen `beside` the card that is selected."""
        if not self._cards and beside is not None and beside.id != card.id:
            self._cards[beside.id] = beside
        if self._cards.pop(card.id, None) is None:
            self._cards[card.id] = card
        self.changed.emit()

    def add(self, cards: Iterable[Card]) -> None:
        """Choose more cards."""
        self._cards |= {card.id: card for card in cards}
        self.changed.emit()

    def clear(self) -> None:
        """Choose none."""
        if self._cards:
            self._cards = {}
            self.changed.emit()


def all_cards(session: Any, column: Column, board_filter: BoardFilter) -> list[Card]:
    """Return all cards of a column."""
    ids = board.card_ids(session, column.key, board_filter, grouping=column.grouping)
    return board.cards(session, ids, grouping=column.grouping)
