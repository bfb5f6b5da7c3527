"""The legal review of a contract: started, judged point by point, waived; a later change opens the touched points."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from salesdesk.domain import legal_review as rules
from salesdesk.domain.contract_version import judged_topics
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.legal_review import CHECKLIST, Judged, Outcome, Result
from salesdesk.domain.texts import one_line, paragraphs
from salesdesk.i18n import _
from salesdesk.services import contract_moves as moves, contract_store as store, pins
from salesdesk.services.approval_rules import guarded, works_alone
from salesdesk.services.contract_making import reason_of
from salesdesk.services.pins import Proof
from salesdesk.storage.records import Contract, LegalReviewItem, Person
from salesdesk.storage.records.base import now

LONGEST_POINT = 400
_JUDGES = ("legal", "director")
_WAIVERS = ("director", "regional_manager", "legal")


@dataclass(frozen=True, slots=True)
class PointView:
    """A point of a review as it stands: without result where it is open, `reopened` where a change opened it again."""

    id: uuid.UUID
    code: str
    text: str
    result: Result
    note: str
    reopened: bool
    person: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review: its points, what comes out of them, why it was waived if it was, and who judges: nobody is anybody."""

    points: tuple[PointView, ...]
    outcome: Outcome
    asked_at: datetime | None
    asked_by: str
    waiver: str
    waived_by: str
    judges: tuple[str, ...] = ()

    @property
    def lets_issue(self) -> bool:
        """Tell whether the contract may be issued as far as the review goes."""
        return self.outcome in rules.ISSUABLE or bool(self.waiver)


def start(session: Session, contract_id: uuid.UUID) -> None:
    """Give the draft of a contract, or of its amendment, to legal review; its checklist is made the first time."""
    contract, row = store.rows_of(session, contract_id)
    moves.move(contract, row, "submit")
    contract.review_asked_at, contract.review_asked_by = now(), session.info.get("person")
    _forget_waiver(contract)
    known = {item.code for item in _items(session, contract_id)}
    for position, code in enumerate(CHECKLIST, start=1):
        if code not in known:
            session.add(LegalReviewItem(contract_id=contract_id, position=position, code=code))
    session.flush()


def start_for(session: Session, opportunity_id: uuid.UUID) -> int:
    """Give every draft of a contract of an opportunity to legal review, as its negotiation begins; return how many."""
    drafts = session.scalars(
        select(Contract.id).where(
            Contract.opportunity_id == opportunity_id,
            Contract.state == "draft",
            Contract.deleted_at.is_(None),
        )
    ).all()
    for contract_id in drafts:
        start(session, contract_id)
    return len(drafts)


def take_back(session: Session, contract_id: uuid.UUID) -> None:
    """Take a contract back from its review, to write on; what was judged stands as far as nothing touches it."""
    contract, row = store.rows_of(session, contract_id)
    moves.move(contract, row, "withdraw")
    _forget_waiver(contract)
    session.flush()


def add_point(session: Session, contract_id: uuid.UUID, text: str) -> uuid.UUID:
    """Add a point of the reviewer's own, and return its id."""
    contract, row = store.rows_of(session, contract_id)
    _refuse_judging(session, contract, row.state)
    said = one_line(text)[:LONGEST_POINT]
    if not said:
        raise InvalidInputError(_("Write what it is."))
    position = len(_items(session, contract_id)) + 1
    item = LegalReviewItem(contract_id=contract_id, position=position, text=said)
    session.add(item)
    session.flush()
    return item.id


def judge(session: Session, item_id: uuid.UUID, result: Result, note: str = "") -> None:
    """Say how a point stands; a condition or a refusal says why. Empty opens it again."""
    judge_all(session, [item_id], result, note)


def judge_all(session: Session, item_ids: Iterable[uuid.UUID], result: Result, note: str = "") -> None:
    """Say the same of points of one contract, which is read once."""
    items = [session.get(LegalReviewItem, item_id) for item_id in item_ids]
    found = [item for item in items if item is not None and item.deleted_at is None]
    if not found or len(found) < len(items):
        raise InvalidInputError(_("What was chosen is no longer there. Choose again."))
    (contract_id,) = {item.contract_id for item in found}
    contract, row = store.rows_of(session, contract_id)
    _refuse_judging(session, contract, row.state)
    rules.check(result, note)
    content = judged_topics(store.read(session, contract, row))
    for item in found:
        item.result, item.note = result, paragraphs(note)[: rules.LONGEST_NOTE]
        item.basis = rules.basis(item.code, content) if result else ""
        item.person_id, item.at = (session.info.get("person"), now()) if result else (None, None)
    session.flush()


