"""Which product is meant by what stands in somebody else's table: codes and models first, then names, then pinyin."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.services import products
from salesdesk.services.products import ProductChoice
from salesdesk.storage.records import Product

_MOST_SEARCHED: Final = 100
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a row says of a product; `search` where a single one that sounds like it may be taken, too."""

    code: str = ""
    model: str = ""
    name: str = ""
    search: bool = True


@dataclass(frozen=True, slots=True)
class Match:
    """The product that is meant, or several that may be: then their names and models."""

    choice: ProductChoice | None = None
    several: tuple[str, ...] = ()


def match(session: Session, wanted: Sequence[Wanted], *, customer_id: uuid.UUID | None = None) -> list[Match]:
    """Return the product that each row means; a table of any length takes a bounded number of searches."""
    known = _Index(session)
    searched: dict[str, Sequence[ProductChoice]] = {}
    exact = [known.find(row)[: _NAMED + 1] for row in wanted]
    choices = products.by_ids(session, {one for found in exact for one in found}, customer_id=customer_id)
    result = []
    for row, found in zip(wanted, exact, strict=True):
        meant: Sequence[ProductChoice] = [choices[one] for one in found if one in choices]
        text = row.name or row.model or row.code
        if not meant and row.search and text:
            if text not in searched and len(searched) < _MOST_SEARCHED:
                searched[text] = products.find(session, text, customer_id=customer_id, limit=_NAMED)
            meant = searched.get(text, ())
        if len(meant) == 1:
            result.append(Match(meant[0]))
        else:
            named = tuple(" ".join(filter(None, (one.name, one.model))) for one in meant[:_NAMED])
            result.append(Match(several=named))
    return result


class _Index:
    """The products on offer by what tells them apart, read once."""

    def __init__(self, session: Session) -> None:
        query = select(Product.id, Product.code, Product.model, Product.name)
        rows = session.execute(query.where(Product.deleted_at.is_(None), Product.active)).all()
        self._by_code = _by_text((row.code, row.id) for row in rows)
        self._by_model = _by_text((row.model, row.id) for row in rows)
        self._model_of = {row.id: _key(row.model) for row in rows}
        self._by_name = _by_text((row.name, row.id) for row in rows)

    def find(self, row: Wanted) -> list[uuid.UUID]:
        """Return what is meant, or all that may be, as soon as one text of the row names any."""
        code, model, name = _key(row.code), _key(row.model), _key(row.name)
        of_name = [one for one in self._by_name.get(name, []) if _agree(model, self._model_of.get(one, ""))]
        for found in (
            self._by_code.get(code, []),
            self._by_code.get(model, []),
            self._by_model.get(model, []),
            self._by_model.get(code, []),
            self._by_code.get(name, []),
            self._by_model.get(name, []),
        ):
            if found:
                both = [one for one in found if one in of_name]
                return both or found
        return of_name


def _agree(one: str, other: str) -> bool:
    """Tell whether two models may be the same: one of them may say more, or nothing."""
    return one in other or other in one


def _by_text(pairs: Iterable[tuple[str, uuid.UUID]]) -> Mapping[str, list[uuid.UUID]]:
    found: dict[str, list[uuid.UUID]] = {}
    for text, product in pairs:
        key = _key(text)
        if key:
            found.setdefault(key, []).append(product)
    return found


def _key(text: str) -> str:
    """Return a text as it is compared: neither widths nor letter cases nor blanks tell products apart."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
