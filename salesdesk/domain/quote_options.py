"""What a quote comes to when the customer takes everything that is offered as an option."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.pricing import DocumentDiscount
from salesdesk.domain.quote import QuoteDraft, QuoteTotals, totals


def total_with_options(draft: QuoteDraft, figures: QuoteTotals) -> Decimal | None:
    """Return the total with all optional lines in it; None where there are none, or it can't be told.

    Charges rise with the goods, and so does a discount by percentage; any other discount on the whole stays the amount
    that it is now. Alternatives stay out: they stand in the place of another line.
    """
    taken = tuple(
        replace(line, optional=False) if line.optional and not line.alternative and line.has_figures else line
        for line in draft.lines
    )
    if taken == draft.lines:
        return None
    off = draft.document_discount
    if off is not None and off.kind == "total":
        off = DocumentDiscount("amount", f"{figures.discount:f}", figures.discount)
    try:
        return totals(replace(draft, lines=taken, document_discount=off)).gross
    except SalesDeskError:
        return None
