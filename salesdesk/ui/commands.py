"""What can be asked for by name, in the palette and in the list of shortcuts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from salesdesk.domain import search_tokens


@dataclass(frozen=True, slots=True)
class Command:
    """An action of the program; `keys` are its shortcut, empty where it has none."""

    id: str
    title: str
    icon: str
    keys: str
    run: Callable[[], object]


def fitting(commands: Sequence[Command], typed: str) -> list[Command]:
    """Return the commands that fit words, pinyin or initials, the best first; all where nothing is typed."""
    query = search_tokens.query(typed)
    if not query:
        return [] if typed.strip() else list(commands)
    ranked = [(rank, command) for command in commands if (rank := query.rank(command.title)) is not None]
    return [command for _rank, command in sorted(ranked, key=lambda pair: pair[0])]
