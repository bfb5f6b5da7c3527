"""The opportunities of the demo firm: ninety that the board and the lists show, seventy earlier orders."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain, count, cycle
from statistics import NormalDist
from typing import Final

from salesdesk.services.demo_base import Account, Build, Deal, texts

LATE_STAGES: Final = ("decision", "negotiation", "presentation", "design")
EARLY_STAGES: Final = ("lead", "discovery")
# Per region: decision, negotiation, presentation, design, lead, discovery.
_OPEN: Final = {
    "华东": (1, 2, 1, 2, 2, 2),
    "华南": (1, 2, 1, 2, 2, 2),
    "华北": (1, 1, 1, 2, 2, 2),
    "华中": (1, 1, 1, 1, 3, 2),
    "西南": (0, 1, 3, 1, 2, 2),
    "东北": (1, 1, 1, 2, 3, 3),
}
_WON: Final = {"华东": "SKR", "华南": "SKR", "华北": "SKR", "华中": "SKR", "西南": "KR", "东北": "KR"}
_LOST: Final = {
    "华东": (("negotiation", "price"), ("design", "competitor")),
    "华南": (("negotiation", "price"), ("negotiation", "competitor")),
    "华北": (("negotiation", "price"), ("design", "technical"), ("discovery", "budget")),
    "华中": (("design", "budget"), ("decision", "price"), ("negotiation", "competitor")),
    "西南": (
        ("presentation", "competitor"),
        ("presentation", "price"),
        ("presentation", "technical"),
        ("presentation", "no_decision"),
    ),
    "东北": (("design", "budget"), ("discovery", "no_decision")),
}
# What a late opportunity must be worth, so that its weighted amount makes an account one with potential.
_WORTH: Final = {"decision": 223_000, "negotiation": 290_000, "presentation": 404_000, "design": 576_000}
_OPEN_AND_LOST: Final = 74
_MEDIAN, _SIGMA, _LEAST, _MOST = 210_000, 1.05, 20_000, 3_800_000
# Sales of the last twelve months by account, the newest order's share first.
_YEAR: Final = {
    "S": (6_280_000, 5_860_000, 5_540_000, 5_320_000),
    "K": (2_600_000, 2_100_000, 1_350_000, 1_800_000, 1_500_000, 1_050_000, 1_300_000, 1_150_000),
    "R": (520, 880, 640, 760, 590, 700, 830, 560, 660, 610, 720, 540),
    "M": (36_000, 91_200, 52_800, 47_500),
    "P": (268_000, 96_000, 312_000, 158_000, 405_000),
}
_EXACT: Final = Decimal(5_000_000)
_TOP_SHARE: Final = Decimal("0.65")


def plan(build: Build, accounts: Sequence[Account]) -> list[Deal]:
    """Return all deals without their days and lines: open, lost, won, and the earlier orders."""
    open_deals = list(_open_deals(accounts))
    lost = list(_lost_deals(build, accounts))
    _give_amounts(build, open_deals, lost)
    won, earlier = _orders(build, accounts)
    return [*open_deals, *lost, *won, *earlier]


def _graded(accounts: Sequence[Account], region: str, grades: str) -> list[Account]:
    found = [
        account for account in accounts if account.columns["region"] == region and account.grade in grades
    ]
    return sorted(found, key=lambda account: grades.index(account.grade))


def is_silent(account: Account) -> bool:
    """Tell whether nobody has spoken to the account for three months."""
    return str(texts("customers")["silent"]) in account.short_name


def _open_deals(accounts: Sequence[Account]) -> Iterator[Deal]:
    """Give each account with potential a late opportunity, small early ones to the ungraded."""
    for region, numbers in _OPEN.items():
        stages = dict(zip((*LATE_STAGES, *EARLY_STAGES), numbers, strict=True))
        late = [stage for stage in LATE_STAGES for _n in range(stages[stage])]
        early = [stage for stage in EARLY_STAGES for _n in range(stages[stage])]
        regulars = [one for one in _graded(accounts, region, "KSR") if not is_silent(one)]
        takers = [*_graded(accounts, region, "P"), *regulars]
        for stage, account in zip(late, takers, strict=False):
            yield Deal(account, stage, "open", Decimal(0))
        rest = cycle([*regulars[len(late) - len(takers) + len(regulars) :], *_graded(accounts, region, "PR")])
        for stage, account in zip(early, chain(_graded(accounts, region, "U"), rest), strict=False):
            yield Deal(account, stage, "open", Decimal(0))


def _lost_deals(build: Build, accounts: Sequence[Account]) -> Iterator[Deal]:
    for region, losses in _LOST.items():
        takers = _graded(accounts, region, "PMR")
        build.dice.shuffle(takers)
        for (stage, reason), account in zip(losses, takers, strict=False):
            ago = build.dice.randint(8, 75 if stage == "presentation" else 300)
            yield Deal(account, stage, "lost", Decimal(0), closed_ago=ago, reason=reason)


def _give_amounts(build: Build, open_deals: Sequence[Deal], lost: Sequence[Deal]) -> None:
    """Give out lognormal amounts: first where an account's grade asks for some, then the rest by chance."""
    pool = [_quantile((place + 0.5) / _OPEN_AND_LOST) for place in range(_OPEN_AND_LOST)]
    pool[0], pool[-1] = _LEAST, _MOST
    needed = [deal for deal in open_deals if deal.account.grade == "P" and deal.final in _WORTH]
    for deal in sorted(needed, key=lambda deal: -_WORTH[deal.final]):
        fits = [amount for amount in pool if amount >= _WORTH[deal.final]][:6]
        deal.amount = Decimal(_take(build, pool, fits))
    for deal in open_deals:
        if deal.account.grade == "U":
            deal.amount = Decimal(_take(build, pool, [amount for amount in pool if amount <= 150_000]))
    for deal in (*open_deals, *lost):
        if not deal.amount:
            deal.amount = Decimal(_take(build, pool, pool))


