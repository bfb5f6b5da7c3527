"""Which rate of value-added tax is usual for what is sold, and until when (domain rules 3.2; no tax advice)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

from salesdesk.domain.customer import cleaned, cleaned_name
from salesdesk.domain.errors import InvalidInputError
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
LONGEST_NAME: Final = 100
RUNS_OUT: Final = 90
"""So many days before a rate ends without another, people are told."""
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


def checked(rate: Rate) -> Rate:
    """Return a rate with its names tidied; InvalidInputError where it is none that could hold."""
    if not 0 <= rate.rate <= 1:
        raise InvalidInputError(_("A tax rate lies between 0% and 100%."))
    if (rate.tax_class and rate.tax_class not in CLASSES) or rate.taxpayer not in TAXPAYERS:
        raise InvalidInputError(_("Choose one of the list."))
    if rate.valid_from and rate.valid_until and rate.valid_until < rate.valid_from:
        raise InvalidInputError(_("The last day lies before the first."))
    return replace(
        rate, name=cleaned_name(rate.name, LONGEST_NAME), name_en=cleaned(rate.name_en, LONGEST_NAME)
    )


def follower(rates: Iterable[Rate], rate: Rate) -> Rate | None:
    """Return what holds for the same products on the day after a rate's last one; None where there is nothing."""
    if rate.valid_until is None or rate.valid_until == date.max:
        return None
    return usual(rates, rate.tax_class, rate.taxpayer, rate.valid_until + timedelta(days=1))


def running_out(
    rates: Sequence[Rate], taxpayer: Taxpayer, day: date, ahead: int = RUNS_OUT
) -> tuple[Rate, ...]:
    """Return the rates a firm charges on a day that end within `ahead` days, without that another follows.

    One that ended before is among them where nothing has held for its products since.
    """
    codes = CLASSES if taxpayer == "general" else ("", *_WHOEVER_SELLS)
    found = []
    for code in codes:
        held = usual(rates, code, taxpayer, day) or _last_before(rates, code, taxpayer, day)
        if held is None or held.valid_until is None or held.valid_until > day + timedelta(days=ahead):
            continue
        if follower(rates, held) is None:
            found.append(held)
    return tuple(found)


def _last_before(rates: Iterable[Rate], tax_class: str, taxpayer: Taxpayer, day: date) -> Rate | None:
    ended = [rate for rate in rates if rate.valid_until and rate.valid_until < day]
    ended.sort(key=lambda rate: rate.valid_until or date.min, reverse=True)
    return next((rate for rate in ended if usual([rate], tax_class, taxpayer, rate.valid_until or day)), None)


def standing(rates: Iterable[Rate], rate: Rate, day: date) -> tuple[str, str]:
    """Return how a rate stands on a day, in words, and the tone in which that is shown."""
    if rate.valid_from and day < rate.valid_from:
        return _("Not yet"), ""
    if rate.valid_until is None:
        return _("Holds"), "ok"
    if day > rate.valid_until:
        return _("Ended"), ""
    after = follower(rates, rate)
    if after is None:
        return _("Nothing follows"), "warn"
    return _("Ends, then {rate}").format(rate=percent(after.rate)), "ok"
