"""The instalments of a contract: made at its signature, due by what happens, split anew where the amount changes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain import contract_version as versions, money, payment_plan, receivables
from salesdesk.domain.contract import BINDING, UNDER_WAY
from salesdesk.domain.contract_version import ContractVersion
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.payment_plan import LineKind, Part, PlanLine
from salesdesk.domain.payment_terms import Trigger
from salesdesk.domain.receivables import Status
from salesdesk.domain.texts import one_line
from salesdesk.i18n import N_, _, translate
from salesdesk.services import contract_events as events, contract_store as store
from salesdesk.storage.records import Contract, Instalment, Receipt, ReceiptAllocation


@dataclass(frozen=True, slots=True)
class InstalmentView:
    """An instalment as its contract shows it."""

    id: uuid.UUID
    row_version: int
    label: str
    label_en: str
    trigger: Trigger
    offset_days: int
    share: Decimal | None
    amount: Decimal
    paid: Decimal
    planned_on: date | None
    due_on: date | None
    is_retention: bool
    status: Status
    last_paid_on: date | None

    @property
    def outstanding(self) -> Decimal:
        """Return what is still to be paid."""
        return Decimal(0) if self.status == "void" else max(self.amount - self.paid, Decimal(0))

    @property
    def paid_late(self) -> bool:
        """Tell whether the last money for it came after it was due."""
        return None not in (self.due_on, self.last_paid_on) and self.last_paid_on > self.due_on  # type: ignore[operator]


# --- made and changed ---------------------------------------------------------------------------------------------


def make(session: Session, contract: Contract, version: ContractVersion) -> None:
    """Write the instalments of a contract as its version agrees them, with the days that are known."""
    _append(session, contract, version.plan, versions.plan_amounts(version))


def amend(
    session: Session, contract: Contract, version: ContractVersion, *, agreed: Sequence[tuple[PlanLine, ...]]
) -> None:
    """Bring the instalments to an amendment's amount and plan; what is paid stays as it is.

    Where its plan is none of those `agreed` so far, what is open gives way to it, and its balance takes what the paid
    ones leave. Where it is one of them, what was agreed anew since then stands.
    """
    rows = _rows(session, contract.id)
    total = version.amounts.gross
    known = next((plan for plan in agreed if _terms(plan) == _terms(version.plan)), None)
    if known is not None:
        _apply(session, contract, rows, total, known if len(known) == len(rows) else None)
        return
    standing = _shrunk(session, contract, _give_way(session, contract, rows), total)
    whole = payment_plan.split(version.plan, total, version.places)
    amounts = payment_plan.beside(version.plan, whole, standing)
    lines = [
        line if left == amount else _as_amount(line, left)
        for line, amount, left in zip(version.plan, whole, amounts, strict=True)
    ]
    _append(session, contract, lines, amounts)


def _give_way(session: Session, contract: Contract, rows: Sequence[Instalment]) -> list[Instalment]:
    """Make void what nothing was paid of; return the others, which stay."""
    paid = paid_amounts(session, contract.id)
    for row in rows:
        row.voided = not paid.get(row.id)
    return [row for row in rows if not row.voided]


def _shrunk(
    session: Session, contract: Contract, standing: Sequence[Instalment], total: Decimal
) -> list[tuple[Trigger, Decimal]]:
    """Bring what stays of a plan down to a new amount, the last first, but none below what was paid of it."""
    paid = paid_amounts(session, contract.id)
    over = sum(row.amount_minor for row in standing) - money.to_minor(total, contract.currency)
    for row in reversed(standing):
        less = min(max(over, 0), row.amount_minor - paid[row.id])
        row.amount_minor -= less
        over -= less
    if over > 0:
        raise RuleError(_("More was paid already than the new amount. Book the repayment first."))
    return [(cast("Trigger", row.trigger), _amount(row, contract)) for row in standing]


def _append(
    session: Session, contract: Contract, lines: Sequence[PlanLine], amounts: Sequence[Decimal]
) -> None:
    last = session.scalar(select(func.max(Instalment.position)).where(Instalment.contract_id == contract.id))
    pairs = [(line, amount) for line, amount in zip(lines, amounts, strict=True) if amount]
    for position, (line, amount) in enumerate(pairs, start=(last or 0) + 1):
        session.add(_instalment(contract, position, line, amount))
    session.flush()
    refresh(session, contract)


def cut(session: Session, contract: Contract, total: Decimal) -> None:
    """Bring the instalments of a terminated contract down to what stays of it; those of nothing are void."""
    rows = _rows(session, contract.id)
    _apply(session, contract, rows, total)
    paid = paid_amounts(session, contract.id)
    for row in rows:
        row.voided = not row.amount_minor and not paid.get(row.id)
    session.flush()


def _apply(
    session: Session,
    contract: Contract,
    rows: Sequence[Instalment],
    total: Decimal,
    lines: Sequence[PlanLine] | None = None,
) -> None:
    paid = paid_amounts(session, contract.id)
    places = money.minor_units(contract.currency)
    parts = [
        Part(line, _amount(row, contract), money.from_minor(paid.get(row.id, 0), contract.currency))
        for row, line in zip(rows, lines or _lines(rows, contract), strict=True)
    ]
    found = payment_plan.resplit(parts, total, places)
    for row, amount in zip(rows, found.amounts, strict=True):
        row.amount_minor = money.to_minor(amount, contract.currency)
    further = PlanLine(
        kind="balance",
        trigger="fixed_date",
        label=translate(N_("Further payment"), "zh_CN"),
        label_en=translate(N_("Further payment"), "en"),
    )
    _append(session, contract, [further], [found.extra])


def resplit(session: Session, contract_id: uuid.UUID, plan: Sequence[PlanLine]) -> None:
    """Agree another plan for what is still open of a contract; what is paid, even in part, stays.

    Shares are of what is open, so they are kept as the amounts that they come to. What stays of a terminated contract
    gets its days this way.
    """
    contract, _newest = store.rows_of(session, contract_id)
    if contract.state not in (*UNDER_WAY, "terminated"):
        raise RuleError(_("Only the plan of a contract under way is changed."))
    places = money.minor_units(contract.currency)
    standing = _give_way(session, contract, _rows(session, contract_id))
    stays = contract.gross_minor + contract.termination_minor
    rest = money.from_minor(stays - sum(row.amount_minor for row in standing), contract.currency)
    payment_plan.check(plan, rest, places)
    amounts = payment_plan.split(plan, rest, places)
    lines = [_as_amount(line, amount) for line, amount in zip(plan, amounts, strict=True)]
    _append(session, contract, lines, amounts)


def _as_amount(line: PlanLine, amount: Decimal) -> PlanLine:
    """Return a part of what is open as a part of the whole contract, of which its share says nothing."""
    kind: LineKind = "balance" if line.kind == "balance" else "amount"
    fixed = None if kind == "balance" else amount
    label, label_en = one_line(line.label)[:200], one_line(line.label_en)[:200]
    return replace(line, kind=kind, share=None, amount=fixed, label=label, label_en=label_en)


def plan_again(
    session: Session, instalment_id: uuid.UUID, planned_on: date | None, *, row_version: int
) -> None:
    """Expect the money of an instalment on another day, None as the plan has it; when it is due stays as agreed."""
    row = _living(session, instalment_id)
    if row.row_version != row_version:
        raise ConflictError(
            _("The record was changed elsewhere since you opened it. Nothing was overwritten.")
        )
    _refuse_far(planned_on)
    row.planned_on = planned_on
    session.flush()
    refresh(session, session.get_one(Contract, row.contract_id))


def set_due(session: Session, instalment_id: uuid.UUID, due_on: date) -> None:
    """Say on which day an instalment is due that waits for an agreed day."""
    row = _living(session, instalment_id)
    if row.trigger != "fixed_date":
        raise RuleError(_("When this payment is due follows from what happens, not from a day."))
    _refuse_far(due_on)
    row.due_on = row.planned_on = due_on
    session.flush()


def _refuse_far(day: date | None) -> None:
    if day is not None and day > payment_plan.LATEST:
        raise InvalidInputError(_("This day lies too far in the future."))


def _living(session: Session, instalment_id: uuid.UUID) -> Instalment:
    row = session.get(Instalment, instalment_id)
    if row is None or row.deleted_at is not None or row.voided:
        raise InvalidInputError(_("This instalment is no longer there."))
    return row


def refresh(session: Session, contract: Contract) -> None:
    """Bring the days of the instalments up to what has happened; those that are paid keep theirs."""
    if contract.signed_on is None:
        return
    happened = events.happened(session, contract)
    paid = paid_amounts(session, contract.id)
    for row in _rows(session, contract.id):
        if paid.get(row.id, 0) >= row.amount_minor > 0 or row.trigger == "fixed_date":
            continue
        line = _line(row, contract)
        due = payment_plan.due_on(line, happened)
        if due != row.due_on or row.planned_on is None:
            row.planned_on = payment_plan.planned_on(line, contract.signed_on, happened)
        row.due_on = due
    session.flush()


# --- read ---------------------------------------------------------------------------------------------------------


def plan(session: Session, contract_id: uuid.UUID, *, today: date) -> tuple[InstalmentView, ...]:
    """Return the instalments of a contract in their order, those that are void last."""
    contract, _newest = store.rows_of(session, contract_id)
    paid, last = paid_amounts(session, contract_id), _last_days(session, contract_id)
    in_force = contract.state in (*BINDING, "terminated")
    query = select(Instalment).where(Instalment.contract_id == contract_id, Instalment.deleted_at.is_(None))
    found = []
    for row in session.scalars(query.order_by(Instalment.voided, Instalment.position)):
        amount = _amount(row, contract)
        received = money.from_minor(paid.get(row.id, 0), contract.currency)
        status = receivables.status(
            amount=amount, paid=received, due_on=row.due_on, today=today, in_force=in_force, voided=row.voided
        )
        found.append(
            InstalmentView(
                id=row.id,
                row_version=row.row_version,
                label=row.label,
                label_en=row.label_en,
                trigger=cast("Trigger", row.trigger),
                offset_days=row.offset_days,
                share=row.share,
                amount=amount,
                paid=received,
                planned_on=row.planned_on,
                due_on=row.due_on,
                is_retention=row.is_retention,
                status=status,
                last_paid_on=last.get(row.id) if received else None,
            )
        )
    return tuple(found)


def outstanding(session: Session, contract_id: uuid.UUID) -> Decimal:
    """Return what is still to be paid of a contract."""
    contract, _newest = store.rows_of(session, contract_id)
    paid = paid_amounts(session, contract_id)
    minor = sum(max(row.amount_minor - paid.get(row.id, 0), 0) for row in _rows(session, contract_id))
    return money.from_minor(minor, contract.currency)


def paid_amounts(session: Session, contract_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """Return in minor units what came in for each instalment of a contract, reversals taken off."""
    query = (
        select(ReceiptAllocation.instalment_id, func.sum(ReceiptAllocation.amount_minor))
        .join(Instalment, Instalment.id == ReceiptAllocation.instalment_id)
        .where(Instalment.contract_id == contract_id, ReceiptAllocation.deleted_at.is_(None))
        .group_by(ReceiptAllocation.instalment_id)
    )
    return {instalment: int(minor) for instalment, minor in session.execute(query)}


def _last_days(session: Session, contract_id: uuid.UUID) -> dict[uuid.UUID, date]:
    query = (
        select(ReceiptAllocation.instalment_id, func.max(Receipt.received_on))
        .join(Instalment, Instalment.id == ReceiptAllocation.instalment_id)
        .join(Receipt, Receipt.id == ReceiptAllocation.receipt_id)
        .where(
            Instalment.contract_id == contract_id,
            ReceiptAllocation.deleted_at.is_(None),
            ReceiptAllocation.amount_minor > 0,
        )
        .group_by(ReceiptAllocation.instalment_id)
    )
    rows: list[tuple[uuid.UUID, date]] = [(row[0], row[1]) for row in session.execute(query)]
    return dict(rows)


def _rows(session: Session, contract_id: uuid.UUID) -> list[Instalment]:
    query = select(Instalment).where(
        Instalment.contract_id == contract_id, ~Instalment.voided, Instalment.deleted_at.is_(None)
    )
    return list(session.scalars(query.order_by(Instalment.position)))


def _instalment(contract: Contract, position: int, line: PlanLine, amount: Decimal) -> Instalment:
    return Instalment(
        contract_id=contract.id,
        position=position,
        label=line.label,
        label_en=line.label_en,
        kind=line.kind,
        share=line.share,
        trigger=line.trigger,
        offset_days=line.offset_days,
        amount_minor=money.to_minor(amount, contract.currency),
        planned_on=payment_plan.due_on(line, {}),
        due_on=payment_plan.due_on(line, {}),
        is_retention=line.retention,
    )


def agreed_now(
    session: Session, contract: Contract, signed: Sequence[PlanLine] = (), *, fixed: bool = False
) -> tuple[PlanLine, ...]:
    """Return the plan of a contract as it stands: the one that was `signed`, or what was agreed anew since then.

    A share that isn't what it comes to, as of a payment that stood while the whole amount changed, is an amount here;
    so is, where another whole is agreed (`fixed`), what is paid: it stays what it is.
    """
    rows = _rows(session, contract.id)
    paid = paid_amounts(session, contract.id)
    done = [fixed and paid.get(row.id, 0) >= row.amount_minor for row in rows]
    lines = _lines(rows, contract, done if not all(done) else ())
    found = tuple(
        line
        if line.share is None or money.round_half_up(contract.gross_minor * line.share, 0) == row.amount_minor
        else _as_amount(line, _amount(row, contract))
        for row, line in zip(rows, lines, strict=True)
    )
    return tuple(signed) if _terms(found) == _terms(signed) else found


def _lines(rows: Sequence[Instalment], contract: Contract, done: Sequence[bool] = ()) -> list[PlanLine]:
    """Return instalments as a plan: the last that takes the rest is its balance, or else the last of all.

    What is `done` is an amount, and takes no rest.
    """
    lines = [_line(row, contract) for row in rows]
    open_ones = [number for number in range(len(rows)) if not done or not done[number]]
    takes_rest = [number for number in open_ones if lines[number].kind == "balance"]
    balance = (takes_rest or open_ones or [-1])[-1]
    found = []
    for number, (row, line) in enumerate(zip(rows, lines, strict=True)):
        if number == balance:
            found.append(replace(line, kind="balance", amount=None))
        elif line.kind == "balance" or number not in open_ones:
            found.append(_as_amount(replace(line, kind="amount"), _amount(row, contract)))
        else:
            found.append(line)
    return found


def _amount(row: Instalment, contract: Contract) -> Decimal:
    return money.from_minor(row.amount_minor, contract.currency)


def _line(row: Instalment, contract: Contract) -> PlanLine:
    agreed = row.due_on - timedelta(days=row.offset_days) if row.due_on else None
    return PlanLine(
        kind=cast("LineKind", row.kind),
        trigger=cast("Trigger", row.trigger),
        offset_days=row.offset_days,
        share=row.share.normalize() if row.share is not None else None,
        amount=_amount(row, contract) if row.kind == "amount" else None,
        fixed_on=agreed if row.trigger == "fixed_date" else None,
        retention=row.is_retention,
        label=row.label,
        label_en=row.label_en,
    )


def _terms(plan: Sequence[PlanLine]) -> tuple[PlanLine, ...]:
    """Return what is agreed of each part of a plan, without its name."""
    return tuple(replace(line, label="", label_en="") for line in plan)
