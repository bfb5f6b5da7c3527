"""The use of seals: who puts which on what, with whose permission; each use a numbered line that stays."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import FromClause, func, join, or_, select
from sqlalchemy.orm import Session, aliased

from salesdesk.domain import contract_version, quote_content, seal as rules
from salesdesk.domain.approval import RANKS
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.stage_gate import MANAGERS
from salesdesk.i18n import _
from salesdesk.services import approval_rules, approvals, contract_store, pins, quote_reading, quote_store
from salesdesk.services.contract_making import reason_of
from salesdesk.services.lists import Choice, ListSource, Sort, filled, row_number
from salesdesk.services.pins import Proof
from salesdesk.storage import numbers
from salesdesk.storage.records import (
    Contract,
    ContractVersion,
    NumberSeries,
    Person,
    Quote,
    QuoteVersion,
    Seal,
    SealUse,
)
from salesdesk.storage.records.base import now

MOST_COPIES: Final = 99
_SERIES: Final = "seal_use"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is sealed: a version of a contract or of a quote."""

    kind: Literal["contract", "quote"]
    id: uuid.UUID
    version: int


# --- putting a seal on something ------------------------------------------------------------------------------------


def use(
    session: Session,
    seal_id: uuid.UUID,
    subject: Subject,
    *,
    way: str,
    purpose: str,
    today: date,
    copies: int = 1,
    pin: str = "",
    permission: Proof | None = None,
) -> str:
    """Write down that a seal was put on a document, and return the number of the line in the log.

    Only what was issued and stands is sealed. A picture is put there by the seal's keeper, by `pin`, with the
    permission of a manager who is somebody else; a director who keeps one needs no other, nor does who works alone.
    """
    seal = session.get(Seal, seal_id)
    if seal is None or seal.deleted_at is not None:
        raise InvalidInputError(_("What was chosen is no longer there. Choose again."))
    if not seal.active:
        raise RuleError(_("“{name}” is out of use.").format(name=seal.name))
    if way not in rules.WAYS or not 1 <= copies <= MOST_COPIES:
        raise InvalidInputError(_("Say how it was sealed, and how many copies."))
    said = reason_of(purpose)
    entry = (
        _on_contract(session, subject) if subject.kind == "contract" else _on_quote(session, subject, today)
    )
    entry.used_by = session.info.get("person")
    if way == "image":
        _refuse_word(session, entry)
        entry.used_by, entry.approved_by = _permitted(session, seal, pin, permission)
    place = numbers.next_number(session, _SERIES, f"{today.year}")
    entry.number = f"SL-{today.year}-{place:04d}"
    entry.seal_id, entry.way, entry.copies, entry.purpose, entry.at = seal.id, way, copies, said, now()
    session.add(entry)
    session.flush()
    return entry.number


def _on_contract(session: Session, subject: Subject) -> SealUse:
    """Return the beginning of a line: what is sealed, with its hash; RuleError where it may not be."""
    contract, row = contract_store.rows_of(session, subject.id, subject.version)
    label = f"{contract.number}-V{row.version}"
    rules.refuse_unsealable(label, sealable=rules.on_contract(contract.state, row.state))
    if row.content_hash != contract_version.content_hash(contract_store.read(session, contract, row)):
        raise RuleError(_("{number} isn't what was issued any more.").format(number=label))
    return SealUse(contract_id=contract.id, version_id=row.id, file_hash=row.pdf_hash or row.content_hash)


def _on_quote(session: Session, subject: Subject, today: date) -> SealUse:
    quote, row = quote_reading.rows_of(session, subject.id, subject.version)
    stored = quote_store.read_version(session, quote, row)
    sealable = rules.on_quote(stored.state, stored.valid_until, today)
    rules.refuse_unsealable(stored.label, sealable=sealable)
    if stored.state == "approved":
        approvals.require_for_sending(session, row, stored)
    content = quote_content.content_hash(stored.draft, stored.valid_until)
    if row.content_hash not in ("", content) or (stored.state != "approved" and row.sent_at is None):
        raise RuleError(_("{number} isn't what was issued any more.").format(number=stored.label))
    return SealUse(quote_version_id=row.id, file_hash=row.pdf_hash or content)


def _refuse_word(session: Session, entry: SealUse) -> None:
    version = session.get(ContractVersion, entry.version_id) if entry.version_id else None
    if version is not None and version.template_file:
        raise RuleError(_("A Word file has no place for the picture of a seal."))


def _permitted(
    session: Session, seal: Seal, pin: str, permission: Proof | None
) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    """Return who puts a picture on a document, and who permits it; RuleError where they may not or it isn't them."""
    if not seal.image:
        raise RuleError(_("“{name}” has no picture.").format(name=seal.name))
    if approval_rules.works_alone(session):
        only = session.scalar(select(Person.id).where(Person.deleted_at.is_(None)))
        if only is not None and pins.has_pin(session, only):
            pins.require(session, Proof(only, pin))
        return only, only
    keeper = session.get(Person, seal.keeper_id) if seal.keeper_id else None
    if keeper is None or keeper.deleted_at is not None:
        raise RuleError(_("Nobody keeps “{name}”. Name its keeper first.").format(name=seal.name))
    pins.require(session, Proof(keeper.id, pin))
    if keeper.role == RANKS[-1]:
        return keeper.id, keeper.id
    manager = session.get(Person, permission.person) if permission else None
    if (
        permission is None
        or manager is None
        or manager.deleted_at is not None
        or manager.role not in MANAGERS
        or manager.id == keeper.id
    ):
        raise RuleError(_("A manager who is somebody else permits the picture of a seal."))
    pins.require(session, permission)
    return keeper.id, manager.id


