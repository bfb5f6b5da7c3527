"""Discounts on a line and on a document, kept as they were typed and never re-derived."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal, cast

from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.money import EXACT, exact, excerpt, half_width, parse_decimal, round_half_up
from salesdesk.i18n import N_, Language, _, language as current_language, number, translate

DiscountKind = Literal["none", "percent", "amount", "final_price"]
DocumentDiscountKind = Literal["percent", "amount", "total"]

STEPS: Final = tuple(Decimal(step) for step in (1, 10, 100, 1000))
"""What a total may be rounded down to (抹零 to 元, 十, 百, 千)."""
_STEP: Final = "~"
_STEP_TEXTS: Final = frozenset(str(step) for step in STEPS)
_AMOUNT_PLACES: Final = 2
_PRICE_PLACES: Final = 6
_PERCENT: Final = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,2})?)\s?%")
_ZHE: Final = re.compile(r"([0-9](?:\.[0-9]{1,3})?|[1-9][0-9](?:\.[0-9]{1,2})?)\s?折")
_CHINESE_DIGITS: Final = str.maketrans("零一二三四五六七八九点", "0123456789.")


@dataclass(frozen=True, slots=True)
class Discount:
    """Keep a line's discount as it was typed, and its value.

    The value is the fraction taken off (percent), the money taken off the whole line (amount), or the unit
    price after the discount (final_price).
    """

    kind: DiscountKind
    text: str
    value: Decimal

    def as_text(self) -> str:
        """Return a compact text that `from_text` reads back unchanged."""
        return _compact(self.kind, self.text)

    @classmethod
    def from_text(cls, stored: str) -> Discount:
        """Read what `as_text` wrote."""
        kind, colon, text = stored.partition(":")
        return parse_discount({kind: text} if colon else stored)


NO_DISCOUNT: Final = Discount("none", "", Decimal(0))


@dataclass(frozen=True, slots=True)
class DocumentDiscount:
    """Keep a discount on the whole document: a fraction off, money off, or the total to arrive at.

    With a `step` what is left is rounded down to a multiple of it (抹零), whatever lines come and go.
    """

    kind: DocumentDiscountKind
    text: str
    value: Decimal
    step: Decimal = Decimal(0)

    def amount_off(self, base_gross: Decimal, places: int) -> Decimal:
        """Return what is taken off `base_gross`; RuleError where that would be negative or more than it."""
        off = self._typed_off(base_gross, places)
        return EXACT.add(off, EXACT.remainder(base_gross - off, self.step)) if self.step else off

    def _typed_off(self, base_gross: Decimal, places: int) -> Decimal:
        if self.kind == "percent":
            return round_half_up(EXACT.multiply(base_gross, self.value), places)
        value = exact(self.value, places)
        if value > base_gross:
            raise RuleError(
                _(
                    "The document discount does not fit: {text} is more than the sum of the lines, {base}."
                ).format(text=self.text, base=number(base_gross))
            )
        return value if self.kind == "amount" else base_gross - value

    def as_text(self) -> str:
        """Return a compact text that `from_text` reads back unchanged."""
        text = _compact(self.kind, self.text)
        return f"{text}{_STEP}{self.step:f}" if self.step else text

    @classmethod
    def from_text(cls, stored: str) -> DocumentDiscount | None:
        """Read what `as_text` wrote; the empty text is no discount."""
        if not stored:
            return None
        typed, _sign, step = stored.partition(_STEP)
        kind, colon, text = typed.partition(":")
        found = parse_document_discount({kind: text} if colon else {"percent": typed})
        return rounded_down(found, Decimal(step)) if step in _STEP_TEXTS else found


def rounded_down(discount: DocumentDiscount | None, step: Decimal) -> DocumentDiscount:
    """Return a discount whose total is rounded down to a multiple of `step` besides; 0 takes that back."""
    if step and step not in STEPS:
        raise InvalidInputError(
            _("A total is rounded down to one of: {steps}.").format(steps=", ".join(map(str, STEPS)))
        )
    return replace(discount or DocumentDiscount("amount", "0", Decimal(0)), step=step)


def parse_discount(typed: object) -> Discount:
    """Read a line's discount: `16%`, `8.5折`, `八五折`, `{"amount": …}`, `{"final_price": …}`, or none."""
    if typed is None or (isinstance(typed, str) and not typed.strip()):
        return NO_DISCOUNT
    if isinstance(typed, str):
        return Discount("percent", typed.strip(), _fraction_off(typed))
    kind, text = _only_entry(typed, ("amount", "final_price"))
    places = _AMOUNT_PLACES if kind == "amount" else _PRICE_PLACES
    return Discount(cast("DiscountKind", kind), text, _not_negative(text, places, kind))


