"""What a contract's terms are warned of: deposits beyond the law, late payment to small firms, retention, penalties.

The warnings are for orientation and replace no lawyer (domain rules 4.2).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from salesdesk.domain.payment_plan import PlanLine
from salesdesk.i18n import N_, _

BuyerKind = Literal["", "large", "small", "public"]
BUYER_KINDS: Final[dict[BuyerKind, str]] = {
    "large": N_("Large enterprise"),
    "small": N_("Small or medium-sized enterprise"),
    "public": N_("Public authority or institution"),
}
"""What a buyer may be in the eyes of the law on late payment, with names to be translated; empty is not known."""
GuardCode = Literal[
    "deposit", "late_payment", "third_party", "small_firm_statement", "retention", "penalty_cap"
]
MOST_DEPOSIT: Final = Decimal("0.20")
MOST_RETENTION: Final = Decimal("0.10")
MOST_DAYS: Final[dict[BuyerKind, int]] = {"large": 60, "public": 30}
"""The longest net term after delivery or acceptance towards small firms (State Council decree 802)."""
_AFTER: Final = ("delivered", "sat_passed", "invoice_issued", "monthly_close")
_MONTH: Final = 31
_DEPOSIT: Final = re.compile(r"定金|\bdeposit\b", re.IGNORECASE)
_THIRD: Final = re.compile(
    r"背靠背|back[- ]to[- ]back|pay[- ]when[- ]paid|"
    r"(?:收到|取得).{0,12}(?:业主|最终用户|第三方|总包).{0,12}(?:款|支付)|"
    r"(?:业主|最终用户|第三方|总包方?)(?:付款|支付|回款)(?:后|到账)",
    re.IGNORECASE,
)
_STATEMENT: Final = re.compile(
    r"中小(?:微)?企业|small[- ](?:and[- ]medium[- ])?(?:sized )?enterprise|\bSME\b", re.IGNORECASE
)
_REVIEWED: Final = ("third_party", "retention", "penalty_cap")
_NO_CAP: Final = ("", "无", "none", "-", "/")
_TEXTS: Final[dict[GuardCode, str]] = {
    "deposit": N_(
        "A deposit (定金) of {share} is beyond 20 % of the price: what exceeds it has no effect as a deposit. "
        "Call it an advance payment (预付款)."
    ),
    "late_payment": N_(
        "Payment {days} days after delivery or acceptance is later than a small firm must accept from this buyer "
        "({most} days)."
    ),
    "third_party": N_("Payment depends on the payment of others, which a small firm needn't accept."),
    "small_firm_statement": N_("State in the contract that we are a small or medium-sized enterprise."),
    "retention": N_("Retention money of {share} is beyond the usual 10 %."),
    "penalty_cap": N_("The penalty has no upper limit."),
}


@dataclass(frozen=True, slots=True)
class Guard:
    """A warning, in the user's words; `review` tells that it is a point for the legal review."""

    code: GuardCode
    text: str
    review: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the guards look at: the plan with its amounts, the whole text, the penalty's cap, who buys from whom."""

    lines: Sequence[PlanLine]
    amounts: Sequence[Decimal]
    text: str
    penalty_cap: str
    buyer: BuyerKind = ""
    small_seller: bool = True


def guards(facts: Facts) -> tuple[Guard, ...]:
    """Return what a contract is to be warned of."""
    found = [*_payment(facts), *_small_firm(facts)]
    if facts.penalty_cap.strip().casefold() in _NO_CAP:
        found.append(_guard("penalty_cap"))
    return tuple(found)


def _payment(facts: Facts) -> list[Guard]:
    deposit = _share(facts, lambda line: bool(_DEPOSIT.search(f"{line.label} {line.label_en}")))
    retention = _share(facts, lambda line: line.retention)
    found = []
    if deposit > MOST_DEPOSIT:
        found.append(_guard("deposit", share=_percent(deposit)))
    if retention > MOST_RETENTION:
        found.append(_guard("retention", share=_percent(retention)))
    return found


def _small_firm(facts: Facts) -> list[Guard]:
    most = MOST_DAYS.get(facts.buyer)
    if most is None or not facts.small_seller:
        return []
    found = []
    longest = max((_days(line) for line in facts.lines if line.trigger in _AFTER), default=0)
    if longest > most:
        found.append(_guard("late_payment", days=longest, most=most))
    if _THIRD.search(facts.text):
        found.append(_guard("third_party"))
    if not _STATEMENT.search(facts.text):
        found.append(_guard("small_firm_statement"))
    return found


def _guard(code: GuardCode, **values: str | int) -> Guard:
    return Guard(code, _(_TEXTS[code]).format(**values), code in _REVIEWED)


def _days(line: PlanLine) -> int:
    """Return how long after delivery or acceptance a part is due at the latest."""
    return line.offset_days + (_MONTH if line.trigger == "monthly_close" else 0)


def _share(facts: Facts, which: Callable[[PlanLine], bool]) -> Decimal:
    """Return what fraction of the whole some parts come to."""
    total = sum(facts.amounts, Decimal(0))
    if not total:
        return Decimal(0)
    some = sum(
        (amount for line, amount in zip(facts.lines, facts.amounts, strict=True) if which(line)), Decimal(0)
    )
    return some / total


def _percent(share: Decimal) -> str:
    return f"{share * 100:.4f}".rstrip("0").rstrip(".") + "%"


_PUBLIC: Final = re.compile(
    r"(?:局|委员会|人民政府|人民法院|检察院|大学|学院|学校|医院|研究所|研究院|管理处|管委会)(?:[（(].*[)）])?$"
)
_LARGE_STAFF: Final = 1000
_LARGE_REVENUE: Final = Decimal(400_000_000)


def buyer_kind(name: str, employees: int | None, revenue: Decimal | None) -> BuyerKind:
    """Guess what a buyer is: public by its name, large by the state's measures of industrial firms."""
    if _PUBLIC.search(name.strip()):
        return "public"
    large = (employees or 0) >= _LARGE_STAFF and (revenue is None or revenue >= _LARGE_REVENUE)
    return "large" if large else ""
