"""What a table from outside holds: its columns by header synonyms, and the kind of its rows."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence, Set as AbstractSet
from functools import cache
from typing import Final, Literal

from salesdesk import resources
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.money import excerpt
from salesdesk.i18n import N_, _

Kind = Literal["person", "product", "customer", "opportunity"]
KINDS: Final[tuple[Kind, ...]] = ("person", "product", "customer", "opportunity")
"""The kinds of rows, each before those that name it."""

KIND_NAMES: Final[Mapping[Kind, str]] = {
    "person": N_("People"),
    "product": N_("Products"),
    "customer": N_("Customers"),
    "opportunity": N_("Opportunities"),
}

_NAME_FIELDS: Final[Mapping[Kind, str]] = {
    "person": "owner",
    "product": "product.name",
    "customer": "customer.name",
    "opportunity": "opportunity.name",
}
_NEEDED: Final[Mapping[Kind, tuple[str, ...]]] = {
    "person": ("owner",),
    "product": ("product.name",),
    "customer": ("customer.name",),
    "opportunity": ("opportunity.name", "opportunity.external_id"),
}
_GENERIC_NAMES: Final = ("name", "名称", "姓名")
_NOISE: Final = re.compile(r"\(\s*\*\s*\)|\(必填\)|[*:\r\n]")
_BLANKS: Final = re.compile(r"[\s_]+")


def normal_header(header: str) -> str:
    """Return a header as it's compared: full width, case, blanks, required marks and line breaks don't count."""
    text = _NOISE.sub("", unicodedata.normalize("NFKC", header))
    return _BLANKS.sub(" ", text).strip().lower()


@cache
def synonyms() -> Mapping[str, str]:
    """Return the field of every known header, in its normal form."""
    text = resources.path("templates", "import_synonyms.json").read_text(encoding="utf-8")
    return {normal_header(header): field for field, headers in json.loads(text).items() for header in headers}


def fields_of(headers: Sequence[str], kind: Kind | None = None) -> dict[int, str]:
    """Return the field of each column that is understood; the first column of a field counts.

    A bare "name" column names whatever the rows are, once `kind` tells that.
    """
    fields: dict[int, str] = {}
    for column, header in enumerate(headers):
        field = synonyms().get(normal_header(header))
        if field is not None and field not in fields.values():
            fields[column] = field
    if kind is not None and _NAME_FIELDS[kind] not in fields.values():
        for column, header in enumerate(headers):
            if normal_header(header) in _GENERIC_NAMES:
                fields[column] = _NAME_FIELDS[kind]
                break
    return fields


def is_header(cells: Sequence[str]) -> bool:
    """Tell whether a row looks like column titles: at least two, and half of the filled cells, are known."""
    filled = [cell for cell in cells if cell.strip()]
    known = sum(normal_header(cell) in synonyms() for cell in filled)
    return known >= 2 and known * 2 >= len(filled)


def kind_of(file: str, headers: Sequence[str], as_kind: Kind | None = None) -> Kind:
    """Return what the rows of a table are, by its columns or as told; InvalidInputError where nothing fits."""
    fields = set(fields_of(headers, as_kind).values())
    kind = as_kind or _detected(fields)
    if kind is None:
        raise InvalidInputError(
            _(
                "“{file}” is not a table of people, products, customers or opportunities, as far as its columns tell "
                "({columns}). Say what it holds, or leave the file out."
            ).format(file=file, columns=_listed(headers))
        )
    if not fields & set(_NEEDED[kind]):
        message = _("“{file}” has no column with the names of its rows ({kind}). Its columns are: {columns}.")
        raise InvalidInputError(message.format(file=file, kind=_(KIND_NAMES[kind]), columns=_listed(headers)))
    if kind == "opportunity" and "opportunity.stage" not in fields:
        message = _(
            "“{file}” has no column with the stages of its opportunities. Its columns are: {columns}."
        )
        raise InvalidInputError(message.format(file=file, columns=_listed(headers)))
    return kind


def as_kind(text: str) -> Kind:
    """Return the kind that a user named; InvalidInputError for another word."""
    if text not in KINDS:
        raise InvalidInputError(
            _("“{text}” is no kind of rows. Choose one of: {kinds}.").format(
                text=text, kinds=", ".join(KINDS)
            )
        )
    return text


def _detected(fields: AbstractSet[str]) -> Kind | None:
    if fields & set(_NEEDED["opportunity"]):
        return "opportunity"
    if fields & {"opportunity.stage", "opportunity.amount", "opportunity.probability"}:
        return None
    named = {kind for kind in ("product", "customer") if f"{kind}.name" in fields}
    if named == {"product"}:
        return "product"
    if named == {"customer"} and not any(field.startswith("product.") for field in fields):
        return "customer"
    return "person" if not named and {"owner", "person.manager"} <= fields else None


def _listed(headers: Sequence[str]) -> str:
    shown = [excerpt(header.strip()) for header in headers if header.strip()][:12]
    return ", ".join(shown) or _("none")
