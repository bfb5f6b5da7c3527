"""Who may change the pipelines."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import RuleError
from salesdesk.domain.stage_gate import MANAGERS
from salesdesk.i18n import _
from salesdesk.services.stage_gates import may_waive
from salesdesk.storage.records import Person


def may_change(session: Session, person: uuid.UUID | None) -> bool:
    """Tell whether somebody may change stages and gates: not who is known to be no manager, unless they work alone.

    Else whoever is stopped by a gate would take it away.
    """
    if person is None or may_map(session, person):
        return True
    role = session.scalar(select(Person.role).where(Person.id == person))
    return role is None or role in MANAGERS


def may_map(session: Session, person: uuid.UUID | None) -> bool:
    """Tell whether somebody may bring a whole pipeline into another one: managers, or who works alone."""
    return may_waive(session, "strict", person)


def require_change(session: Session) -> None:
    """Refuse a change of a pipeline by somebody who may not."""
    if not may_change(session, session.info.get("person")):
        raise RuleError(_("Only a director or a regional manager changes the pipelines."))


def require_mapping(session: Session) -> None:
    """Refuse a mapping by somebody who may not."""
    if not may_map(session, session.info.get("person")):
        raise RuleError(
            _("Only a director or a regional manager moves a whole pipeline. Choose who works here first.")
        )
