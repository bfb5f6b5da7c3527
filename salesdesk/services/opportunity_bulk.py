"""Many opportunities at once: one write, which undo takes back at once.

Every opportunity is named with the version that was read (`chosen`), so that one that was changed meanwhile is told
and none is written.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.stage_gate import Gap
from salesdesk.i18n import _
from salesdesk.services import opportunities, stage_gates
from salesdesk.services.board_filter import BoardFilter
from salesdesk.storage.records import Opportunity

FIELDS: Final = ("owner", "expected_close_on", "roadmap")
"""What can be changed of many opportunities at once, beside their stage."""
_TOLD: Final = 5

Chosen = Mapping[uuid.UUID, int]
"""The ids of opportunities with their `row_version`, in the order in which they were chosen."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An opportunity that may not go to a stage: `gaps` says what is missing, else `reason` says why not.

    `may_waive` tells whether who asked may let it pass with a reason.
    """

    id: uuid.UUID
    name: str
    gaps: tuple[Gap, ...]
    may_waive: bool
    reason: str = ""


def check(
    session: Session, ids: Sequence[uuid.UUID], stage_id: uuid.UUID, *, person: uuid.UUID | None
) -> tuple[Refused, ...]:
    """Return those of the opportunities that may not go to a stage just so, with what is missing; none: all may."""
    refused = []
    for row in _rows(session, ids):
        try:
            opportunities.refuse_move(session, row, stage_id)
        except RuleError as error:
            refused.append(Refused(row.id, row.name, (), may_waive=False, reason=error.message))
            continue
        found = stage_gates.check(session, row.id, stage_id, person=person)
        if found.gaps:
            refused.append(Refused(row.id, row.name, found.gaps, found.may_waive))
    return tuple(refused)


def move_all(session: Session, chosen: Chosen, stage_id: uuid.UUID, *, waiver: str = "") -> None:
    """Put opportunities into a stage, at its top in their order; those that stand there stay where they are.

    GateError or RuleError where one of them may not: pass only those that `check` doesn't refuse, or a `waiver` for
    all.
    """
    _refuse_stale(session, chosen)
    for row in reversed(_rows(session, chosen)):
        if row.stage_id != stage_id:
            opportunities.move(session, row.id, stage_id, board_filter=BoardFilter(), waiver=waiver)
            session.flush()


def change_all(session: Session, chosen: Chosen, field: str, value: Any, *, reason: str = "") -> None:
    """Give one of `FIELDS` the same value in all opportunities; RuleError where one of them is closed."""
    if field not in FIELDS:
        raise TypeError(field)
    _refuse_stale(session, chosen)
    for one in chosen:
        opportunities.change(session, one, field, value, reason=reason)


def _refuse_stale(session: Session, chosen: Chosen) -> None:
    """Refuse the whole write where some were changed since they were read."""
    stale = [row.name for row in _rows(session, chosen) if row.row_version != chosen[row.id]]
    if len(stale) == 1:
        raise ConflictError(
            _("“{name}” was changed elsewhere in the meantime. Look at it again.").format(name=stale[0])
        )
    if stale:
        names = _(", ").join(stale[:_TOLD]) + ("…" if len(stale) > _TOLD else "")
        raise ConflictError(
            _("{count} of them were changed elsewhere in the meantime: {names}. Look at them again.").format(
                count=len(stale), names=names
            )
        )


def _rows(session: Session, ids: Iterable[uuid.UUID]) -> list[Opportunity]:
    """Return the opportunities in the order of their ids; InvalidInputError where one is gone."""
    wanted = list(ids)
    query = select(Opportunity).where(Opportunity.id.in_(wanted), Opportunity.deleted_at.is_(None))
    found = {row.id: row for row in session.scalars(query)}
    if len(found) < len(wanted):
        raise InvalidInputError(_("Some of what was chosen is no longer there. Choose again."))
    return [found[one] for one in wanted]
