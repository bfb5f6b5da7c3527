"""One version of a contract with everything that its document prints, and what must agree in it before it goes out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from salesdesk.domain import (
    clauses as clause_rules,
    merge_fields,
    money,
    payment_plan,
    payment_terms,
    renminbi,
    stated_amounts,
    word_fields,
)
from salesdesk.domain.amount_words import in_english
from salesdesk.domain.clauses import PRICE, Blocker, Clause
from salesdesk.domain.contract import Amounts
from salesdesk.domain.merge_fields import SCHEDULE, Value
from salesdesk.domain.payment_plan import PlanLine
from salesdesk.domain.payment_terms import TermLine
from salesdesk.domain.quote_version import Party
from salesdesk.domain.word_fields import Found
from salesdesk.i18n import N_, Language, _, money as money_text, translate


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractLine:
    """A line of Annex 1, as the customer accepted it; sections and notes have no figures."""

    name: str
    kind: str = "product"
    model: str = ""
    brand: str = ""
    specification: str = ""
    unit: str = ""
    quantity: Decimal = Decimal(0)
    unit_price: Decimal = Decimal(0)
    tax_rate: Decimal = Decimal(0)
    free: bool = False
    gross: Decimal = Decimal(0)
    net: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    delivery: str = ""
    remark: str = ""
    product_id: UUID | None = None
    quote_line_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractVersion:
    """A version: parties, clauses, what was typed into the blanks, lines, amounts, and the plan of payments.

    `template_file` is the hash of the Word file that it is written with instead of its clauses; `template` is what was
    found in that, None where it is gone.
    """

    number: str
    version: int
    kind: str
    contract_kind: str
    state: str
    dated_on: date
    language: Language
    second_language: Language | None
    currency: str
    buyer: Party
    seller: Party
    seller_person: str
    clauses: tuple[Clause, ...]
    fields: Mapping[str, Value]
    lines: tuple[ContractLine, ...]
    amounts: Amounts
    discount: Decimal
    difference: Decimal
    payment_term: str
    plan: tuple[PlanLine, ...]
    template_file: str = ""
    template_name: str = ""
    template: Found | None = None
    reason: str = ""
    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def label(self) -> str:
        """Return number and version as file names have them: `C-2026-0001-V1`."""
        return f"{self.number}-V{self.version}"

    @property
    def languages(self) -> tuple[Language, ...]:
        """Return the languages of the document, the one that prevails first."""
        return (self.language, self.second_language) if self.second_language else (self.language,)

    @property
    def places(self) -> int:
        """Return how many decimals the currency has."""
        return money.minor_units(self.currency)


def plan_amounts(version: ContractVersion) -> tuple[Decimal, ...]:
    """Return what each part of the plan comes to; nothing where there is no plan."""
    return payment_plan.split(version.plan, version.amounts.gross, version.places) if version.plan else ()


# --- blanks -------------------------------------------------------------------------------------------------------


def values(version: ContractVersion) -> dict[str, Value]:
    """Return what stands in every blank: what was typed, and what follows from the contract."""
    day, seller, buyer = version.dated_on, version.seller, version.buyer
    amounts, retention = version.amounts, _retention(version)
    bank = f"{seller.bank} {seller.bank_account}" if seller.bank and seller.bank_account else ""
    return {
        **version.fields,
        "contract.no": Value(version.number),
        "contract.date": _dated(day),
        "valid.from": _dated(version.valid_from),
        "valid.until": _dated(version.valid_until),
        "buyer.name": Value(buyer.name),
        "buyer.uscc": Value(buyer.tax_id),
        "seller.name": Value(seller.name),
        "seller.uscc": Value(seller.tax_id),
        "seller.bank": Value(bank),
        "total.figures": Value(_money(version, amounts.gross)),
        "total.words": Value(words(version, "zh_CN"), words(version, "en")),
        "total.net": Value(_money(version, amounts.net)),
        "total.tax": Value(_money(version, amounts.tax)),
        "retention.pct": Value(payment_terms.percent_text(retention * 100)),
        SCHEDULE: Value(_schedule(version, "zh_CN"), _schedule(version, "en")),
    }


def _dated(day: date | None) -> Value:
    return Value() if day is None else Value(f"{day.year}年{day.month}月{day.day}日", day.isoformat())


def words(version: ContractVersion, language: Language) -> str:
    """Return the whole amount in words."""
    gross = version.amounts.gross
    if language == "zh_CN":
        return renminbi.in_words(gross, prefix=renminbi.PREFIXES[version.currency])
    return in_english(gross, version.currency)


def _money(version: ContractVersion, amount: Decimal) -> str:
    return money_text(amount, version.currency, places=version.places, space="")


def _retention(version: ContractVersion) -> Decimal:
    """Return which fraction of the amount is retention money."""
    total = version.amounts.gross
    if not total:
        return Decimal(0)
    pairs = zip(version.plan, plan_amounts(version), strict=True)
    agreed = [
        line.share if line.share is not None else amount / total for line, amount in pairs if line.retention
    ]
    return money.round_half_up(sum(agreed, Decimal(0)), 4)


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """A row of the table of payments as the document prints it; `share` is empty for a fixed amount."""

    label: str
    share: str
    amount: str
    when: str


def schedule(version: ContractVersion, language: Language) -> tuple[ScheduleRow, ...]:
    """Return the table of payments in a language."""
    return tuple(
        ScheduleRow(
            (line.label if language == "zh_CN" else line.label_en or line.label)
            or payment_plan.label(line.trigger, language),
            payment_terms.percent_text((line.share * 100).normalize()) if line.share is not None else "",
            _money(version, amount),
            _when(line, language),
        )
        for line, amount in zip(version.plan, plan_amounts(version), strict=True)
    )


def _when(line: PlanLine, language: Language) -> str:
    if line.fixed_on is not None and not line.offset_days:
        return translate(N_("by {day}"), language).format(day=line.fixed_on.isoformat())
    return payment_terms.when(TermLine(Decimal(1), line.trigger, line.offset_days), language)


def _schedule(version: ContractVersion, language: Language) -> str:
    """Return the table of payments as a sentence, for a text that can't hold a table."""
    rows = (
        " ".join(part for part in (row.label, row.share, row.amount, row.when) if part)
        for row in schedule(version, language)
    )
    return ("；" if language == "zh_CN" else "; ").join(rows)


