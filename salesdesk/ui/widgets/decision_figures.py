"""What an approval hangs on, in words: total, discount, margin, payment, validity."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from salesdesk.domain import payment_terms
from salesdesk.domain.approval import margin, total_discount
from salesdesk.domain.money import minor_units, round_half_up
from salesdesk.domain.quote import QuoteDraft, QuoteTotals
from salesdesk.i18n import _, day, language, money
from salesdesk.ui.widgets.text_lines import cut

_LONGEST: Final = 300


def figures(
    draft: QuoteDraft, totals: QuoteTotals, valid_until: date, *, hide_costs: bool = False
) -> list[tuple[str, str]]:
    """Return captions with texts."""
    found = [(_("Total"), money(totals.gross, draft.currency, places=minor_units(draft.currency)))]
    off = total_discount(draft, totals)
    if off is not None:
        found.append((_("Discount in all"), _percent(off)))
    earned = margin(draft, totals)
    if earned.rate is not None and not hide_costs:
        found.append((_("Margin"), _percent(earned.rate)))
    payment = payment_terms.said(draft.payment_term, draft.payment_terms, language())
    found.append((_("Payment"), cut(payment, _LONGEST) or "—"))
    found.append((_("Valid until"), day(valid_until)))
    return found


def _percent(value: Decimal) -> str:
    return f"{round_half_up(value * 100, 2):f}%"