def waive(session: Session, contract_id: uuid.UUID, reason: str, *, pin: str = "") -> None:
    """Let a contract be issued without a passed review: a manager or the lawyer says why.

    Their PIN proves who they are, once a director has one or they have set one themselves.
    """
    contract, row = store.rows_of(session, contract_id)
    _refuse_outside(row.state)
    if not _has_role(session, _WAIVERS):
        raise RuleError(_("Only a manager or the lawyer may waive the legal review."))
    why, person = reason_of(reason), session.info.get("person")
    if person is not None and needs_pin(session, person):
        pins.require(session, Proof(person, pin))
    contract.waiver = why
    contract.waived_at, contract.waived_by = now(), session.info.get("person")
    session.flush()


def needs_pin(session: Session, person: uuid.UUID | None) -> bool:
    """Tell whether somebody waives a review only with their PIN."""
    return person is not None and (guarded(session) or pins.has_pin(session, person))


def review(session: Session, contract_id: uuid.UUID) -> ReviewView:
    """Return the review of a contract as it stands for its newest version."""
    contract, row = store.rows_of(session, contract_id)
    content = judged_topics(store.read(session, contract, row))
    items = _items(session, contract_id)
    judged = [_judged(item) for item in items]
    names = _names(
        session, [*(item.person_id for item in items), contract.review_asked_by, contract.waived_by]
    )
    points = tuple(
        PointView(
            id=item.id,
            code=item.code,
            text=_(CHECKLIST[item.code].text) if item.code in CHECKLIST else item.text,
            result=rules.standing(one, content),
            note=item.note,
            reopened=rules.reopened(one, content),
            person=names.get(item.person_id, ""),
            at=item.at,
        )
        for item, one in zip(items, judged, strict=True)
    )
    return ReviewView(
        points=points,
        outcome=rules.outcome(judged, content),
        asked_at=contract.review_asked_at,
        asked_by=names.get(contract.review_asked_by, ""),
        waiver=contract.waiver,
        waived_by=names.get(contract.waived_by, ""),
        judges=tuple(session.scalars(_judges(Person.name).order_by(Person.name))),
    )


def _judged(item: LegalReviewItem) -> Judged:
    return Judged(item.code, _as_result(item.result), item.note, item.basis)


def _as_result(text: str) -> Result:
    return next((known for known in rules.RESULTS if known == text), "")


def _items(session: Session, contract_id: uuid.UUID) -> list[LegalReviewItem]:
    query = select(LegalReviewItem).where(
        LegalReviewItem.contract_id == contract_id, LegalReviewItem.deleted_at.is_(None)
    )
    return list(session.scalars(query.order_by(LegalReviewItem.position, LegalReviewItem.id)))


def _names(session: Session, ids: list[uuid.UUID | None]) -> dict[uuid.UUID | None, str]:
    query = select(Person.id, Person.name).where(Person.id.in_({one for one in ids if one is not None}))
    return {row.id: row.name for row in session.execute(query)}


def _forget_waiver(contract: Contract) -> None:
    contract.waiver, contract.waived_at, contract.waived_by = "", None, None


def _refuse_outside(state: str) -> None:
    if state != "in_review":
        raise RuleError(_("The contract isn't in legal review."))


def _refuse_judging(session: Session, contract: Contract, state: str) -> None:
    """Refuse judgements outside a review, and by somebody else where the firm has a lawyer or a director."""
    _refuse_outside(state)
    if session.scalar(_judges(Person.id).limit(1)) is not None and not _has_role(session, _JUDGES):
        raise RuleError(_("{number} is judged by the lawyer or the director.").format(number=contract.number))


def _judges(what: Any) -> Select[Any]:
    """Return who has a role that judges."""
    return select(what).where(Person.role.in_(_JUDGES), Person.deleted_at.is_(None))


def _has_role(session: Session, roles: tuple[str, ...]) -> bool:
    """Tell whether who is at work has one of some roles, or works alone."""
    if works_alone(session):
        return True
    person = session.info.get("person")
    role = session.scalar(select(Person.role).where(Person.id == person, Person.deleted_at.is_(None)))
    return role in roles
