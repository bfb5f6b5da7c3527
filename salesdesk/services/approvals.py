"""Approvals of quotes: asked for, decided, taken back; each bound to exactly what the quote says."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.approval import Need, approvers, in_words, may_decide, still_covered
from salesdesk.domain.approval_needs import needs_as_text
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.quote_content import content_hash
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.domain.texts import paragraphs
from salesdesk.i18n import _
from salesdesk.services import approval_rules, pins, quote_store as store
from salesdesk.services.approval_reading import (
    Outlook,
    RequestView,
    comments_of,
    deciders,
    earlier,
    is_first_in,
    needed,
    newest,
    outlook,
    request,
    waiting_for,
)
from salesdesk.services.pins import Proof
from salesdesk.services.quote_reading import rows_of
from salesdesk.storage import records
from salesdesk.storage.records import ApprovalRequest, ApprovalStep, Person, Quote, SealUse
from salesdesk.storage.records.base import now

__all__ = [
    "Outlook",
    "Proof",
    "RequestView",
    "comment",
    "decide",
    "deciders",
    "earlier",
    "is_first_in",
    "needed",
    "newest",
    "outlook",
    "reopen",
    "request",
    "require_for_sending",
    "submit",
    "void_of",
    "waiting_for",
    "withdraw",
]

_LONGEST: Final = 1000
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class _Case:
    """A request that waits, with what it is for."""

    request: ApprovalRequest
    steps: tuple[ApprovalStep, ...]
    row: records.QuoteVersion
    quote: Quote

    @property
    def label(self) -> str:
        return f"{self.quote.number}-V{self.row.version}"


# --- asking -------------------------------------------------------------------------------------------------------


def submit(session: Session, quote_id: uuid.UUID, *, reason: str) -> RequestView:
    """Ask for the approvals that the newest version needs; until they are there it can't be changed.

    What an earlier approval of the quote covers, because it is no worse, isn't asked again; where that is everything,
    the version is approved at once.
    """
    quote, row = rows_of(session, quote_id)
    stored = store.read_version(session, quote, row)
    if stored.state != "draft":
        raise RuleError(_("{number} is no draft.").format(number=stored.label))
    found = needed(session, stored)
    if not found:
        raise RuleError(_("{number} needs no approval.").format(number=stored.label))
    person = session.info.get("person")
    if person is None and not approval_rules.works_alone(session):
        raise RuleError(_("Choose at the top right who works here: an approval is asked for by somebody."))
    approval_rules.seed(session)
    before = earlier(session, quote_id)
    void_of(session, row)
    made = ApprovalRequest(
        version_id=row.id,
        content_hash=content_hash(stored.draft, stored.valid_until),
        asked_by=person,
        asked_at=now(),
        reason=_text(reason),
        needs=needs_as_text(found),
        comments="[]",
    )
    session.add(made)
    session.flush()
    _add_steps(session, made, found, before)
    store.keep_design(session, row)
    row.state, row.content_hash = "pending_approval", ""
    _conclude(session, _case(session, made.id))
    return _viewed(session, made.id)


def _add_steps(
    session: Session, made: ApprovalRequest, found: tuple[Need, ...], before: RequestView | None
) -> None:
    covered = still_covered(before.needs, found) if before else ()
    for position, role in enumerate(approvers(found)):
        step = ApprovalStep(request_id=made.id, position=position, role=role)
        if before and all(need in covered for need in found if need.rule.role == role):
            step.decision, step.at = "approved", now()
            step.person_id = _decider(session, before, role)
            step.comment = _("Covered by the approval of V{version}").format(version=before.version)
        session.add(step)
    session.flush()


def _decider(session: Session, before: RequestView, role: str) -> uuid.UUID | None:
    step = next((step for step in before.steps if step.role == role), None)
    return session.scalar(select(ApprovalStep.person_id).where(ApprovalStep.id == step.id)) if step else None


def withdraw(session: Session, request_id: uuid.UUID) -> None:
    """Take back a request that waits; the version is a draft again."""
    case = _case(session, request_id)
    _refuse_done(case)
    case.request.state = "withdrawn"
    if case.row.state == "pending_approval":
        case.row.state = "draft"
    session.flush()


def comment(session: Session, request_id: uuid.UUID, text: str) -> None:
    """Say something of a request, without deciding it."""
    case = _case(session, request_id)
    said = _text(text)
    if not said:
        raise InvalidInputError(_("Type what you want to say."))
    name = session.scalar(select(Person.name).where(Person.id == session.info.get("person"))) or ""
    before = [
        {"person": one.person, "at": one.at.isoformat(), "text": one.text}
        for one in comments_of(case.request)
    ]
    entry = {"person": name, "at": now().isoformat(), "text": said}
    case.request.comments = json.dumps([*before, entry], ensure_ascii=False)
    session.flush()


# --- deciding -----------------------------------------------------------------------------------------------------


def decide(
    session: Session,
    request_id: uuid.UUID,
    *,
    approve: bool,
    comment: str = "",
    proof: Proof | None = None,
    signed_by: uuid.UUID | None = None,
    signature: str = "",
) -> RequestView:
    """Approve or refuse the step that waits, and those after it that the same person may decide.

    Somebody proves by PIN who they are, or by a signed file whose `signature` was verified (`signed_by`). Nobody
    decides what they asked for themselves, unless they work alone here: then it is logged as their own.
    """
    case = _case(session, request_id)
    _refuse_done(case)
    _refuse_changed(session, case)
    said = _text(comment)
    if not approve and not said:
        raise InvalidInputError(_("Say why you refuse."))
    waiting = [step for step in case.steps if not step.decision]
    person, by_self = _person(session, case, waiting[0], proof, signed_by)
    role = None if person is None else session.scalar(select(Person.role).where(Person.id == person))
    for step in waiting:
        if step is not waiting[0] and not by_self and not may_decide(role or "", step.role):
            break
        step.decision = "approved" if approve else "refused"
        step.person_id, step.at, step.by_self = person, now(), by_self
        step.comment, step.signature = said, signature
        if not approve:
            break
    session.flush()
    _conclude(session, case)
    return _viewed(session, request_id)


def _person(
    session: Session,
    case: _Case,
    step: ApprovalStep,
    proof: Proof | None,
    signed_by: uuid.UUID | None,
) -> tuple[uuid.UUID | None, bool]:
    """Return who decides, and whether it is their own quote; RuleError where they may not."""
    if approval_rules.works_alone(session):
        only = session.scalar(select(Person.id).where(Person.deleted_at.is_(None)))
        if only is not None and pins.has_pin(session, only) and signed_by is None:
            pins.require(session, Proof(only, proof.pin if proof else ""))
        return only, True
    person = signed_by or (proof.person if proof else None)
    row = session.get(Person, person) if person else None
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("Choose somebody who works here."))
    if row.id == case.request.asked_by:
        raise RuleError(_("Nobody approves what they asked for themselves."))
    if not may_decide(row.role, step.role):
        raise RuleError(_("{name} may not give this approval.").format(name=row.name[:60]))
    if signed_by is None and proof is not None:
        pins.require(session, proof)
    return row.id, False


def _conclude(session: Session, case: _Case) -> None:
    """Let request and version follow from the decisions of the steps."""
    decisions = [step.decision for step in case.steps]
    if "refused" in decisions:
        case.request.state, case.row.state = "refused", "draft"
    elif all(decisions):
        case.request.state, case.row.state = "approved", "approved"
        case.row.content_hash = case.request.content_hash
    session.flush()


def _refuse_done(case: _Case) -> None:
    if case.request.state != "pending":
        raise RuleError(_("This request of approval was decided or taken back already."))


def _refuse_changed(session: Session, case: _Case) -> None:
    stored = store.read_version(session, case.quote, case.row)
    same = content_hash(stored.draft, stored.valid_until) == case.request.content_hash
    if not same or case.row.state != "pending_approval":
        raise RuleError(
            _("{number} isn't what approval was asked for any more. Ask again.").format(number=case.label)
        )


# --- what voids an approval -----------------------------------------------------------------------------------------


def reopen(session: Session, quote_id: uuid.UUID) -> None:
    """Make the newest version, which waits for approval or has it, a draft again; the approval is void."""
    _quote, row = rows_of(session, quote_id)
    if row.state not in ("pending_approval", "approved"):
        raise RuleError(_("Only what waits for approval, or has it, becomes a draft again."))
    sealed = select(SealUse.id).where(SealUse.quote_version_id == row.id).limit(1)
    if session.scalar(sealed) is not None:
        raise RuleError(_("A seal was put on this version, so it stays as it is. Make a new version."))
    void_of(session, row)
    row.state = "draft"
    session.flush()


def void_of(session: Session, row: records.QuoteVersion) -> None:
    """Make the approvals of a version void: what they were given for is going to change."""
    standing = session.scalars(
        select(ApprovalRequest).where(
            ApprovalRequest.version_id == row.id,
            ApprovalRequest.state.in_(("pending", "approved")),
            ApprovalRequest.deleted_at.is_(None),
        )
    )
    for each in standing:
        each.state = "withdrawn" if each.state == "pending" else "void"
    row.content_hash = ""


def require_for_sending(session: Session, row: records.QuoteVersion, stored: QuoteVersion) -> None:
    """Refuse to let a version go out that needs an approval which it doesn't have."""
    if row.state == "approved" and stored.state == "approved" and _is_approved(session, row):
        return
    found = needed(session, stored)
    if not found:
        return
    if row.state == "approved":
        text = _("{number} was changed after its approval, which is void. Ask again.")
        raise RuleError(text.format(number=stored.label))
    why = "; ".join(in_words(need) for need in found[:_SHOWN])
    text = _("{number} needs approval before it is sent: {why}")
    raise RuleError(text.format(number=stored.label, why=why))


