"""The discount on the whole of a quote: how it is typed, and the menu that offers it."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from PySide6.QtWidgets import QMenu

from salesdesk.domain.money import half_width, parse_amount
from salesdesk.domain.pricing import STEPS, DocumentDiscount, parse_document_discount, rounded_down
from salesdesk.i18n import N_, _
from salesdesk.ui.quotes.editor_columns import price_text

_SIGNS: Final = {"-": "amount", "−": "amount", "=": "total"}
_STEP: Final = re.compile(
    r"(?P<rest>.*?)\s*(?:~|抹零?到?)\s*(?P<step>1000|100|10|1|[元十百千]|零)", re.DOTALL
)
_STEPS: Final = {"元": "1", "零": "1", "十": "10", "百": "100", "千": "1000"}
HINT: Final = N_(
    "5% or 9.5折; 8400 takes 8,400 off; =2160000 makes the total 2,160,000; ~100 rounds it down to hundreds"
)
_ROUND_DOWN: Final = (
    N_("Round the total down to whole units"),
    N_("Round the total down to tens"),
    N_("Round the total down to hundreds"),
    N_("Round the total down to thousands"),
)


def document_discount_text(discount: DocumentDiscount | None) -> str:
    """Return a document's discount as it can be typed again."""
    if discount is None:
        return ""
    step = f"~{discount.step:f}" if discount.step else ""
    if discount.kind == "percent":
        text = discount.text
    elif discount.kind == "amount" and not discount.value and step:
        text = ""
    else:
        text = f"{'=' if discount.kind == 'total' else '-'}{price_text(discount.value)}"
    return f"{text} {step}".strip()


def read_document_discount(typed: str) -> DocumentDiscount | None:
    """Read `5%`, `9.5折`, `8400` or `-8400` (money off), `=2160000` (the total), with `~100` (抹零), or nothing."""
    plain = half_width(typed)
    if (match := _STEP.fullmatch(plain)) is not None:
        step = Decimal(_STEPS.get(match["step"], match["step"]))
        return rounded_down(_without_step(match["rest"]), step)
    return _without_step(plain)


def _without_step(plain: str) -> DocumentDiscount | None:
    if plain in ("", "0"):
        return None
    if plain.endswith(("%", "折")):
        return parse_document_discount({"percent": plain})
    kind = _SIGNS.get(plain[0])
    amount = parse_amount(plain[1:] if kind else plain)
    return parse_document_discount({kind or "amount": f"{amount:f}"})


def fill_menu(
    menu: QMenu,
    current: DocumentDiscount | None,
    change: Callable[[DocumentDiscount | None], object],
    begin: Callable[[str], object],
) -> None:
    """Offer the kinds of discount: `begin` puts the sign of one into the field, `change` takes one at once."""
    menu.clear()
    menu.addAction(_("Percentage…")).triggered.connect(lambda: begin("%"))
    menu.addAction(_("Amount off…")).triggered.connect(lambda: begin("-"))
    menu.addAction(_("Exact total…")).triggered.connect(lambda: begin("="))
    menu.addSeparator()
    for step, name in zip(STEPS, _ROUND_DOWN, strict=True):
        action = menu.addAction(_(name))
        action.setCheckable(True)
        chosen = current is not None and current.step == step
        action.setChecked(chosen)
        after = _without(current) if chosen else rounded_down(current, step)
        action.triggered.connect(lambda _checked=False, after=after: change(after))
    menu.addSeparator()
    none = menu.addAction(_("No discount on the whole"))
    none.setEnabled(current is not None)
    none.triggered.connect(lambda: change(None))


def _without(current: DocumentDiscount | None) -> DocumentDiscount | None:
    """Return a discount without its rounding down, or none where nothing else is left of it."""
    if current is None or (current.kind == "amount" and not current.value):
        return None
    return rounded_down(current, Decimal(0))
