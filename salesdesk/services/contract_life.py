"""What becomes of a contract: issued, signed, under way, completed, terminated, void.

To issue, to sign and to terminate are steps that undo leaves alone: they are written with `kind="issue"`.
"""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.domain.contract import after, negative_booking, version_after
from salesdesk.domain.contract_version import content_hash
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.i18n import _
from salesdesk.services import (
    contract_moves as moves,
    contract_store as store,
    evidence,
    gate_crossing,
    handovers,
    legal_reviews,
    opportunities,
    payment_plans,
)
from salesdesk.services.contract_editing import problems
from salesdesk.services.contract_making import reason_of
from salesdesk.services.evidence import StoredFile
from salesdesk.storage import records
from salesdesk.storage.records import Contract, ContractFile, Opportunity
from salesdesk.storage.records.base import now

_FX_PLACES = 8
_OPEN_VERSION = ("draft", "in_review", "issued")


def issue(
    session: Session, contract_id: uuid.UUID, *, pdf_hash: str = "", row_version: int | None = None
) -> None:
    """Let the newest version out, with the hash of the document that goes: it stands as it is from now on.

    Its review must have passed or be waived, nothing may be empty, and lines, amounts, words and the accepted quote
    must agree; RuleError says what is missing. ConflictError where the version isn't the one that was printed any more.
    """
    contract, row = store.rows_of(session, contract_id)
    version_after(row.state, "issue")
    if row_version is not None and store.token(session, row) != row_version:
        raise ConflictError(
            _("The record was changed elsewhere since you opened it. Nothing was overwritten.")
        )
    if found := problems(session, contract_id):
        raise RuleError(
            _("{number} can't be issued yet: {problem}").format(
                number=contract.number, problem="; ".join(found[:5])
            )
        )
    if not legal_reviews.review(session, contract_id).lets_issue:
        raise RuleError(_("{number} hasn't passed its legal review yet.").format(number=contract.number))
    moves.move(contract, row, "issue")
    row.issued_at, row.pdf_hash = now(), pdf_hash
    row.content_hash = content_hash(store.read(session, contract, row))
    session.flush()


def revise(session: Session, contract_id: uuid.UUID, *, reason: str, today: date) -> int:
    """Make the next draft of what was issued and isn't signed yet, in its place, and return its version."""
    contract, row = store.rows_of(session, contract_id)
    why = reason_of(reason)
    if row.kind == "original":
        contract.state = after(contract.state, "revise")
    old = store.read(session, contract, row)
    row.state = version_after(row.state, "supersede")
    contract.waiver, contract.waived_at, contract.waived_by = "", None, None
    session.flush()
    fresh = store.renewed(old, version=row.version + 1, today=today, reason=why)
    store.insert(session, contract_id, fresh, quote_version_id=row.quote_version_id)
    return fresh.version


def void(session: Session, contract_id: uuid.UUID, *, reason: str) -> None:
    """Make what isn't signed yet void: the contract, or only an amendment to it."""
    contract, row = store.rows_of(session, contract_id)
    row.reason = reason_of(reason)
    moves.move(contract, row, "void")
    session.flush()


def sign(
    session: Session,
    contract_id: uuid.UUID,
    *,
    on: date,
    file: StoredFile | None = None,
    fx_rate: Decimal | None = None,
    gate_waiver: str = "",
) -> None:
    """Record that both sides signed the issued version, with the scan of it.

    The opportunity is won through its gates, the amount is frozen, the plan of payments is made and the handover to
    service raised. An amendment takes the place of what was in force; of the plan only what
    isn't paid changes. `fx_rate` is CNY for one unit on that day.
    """
    contract, row = store.rows_of(session, contract_id)
    version_after(row.state, "sign")
    if on > now().astimezone().date():
        raise InvalidInputError(_("The day of signing can't be in the future."))
    if contract.signed_on is not None and on < contract.signed_on:
        raise InvalidInputError(_("An amendment can't be signed before its contract."))
    if row.content_hash != content_hash(store.read(session, contract, row)):
        raise RuleError(_("{number} isn't what was issued any more.").format(number=contract.number))
    if file is not None:
        keep_file(session, contract.id, file, kind="signed", version_id=row.id)
    if row.kind == "amendment":
        _amended(session, contract, row, on)
        return
    _freeze_rate(contract, on, fx_rate)
    _win(session, contract, on, file, gate_waiver)
    moves.move(contract, row, "sign")
    contract.signed_on = row.signed_on = on
    session.flush()
    payment_plans.make(session, contract, store.read(session, contract, row))
    handovers.make(session, contract)


