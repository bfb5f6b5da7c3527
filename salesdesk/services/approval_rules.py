"""The table that says which quotes need whose approval."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain import payment_terms
from salesdesk.domain.approval import (
    DEFAULT_RULES,
    METRICS,
    RANKS,
    WITHOUT_THRESHOLD,
    Metric,
    Rule,
)
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.i18n import _
from salesdesk.services import pins
from salesdesk.services.pins import Proof
from salesdesk.storage.records import ApprovalRule, Change, Person
from salesdesk.storage.records.base import now

FRACTIONS: Final = ("discount", "line_discount", "document_discount", "margin")
"""Metrics whose threshold is a fraction, shown in percent."""
APPROVERS: Final = ("regional_manager", "director", "legal")
"""The roles that a rule may ask."""
_LARGEST: Final = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as the settings list it; version 0 is one of the usual table, which isn't stored yet."""

    id: uuid.UUID | None
    row_version: int
    rule: Rule
    active: bool


def rows(session: Session) -> tuple[RuleRow, ...]:
    """Return all rules in their order; the usual ones where the table was never filled."""
    found = session.scalars(
        select(ApprovalRule)
        .where(ApprovalRule.deleted_at.is_(None))
        .order_by(ApprovalRule.position, ApprovalRule.id)
    ).all()
    if not found and not _ever(session):
        return tuple(RuleRow(None, 0, rule, active=True) for rule in DEFAULT_RULES)
    return tuple(
        RuleRow(
            row.id,
            row.row_version,
            Rule(cast("Metric", row.metric), row.threshold, row.role, row.standard),
            row.active,
        )
        for row in found
    )


def rules(session: Session) -> tuple[Rule, ...]:
    """Return the rules that count."""
    return tuple(row.rule for row in rows(session) if row.active)


def standard_term(session: Session) -> str:
    """Return the key of the firm's standard terms of payment: those of its first rule about them."""
    found = (rule.standard for rule in rules(session) if rule.metric == "payment_term")
    return next(found, "") or payment_terms.STANDARD


def seed(session: Session) -> None:
    """Fill the table with the usual rules where it was never filled."""
    if _ever(session):
        return
    for position, rule in enumerate(DEFAULT_RULES):
        session.add(
            ApprovalRule(
                metric=rule.metric,
                threshold=rule.threshold,
                role=rule.role,
                standard=rule.standard,
                position=position,
            )
        )
    session.flush()


def works_alone(session: Session) -> bool:
    """Tell whether at most one person works here."""
    count = select(func.count()).select_from(Person).where(Person.deleted_at.is_(None))
    return (session.scalar(count) or 0) <= 1


def guarded(session: Session) -> bool:
    """Tell whether a director's PIN guards rules, keys and roles: a director has set one, and others work here.

    Others who left count too: else whoever deletes them would be rid of the guard.
    """
    everybody = session.scalar(select(func.count()).select_from(Person)) or 0
    return everybody > 1 and bool(directors(session))


def directors(session: Session) -> list[tuple[uuid.UUID, str]]:
    """Return the directors who can prove by PIN who they are, by name."""
    query = select(Person.id, Person.name).where(
        Person.role == RANKS[-1], Person.deleted_at.is_(None), Person.pin_hash != ""
    )
    return [(*row,) for row in session.execute(query.order_by(Person.name, Person.id))]


def unguarded(session: Session) -> bool:
    """Tell whether whoever works here may decide everything: nobody else does, nor ever did with a director's PIN."""
    return works_alone(session) and not guarded(session)


def require(session: Session, proof: Proof | None, *, refusal: str = "") -> None:
    """Refuse a change of the table, of roles that approve or of PINs by anybody but a director who proves it.

    `refusal` is what is said of another thing that a director guards.
    """
    if unguarded(session):
        return
    person = proof.person if proof else None
    role = select(Person.role).where(Person.id == person, Person.deleted_at.is_(None))
    if proof is None or session.scalar(role) != RANKS[-1]:
        raise RuleError(refusal or _("Only a director changes the rules of approval."))
    pins.require(session, proof)


def changes_who_approves(session: Session, operation: int) -> bool:
    """Tell whether a step of the journal changed the rules, a PIN, a key, or who has a role that approves."""
    rows = session.execute(
        select(Change.table, Change.base_version, Change.diff, Person.role)
        .outerjoin(Person, Person.id == Change.row)
        .where(
            Change.operation == operation,
            Change.table.in_((ApprovalRule.__tablename__, Person.__tablename__)),
        )
    )
    for table, base, text, role in rows:
        diff: dict[str, list[Any]] = {"deleted_at": []} if base is None else json.loads(text)
        roles = {role, *diff.get("role", [])} if diff.keys() & {"role", "deleted_at"} else set()
        if (
            table != Person.__tablename__
            or diff.keys() & {"pin_hash", "public_key"}
            or roles & set(APPROVERS)
        ):
            return True
    return False


def add(session: Session, rule: Rule, *, proof: Proof | None, active: bool = True) -> uuid.UUID:
    """Add a rule at the end of the table."""
    require(session, proof)
    seed(session)
    last = session.scalar(select(func.max(ApprovalRule.position))) or 0
    row = ApprovalRule(position=last + 1, active=active)
    _fill(row, rule)
    session.add(row)
    session.flush()
    return row.id


def change(session: Session, row: RuleRow, rule: Rule, *, active: bool, proof: Proof | None) -> None:
    """Change a rule as it was listed; ConflictError where it is another by now."""
    require(session, proof)
    stored = _stored(session, row)
    _fill(stored, rule)
    stored.active = active
    session.flush()


def remove(session: Session, row: RuleRow, *, proof: Proof | None) -> None:
    """Take a rule out of the table."""
    require(session, proof)
    _stored(session, row).deleted_at = now()
    session.flush()


def _stored(session: Session, row: RuleRow) -> ApprovalRule:
    if row.id is None:
        seed(session)
        found = session.scalars(
            select(ApprovalRule).where(
                ApprovalRule.metric == row.rule.metric,
                ApprovalRule.role == row.rule.role,
                ApprovalRule.deleted_at.is_(None),
            )
        ).first()
    else:
        found = session.get(ApprovalRule, row.id)
    if found is None or found.deleted_at is not None or (row.id and found.row_version != row.row_version):
        raise ConflictError(
            _("The record was changed elsewhere since you opened it. Nothing was overwritten.")
        )
    return found


def _fill(row: ApprovalRule, rule: Rule) -> None:
    if rule.metric not in METRICS or rule.role not in APPROVERS:
        raise InvalidInputError(_("Choose one of the list."))
    threshold = rule.threshold
    if rule.metric in WITHOUT_THRESHOLD:
        threshold = None
    elif threshold is None or not 0 <= threshold <= (1 if rule.metric in FRACTIONS else _LARGEST):
        raise InvalidInputError(_("Type a limit that fits, such as 15%."))
    elif rule.metric == "validity" and threshold != int(threshold):
        raise InvalidInputError(_("Type a number of days."))
    standard = rule.standard if rule.metric == "payment_term" else ""
    if standard and payment_terms.by_key(standard) is None:
        raise InvalidInputError(_("Choose one of the list."))
    row.metric, row.threshold, row.role, row.standard = rule.metric, threshold, rule.role, standard


def _ever(session: Session) -> bool:
    """Tell whether the table was ever filled: one that was emptied stays empty."""
    return session.scalar(select(ApprovalRule.id).limit(1)) is not None
