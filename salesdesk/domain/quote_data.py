"""A quote's version as the data that its PDF carries: what is printed, and nothing else (`docs/quote-data.md`).

Costs, margins, floor, base and list prices, exchange rates and ids are never part of it. Where the document hides
prices or discounts, only what names the version is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from salesdesk.domain import money
from salesdesk.domain.errors import InvalidInputError, SalesDeskError
from salesdesk.domain.quote import MOST_LINES, NAME_LENGTH, QuoteDraft, QuoteTotals, totals
from salesdesk.domain.quote_keeping import draft_as_json, draft_restored
from salesdesk.domain.quote_problems import cleaned, problems
from salesdesk.domain.quote_version import Party, QuoteVersion
from salesdesk.domain.texts import one_line
from salesdesk.i18n import _

FILE_NAME: Final = "salesdesk-quote.json"
"""The name under which a PDF carries the data."""
FORMAT: Final = "salesdesk-quote"
FORMAT_VERSION: Final = 1
LARGEST: Final = 4 * 1024 * 1024
_MOST_VERSIONS: Final = 999_999
_DRAFT: Final = (
    "customer",
    "contact",
    "contact_phone",
    "contact_email",
    "project",
    "tender",
    "greeting",
    "currency",
    "price_mode",
    "rounding",
    "document_discount",
    "valid_until",
    "language",
    "second_language",
    "delivery_terms",
    "payment_terms",
    "warranty_terms",
    "remark",
    "deviations",
    "lines",
)
_LINE: Final = (
    "kind",
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
_HIDING_FIGURES: Final = frozenset(("prices", "discounts"))


@dataclass(frozen=True, slots=True)
class QuoteData:
    """What a PDF says of its quote; without `draft` it hides its prices. `gross` is the printed total."""

    number: str
    version: int
    state: str
    issued_on: date
    seller: str
    draft: QuoteDraft | None = None
    gross: Decimal | None = None

    @property
    def label(self) -> str:
        """Return number and version as file names have them."""
        return f"{self.number}-V{self.version}"


def data_of(version: QuoteVersion) -> bytes:
    """Return the data of a version; the same version always gives the same bytes."""
    values: dict[str, object] = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "number": version.number,
        "version": version.version,
        "state": version.state,
        "issued_on": version.issued_on.isoformat(),
        "seller": _party(version.seller),
    }
    if not _HIDING_FIGURES & set(version.draft.hidden):
        values |= {
            "seller_person": version.seller_person,
            "customer": _party(version.customer),
            "terms": [list(term) for term in version.terms],
            "draft": _printed(version),
            "totals": _figures(version.totals, version.draft.currency),
        }
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _party(party: Party) -> dict[str, str]:
    return {name: value for name, value in asdict(party).items() if value and name != "logo"}


def _printed(version: QuoteVersion) -> dict[str, object]:
    """Return what is printed of the draft, as `quote_keeping` writes it."""
    draft = replace(version.draft, language=version.language, valid_until=version.valid_until)
    if "models" in draft.hidden:
        draft = replace(draft, lines=tuple(replace(line, model="") for line in draft.lines))
    kept: Any = draft_as_json(draft)
    kept["lines"] = [{name: line[name] for name in _LINE} for line in kept["lines"]]
    return {name: kept[name] for name in _DRAFT}


def _figures(figures: QuoteTotals, currency: str) -> dict[str, object]:
    def said(one: Any) -> dict[str, str]:
        return {name: money.text(getattr(one, name), currency) for name in ("net", "tax", "gross")}

    return {
        **said(figures),
        "discount": money.text(figures.discount, currency),
        "lines": [said(line) for line in figures.lines],
        "by_rate": [{"rate": f"{group.rate:f}", **said(group)} for group in figures.by_rate],
    }


# --- read back ----------------------------------------------------------------------------------------------------


def read_data(content: bytes) -> QuoteData:
    """Return what a PDF carries; InvalidInputError says why it isn't taken.

    It comes from outside: what isn't exactly as this program writes it, or doesn't add up, is refused as a whole.
    """
    values = _json(content)
    if values.get("format") != FORMAT:
        raise _damaged()
    written_by = values.get("format_version")
    if type(written_by) is int and written_by > FORMAT_VERSION:
        raise InvalidInputError(
            _("The PDF was made with a newer version of SalesDesk. Update the program to open it.")
        )
    if written_by != FORMAT_VERSION:
        raise _damaged()
    try:
        return _read(values)
    except (LookupError, TypeError, ValueError, AttributeError, InvalidOperation, RecursionError) as error:
        raise _damaged() from error


def _json(content: bytes) -> Mapping[str, Any]:
    """Return a JSON object without fractions, oversized numbers and repeated keys: we write none."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise ValueError(pairs[0][0])
        return found

    def whole(digits: str) -> int:
        if len(digits) > len(str(_MOST_VERSIONS)):
            raise ValueError(digits)
        return int(digits)

    def never(text: str) -> object:
        raise ValueError(text)

    try:
        if len(content) > LARGEST:
            raise ValueError(len(content))
        found = json.loads(
            content.decode(), object_pairs_hook=once, parse_int=whole, parse_float=never, parse_constant=never
        )
    except (ValueError, RecursionError) as error:
        raise _damaged() from error
    if not isinstance(found, dict):
        raise _damaged()
    return found


def _read(values: Mapping[str, Any]) -> QuoteData:
    number, state, seller = values["number"], values["state"], values["seller"]["name"]
    version = values["version"]
    if type(version) is not int or not 1 <= version <= _MOST_VERSIONS:
        raise ValueError(version)
    if any(not text or len(text) > NAME_LENGTH or one_line(text) != text for text in (number, state, seller)):
        raise ValueError(number)
    named = QuoteData(number, version, state, date.fromisoformat(values["issued_on"]), seller)
    if "draft" not in values:
        return named
    draft = _draft(values["draft"])
    gross = money.parse_decimal(values["totals"]["gross"], money.minor_units(draft.currency), "")
    try:
        agrees = totals(draft).gross == gross
    except SalesDeskError:
        agrees = False
    if not agrees:
        raise InvalidInputError(
            _("The figures in the PDF of {number} don't agree with each other, so it isn't opened.").format(
                number=named.label
            )
        )
    return replace(named, draft=draft, gross=gross)


def _draft(values: Mapping[str, Any]) -> QuoteDraft:
    """Read a draft: it is as this program writes it where it comes back the same."""
    if set(values) != set(_DRAFT) or any(set(line) != set(_LINE) for line in values["lines"]):
        raise _damaged()
    if not 1 <= len(values["lines"]) <= MOST_LINES:
        raise _damaged()
    draft = draft_restored(values)
    again: Any = draft_as_json(draft)
    again["lines"] = [{name: line[name] for name in _LINE} for line in again["lines"]]
    if any(again[name] != values[name] for name in _DRAFT):
        raise _damaged()
    draft = cleaned(draft)
    if found := problems(draft):
        raise InvalidInputError(str(found[0]))
    return draft


def _damaged() -> InvalidInputError:
    return InvalidInputError(_("The quote's data in the PDF is damaged or was changed, so it isn't opened."))