def keep_file(
    session: Session,
    contract_id: uuid.UUID,
    file: StoredFile,
    *,
    kind: str,
    version_id: uuid.UUID | None = None,
    event_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """Keep a stored file with a contract, never to be altered, and return its id."""
    row = ContractFile(
        contract_id=contract_id,
        version_id=version_id,
        event_id=event_id,
        kind=kind,
        name=file.name,
        size=file.size,
        hash=file.hash,
    )
    session.add(row)
    session.flush()
    return row.id


def _freeze_rate(contract: Contract, on: date, fx_rate: Decimal | None) -> None:
    if fx_rate is None:
        return
    if not fx_rate.is_finite() or fx_rate <= 0 or money.round_half_up(fx_rate, _FX_PLACES) != fx_rate:
        raise InvalidInputError(_("The exchange rate is CNY for one unit, more than zero."))
    contract.fx_rate, contract.fx_on = fx_rate, on


def _win(session: Session, contract: Contract, on: date, file: StoredFile | None, waiver: str) -> None:
    """Set the opportunity of a signed contract won, as its gates allow; a framework agreement sells nothing yet."""
    row = session.get(Opportunity, contract.opportunity_id) if contract.opportunity_id else None
    if row is None or row.deleted_at is not None or row.status == "won" or contract.kind != "sale":
        return
    if file is not None:
        crossing = gate_crossing.crossing(session, row.id, None, person=session.info.get("person"))
        evidence.attach(
            session, row.id, file, stage_item_id=crossing.signature_item, purpose=evidence.SIGNATURE
        )
    opportunities.win(session, row.id, on=on, amount=_worth(contract, row.currency), waiver=waiver)


def _worth(contract: Contract, currency: str) -> Decimal:
    """Return a contract's amount in an opportunity's currency, by the rate that was frozen."""
    gross = money.from_minor(contract.gross_minor, contract.currency)
    if contract.currency == currency:
        return gross
    if currency != "CNY" or contract.fx_rate is None:
        raise InvalidInputError(
            _("Give the exchange rate of {currency} on the day of signing.").format(
                currency=contract.currency
            )
        )
    return money.round_half_up(gross * contract.fx_rate)


def _amended(session: Session, contract: Contract, row: records.ContractVersion, on: date) -> None:
    agreed = [payment_plans.agreed_now(session, contract, fixed=fixed) for fixed in (False, True)]
    before = store.in_force(session, contract.id)
    if before is not None:
        agreed.append(store.read(session, contract, before).plan)
        before.state = version_after(before.state, "supersede")
    row.state, row.signed_on = version_after(row.state, "sign"), on
    for name in ("net_minor", "tax_minor", "gross_minor"):
        setattr(contract, name, getattr(row, name))
    session.flush()
    payment_plans.amend(session, contract, store.read(session, contract, row), agreed=agreed)
    handovers.amended(session, contract, row)


# --- the end --------------------------------------------------------------------------------------------------------


def complete(session: Session, contract_id: uuid.UUID, *, on: date) -> None:
    """Close a contract that is fulfilled; RuleError while anything is still to be paid, or an amendment is open."""
    contract, newest = store.rows_of(session, contract_id)
    state = after(contract.state, "complete")
    _refuse_end(contract, on)
    if newest.state in _OPEN_VERSION:
        raise RuleError(
            _("{number} has an amendment that isn't signed. Have it signed, or make it void.").format(
                number=contract.number
            )
        )
    if payment_plans.outstanding(session, contract_id):
        raise RuleError(_("{number} isn't paid in full yet.").format(number=contract.number))
    contract.state, contract.completed_on = state, on
    session.flush()


def terminate(session: Session, contract_id: uuid.UUID, *, on: date, reason: str, kept: Decimal) -> None:
    """End a signed contract before its time: `kept` of its amount stays, the rest is taken off the month's sales.

    The opportunity stays won. What is still to be paid comes down to what stays; RuleError where more was paid.
    """
    contract, newest = store.rows_of(session, contract_id)
    state = after(contract.state, "terminate")
    why = reason_of(reason)
    _refuse_end(contract, on)
    agreed = money.from_minor(contract.gross_minor, contract.currency)
    stays = money.from_minor(money.to_minor(kept, contract.currency), contract.currency)
    booked = negative_booking(agreed, stays)
    if newest.state in _OPEN_VERSION:
        newest.state = version_after(newest.state, "void")
    contract.state, contract.terminated_on, contract.termination_reason = state, on, why
    contract.termination_minor = money.to_minor(booked, contract.currency)
    session.flush()
    payment_plans.cut(session, contract, agreed + booked)
    handovers.ended(session, contract)


def _refuse_end(contract: Contract, on: date) -> None:
    """Refuse a day on which a contract can't have ended."""
    if contract.signed_on is not None and on < contract.signed_on:
        raise InvalidInputError(_("A contract can't end before it was signed."))
    if on > now().astimezone().date():
        raise InvalidInputError(_("What happened can't lie in the future."))


def booked_off(session: Session, start: date, end: date) -> dict[str, Decimal]:
    """Return by currency what terminations took off the sales of a period, both days included."""
    query = select(Contract.currency, Contract.termination_minor).where(
        Contract.state == "terminated",
        Contract.terminated_on.between(start, end),
        Contract.deleted_at.is_(None),
    )
    found: dict[str, Decimal] = {}
    for currency, minor in session.execute(query):
        found[currency] = found.get(currency, Decimal(0)) + money.from_minor(minor, currency)
    return found
