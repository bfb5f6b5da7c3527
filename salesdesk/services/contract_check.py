"""What can be recomputed of contracts and payments: each sum that is stored, and the files that were signed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain.contract import BINDING
from salesdesk.domain.contract_version import content_hash, disagreement
from salesdesk.domain.errors import SalesDeskError
from salesdesk.i18n import _
from salesdesk.services import contract_store as store
from salesdesk.storage import files, records
from salesdesk.storage.records import Contract, ContractFile, Instalment, Receipt, ReceiptAllocation


def problems(session: Session) -> Iterator[str]:
    """Name the versions that don't agree with themselves, the plans that aren't their amount, and bad receipts."""
    yield from _versions(session)
    yield from _plans(session)
    yield from _receipts(session)


def _versions(session: Session) -> Iterator[str]:
    version = records.ContractVersion
    query = (
        select(Contract, version)
        .join(version, version.contract_id == Contract.id)
        .where(Contract.deleted_at.is_(None), version.deleted_at.is_(None), version.state != "void")
        .order_by(Contract.number, version.version)
    )
    for contract, row in session.execute(query).all():
        label = f"{contract.number}-V{row.version}"
        try:
            stored = store.read(session, contract, row)
            problem = disagreement(stored, None)
            if not problem and row.content_hash and row.content_hash != content_hash(stored):
                problem = _("its text isn't what was issued")
        except (SalesDeskError, ValueError, ArithmeticError, TypeError, LookupError) as error:
            problem = str(error)
        if problem:
            yield _("Contract {number}: {problem}").format(number=label, problem=problem)


def _plans(session: Session) -> Iterator[str]:
    """Name the signed sales whose instalments don't make their amount, or what stays of a terminated one."""
    total = (
        select(func.coalesce(func.sum(Instalment.amount_minor), 0))
        .where(Instalment.contract_id == Contract.id, ~Instalment.voided, Instalment.deleted_at.is_(None))
        .correlate(Contract)
        .scalar_subquery()
    )
    query = select(Contract.number).where(
        Contract.kind == "sale",
        Contract.state.in_((*BINDING, "terminated")),
        Contract.deleted_at.is_(None),
        total != Contract.gross_minor + Contract.termination_minor,
    )
    for number in session.scalars(query.order_by(Contract.number)):
        yield _("Contract {number}: the payments don't make the contract's total.").format(number=number)


def _receipts(session: Session) -> Iterator[str]:
    """Name the receipts that pay more than came in, and the instalments that got more than they are."""
    used = (
        select(func.coalesce(func.sum(ReceiptAllocation.amount_minor), 0))
        .where(ReceiptAllocation.receipt_id == Receipt.id, ReceiptAllocation.deleted_at.is_(None))
        .correlate(Receipt)
        .scalar_subquery()
    )
    beyond = select(Receipt.received_on, Receipt.payer).where(
        Receipt.deleted_at.is_(None), func.abs(used) > func.abs(Receipt.amount_minor)
    )
    for day, payer in session.execute(beyond):
        yield _("The receipt of {day} from “{payer}” pays more than came in.").format(day=day, payer=payer)
    paid = (
        select(func.coalesce(func.sum(ReceiptAllocation.amount_minor), 0))
        .where(ReceiptAllocation.instalment_id == Instalment.id, ReceiptAllocation.deleted_at.is_(None))
        .correlate(Instalment)
        .scalar_subquery()
    )
    query = (
        select(Contract.number, Instalment.position)
        .join(Instalment, Instalment.contract_id == Contract.id)
        .where(Instalment.deleted_at.is_(None), (paid < 0) | (paid > Instalment.amount_minor))
    )
    for number, position in session.execute(query):
        yield _(
            "Contract {number}, payment {position}: what came in isn't between nothing and its amount."
        ).format(number=number, position=position)


def file_problems(session: Session, folder: Path) -> Iterator[str]:
    """Name the files of contracts, what they were issued as among them, whose content is missing or another one."""
    kept = (
        select(ContractFile.hash, ContractFile.name, Contract.number)
        .join(Contract, Contract.id == ContractFile.contract_id)
        .where(ContractFile.deleted_at.is_(None))
    )
    version = records.ContractVersion
    issued = (
        select(version.pdf_hash, version.version, Contract.number)
        .join(Contract, Contract.id == version.contract_id)
        .where(version.pdf_hash != "", version.deleted_at.is_(None))
        .order_by(Contract.number, version.version)
    )
    found = [
        (content, f"{number}-V{place}.pdf", number) for content, place, number in session.execute(issued)
    ]
    for content, name, number in (*session.execute(kept), *found):
        try:
            files.read(folder, content)
        except SalesDeskError as error:
            yield _("“{name}” of “{opportunity}”: {reason}").format(
                name=name, opportunity=number, reason=error.message
            )