def _quantile(share: float) -> int:
    value = _MEDIAN * math.exp(_SIGMA * NormalDist().inv_cdf(share))
    step = 1000 if value >= 100_000 else 100
    return round(value / step) * step


def _take(build: Build, pool: list[int], choices: Sequence[int]) -> int:
    amount = build.dice.choice(choices)
    pool.remove(amount)
    return amount


def _orders(build: Build, accounts: Sequence[Account]) -> tuple[list[Deal], list[Deal]]:
    """Return the sixteen recent orders and the seventy earlier ones, so that eleven accounts make 65 % of all."""
    recent = list(_recent(build, accounts))
    newest = {deal.account.id: deal for deal in recent}
    earlier: list[Deal] = []
    by_grade = {grade: [one for one in accounts if one.grade == grade] for grade in "SKRMP"}
    exact = next(one for one in by_grade["K"] if texts("customers")["exact"] in one.short_name)
    years = {
        id(one): Decimal(amount)
        for grade in "SMP"
        for one, amount in zip(by_grade[grade], _YEAR[grade], strict=False)
    }
    others = [one for one in by_grade["K"] if one is not exact]
    years |= {id(one): Decimal(amount) for one, amount in zip(others, _YEAR["K"], strict=True)}
    years |= {id(one): Decimal(amount * 1000) for one, amount in zip(by_grade["R"], _YEAR["R"], strict=True)}
    years[id(exact)] = _EXACT
    for account in accounts:
        if id(account) in years:
            parts = _split(years[id(account)], account.grade, has_newest=account.id in newest)
            if account.id in newest:
                newest[account.id].amount = parts.pop(0)
            earlier += [_order(account, part, build.dice.randint(158, 345)) for part in parts]
    earlier += _older(build, by_grade, recent + earlier)
    return recent, earlier


def _recent(build: Build, accounts: Sequence[Account]) -> Iterator[Deal]:
    for region, grades in _WON.items():
        sold = [_graded(accounts, region, grade)[0] for grade in grades]
        delivering = sold[0] if len(sold) == 3 else sold[-1]
        for account in sold:
            final = "delivery" if account is delivering else "aftersales"
            ago = build.dice.randint(14, 95) if final == "delivery" else build.dice.randint(45, 135)
            yield Deal(account, final, "won", Decimal(0), closed_ago=ago)


def _order(account: Account, amount: Decimal, ago: int) -> Deal:
    return Deal(account, "aftersales", "won", amount, closed_ago=ago, recent=False)


def _split(year: Decimal, grade: str, *, has_newest: bool) -> list[Decimal]:
    """Split an account's twelve months into orders: three strategic ones, two key ones, else one."""
    shares = {"S": ("0.42", "0.33"), "K": ("0.52",)}.get(grade, ()) if has_newest else ()
    parts = [(year * Decimal(share)).quantize(Decimal("1E3")) for share in shares]
    return [*map(Decimal, map(int, parts)), year - sum(parts)]


def _older(build: Build, by_grade: dict[str, list[Account]], orders: Sequence[Deal]) -> list[Deal]:
    """Return the orders of the two years before: those of the largest accounts first, the others fill up to 35 %."""
    dice, serial = build.dice, count()
    large = [*by_grade["S"], *by_grade["S"], *by_grade["K"]]
    older = [
        _order(
            one,
            Decimal(dice.randint(70, 95) * 10_000 if _is_large(one, orders) else 300_000),
            _two_years(build, next(serial)),
        )
        for one in large
    ]
    top = {id(one) for one in large if _is_large(one, orders)}
    known = [*orders, *older]
    mine = sum(deal.amount for deal in known if id(deal.account) in top)
    rest = mine / _TOP_SHARE - mine - sum(deal.amount for deal in known if id(deal.account) not in top)
    small = [*by_grade["R"][:8], *by_grade["M"], *by_grade["P"][::4][:5]]
    weights = [dice.randint(70, 110) for _one in small]
    for one, weight in zip(small, weights, strict=True):
        amount = Decimal(int(rest * weight / sum(weights) / 100) * 100)
        older.append(_order(one, amount, _two_years(build, next(serial))))
    return older


def _is_large(account: Account, orders: Sequence[Deal]) -> bool:
    year = sum(deal.amount for deal in orders if deal.account is account)
    return account.grade == "S" or (account.grade == "K" and year >= 1_300_000)


def _two_years(build: Build, serial: int) -> int:
    """Return a day 13 to 35 months ago; the first orders are the oldest, so that strategic accounts are long known."""
    return build.dice.randint(760, 1_050) if serial < 4 else build.dice.randint(390, 1_050)