# --- what must agree ------------------------------------------------------------------------------------------------


def missing(version: ContractVersion) -> tuple[Blocker, ...]:
    """Return what is empty or broken in the text and keeps it from being printed."""
    if version.template_file:
        return word_fields.blockers(version.template, values(version), version.contract_kind)
    return clause_rules.blockers(version.clauses, values(version), version.languages)


def disagreement(version: ContractVersion, accepted: Decimal | None) -> str:
    """Return in what lines, amounts, words, plan and the accepted quote's total differ; empty where all agree."""
    amounts, zero = version.amounts, Decimal(0)
    if amounts.net + amounts.tax != amounts.gross:
        return _("The contract's net amount and tax don't make its total.")
    for name in ("net", "tax", "gross"):
        if sum((getattr(line, name) for line in version.lines), zero) != getattr(amounts, name):
            return _("The lines of Annex 1 don't make the contract's total.")
    if accepted is not None and accepted != amounts.gross:
        return _("The contract's total is {total}, the accepted quote's {accepted}.").format(
            total=_money(version, amounts.gross), accepted=_money(version, accepted)
        )
    if renminbi.parse(words(version, "zh_CN")) != amounts.gross:
        return _("The contract's total in words isn't its total in figures.")
    if version.plan and sum(plan_amounts(version), zero) != amounts.gross:
        return _("The payments don't make the contract's total.")
    return _said_otherwise(version)


def _said_otherwise(version: ContractVersion) -> str:
    """Return which clause, or that the template, states an amount that the contract doesn't have; mostly nothing."""
    amounts = version.amounts
    whole = (amounts.net, amounts.tax, amounts.gross)
    own = (*whole, *plan_amounts(version))
    if version.template_file:
        typed = word_fields.MARK.sub(" ", version.template.text) if version.template is not None else ""
        odd = stated_amounts.odd(typed, own, version.currency)
        told = _("The Word template says “{text}”, which is none of the contract's amounts.")
        return told.format(text=money.excerpt(odd)) if odd else ""
    for number, clause in enumerate(version.clauses, start=1):
        for language in version.languages:
            typed = merge_fields.MARK.sub(" ", clause.text(language))
            price = clause.code == PRICE
            odd = stated_amounts.odd(typed, whole if price else own, version.currency, price=price)
            if odd:
                return _("Paragraph {number} says “{text}”, which is none of the contract's amounts.").format(
                    number=number, text=money.excerpt(odd)
                )
    return ""


