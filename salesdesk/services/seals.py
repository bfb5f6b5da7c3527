"""The firm's seals, and the log of their use: numbered, with permission, never written anew."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.stage_gate import MANAGERS
from salesdesk.domain.texts import one_line
from salesdesk.i18n import N_, _
from salesdesk.services import contract_store as store
from salesdesk.services.approval_rules import works_alone
from salesdesk.services.contract_making import reason_of
from salesdesk.storage import numbers
from salesdesk.storage.records import Contract, Person, Seal, SealUse
from salesdesk.storage.records.base import now

KINDS: Final = {
    "contract": N_("Contract seal"),
    "company": N_("Company seal"),
    "finance": N_("Finance seal"),
    "invoice": N_("Invoice seal"),
    "legal_person": N_("Legal representative's seal"),
}
"""The kinds of seals with names to be translated, the usual one for contracts first."""
WAYS: Final = {"stamp": N_("Stamped on paper"), "image": N_("Picture in the document")}
MOST_COPIES: Final = 99
_SEALABLE: Final = ("issued", "signed", "superseded")


@dataclass(frozen=True, slots=True)
class SealView:
    """A seal of the firm; without `image` it only stamps paper."""

    id: uuid.UUID
    name: str
    kind: str
    image: str
    keeper_id: uuid.UUID | None
    keeper: str


@dataclass(frozen=True, slots=True)
class UseView:
    """A line of the log."""

    number: str
    at: datetime
    seal: str
    contract: str
    way: str
    copies: int
    purpose: str
    used_by: str
    approved_by: str


def add(
    session: Session, name: str, kind: str, *, keeper_id: uuid.UUID | None = None, image: str = ""
) -> uuid.UUID:
    """Add a seal, with the name of its stored picture where it has one, and return its id."""
    said = one_line(name)[:100]
    if not said or kind not in KINDS:
        raise InvalidInputError(_("Give the seal a name and a kind."))
    row = Seal(name=said, kind=kind, keeper_id=keeper_id, image=image)
    session.add(row)
    session.flush()
    return row.id


def remove(session: Session, seal_id: uuid.UUID) -> None:
    """Take a seal out of use; what it was used for stays in the log."""
    _living(session, seal_id).deleted_at = now()
    session.flush()


def seals(session: Session) -> tuple[SealView, ...]:
    """Return the seals in use, by name."""
    query = (
        select(Seal, Person.name)
        .outerjoin(Person, Person.id == Seal.keeper_id)
        .where(Seal.deleted_at.is_(None))
        .order_by(Seal.name, Seal.id)
    )
    return tuple(
        SealView(row.id, row.name, row.kind, row.image, row.keeper_id, keeper or "")
        for row, keeper in session.execute(query)
    )


def use(
    session: Session,
    seal_id: uuid.UUID,
    contract_id: uuid.UUID,
    *,
    way: str,
    purpose: str,
    today: date,
    copies: int = 1,
    approved_by: uuid.UUID | None = None,
) -> str:
    """Write down that a seal was put on an issued contract, and return the number of the line in the log.

    A picture is put there by the seal's keeper only, with the permission of a manager who is somebody else; who works
    alone needs neither.
    """
    seal = _living(session, seal_id)
    contract, row = store.rows_of(session, contract_id)
    if row.state not in _SEALABLE:
        raise RuleError(_("Only what was issued is sealed."))
    if way not in WAYS or not 1 <= copies <= MOST_COPIES:
        raise InvalidInputError(_("Say how it was sealed, and how many copies."))
    person = session.info.get("person")
    if way == "image":
        _refuse_image(session, seal, person, approved_by)
    number = f"S-{today.year}-{numbers.next_number(session, 'seal_use', f'{today.year}'):04d}"
    entry = SealUse(
        number=number,
        seal_id=seal.id,
        contract_id=contract.id,
        version_id=row.id,
        way=way,
        copies=copies,
        purpose=reason_of(purpose),
        file_hash=row.pdf_hash or row.content_hash,
        used_by=person,
        approved_by=approved_by,
        at=now(),
    )
    session.add(entry)
    session.flush()
    return number


def _refuse_image(
    session: Session, seal: Seal, person: uuid.UUID | None, approved_by: uuid.UUID | None
) -> None:
    if not seal.image:
        raise RuleError(_("“{name}” has no picture.").format(name=seal.name))
    if works_alone(session):
        return
    if person is None or seal.keeper_id != person:
        raise RuleError(
            _("Only its keeper puts the picture of “{name}” on a document.").format(name=seal.name)
        )
    manager = session.get(Person, approved_by) if approved_by else None
    if (
        manager is None
        or manager.deleted_at is not None
        or manager.role not in MANAGERS
        or approved_by == person
    ):
        raise RuleError(_("A manager who is somebody else permits the picture of a seal."))


def log(session: Session, contract_id: uuid.UUID | None = None) -> tuple[UseView, ...]:
    """Return the log, the newest line first, of one contract where it is named."""
    user, manager = aliased(Person), aliased(Person)
    query = (
        select(SealUse, Seal.name, Contract.number, user.name, manager.name)
        .join(Seal, Seal.id == SealUse.seal_id)
        .outerjoin(Contract, Contract.id == SealUse.contract_id)
        .outerjoin(user, user.id == SealUse.used_by)
        .outerjoin(manager, manager.id == SealUse.approved_by)
        .where(SealUse.deleted_at.is_(None))
        .order_by(SealUse.at.desc(), SealUse.number.desc())
    )
    if contract_id is not None:
        query = query.where(SealUse.contract_id == contract_id)
    return tuple(
        UseView(
            number=row.number,
            at=row.at,
            seal=seal,
            contract=number or "",
            way=row.way,
            copies=row.copies,
            purpose=row.purpose,
            used_by=used_by or "",
            approved_by=approved_by or "",
        )
        for row, seal, number, used_by, approved_by in session.execute(query)
    )


def _living(session: Session, seal_id: uuid.UUID) -> Seal:
    row = session.get(Seal, seal_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("What was chosen is no longer there. Choose again."))
    return row
