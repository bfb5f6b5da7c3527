"""The firm's seals: which there are, who keeps them; a director says so by PIN, and undo leaves it alone."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain.approval import RANKS
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError, SalesDeskError
from salesdesk.domain.seal import KINDS, LARGEST, SMALLEST, WAYS
from salesdesk.domain.texts import one_line
from salesdesk.i18n import _
from salesdesk.services import approval_rules
from salesdesk.services.pins import Proof
from salesdesk.storage import files
from salesdesk.storage.records import Person, Seal, SealUse

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class SealFacts:
    """What is said of a seal; `image` is the name of its stored picture, without which it only stamps paper."""

    name: str
    kind: str
    keeper_id: uuid.UUID | None = None
    image: str = ""
    size_mm: int = 40
    active: bool = True


@dataclass(frozen=True, slots=True)
class SealView:
    """A seal as a list shows it; `uses` counts its lines in the log."""

    id: uuid.UUID
    row_version: int
    facts: SealFacts
    keeper: str
    keeper_role: str
    keeper_has_pin: bool
    uses: int

    @property
    def ready(self) -> bool:
        """Tell whether its picture can be put on documents."""
        return self.facts.active and bool(self.facts.image)

    @property
    def needs_permission(self) -> bool:
        """Tell whether somebody else permits its use: nobody stands above a director who keeps it."""
        return self.keeper_role != RANKS[-1]


def add(session: Session, facts: SealFacts, *, proof: Proof | None = None) -> uuid.UUID:
    """Add a seal and return its id; write it as a step that undo leaves alone."""
    require(session, proof)
    row = Seal()
    _fill(session, row, facts)
    session.add(row)
    session.flush()
    return row.id


def change(
    session: Session, seal_id: uuid.UUID, facts: SealFacts, *, row_version: int, proof: Proof | None = None
) -> None:
    """Write what is said of a seal, as it was read at `row_version`; also a step that undo leaves alone.

    A picture that stands on documents stays: another one is another seal.
    """
    require(session, proof)
    row = session.get(Seal, seal_id)
    if row is None or row.deleted_at is not None or row.row_version != row_version:
        raise ConflictError(
            _("The record was changed elsewhere since you opened it. Nothing was overwritten.")
        )
    if facts.image != row.image and _uses(session, seal_id, "image"):
        text = _("The picture of “{name}” stands on documents, so it stays. Retire it and add another seal.")
        raise RuleError(text.format(name=row.name))
    _fill(session, row, facts)
    session.flush()


def require(session: Session, proof: Proof | None) -> None:
    """Refuse a change of the seals, or of who keeps one, by anybody but a director who proves it."""
    approval_rules.require(session, proof, refusal=refusal())


def refusal() -> str:
    """Return what is said to who may not change the seals."""
    return _("Seals and who keeps them are for a director to say: their PIN is needed.")


def seals(session: Session) -> tuple[SealView, ...]:
    """Return all seals, those in use first, by name."""
    query = (
        select(Seal, Person.name, Person.role, Person.pin_hash)
        .outerjoin(Person, Person.id == Seal.keeper_id)
        .where(Seal.deleted_at.is_(None))
        .order_by(Seal.active.desc(), Seal.name, Seal.id)
    )
    return tuple(
        SealView(
            row.id,
            row.row_version,
            SealFacts(row.name, row.kind, row.keeper_id, row.image, row.size_mm, row.active),
            name or "",
            role or "",
            bool(pin),
            _uses(session, row.id),
        )
        for row, name, role, pin in session.execute(query)
    )


def is_keeper(session: Session, person: uuid.UUID) -> bool:
    """Tell whether somebody keeps a seal."""
    return session.scalar(select(Seal.id).where(Seal.keeper_id == person).limit(1)) is not None


def file_problems(session: Session, folder: Path) -> Iterator[str]:
    """Name the seals whose picture is missing or another one."""
    for seal in seals(session):
        try:
            if seal.facts.image:
                files.read(folder, seal.facts.image)
        except SalesDeskError as error:
            yield _("Seal “{name}”: {reason}").format(name=seal.facts.name, reason=error.message)


def _uses(session: Session, seal_id: uuid.UUID, *ways: str) -> int:
    query = select(func.count()).where(SealUse.seal_id == seal_id, SealUse.way.in_(ways or WAYS))
    return session.scalar(query) or 0


def _fill(session: Session, row: Seal, facts: SealFacts) -> None:
    name = one_line(facts.name)[:LONGEST_NAME]
    if not name or facts.kind not in KINDS:
        raise InvalidInputError(_("Give the seal a name and a kind."))
    if not SMALLEST <= facts.size_mm <= LARGEST:
        text = _("A seal is {smallest} to {largest} mm large.")
        raise InvalidInputError(text.format(smallest=SMALLEST, largest=LARGEST))
    keeper = session.get(Person, facts.keeper_id) if facts.keeper_id else None
    if facts.keeper_id and (keeper is None or keeper.deleted_at is not None):
        raise InvalidInputError(_("Choose somebody who works here."))
    row.name, row.kind, row.keeper_id = name, facts.kind, facts.keeper_id
    row.image, row.size_mm, row.active = facts.image, facts.size_mm, facts.active
