"""Which rate of value-added tax is usual for what is sold, and until when (domain rules 3.2; no tax advice)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from salesdesk.i18n import N_, _

Taxpayer = Literal["general", "small"]

TAXPAYERS: Final[dict[Taxpayer, str]] = {
    "general": N_("General taxpayer"),
    "small": N_("Small-scale taxpayer"),
}
CLASSES: Final[dict[str, str]] = {
    "goods": N_("Goods, spare parts, repair"),
    "transport": N_("Transport"),
    "construction": N_("Installation as construction"),
    "service": N_("Service, training"),
    "export": N_("Export"),
    "exempt": N_("Exempt from tax"),
}
"""What the tax law sees in a product, with names to be translated when shown."""
_WHOEVER_SELLS: Final = ("export", "exempt")


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate of tax, for a class of products (empty: for all), and the days on which it holds."""

    name: str
    name_en: str
    rate: Decimal
    tax_class: str = ""
    taxpayer: Taxpayer = "general"
    valid_from: date | None = None
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the rate holds on a day, its last one included."""
        return not (self.valid_from and day < self.valid_from) and not (
            self.valid_until and day > self.valid_until
        )


SEED: Final = (
    Rate("货物、备件、修理 13%", "Goods, spare parts, repair 13%", Decimal("0.13"), "goods"),
    Rate("运输 9%", "Transport 9%", Decimal("0.09"), "transport"),
    Rate("安装(建筑服务)9%", "Installation as construction 9%", Decimal("0.09"), "construction"),
    Rate("技术服务、培训 6%", "Service, training 6%", Decimal("0.06"), "service"),
    Rate("出口 0%", "Export 0%", Decimal(0), "export"),
    Rate("免税", "Exempt", Decimal(0), "exempt"),
    Rate(
        "小规模纳税人 1%", "Small-scale taxpayer 1%", Decimal("0.01"), "", "small", None, date(2027, 12, 31)
    ),
    Rate("小规模纳税人 3%", "Small-scale taxpayer 3%", Decimal("0.03"), "", "small"),
)
"""The rates that a new workspace starts with; 3 % is levied as 1 % until the end of 2027 (MOF/STA 2023 No. 19)."""


def usual(rates: Iterable[Rate], tax_class: str, taxpayer: Taxpayer, day: date) -> Rate | None:
    """Return the rate that a product of a class has on a day; the first one counts. None where nobody knows."""
    known = [rate for rate in rates if rate.holds_on(day)]
    if tax_class in _WHOEVER_SELLS:
        fitting = [rate for rate in known if rate.tax_class == tax_class]
    elif taxpayer == "small":
        fitting = [rate for rate in known if rate.taxpayer == "small" and rate.tax_class in ("", tax_class)]
    else:
        fitting = [rate for rate in known if rate.taxpayer == "general" and rate.tax_class == tax_class]
    return next(iter(fitting), None)


def ending(rates: Sequence[Rate], used: Iterable[Decimal], valid_until: date) -> tuple[Rate, ...]:
    """Return the rates among those used that end before a quote does, the last one of each."""
    found = []
    for value in sorted(set(used), reverse=True):
        same = [rate for rate in rates if rate.rate == value]
        if same and not any(rate.valid_until is None or rate.valid_until >= valid_until for rate in same):
            found.append(max(same, key=lambda rate: rate.valid_until or date.max))
    return tuple(found)


def warnings(rates: Sequence[Rate], used: Iterable[Decimal], valid_until: date) -> tuple[str, ...]:
    """Return what to say where a quote is valid for longer than a rate of tax that it uses."""
    text = _("The tax rate {rate} holds until {last} only, but the quote is valid until {until}.")
    return tuple(
        text.format(rate=percent(rate.rate), last=rate.valid_until, until=valid_until)
        for rate in ending(rates, used, valid_until)
    )


def percent(rate: Decimal) -> str:
    """Return a rate as people write it: `13%`."""
    text = f"{rate * 100:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"