def _is_approved(session: Session, row: records.QuoteVersion) -> bool:
    query = select(ApprovalRequest.id).where(
        ApprovalRequest.version_id == row.id,
        ApprovalRequest.state == "approved",
        ApprovalRequest.content_hash == row.content_hash,
        ApprovalRequest.deleted_at.is_(None),
    )
    return session.scalar(query.limit(1)) is not None


# --- reading ------------------------------------------------------------------------------------------------------


def _case(session: Session, request_id: uuid.UUID) -> _Case:
    found = session.get(ApprovalRequest, request_id)
    row = session.get(records.QuoteVersion, found.version_id) if found else None
    quote = session.get(Quote, row.quote_id) if row else None
    if found is None or row is None or quote is None or found.deleted_at or row.deleted_at:
        raise InvalidInputError(_("This request of approval isn't here."))
    steps = session.scalars(
        select(ApprovalStep)
        .where(ApprovalStep.request_id == request_id, ApprovalStep.deleted_at.is_(None))
        .order_by(ApprovalStep.position)
    ).all()
    return _Case(found, tuple(steps), row, quote)


def _viewed(session: Session, request_id: uuid.UUID) -> RequestView:
    found = request(session, request_id)
    if found is None:
        raise LookupError(request_id)
    return found


def _text(text: str) -> str:
    return paragraphs(text)[:_LONGEST]
