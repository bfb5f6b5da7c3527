"""A contract's version in an editor: opened, saved, compared; only a draft changes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from salesdesk.domain import clauses as clause_rules, merge_fields, money, payment_plan
from salesdesk.domain.clauses import Clause, Difference
from salesdesk.domain.contract import Amounts
from salesdesk.domain.contract_changes import LineChange, line_changes
from salesdesk.domain.contract_guards import BUYER_KINDS, BuyerKind, Facts, Guard, buyer_kind, guards
from salesdesk.domain.contract_version import (
    ContractLine,
    ContractVersion,
    content_hash,
    disagreement,
    missing,
    plan_amounts,
)
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.merge_fields import Value
from salesdesk.domain.payment_plan import PlanLine
from salesdesk.domain.texts import one_line, paragraphs
from salesdesk.i18n import LANGUAGES, Language, _
from salesdesk.services import company, contract_store as store, quote_store, word_templates
from salesdesk.services.contract_making import LONGEST_TITLE, accepted_row, buyer_of, check_validity, followed
from salesdesk.storage import records
from salesdesk.storage.records import Contract, Customer

UNISSUED: Final = ("draft", "in_review")
"""The states of a version that hasn't gone out."""
_MOST_SAID: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractDraft:
    """What people write of a contract's version; lines and amounts come from the accepted quote."""

    title: str
    dated_on: date
    language: Language
    second_language: Language | None
    clauses: tuple[Clause, ...]
    fields: Mapping[str, Value]
    payment_term: str
    plan: tuple[PlanLine, ...]
    seller_person: str = ""
    remark: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    template_file: str = ""
    template_name: str = ""


@dataclass(frozen=True, slots=True)
class EditableContract:
    """A version of a contract as an editor holds it; `row_version` rises with every change of it or its clauses."""

    contract_id: uuid.UUID
    version_id: uuid.UUID
    state: str
    row_version: int
    version: ContractVersion
    draft: ContractDraft

    @property
    def read_only(self) -> bool:
        """Tell whether the version is beyond writing: in review, issued, signed."""
        return self.version.state != "draft"


def edit(session: Session, contract_id: uuid.UUID, version: int | None = None) -> EditableContract:
    """Return a version of a contract to write or look at; the newest where none is named."""
    contract, row = store.rows_of(session, contract_id, version)
    stored = store.read(session, contract, row)
    return EditableContract(
        contract_id=contract.id,
        version_id=row.id,
        state=contract.state,
        row_version=store.token(session, row),
        version=stored,
        draft=ContractDraft(
            title=contract.title,
            dated_on=stored.dated_on,
            language=stored.language,
            second_language=stored.second_language,
            clauses=stored.clauses,
            fields=stored.fields,
            payment_term=stored.payment_term,
            plan=stored.plan,
            seller_person=stored.seller_person,
            remark=contract.remark,
            valid_from=stored.valid_from,
            valid_until=stored.valid_until,
            template_file=stored.template_file,
            template_name=stored.template_name,
        ),
    )


def save(
    session: Session, opened: EditableContract, draft: ContractDraft, *, seller_name: str
) -> EditableContract:
    """Save what was written in place of what the draft version held; return it as it was stored.

    The parties become what their records say now. RuleError for a version that is no draft, ConflictError where
    somebody changed it since it was opened.
    """
    contract, row = store.rows_of(session, opened.contract_id, opened.version.version)
    _refuse_written(contract, row)
    if store.token(session, row) != opened.row_version:
        raise ConflictError(
            _("The record was changed elsewhere since you opened it. Nothing was overwritten.")
        )
    stored = store.read(session, contract, row)
    if draft.template_file and word_templates.found(session, draft.template_file) is None:
        raise InvalidInputError(_("What was chosen is no longer there. Choose again."))
    version = replace(
        as_version(stored, draft),
        buyer=buyer_of(session.get_one(Customer, contract.customer_id), stored.buyer),
        seller=company.seller(session, fallback=seller_name),
    )
    contract.title = one_line(draft.title)[:LONGEST_TITLE] or contract.title
    contract.remark = paragraphs(draft.remark)
    session.flush()
    store.store(session, row.id, version)
    session.expire_all()
    return edit(session, contract.id, version.version)


