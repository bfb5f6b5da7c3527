"""The firm's own wordings of clauses beside the shipped ones, and what a new contract begins with."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from salesdesk.domain import clauses as rules
from salesdesk.domain.clauses import Clause
from salesdesk.domain.errors import ConflictError, InvalidInputError
from salesdesk.i18n import _
from salesdesk.services.rows import chosen
from salesdesk.storage import bulk
from salesdesk.storage.records import ClauseTemplate
from salesdesk.storage.records.base import now

_FIELDS = ("code", "variant", "risk", "title_zh", "title_en", "text_zh", "text_en")


@dataclass(frozen=True, slots=True)
class Variant:
    """A wording of the firm's own; `is_default` tells that new contracts begin with it."""

    id: uuid.UUID
    row_version: int
    clause: Clause
    is_default: bool


def variants(session: Session, code: str | None = None) -> tuple[Variant, ...]:
    """Return the firm's own wordings, of one clause of the template where its code is given, in their order."""
    query = select(ClauseTemplate).where(ClauseTemplate.deleted_at.is_(None))
    if code is not None:
        query = query.where(ClauseTemplate.code == code)
    rows = session.scalars(query.order_by(ClauseTemplate.code, ClauseTemplate.position, ClauseTemplate.id))
    return tuple(Variant(row.id, row.row_version, _clause(row), row.is_default) for row in rows)


def usual(session: Session) -> tuple[Clause, ...]:
    """Return the clauses of a new contract: the shipped ones, the firm's wording where one is the default.

    Free clauses of the firm that are defaults follow at the end.
    """
    own = [one.clause for one in variants(session) if one.is_default]
    by_code = {clause.code: clause for clause in own if clause.code}
    shipped = tuple(by_code.get(clause.code, clause) for clause in rules.template())
    return (*shipped, *(clause for clause in own if not clause.code))


def add(session: Session, clause: Clause, *, is_default: bool = False) -> uuid.UUID:
    """Keep a wording for later contracts and return its id."""
    row = ClauseTemplate(**_values(clause), is_default=is_default)
    session.add(row)
    session.flush()
    _only_default(session, row)
    return row.id


def change(
    session: Session, variant_id: uuid.UUID, clause: Clause, *, is_default: bool, row_version: int
) -> None:
    """Write a wording anew, as it was read at `row_version`; contracts that have it keep theirs."""
    row = _living(session, variant_id)
    if row.row_version != row_version:
        raise ConflictError(
            _("The record was changed elsewhere since you opened it. Nothing was overwritten.")
        )
    for name, value in _values(clause).items():
        setattr(row, name, value)
    row.is_default = is_default
    session.flush()
    _only_default(session, row)


def remove(session: Session, variant_id: uuid.UUID) -> None:
    """Take a wording away; undo brings it back."""
    _living(session, variant_id).deleted_at = now()
    session.flush()


def _only_default(session: Session, row: ClauseTemplate) -> None:
    """Let no other wording of the same clause be the default beside a new one."""
    if row.is_default and row.code:
        others = (ClauseTemplate.code == row.code, ClauseTemplate.id != row.id, ClauseTemplate.is_default)
        bulk.update_rows(session, update(ClauseTemplate).where(*others).values(is_default=False))
        session.expire_all()


def _living(session: Session, variant_id: uuid.UUID) -> ClauseTemplate:
    return chosen(session, ClauseTemplate, variant_id)


def _values(clause: Clause) -> dict[str, str]:
    (cleaned,) = rules.cleaned([clause])
    if not cleaned.variant:
        raise InvalidInputError(_("Give the wording a name."))
    if not (cleaned.text_zh or cleaned.text_en):
        raise InvalidInputError(_("Write the text of the clause."))
    return {name: getattr(cleaned, name) for name in _FIELDS}


def _clause(row: ClauseTemplate) -> Clause:
    values: dict[str, object] = {name: getattr(row, name) for name in _FIELDS}
    return Clause(**values)  # type: ignore[arg-type]  # the table's checks hold the values that a clause has
