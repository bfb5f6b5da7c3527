"""What differs between two versions of a quote, or between two quotes: line by line, terms, totals."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from salesdesk.domain.quote import QuoteLine, line_amounts
from salesdesk.domain.quote_version import QuoteVersion

ChangeKind = Literal["same", "changed", "added", "removed"]

LINE_FIELDS: Final = (
    "name",
    "model",
    "brand",
    "specification",
    "unit",
    "quantity",
    "unit_price",
    "discount",
    "tax_rate",
    "charge",
    "optional",
    "alternative",
    "free",
    "delivery",
    "remark",
)
TERM_FIELDS: Final = (
    "customer",
    "contact",
    "project",
    "tender",
    "valid_until",
    "currency",
    "fx_rate",
    "price_mode",
    "rounding",
    "payment_terms",
    "delivery_terms",
    "warranty_terms",
    "greeting",
    "remark",
    "deviations",
)
SUMS: Final = ("before_discount", "discount", "net", "tax", "gross")
_ALIKE: Final = 0.5
"""From which likeness of their names on two typed lines at the same place are one line with another name."""
_COMPARED: Final = 60


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line as it was and as it is, either of which may be missing; `places` and `amounts` are theirs.

    Amounts are before the document discount, as the quote prints them, so that it changes no line. `fields` are those
    of `LINE_FIELDS` that differ; a `moved` line stands in another order among those that stayed.
    """

    kind: ChangeKind
    before: QuoteLine | None
    after: QuoteLine | None
    places: tuple[int | None, int | None]
    amounts: tuple[Decimal | None, Decimal | None]
    fields: tuple[str, ...] = ()
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions with what differs: their lines in the order of the newer one, and the names of other terms."""

    before: QuoteVersion
    after: QuoteVersion
    lines: tuple[LineChange, ...]
    terms: tuple[str, ...]

    @property
    def difference(self) -> Decimal | None:
        """Return by how much the total rises; None where the currencies differ."""
        if self.before.draft.currency != self.after.draft.currency:
            return None
        return self.after.totals.gross - self.before.totals.gross

    @property
    def is_equal(self) -> bool:
        """Tell whether both say the same to the customer."""
        quiet = all(line.kind == "same" and not line.moved for line in self.lines)
        sums = all(getattr(self.before.totals, name) == getattr(self.after.totals, name) for name in SUMS)
        return quiet and not self.terms and sums


def compare(before: QuoteVersion, after: QuoteVersion) -> Comparison:
    """Compare two versions.

    Lines of a kind belong together by their product, else by name and model, by model, by name, and at last by their
    place where a typed name was reworded; of equal ones those that didn't change come first, then each in its order.
    """
    old, new = before.draft.lines, after.draft.lines
    pairs = _pairs(old, new)
    moved = _moved(pairs)
    removed = _removed_after(pairs, len(old))
    amounts_of = (line_amounts(before.draft), line_amounts(after.draft))

    def change(was: int | None, now: int | None, *, moved: bool = False) -> LineChange:
        return _change(before, after, was, now, amounts_of, moved=moved)

    lines = [change(index, None) for index in removed.get(-1, ())]
    for index in range(len(new)):
        lines.append(change(pairs.get(index), index, moved=index in moved))
        lines += [change(gone, None) for gone in removed.get(index, ())]
    terms = tuple(name for name in TERM_FIELDS if term(before, name) != term(after, name))
    return Comparison(before, after, tuple(lines), terms)


def term(version: QuoteVersion, name: str) -> Any:
    """Return one of `TERM_FIELDS` of a version."""
    if name == "customer":
        return version.customer.name
    return version.valid_until if name == "valid_until" else getattr(version.draft, name)


# --- which lines belong together ----------------------------------------------------------------------------------


def _pairs(old: Sequence[QuoteLine], new: Sequence[QuoteLine]) -> dict[int, int]:
    """Return the places of old lines by those of new ones."""
    pairs: dict[int, int] = {}
    keys: tuple[Callable[[QuoteLine], Hashable | None], ...] = (
        _as_shown,
        lambda line: (line.kind, line.product_id, line.optional) if line.product_id else None,
        lambda line: (line.kind, line.product_id) if line.product_id else None,
        lambda line: (line.kind, line.name, line.model) if line.name else None,
        lambda line: (line.kind, line.model) if line.model else None,
        lambda line: (line.kind, line.name) if line.name else None,
    )
    for key in keys:
        _pair_by(key, old, new, pairs)
    _pair_reworded(old, new, pairs)
    return pairs


def _as_shown(line: QuoteLine) -> Hashable:
    return (line.kind, line.product_id, *(_value(line, name) for name in LINE_FIELDS))


def _pair_by(
    key: Callable[[QuoteLine], Hashable | None],
    old: Sequence[QuoteLine],
    new: Sequence[QuoteLine],
    pairs: dict[int, int],
) -> None:
    taken = set(pairs.values())
    waiting: defaultdict[Hashable, list[int]] = defaultdict(list)
    for index, line in enumerate(old):
        if index not in taken and (found := key(line)) is not None:
            waiting[found].append(index)
    for index, line in enumerate(new):
        found = None if index in pairs else key(line)
        if found is not None and waiting.get(found):
            pairs[index] = waiting[found].pop(0)


def _pair_reworded(old: Sequence[QuoteLine], new: Sequence[QuoteLine], pairs: dict[int, int]) -> None:
    """Pair typed lines between the same lines above and below, where their names are alike."""
    for index, line in enumerate(new):
        if index in pairs or line.product_id is not None:
            continue
        above = max((one for one in pairs if one < index), default=None)
        below = min((one for one in pairs if one > index), default=None)
        first = 0 if above is None else pairs[above] + 1
        last = len(old) if below is None or pairs[below] < first else pairs[below]
        taken = set(pairs.values())
        found = [
            (_likeness(old[place], line), -place)
            for place in range(first, last)
            if place not in taken and old[place].product_id is None and old[place].kind == line.kind
        ]
        likeness, place = max(found, default=(0.0, 0))
        if likeness >= _ALIKE:
            pairs[index] = -place


def _likeness(one: QuoteLine, other: QuoteLine) -> float:
    return SequenceMatcher(None, one.name[:_COMPARED], other.name[:_COMPARED], autojunk=False).ratio()


def _moved(pairs: dict[int, int]) -> set[int]:
    """Return the new places of lines that left their order: all but the longest rising row of old places."""
    tails: list[int] = []
    rows: list[tuple[int, int]] = []
    for index in sorted(pairs):
        length = bisect_left(tails, pairs[index])
        tails[length : length + 1] = [pairs[index]]
        rows.append((index, length))
    wanted, below = len(tails) - 1, len(pairs) + max(pairs.values(), default=0) + 1
    stays = set()
    for index, length in reversed(rows):
        if length == wanted and pairs[index] < below:
            stays.add(index)
            wanted, below = wanted - 1, pairs[index]
    return set(pairs) - stays


def _removed_after(pairs: dict[int, int], count: int) -> dict[int, list[int]]:
    """Return the old lines that are gone, by the new place of the line above them that stayed; -1 is the top."""
    new_of = {old: new for new, old in pairs.items()}
    gone: defaultdict[int, list[int]] = defaultdict(list)
    above = -1
    for index in range(count):
        if index in new_of:
            above = new_of[index]
        else:
            gone[above].append(index)
    return gone


def _change(
    before: QuoteVersion,
    after: QuoteVersion,
    old: int | None,
    new: int | None,
    amounts_of: tuple[list[Decimal], list[Decimal]],
    *,
    moved: bool,
) -> LineChange:
    was = None if old is None else before.draft.lines[old]
    now = None if new is None else after.draft.lines[new]
    changed: tuple[str, ...] = ()
    kind: ChangeKind = "removed" if now is None else "added"
    amounts = (None if old is None else amounts_of[0][old], None if new is None else amounts_of[1][new])
    if was is not None and now is not None:
        changed = tuple(name for name in LINE_FIELDS if _value(was, name) != _value(now, name))
        same = not changed and amounts[0] == amounts[1]
        kind = "same" if same else "changed"
    places = (None if old is None else old + 1, None if new is None else new + 1)
    return LineChange(kind, was, now, places, amounts, changed, moved)


def _value(line: QuoteLine, name: str) -> Hashable:
    value = getattr(line, name)
    return (value.kind, value.value) if name == "discount" else value