def managers(session: Session) -> list[tuple[uuid.UUID, str]]:
    """Return who may permit the use of a seal, by name."""
    query = select(Person.id, Person.name).where(Person.role.in_(MANAGERS), Person.deleted_at.is_(None))
    return [(*row,) for row in session.execute(query.order_by(Person.name, Person.id))]


def problems(session: Session) -> Iterator[str]:
    """Name the years of which lines are gone: a number that was given stands in the log for good."""
    series = select(NumberSeries.period, NumberSeries.next_number).where(NumberSeries.name == _SERIES)
    for year, following in session.execute(series.order_by(NumberSeries.period)):
        living = (SealUse.number.like(f"%-{year}-%"), SealUse.deleted_at.is_(None))
        count = session.scalar(select(func.count()).select_from(SealUse).where(*living)) or 0
        if count != following - 1:
            text = _("The log of seals of {year}: {count} of {given} lines are there.")
            yield text.format(year=year, count=count, given=following - 1)


# --- the log --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UseRow:
    """A line of the log; `kind` and `record` say which contract or quote `document` is a version of."""

    id: uuid.UUID
    number: str
    at: datetime
    seal: str
    kind: Literal["contract", "quote"]
    record: uuid.UUID | None
    document: str
    way: str
    copies: int
    purpose: str
    used_by: str
    approved_by: str
    file_hash: str


_user, _manager = aliased(Person), aliased(Person)
_document: Any = func.coalesce(Contract.number, Quote.number, "")


def _joined() -> FromClause:
    found = join(SealUse, Seal, Seal.id == SealUse.seal_id)
    found = found.outerjoin(Contract, Contract.id == SealUse.contract_id)
    found = found.outerjoin(QuoteVersion, QuoteVersion.id == SealUse.quote_version_id)
    found = found.outerjoin(Quote, Quote.id == QuoteVersion.quote_id)
    found = found.outerjoin(ContractVersion, ContractVersion.id == SealUse.version_id)
    found = found.outerjoin(_user, _user.id == SealUse.used_by)
    return found.outerjoin(_manager, _manager.id == SealUse.approved_by)


def _read(session: Session, wanted: Sequence[int]) -> Iterator[tuple[int, UseRow]]:
    place = row_number(SealUse)
    version = func.coalesce(ContractVersion.version, QuoteVersion.version, 1)
    query = (
        select(place, SealUse, Seal.name, _document, version, Quote.id, _user.name, _manager.name)
        .select_from(_joined())
        .where(place.in_(list(wanted)), SealUse.deleted_at.is_(None))
    )
    for number, row, seal, document, counted, quote, used_by, approved_by in session.execute(query):
        yield (
            number,
            UseRow(
                id=row.id,
                number=row.number,
                at=row.at,
                seal=seal,
                kind="contract" if row.contract_id else "quote",
                record=row.contract_id or quote,
                document=f"{document}-V{counted}" if document else "",
                way=row.way,
                copies=row.copies,
                purpose=row.purpose,
                used_by=used_by or "",
                approved_by=approved_by or "",
                file_hash=row.file_hash,
            ),
        )


SOURCE: Final[ListSource[UseRow]] = ListSource(
    record=SealUse,
    joined=_joined,
    sorts={
        "number": Sort(SealUse.number),
        "at": Sort(SealUse.at),
        "seal": Sort(Seal.name),
        "document": Sort(_document),
        "way": Sort(SealUse.way),
        "copies": Sort(SealUse.copies),
        "purpose": Sort(filled(SealUse.purpose)),
        "used_by": Sort(_user.name),
        "approved_by": Sort(_manager.name),
        "file_hash": Sort(SealUse.file_hash),
    },
    usual="at",
    texts=(SealUse.number, Seal.name, Contract.number, Quote.number, SealUse.purpose, _user.name),
    filters={
        "seal": lambda value: SealUse.seal_id == value,
        "person": lambda value: or_(SealUse.used_by == value, SealUse.approved_by == value),
        "kind": lambda value: (
            SealUse.contract_id.is_not(None) if value == "contract" else SealUse.quote_version_id.is_not(None)
        ),
    },
    read=_read,
)


def seals_used(session: Session) -> list[Choice]:
    """Return the seals to filter by, those out of use too."""
    query = select(Seal.id, Seal.name).where(Seal.deleted_at.is_(None)).order_by(Seal.name, Seal.id)
    return [(*row,) for row in session.execute(query)]


def people_in_it(session: Session) -> list[Choice]:
    """Return who used or permitted seals, to filter by; those who left too."""
    named = select(SealUse.used_by).union(select(SealUse.approved_by)).subquery()
    query = select(Person.id, Person.name).where(Person.id.in_(select(named.c[0]))).order_by(Person.name)
    return [(*row,) for row in session.execute(query)]