# --- what was judged and issued ---------------------------------------------------------------------------------------


def judged_topics(version: ContractVersion) -> dict[str, str]:
    """Return what a legal review judges: the topics, and where notices are served.

    That is no part of the topics, which the hash of what was issued is made of: it has it with the parties.
    """
    return topics(version) | {"addresses": _json([_served(version.buyer), _served(version.seller)])}


def _served(party: Party) -> list[str]:
    return [party.address, party.phone, party.email]


def _validity(version: ContractVersion) -> str:
    """Return the days of a framework agreement; nothing for what has none."""
    days = (version.valid_from, version.valid_until)
    return _json([day.isoformat() if day else "" for day in days]) if any(days) else ""


def topics(version: ContractVersion) -> dict[str, str]:
    """Return the contract by the topics of its legal review; the date is no part of it."""
    amounts = version.amounts
    found = {
        "parties": _json([_party(version.buyer), _party(version.seller)]),
        "amount": _json([version.currency, str(amounts.net), str(amounts.tax), str(amounts.gross)]),
        "lines": _json([_line(line) for line in version.lines]),
        "payment": plan_json(version.plan),
        "fields": fields_json(version.fields),
        "free": _validity(version),
    }
    if version.template_file:
        # What is written in Word is one text: another file opens every point that judges clauses.
        texts = {clause.code: version.template_file for clause in clause_rules.template()}
        return {**found, **texts, "free": version.template_file + _validity(version)}
    for clause in version.clauses:
        text = _json(
            [clause.title_zh, clause.title_en, *(_typed(version, clause, one) for one in ("zh_CN", "en"))]
        )
        found[clause.code or "free"] = found.get(clause.code or "free", "") + text
    return found


def _party(party: Party) -> list[str]:
    """Return what tells a party, and where its money goes."""
    return [party.name, party.tax_id, party.bank, party.bank_account]


def _typed(version: ContractVersion, clause: Clause, language: Language) -> str:
    return merge_fields.fill(clause.text(language), version.fields, language)


def _line(line: ContractLine) -> list[str]:
    known = asdict(replace(line, quote_line_id=None, product_id=None))
    return [_plain(value) for value in known.values()]


def content_hash(version: ContractVersion) -> str:
    """Return the SHA-256 of everything that is agreed, in canonical form."""
    head = [
        version.number,
        version.version,
        version.dated_on.isoformat(),
        *version.languages,
        version.template_file,
    ]
    parties = [asdict(version.buyer), asdict(version.seller), version.seller_person]
    content = [head, parties, sorted(topics(version).items()), [clause.code for clause in version.clauses]]
    return hashlib.sha256(_json(content).encode()).hexdigest()


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _plain(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


# --- kept as text -------------------------------------------------------------------------------------------------

_TYPED: Final = frozenset(merge_fields.TYPED)


def fields_json(fields: Mapping[str, Value]) -> str:
    """Return what was typed into the blanks as it is stored."""
    known = {key: [fields[key].zh, fields[key].en] for key in merge_fields.TYPED if key in fields}
    return _json(known)


def fields_from_json(text: str) -> dict[str, Value]:
    """Return what was typed into the blanks as it was stored; what an older program knew alone is left out."""
    return {key: Value(*pair) for key, pair in json.loads(text).items() if key in _TYPED}


def plan_json(plan: tuple[PlanLine, ...]) -> str:
    """Return a plan of payments as it is stored."""
    return _json(
        [
            {key: _kept(value) for key, value in asdict(line).items() if value not in (None, "")}
            for line in plan
        ]
    )


def plan_from_json(text: str) -> tuple[PlanLine, ...]:
    """Return a plan of payments as it was stored."""
    return tuple(_plan_line(entry) for entry in json.loads(text))


def _plan_line(entry: dict[str, Any]) -> PlanLine:
    known = dict(entry)
    for key in ("share", "amount"):
        if key in known:
            known[key] = Decimal(known[key])
    if "fixed_on" in known:
        known["fixed_on"] = date.fromisoformat(known["fixed_on"])
    return PlanLine(**known)


def _kept(value: object) -> object:
    return str(value) if isinstance(value, Decimal | date) else value
