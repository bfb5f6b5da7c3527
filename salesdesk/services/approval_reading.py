"""What a quote needs approval for, what was asked for it, and who decided."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from salesdesk.domain.approval import Need, Terms, approvers, may_decide, needs, still_covered
from salesdesk.domain.approval_needs import needs_from_text
from salesdesk.domain.margin import HOME
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.services import approval_rules, price_snapshots
from salesdesk.storage import records
from salesdesk.storage.records import ApprovalRequest, ApprovalStep, Change, Operation, Person


@dataclass(frozen=True, slots=True)
class StepView:
    """One approval that a request needs; `person` decided it, `by_self` their own quote, `signed` by a file."""

    id: uuid.UUID
    role: str
    decision: str
    person: str
    at: datetime | None
    comment: str
    by_self: bool
    signed: bool


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said of a request."""

    person: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class RequestView:
    """An approval that was asked for: by whom, why, for what, and how far it is."""

    id: uuid.UUID
    version: int
    state: str
    asker_id: uuid.UUID | None
    asker: str
    asked_at: datetime
    reason: str
    needs: tuple[Need, ...]
    steps: tuple[StepView, ...]
    comments: tuple[Comment, ...]
    content_hash: str

    @property
    def current(self) -> StepView | None:
        """Return the step that waits for its decision."""
        if self.state != "pending":
            return None
        return next((step for step in self.steps if not step.decision), None)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a quote needs as it stands, and which of it an earlier approval covers."""

    needs: tuple[Need, ...] = ()
    covered: tuple[Need, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        """Return the roles that still have to approve, the lowest first."""
        return approvers(need for need in self.needs if need not in self.covered)


def needed(session: Session, version: QuoteVersion) -> tuple[Need, ...]:
    """Return why a version needs approval, from what is stored of it; empty where it needs none."""
    first = version.draft.fx_rate is not None and is_first_in(session, version.draft.currency)
    by = _rate_typed_by(session, version) if first else ""
    terms = Terms(version.issued_on, version.valid_until, first, by)
    return needs(version.draft, version.totals, terms, approval_rules.rules(session))


def is_first_in(session: Session, currency: str) -> bool:
    """Tell whether no quote in a foreign currency went out so far, whose rate another could be compared with."""
    return currency != HOME and price_snapshots.sent_rate(session, currency) is None


def _rate_typed_by(session: Session, version: QuoteVersion) -> str:
    """Return who typed the rate of exchange: whoever last changed it, as the journal says, else who works here."""
    stored = records.QuoteVersion
    query = (
        select(stored.id, stored.fx_rate)
        .join(records.Quote, records.Quote.id == stored.quote_id)
        .where(
            records.Quote.number == version.number,
            stored.version == version.version,
            stored.deleted_at.is_(None),
        )
    )
    found = session.execute(query).one_or_none()
    person = session.info.get("person")
    if found is not None and found.fx_rate == version.draft.fx_rate:
        entered = (
            select(Operation.person)
            .join(Change, Change.operation == Operation.id)
            .where(Change.row == found.id, Change.diff.contains('"fx_rate"'))
        )
        person = session.scalar(entered.order_by(Operation.id.desc()).limit(1))
    return session.scalar(select(Person.name).where(Person.id == person)) or "" if person else ""


def outlook(session: Session, quote_id: uuid.UUID | None, version: QuoteVersion) -> Outlook:
    """Return what a version, stored or not, is going to need."""
    found = needed(session, version)
    before = earlier(session, quote_id) if quote_id else None
    return Outlook(found, still_covered(before.needs, found) if before else ())


def earlier(session: Session, quote_id: uuid.UUID) -> RequestView | None:
    """Return the newest request of a quote that everybody approved, whatever became of it since."""
    for row in _requests(session, records.QuoteVersion.quote_id == quote_id):
        view = _view(session, *row)
        if view.state in ("approved", "void") and all(step.decision == "approved" for step in view.steps):
            return view
    return None


def newest(session: Session, quote_id: uuid.UUID, version: int) -> RequestView | None:
    """Return what was asked last for a version of a quote."""
    one = (records.QuoteVersion.quote_id == quote_id, records.QuoteVersion.version == version)
    return next((_view(session, *row) for row in _requests(session, *one)), None)


def request(session: Session, request_id: uuid.UUID) -> RequestView | None:
    """Return a request by its id."""
    return next((_view(session, *row) for row in _requests(session, ApprovalRequest.id == request_id)), None)


def _requests(session: Session, *where: ColumnElement[bool]) -> Iterable[Any]:
    query = (
        select(ApprovalRequest, records.QuoteVersion.version)
        .join(records.QuoteVersion, records.QuoteVersion.id == ApprovalRequest.version_id)
        .where(ApprovalRequest.deleted_at.is_(None), *where)
        .order_by(ApprovalRequest.asked_at.desc(), ApprovalRequest.id.desc())
    )
    return session.execute(query).all()


def _view(session: Session, row: ApprovalRequest, version: int) -> RequestView:
    steps = session.execute(
        select(ApprovalStep, func.coalesce(Person.name, ""))
        .outerjoin(Person, Person.id == ApprovalStep.person_id)
        .where(ApprovalStep.request_id == row.id, ApprovalStep.deleted_at.is_(None))
        .order_by(ApprovalStep.position)
    ).all()
    asker = session.scalar(select(Person.name).where(Person.id == row.asked_by)) if row.asked_by else None
    return RequestView(
        id=row.id,
        version=version,
        state=row.state,
        asker_id=row.asked_by,
        asker=asker or "",
        asked_at=row.asked_at,
        reason=row.reason,
        needs=needs_from_text(row.needs),
        steps=tuple(_step(*found) for found in steps),
        comments=comments_of(row),
        content_hash=row.content_hash,
    )


def _step(row: ApprovalStep, name: str) -> StepView:
    return StepView(
        row.id, row.role, row.decision, name, row.at, row.comment, row.by_self, bool(row.signature)
    )


def comments_of(row: ApprovalRequest) -> tuple[Comment, ...]:
    """Return what was said of a request, the first first; nothing where that is damaged."""
    try:
        return tuple(
            Comment(str(value["person"]), datetime.fromisoformat(value["at"]), str(value["text"]))
            for value in json.loads(row.comments or "[]")
        )
    except (LookupError, TypeError, ValueError, RecursionError):
        return ()


def deciders(session: Session, view: RequestView) -> list[tuple[uuid.UUID, str]]:
    """Return who may decide the step that waits, by name: those whose role reaches it, but who asked."""
    step = view.current
    if step is None:
        return []
    query = select(Person.id, Person.name, Person.role).where(Person.deleted_at.is_(None))
    everybody = session.execute(query.order_by(Person.name, Person.id)).all()
    alone = len(everybody) <= 1
    return [
        (person, name)
        for person, name, role in everybody
        if alone or (may_decide(role, step.role) and person != view.asker_id)
    ]


def waits_for(person: uuid.UUID | None, role: str) -> ColumnElement[bool]:
    """Return the condition on quote versions that wait for somebody's decision."""
    earlier_step = aliased(ApprovalStep)
    undecided = exists().where(
        earlier_step.request_id == ApprovalRequest.id,
        earlier_step.decision == "",
        earlier_step.deleted_at.is_(None),
        earlier_step.position < ApprovalStep.position,
    )
    roles = [needed for needed in approval_rules.APPROVERS if may_decide(role, needed)]
    return exists().where(
        ApprovalRequest.version_id == records.QuoteVersion.id,
        ApprovalRequest.state == "pending",
        ApprovalRequest.deleted_at.is_(None),
        ApprovalRequest.asked_by.is_distinct_from(person),
        ApprovalStep.request_id == ApprovalRequest.id,
        ApprovalStep.deleted_at.is_(None),
        ApprovalStep.decision == "",
        ApprovalStep.role.in_(roles),
        ~undecided,
    )


def waiting_for(session: Session, person: uuid.UUID | None) -> int:
    """Return how many quotes wait for somebody's decision; for who works alone all that wait."""
    version = records.QuoteVersion
    query = (
        select(func.count())
        .select_from(version)
        .join(records.Quote, records.Quote.id == version.quote_id)
        .where(
            version.state == "pending_approval",
            version.deleted_at.is_(None),
            records.Quote.deleted_at.is_(None),
        )
    )
    if not approval_rules.works_alone(session):
        role = session.scalar(select(Person.role).where(Person.id == person, Person.deleted_at.is_(None)))
        if role is None:
            return 0
        query = query.where(waits_for(person, role))
    return session.scalar(query) or 0


def who_decides(session: Session) -> list[tuple[uuid.UUID, str, str]]:
    """Return everybody whose role may approve something: id, name, role."""
    query = select(Person.id, Person.name, Person.role).where(
        Person.deleted_at.is_(None), Person.role.in_(approval_rules.APPROVERS)
    )
    return [(*row,) for row in session.execute(query.order_by(Person.name, Person.id))]