def as_version(stored: ContractVersion, draft: ContractDraft) -> ContractVersion:
    """Return a version as `save` would keep it, to print it beforehand."""
    if draft.language not in LANGUAGES or draft.second_language not in (None, *LANGUAGES):
        raise InvalidInputError(_("Choose the language of the document."))
    if stored.contract_kind == "sale":
        payment_plan.check(draft.plan, stored.amounts.gross, stored.places)
    elif draft.plan:
        raise RuleError(_("A framework agreement has no payments of its own."))
    valid_from, valid_until = _validity(stored, draft)
    return replace(
        stored,
        dated_on=draft.dated_on,
        valid_from=valid_from,
        valid_until=valid_until,
        language=draft.language,
        second_language=None if draft.second_language == draft.language else draft.second_language,
        clauses=clause_rules.cleaned(draft.clauses),
        fields=_fields(draft.fields),
        payment_term=draft.payment_term[:40],
        plan=tuple(
            replace(line, label=_label(line.label), label_en=_label(line.label_en)) for line in draft.plan
        ),
        seller_person=one_line(draft.seller_person)[:200],
        template_file=draft.template_file,
        template_name=one_line(draft.template_name)[:200],
    )


def _validity(stored: ContractVersion, draft: ContractDraft) -> tuple[date | None, date | None]:
    """Return the days of a framework agreement; a sale has none."""
    if stored.contract_kind == "sale":
        return None, None
    check_validity(draft.valid_from, draft.valid_until)
    return draft.valid_from, draft.valid_until


def _label(text: str) -> str:
    return one_line(text)[:200]


def _fields(typed: Mapping[str, Value]) -> dict[str, Value]:
    found = {}
    for key in merge_fields.TYPED:
        value = typed.get(key, Value())
        texts = paragraphs(value.zh), paragraphs(value.en)
        if max(map(len, texts)) > merge_fields.LONGEST:
            raise InvalidInputError(
                _("“{field}” is longer than {most} characters.").format(
                    field=clause_rules.field_name(key), most=merge_fields.LONGEST
                )
            )
        found[key] = Value(*texts)
    return found


def _refuse_written(contract: Contract, row: records.ContractVersion) -> None:
    label = f"{contract.number}-V{row.version}"
    if row.state == "in_review":
        raise RuleError(_("{number} is in legal review. Take it back first.").format(number=label))
    if row.state != "draft":
        raise RuleError(
            _("{number} was issued and can't be changed. Make a new version.").format(number=label)
        )


# --- what is wrong or different -----------------------------------------------------------------------------------


def problems(session: Session, contract_id: uuid.UUID, version: int | None = None) -> tuple[str, ...]:
    """Return everything that keeps a version from being printed or issued, in the user's words."""
    contract, row = store.rows_of(session, contract_id, version)
    stored = store.read(session, contract, row)
    found = [str(each) for each in missing(stored)]
    if contract.kind != "sale":
        return tuple(found)
    total = _accepted_total(session, contract, row)
    if total is None:
        found.append(_("The quote that the contract was made of isn't accepted any more."))
    elif problem := disagreement(stored, total) or _other_lines(session, stored, row):
        found.append(problem)
    return tuple(found)


def _other_lines(session: Session, stored: ContractVersion, row: records.ContractVersion) -> str:
    """Say so where Annex 1 isn't what the quote has that it was made of."""
    quoted = session.get(records.QuoteVersion, row.quote_version_id) if row.quote_version_id else None
    quote = session.get(records.Quote, quoted.quote_id) if quoted is not None else None
    if quote is None or quoted is None:
        return ""
    known = store.lines_of_quote(session, quote_store.read_version(session, quote, quoted), quoted.id)
    return "" if known == stored.lines else _("The lines of Annex 1 aren't those of the accepted quote.")


def printable(session: Session, contract_id: uuid.UUID, version: int | None = None) -> ContractVersion:
    """Return a version as its document prints it.

    RuleError names what is empty in a version that isn't issued yet, and where words, figures and quote don't agree;
    and for an issued one that it isn't what was issued any more.
    """
    contract, row = store.rows_of(session, contract_id, version)
    stored = store.read(session, contract, row)
    if row.content_hash and row.content_hash != content_hash(stored):
        raise RuleError(_("{number} isn't what was issued any more.").format(number=contract.number))
    if row.state in UNISSUED and (found := problems(session, contract_id, row.version)):
        raise RuleError(
            _("{number} can't be printed yet: {problem}").format(
                number=stored.label, problem="; ".join(found[:_MOST_SAID])
            )
        )
    return stored


def _accepted_total(session: Session, contract: Contract, row: records.ContractVersion) -> Decimal | None:
    """Return the total that a version must have: its quote's, while that is accepted; else None.

    An amendment that leaves the lines alone must keep the total that is in force.
    """
    before = store.in_force(session, contract.id)
    if before is not None and before.quote_version_id == row.quote_version_id:
        return money.from_minor(before.gross_minor, contract.currency)
    quote = session.get(records.QuoteVersion, row.quote_version_id) if row.quote_version_id else None
    if quote is None or quote.state != "accepted" or quote.deleted_at is not None:
        return None
    return money.from_minor(quote.gross_minor, quote.currency)


