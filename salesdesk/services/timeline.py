"""One timeline of everything that happened with a customer or an opportunity."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from sqlalchemy import Integer, bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from salesdesk.domain import money
from salesdesk.domain.activity import ACTIVITY_NAMES
from salesdesk.domain.pipeline import LOSS_REASONS
from salesdesk.i18n import _, money as money_text, number
from salesdesk.services import timeline_contracts
from salesdesk.services.rows import Rows, named
from salesdesk.services.timeline_events import (
    EXCERPT,
    NAME,
    Scope,
    TimelineEvent,
    at_on,
    happened,
    holds,
    start,
)
from salesdesk.storage.records import (
    Activity,
    Contact,
    Opportunity,
    Person,
    Quote,
    QuoteVersion,
    Stage,
    StageChange,
)
from salesdesk.storage.records.base import Instant

_EVER: Final = datetime(1, 1, 2, tzinfo=UTC)
_NEVER: Final = datetime(9999, 12, 30, tzinfo=UTC)


def timeline(
    session: Session,
    *,
    customer_id: uuid.UUID | None = None,
    opportunity_id: uuid.UUID | None = None,
    limit: int = 60,
    before: datetime | None = None,
) -> list[TimelineEvent]:
    """Return what happened, the newest first: at least `limit` events before an instant where there are so many.

    Events of one instant are never parted, so that the last one's instant brings the next ones.
    """
    whose = customer_id if opportunity_id is None else opportunity_id
    values = {"wanted": whose, "before": before or _NEVER, "skip": limit - 1}
    scope = Scope(opportunity_id is not None, values)
    found = [
        event
        for source in (_done, _created, _stages, _closed, _quotes, *timeline_contracts.SOURCES)
        for event in source(session, scope)
        if before is None or (event.at is not None and event.at < before)
    ]
    found.sort(key=_instant, reverse=True)
    if len(found) <= limit:
        return found
    last = found[limit - 1].at
    return found[:limit] + [event for event in found[limit:] if event.at == last]


def _instant(event: TimelineEvent) -> datetime:
    return event.at or start(event.day)


def _done(session: Session, scope: Scope) -> Iterator[TimelineEvent]:
    query, instants = _done_query(scope.by_opportunity)
    last = session.scalar(instants, scope.values)
    for row in session.execute(query, scope.values | {"last": last or _EVER}):
        activity_id, version, kind, subject, note, due_on, at, contact, person = row
        yield TimelineEvent(
            id=activity_id,
            kind=kind,
            at=at,
            day=at.astimezone().date(),
            title=activity_title(kind, subject, contact),
            text=note,
            person=person,
            done=True,
            due_on=due_on,
            row_version=version,
            record=("activity", activity_id),
        )


@cache
def _done_query(by_opportunity: bool) -> tuple[Rows, Rows]:  # noqa: FBT001 - a key of the memory
    """Return the activities that were done since an instant, and that instant: of the last one of a page."""
    query: Rows = (
        select(
            Activity.id,
            Activity.row_version,
            Activity.kind,
            Activity.subject,
            func.substr(Activity.note, 1, EXCERPT),
            Activity.due_on,
            Activity.done_at,
            Contact.name,
            Person.name,
        )
        .outerjoin(Contact, Contact.id == Activity.contact_id)
        .outerjoin(Person, Person.id == Activity.owner_id)
        .order_by(Activity.done_at.desc())
    )
    fitting = (
        holds(by_opportunity, Activity.opportunity_id, Activity.customer_id),
        Activity.done_at < bindparam("before", type_=Instant),
        Activity.deleted_at.is_(None),
    )
    instants = (
        select(Activity.done_at)
        .where(*fitting)
        .order_by(Activity.done_at.desc())
        .offset(bindparam("skip", type_=Integer))
        .limit(1)
    )
    return query.where(*fitting, Activity.done_at >= bindparam("last", type_=Instant)), instants


def activity_title(kind: str, subject: str, contact: str | None) -> str:
    """Return what was or is to be done, with whom and about what, in one line."""
    name = _(dict(ACTIVITY_NAMES).get(kind, kind))
    if contact:
        name = _("{activity}: {contact}").format(activity=name, contact=contact[:NAME])
    return f"{name} · {subject[:EXCERPT]}" if subject else name


def _created(session: Session, scope: Scope) -> Iterator[TimelineEvent]:
    for row, person in scope.rows(session, _created_query(scope.by_opportunity)):
        text = " · ".join(part for part in (row.name[:EXCERPT], _amount(row), row.source[:NAME]) if part)
        at = at_on(row.created_on, row.created_at)
        yield happened(
            "created", at, _("Opportunity created"), text, person=person, record=("opportunity", row.id)
        )


@cache
def _created_query(by_opportunity: bool) -> Rows:  # noqa: FBT001 - a key of the memory
    return (
        select(Opportunity, Person.name)
        .outerjoin(Person, Person.id == Opportunity.owner_id)
        .where(
            holds(by_opportunity, Opportunity.id, Opportunity.customer_id), Opportunity.deleted_at.is_(None)
        )
    )


def _amount(row: Opportunity) -> str:
    if row.amount_minor is None:
        return ""
    return money_text(money.from_minor(row.amount_minor, row.currency), row.currency)


def _stages(session: Session, scope: Scope) -> Iterator[TimelineEvent]:
    for change, came, left, entered, row, person in scope.rows(session, _stages_query(scope.by_opportunity)):
        # Behind the sale a won one goes from stage to stage like the others.
        after_sale = change.status == "won" and left is not None and left.kind != "open"
        if change.status in ("won", "lost") and not after_sale:
            yield _outcome(change.status, change.at, row, person)
        elif left is not None:
            since = came or start(row.created_on)
            stayed = _("Stayed {days} days").format(days=number(max((change.at - since).days, 0), 0))
            yield happened(
                "stage" if change.status == "open" or after_sale else change.status,
                change.at,
                _stage_title(change.status, left, entered),
                f"{row.name[:EXCERPT]} · {stayed}",
                person=person,
                record=("opportunity", row.id),
            )


@cache
def _stages_query(by_opportunity: bool) -> Rows:  # noqa: FBT001 - a key of the memory
    source, target = aliased(Stage), aliased(Stage)
    lag = func.lag(StageChange.at, type_=StageChange.at.type)
    before = lag.over(partition_by=StageChange.opportunity_id, order_by=StageChange.at)
    return (
        select(StageChange, before, source, target, Opportunity, Person.name)
        .join(Opportunity, Opportunity.id == StageChange.opportunity_id)
        .outerjoin(source, source.id == StageChange.from_stage_id)
        .join(target, target.id == StageChange.to_stage_id)
        .outerjoin(Person, Person.id == StageChange.created_by)
        .where(holds(by_opportunity, Opportunity.id, Opportunity.customer_id))
        .where(Opportunity.deleted_at.is_(None), StageChange.deleted_at.is_(None))
    )


def _stage_title(status: str, left: Stage, entered: Stage) -> str:
    before, after = (named(stage.name, stage.name_en)[:NAME] for stage in (left, entered))
    if status == "on_hold":
        return _("Put on hold in {stage}").format(stage=after)
    if left.id == entered.id:
        return _("Taken up again in {stage}").format(stage=after)
    return _("Stage {before} → {after}").format(before=before, after=after)


def _outcome(status: str, at: datetime, row: Opportunity, person: str | None) -> TimelineEvent:
    name = row.name[:EXCERPT]
    if status == "won":
        parts, title = [name, _amount(row)], _("Opportunity won")
    else:
        reason = dict(LOSS_REASONS).get(row.loss_reason, "")
        parts, title = [name, _(reason) if reason else "", row.loss_note[:EXCERPT]], _("Opportunity lost")
    text = " · ".join(part for part in parts if part)
    return happened(status, at, title, text, person=person, record=("opportunity", row.id))


def _closed(session: Session, scope: Scope) -> Iterator[TimelineEvent]:
    """Yield wins and losses that are known by their day alone, as imported ones are."""
    for row, person in scope.rows(session, _closed_query(scope.by_opportunity)):
        # After it was made, also on the same day.
        at = max(start(row.closed_on), at_on(row.created_on, row.created_at)) + timedelta(microseconds=1)
        yield _outcome(row.status, at, row, person)


@cache
def _closed_query(by_opportunity: bool) -> Rows:  # noqa: FBT001 - a key of the memory
    told = exists().where(
        StageChange.opportunity_id == Opportunity.id,
        StageChange.status == Opportunity.status,
        StageChange.deleted_at.is_(None),
    )
    return (
        select(Opportunity, Person.name)
        .outerjoin(Person, Person.id == Opportunity.owner_id)
        .where(
            holds(by_opportunity, Opportunity.id, Opportunity.customer_id), Opportunity.deleted_at.is_(None)
        )
        .where(Opportunity.status.in_(("won", "lost")), Opportunity.closed_on.is_not(None), ~told)
    )


def _quotes(session: Session, scope: Scope) -> Iterator[TimelineEvent]:
    for row in scope.rows(session, _quotes_query(scope.by_opportunity)):
        quote_id, quote_number, version, issued_on, made, sent, gross, currency, reason, person = row
        record = ("quote", quote_id)
        total = money_text(money.from_minor(gross, currency), currency)
        text = " · ".join(part for part in (total, reason[:EXCERPT]) if part)
        which = {"number": quote_number[:NAME], "version": version}
        if sent is not None:
            title = _("Quote {number} V{version} sent").format(**which)
            yield happened("quote_sent", sent, title, total, person=person, record=record)
        title = _("Quote {number} V{version} created").format(**which)
        yield happened("quote", at_on(issued_on, made), title, text, person=person, record=record)


@cache
def _quotes_query(by_opportunity: bool) -> Rows:  # noqa: FBT001 - a key of the memory
    return (
        select(
            Quote.id,
            Quote.number,
            QuoteVersion.version,
            QuoteVersion.issued_on,
            QuoteVersion.created_at,
            QuoteVersion.sent_at,
            QuoteVersion.gross_minor,
            QuoteVersion.currency,
            QuoteVersion.reason,
            Person.name,
        )
        .join(Quote, Quote.id == QuoteVersion.quote_id)
        .outerjoin(Person, Person.id == QuoteVersion.created_by)
        .where(holds(by_opportunity, Quote.opportunity_id, Quote.customer_id))
        .where(Quote.deleted_at.is_(None), QuoteVersion.deleted_at.is_(None))
        .order_by(Quote.number.desc(), QuoteVersion.version.desc())
    )