def parse_document_discount(typed: object) -> DocumentDiscount | None:
    """Read a document's discount: `{"amount": …}`, `{"percent": "5%"}`, `{"total": …}`, or none."""
    if typed is None:
        return None
    kind, text = _only_entry(typed, ("amount", "percent", "total"))
    if kind == "percent":
        return DocumentDiscount("percent", text.strip(), _fraction_off(text))
    value = _not_negative(text, _AMOUNT_PLACES, kind)
    return DocumentDiscount(cast("DocumentDiscountKind", kind), text, value)


def line_amount(quantity: Decimal, unit_price: Decimal, discount: Discount, places: int) -> Decimal:
    """Return a line's amount, rounded half up; RuleError where the discount is larger than the price."""
    price = unit_price
    if discount.kind == "final_price":
        if discount.value > unit_price:
            raise RuleError(
                _("The final price {final} is above the unit price {price}.").format(
                    final=discount.text, price=number(unit_price)
                )
            )
        price = discount.value
    full = EXACT.multiply(quantity, price)
    if discount.kind == "percent":
        full = EXACT.multiply(full, 1 - discount.value)
    amount = round_half_up(full, places)
    if discount.kind == "amount":
        amount -= exact(discount.value, places)
    if amount < 0:
        raise RuleError(_("The amount of the line would be negative. Make the discount smaller."))
    return amount


def describe(discount: Discount, language: Language | None = None) -> str:
    """Return a discount as documents show it: `15%(8.5折)` in Chinese, `15%` in English; none is empty."""
    language = language or current_language()
    if discount.kind == "none":
        return ""
    if discount.kind == "percent":
        percent = f"{_plain(discount.value * 100)}%"
        zhe = f"({_plain((1 - discount.value) * 10)}折)" if 0 < discount.value < 1 else ""
        return percent + (zhe if language == "zh_CN" else "")
    template = N_("{amount} off") if discount.kind == "amount" else N_("{amount} each")
    return translate(template, language).format(amount=number(discount.value))


def _plain(value: Decimal) -> str:
    whole, _point, fraction = f"{value:f}".partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def _compact(kind: str, text: str) -> str:
    return text if kind in ("none", "percent") else f"{kind}:{text}"


def _fraction_off(typed: str) -> Decimal:
    plain = half_width(typed)
    if match := _PERCENT.fullmatch(plain):
        off = Decimal(match[1]) / 100
        if off <= 1:
            return off
    elif match := _ZHE.fullmatch(plain.translate(_CHINESE_DIGITS)):
        paid = Decimal(match[1])
        if paid != 10:  # 10折 is "nothing off" to some and 10 % of the price to others
            return 1 - paid / (10 if paid < 10 else 100)
    raise InvalidInputError(
        _(
            '"{text}" is not a discount. Write it like 15%, 12.5%, 8.5折 or 85折, '
            "between 0% and 100% with at most two decimals."
        ).format(text=excerpt(typed))
    )


def _only_entry(typed: object, kinds: tuple[str, ...]) -> tuple[str, str]:
    """Return the one key and its text of a discount written as an object."""
    entries: Mapping[object, object] = typed if isinstance(typed, Mapping) else {}
    for key in entries:
        if key not in kinds:
            raise InvalidInputError(
                _('"{key}" is not known here; known are: {keys}.').format(
                    key=excerpt(str(key)), keys=", ".join(kinds)
                )
            )
    if len(entries) != 1:
        raise InvalidInputError(
            _("A discount is written as an object with exactly one of: {keys}.").format(keys=", ".join(kinds))
        )
    ((kind, text),) = entries.items()
    if not isinstance(text, str):
        raise InvalidInputError(_('{what}: write the number as text, such as "12.50".').format(what=kind))
    return str(kind), text


def _not_negative(text: str, places: int, what: str) -> Decimal:
    value = parse_decimal(text, places, what)
    if value < 0:
        raise InvalidInputError(_("{what}: a negative number is not allowed.").format(what=what))
    return value