@dataclass(frozen=True, slots=True)
class Buyer:
    """What a contract's buyer is in the eyes of the law: as its record says, else as its name and size let guess."""

    customer_id: uuid.UUID
    row_version: int
    said: BuyerKind
    guessed: BuyerKind

    @property
    def kind(self) -> BuyerKind:
        """Return what the buyer counts as."""
        return self.said or self.guessed


def buyer(session: Session, contract_id: uuid.UUID) -> Buyer:
    """Return what the buyer of a contract is."""
    contract, _row = store.rows_of(session, contract_id)
    row = session.get_one(Customer, contract.customer_id)
    guessed = buyer_kind(row.name, row.employees, row.annual_revenue)
    said: BuyerKind = next((kind for kind in BUYER_KINDS if kind == row.buyer_kind), "")
    return Buyer(row.id, row.row_version, said, guessed)


def warnings(session: Session, contract_id: uuid.UUID, version: int | None = None) -> tuple[Guard, ...]:
    """Return what a version is warned of; some of it depends on what the buyer is."""
    contract, row = store.rows_of(session, contract_id, version)
    stored = store.read(session, contract, row)
    if contract.kind != "sale":
        return ()
    texts = [clause.text(language) for clause in stored.clauses for language in stored.languages]
    if stored.template_file:
        texts = [stored.template.text] if stored.template else []
    used = any("penalty.cap" in text for text in texts)
    facts = Facts(
        lines=stored.plan,
        amounts=plan_amounts(stored),
        text="\n".join(texts),
        penalty_cap=merge_fields.said("penalty.cap", stored.fields, "zh_CN") if used else "",
        buyer=buyer(session, contract_id).kind,
    )
    return guards(facts)


def beside_template(
    session: Session, contract_id: uuid.UUID, version: int | None = None
) -> tuple[Difference, ...]:
    """Return how a version's clauses differ from the shipped template's."""
    contract, row = store.rows_of(session, contract_id, version)
    return clause_rules.compare(clause_rules.template(), store.read(session, contract, row).clauses)


@dataclass(frozen=True, slots=True)
class VersionDifference:
    """How a version differs from an earlier one; `gone` and `new` are lines of Annex 1.

    Where a version is written with a Word template, its clauses say nothing. `templates` are the names of the earlier
    and the later one where they differ, `text_gone` and `text_new` what their paragraphs are.
    """

    clauses: tuple[Difference, ...]
    gone: tuple[ContractLine, ...]
    new: tuple[ContractLine, ...]
    amounts: Amounts
    plan_changed: bool
    templates: tuple[str, str] | None = None
    text_gone: tuple[str, ...] = ()
    text_new: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuoteChange:
    """What a contract's draft becomes by the version of its quote that was accepted since, `quote`.

    `problem` says why it can't become that; then nothing else is known.
    """

    quote: str
    lines: tuple[LineChange, ...] = ()
    before: Amounts | None = None
    after: Amounts | None = None
    problem: str = ""


def quote_change(session: Session, contract_id: uuid.UUID) -> QuoteChange | None:
    """Return what a draft becomes by its quote; None where it is made of what is accepted, or is no such draft."""
    contract, row = store.rows_of(session, contract_id)
    if row.state != "draft" or row.kind != "original" or contract.quote_id is None:
        return None
    accepted = accepted_row(session, contract.quote_id)
    if accepted is None or accepted.id == row.quote_version_id:
        return None
    label = f"{session.get_one(records.Quote, contract.quote_id).number}-V{accepted.version}"
    before = store.read(session, contract, row)
    try:
        after, _accepted = followed(session, contract, row)
    except RuleError as error:
        return QuoteChange(label, problem=error.message)
    return QuoteChange(label, line_changes(before.lines, after.lines), before.amounts, after.amounts)


def beside(session: Session, contract_id: uuid.UUID, old: int, new: int) -> VersionDifference:
    """Return how a version of a contract differs from an earlier one."""
    before, after = (
        store.read(session, *store.rows_of(session, contract_id, number)) for number in (old, new)
    )
    was, becomes = ([replace(line, quote_line_id=None) for line in one.lines] for one in (before, after))
    in_word = bool(before.template_file or after.template_file)
    other = before.template_file != after.template_file
    texts = [one.template.text.splitlines() if one.template else [] for one in (before, after)]
    return VersionDifference(
        clauses=() if in_word else clause_rules.compare(before.clauses, after.clauses),
        gone=tuple(line for line in was if line not in becomes),
        new=tuple(line for line in becomes if line not in was),
        amounts=after.amounts - before.amounts,
        plan_changed=before.plan != after.plan,
        templates=(before.template_name, after.template_name) if other else None,
        text_gone=_not_in(*texts) if other and all(texts) else (),
        text_new=_not_in(*reversed(texts)) if other and all(texts) else (),
    )


def _not_in(some: list[str], others: list[str]) -> tuple[str, ...]:
    known = set(others)
    return tuple(dict.fromkeys(line for line in some if line.strip() and line not in known))
