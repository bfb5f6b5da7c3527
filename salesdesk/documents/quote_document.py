"""What the document of a quote says, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from salesdesk.documents.cleaning import cleaned_fields
from salesdesk.documents.text import CLAUSE_LIMIT, LINE_LIMIT, NAME_LIMIT, clean
from salesdesk.domain.document_design import USUAL, DocumentDesign

if TYPE_CHECKING:
    from datetime import date

    from salesdesk.domain.deviation import Deviation
    from salesdesk.domain.quote import LineKind, PriceMode, TaxGroup
    from salesdesk.domain.quote_version import Party
    from salesdesk.i18n import Language

_NOTHING: Final = Decimal(0)
_SHORT: Final = 80  # so that a party's column never outgrows a page
_LIMITS: Final = {
    "specification": LINE_LIMIT,
    "required": LINE_LIMIT,
    "ours": LINE_LIMIT,
    "remark": LINE_LIMIT,
    "greeting": LINE_LIMIT,
    "closing": LINE_LIMIT,
    "footer": LINE_LIMIT,
    **dict.fromkeys(("contact", "phone", "email", "tax_id", "bank", "bank_account", "seller_person"), _SHORT),
    **dict.fromkeys(("contact_phone", "contact_email"), _SHORT),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """A line of the table: a product, a percent `charge`, or a section or a note, which have no figures.

    `amount` is quantity × unit price after the line's discount and before the document's; prices and amounts are
    with tax where the document's price mode says so, the list price always is. `picture` is a PNG or JPEG file.
    """

    name: str
    number: int = 0
    kind: LineKind = "product"
    quantity: Decimal = _NOTHING
    unit_price: Decimal = _NOTHING
    tax_rate: Decimal = _NOTHING
    amount: Decimal = _NOTHING
    brand: str = ""
    model: str = ""
    specification: str = ""
    unit: str = ""
    list_price: Decimal | None = None
    discount: str = ""
    charge: Decimal | None = None
    optional: bool = False
    alternative: bool = False
    free: bool = False
    delivery: str = ""
    remark: str = ""
    picture: bytes = b""

    @property
    def has_figures(self) -> bool:
        """Tell whether the line is sold, not only said."""
        return self.kind in ("product", "charge")

    @property
    def counts(self) -> bool:
        """Tell whether the line's amount is part of the sums."""
        return self.has_figures and not (self.optional or self.alternative)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteDocument:
    """One version of a quote, ready to print.

    `document_discount` is taken off the sum with tax; `net`, `tax`, `gross` and `taxes` are after it and without
    optional and alternative lines; `with_options` is the gross sum with all optional ones. `terms` are labels with
    their texts. `status_mark` is the watermark, `footer` the sentence at the foot of every page; both may be empty.
    `logo` is the seller's, a PNG or JPEG file. With a `second` language the document's own texts stand there twice, and
    the total in words with `second_words`. `hidden` are those of `domain.quote.HIDEABLE` that aren't printed. Of the
    design only the looks count here: its texts and files are others' business.
    """

    number: str
    version: int
    issued_on: date
    valid_until: date | None
    currency: str
    price_mode: PriceMode
    customer: Party
    seller: Party
    lines: tuple[DocumentLine, ...]
    taxes: tuple[TaxGroup, ...]
    net: Decimal
    tax: Decimal
    gross: Decimal
    in_words: str
    document_discount: Decimal = _NOTHING
    with_options: Decimal | None = None
    second_words: str = ""
    fx_rate: Decimal | None = None
    fx_on: date | None = None
    seller_person: str = ""
    project: str = ""
    tender: str = ""
    greeting: str = ""
    closing: str = ""
    terms: tuple[tuple[str, str], ...] = ()
    deviations: tuple[Deviation, ...] = ()
    language: Language = "zh_CN"
    second: Language | None = None
    hidden: tuple[str, ...] = ()
    design: DocumentDesign = USUAL
    status_mark: str = ""
    footer: str = ""
    logo: bytes = b""

    @property
    def reference(self) -> str:
        """Return number and version, as the file is named."""
        return f"{self.number}-V{self.version}"


def cleaned(document: QuoteDocument) -> QuoteDocument:
    """Return the document with every text as it can be printed, cut where it is longer than its place allows."""
    terms = tuple(
        (clean(label, NAME_LIMIT, one_line=True), clean(text, CLAUSE_LIMIT)) for label, text in document.terms
    )
    return replace(document, **cleaned_fields(document, _LIMITS) | {"terms": terms})
