"""A bank's statement beside what is still to come in: what each line probably pays, confirmed by the user."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.domain.errors import InvalidInputError, RuleError, SalesDeskError
from salesdesk.domain.receivables import Allocation, OpenPart, proposed
from salesdesk.exchange.bank_statement import Statement, StatementLine, read
from salesdesk.i18n import N_, _
from salesdesk.services import payments, receivable_list
from salesdesk.services.receivable_list import ReceivableRow
from salesdesk.storage.records import Customer

__all__ = [
    "MATCHES",
    "Match",
    "Proposal",
    "Statement",
    "StatementLine",
    "confirm",
    "confirm_all",
    "proposals",
    "read_file",
]

Match = Literal["taken", "contract", "payer_amount", "payer", "amount", "none"]
MATCHES: Final[dict[Match, str]] = {
    "taken": N_("Taken already"),
    "contract": N_("By the contract number"),
    "payer_amount": N_("By payer and amount"),
    "payer": N_("By the payer"),
    "amount": N_("By the amount alone: look closely"),
    "none": N_("Nothing fits"),
}
"""How a line was matched, with names to be translated; the surer first."""
_NUMBER: Final = re.compile(r"(?<![A-Za-z])C-?(\d{4})-?(\d{4,})", re.IGNORECASE)
_SIGNS: Final = re.compile(r"[\s()·,.，。]")
_FORM: Final = re.compile(r"(?:股份)?有限(?:责任)?公司$")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a line of a statement probably pays; nothing is written before it is confirmed."""

    line: StatementLine
    match: Match
    customer_id: uuid.UUID | None
    customer: str
    allocations: tuple[Allocation, ...]

    @property
    def free(self) -> Decimal:
        """Return what no instalment would get of the line."""
        return self.line.amount - sum((each.amount for each in self.allocations), Decimal(0))


def read_file(path: Path) -> Statement:
    """Read a bank's statement; InvalidInputError for a file that is none."""
    return read(path)


def proposals(session: Session, lines: Sequence[StatementLine], *, today: date) -> tuple[Proposal, ...]:
    """Return for each line what it probably pays: by contract number, by payer and amount, by one of them.

    What an earlier line of the statement would pay isn't proposed to a later one.
    """
    open_rows = [row for row in receivable_list.rows(session, today=today) if row.outstanding]
    left = {row.id: row.outstanding for row in open_rows}
    taken = payments.bank_keys(session, [line.key for line in lines])
    customers = {
        _plain(name): (customer_id, name)
        for customer_id, name in session.execute(
            select(Customer.id, Customer.name)
            .where(Customer.deleted_at.is_(None))
            .order_by(Customer.id.desc())
        )
    }
    found = []
    for line in lines:
        if line.key in taken:
            found.append(Proposal(line, "taken", None, line.payer, ()))
            continue
        usable = [row for row in open_rows if row.currency == line.currency and left[row.id] > 0]
        match, customer, rows = _matched(line, usable, left, customers)
        parts = [OpenPart(row.id, left[row.id], row.due_on) for row in rows]
        given = proposed(line.amount, parts)
        for each in given:
            left[each.instalment_id] -= each.amount
        customer_id, name = customer or (None, line.payer)
        found.append(Proposal(line, match, customer_id, name, given))
    return tuple(found)


_Known = tuple[uuid.UUID, str]


def _matched(
    line: StatementLine,
    rows: Sequence[ReceivableRow],
    left: dict[uuid.UUID, Decimal],
    customers: dict[str, _Known],
) -> tuple[Match, _Known | None, Sequence[ReceivableRow]]:
    """Return how a line was matched, to whom, and the instalments that it may pay."""
    numbers = {f"C-{year}-{number}" for year, number in _NUMBER.findall(line.purpose)}
    named = [row for row in rows if row.number in numbers]
    if named and len({row.customer_id for row in named}) == 1:
        return "contract", (named[0].customer_id, named[0].customer), named
    payer = customers.get(_plain(line.payer)) if line.payer else None
    if payer is not None:
        own = [row for row in rows if row.customer_id == payer[0]]
        exact = [row for row in own if left[row.id] == line.amount]
        return ("payer_amount", payer, exact[:1]) if exact else ("payer", payer, own)
    same = [row for row in rows if left[row.id] == line.amount]
    if len(same) == 1:
        return "amount", (same[0].customer_id, same[0].customer), same
    return "none", None, ()


def _plain(name: str) -> str:
    """Return a firm's name without what banks leave out or write otherwise."""
    return _FORM.sub("", _SIGNS.sub("", money.half_width(name))).casefold()


def confirm(
    session: Session,
    line: StatementLine,
    customer_id: uuid.UUID | None,
    allocations: Sequence[Allocation],
) -> uuid.UUID:
    """Record a line as a receipt, as the user confirmed it, and return its id; ConflictError where it was taken."""
    if customer_id is None:
        raise InvalidInputError(_("Choose the customer whose money it is."))
    return payments.record(
        session,
        customer_id,
        on=line.day,
        amount=line.amount,
        currency=line.currency,
        allocations=allocations,
        payer=line.payer,
        reference=line.reference,
        remark=line.purpose,
        bank_key=line.key,
    )


def confirm_all(session: Session, chosen: Sequence[Proposal]) -> int:
    """Record lines as receipts, all or none, and return how many; RuleError names the line that can't be."""
    for each in chosen:
        try:
            confirm(session, each.line, each.customer_id, each.allocations)
        except SalesDeskError as error:
            raise RuleError(
                _("Line {number} of the statement: {problem}").format(
                    number=each.line.line, problem=error.message
                )
            ) from error
    return len(chosen)
