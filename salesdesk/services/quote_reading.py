"""What is stored of quotes: one version to edit or print, all of them to check, those of a customer in brief."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from salesdesk.domain import money
from salesdesk.domain.errors import InvalidInputError, SalesDeskError
from salesdesk.domain.quote import QuoteDraft, totals
from salesdesk.domain.quote_life import NO_DECISION, Decision, current, decision_from, in_work
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.i18n import _
from salesdesk.services import quote_store as store
from salesdesk.services.quote_current import current_id, in_work_id
from salesdesk.storage import records
from salesdesk.storage.records import Quote

_NUMBER: Final = re.compile(r"(?P<number>.+?)(?:-V(?P<version>\d{1,6}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """A version as the editor lists it."""

    version: int
    state: str
    issued_on: date
    reason: str
    gross: Decimal
    currency: str
    valid_until: date
    decided_on: date | None = None
    decision: Decision = NO_DECISION


@dataclass(frozen=True, slots=True)
class EditableQuote:
    """A version of a quote as an editor holds it; a new quote has no id and no number before its first save.

    `row_version` rises with every change of the version or of one of its lines. `versions` begins with the newest.
    """

    quote_id: uuid.UUID | None
    number: str | None
    version: int
    state: str
    row_version: int | None
    issued_on: date
    draft: QuoteDraft
    versions: tuple[VersionInfo, ...] = ()
    is_primary: bool = False

    @property
    def in_work(self) -> int:
        """Return the version that is worked on: the newest that isn't void."""
        return in_work((one.version, one.state) for one in self.versions) or self.version

    @property
    def current(self) -> int:
        """Return the version that stands, which every list and sum takes."""
        return current((one.version, one.state) for one in self.versions) or self.version

    @property
    def info(self) -> VersionInfo | None:
        """Return what is listed of the version that is held; None before its first save."""
        return next((one for one in self.versions if one.version == self.version), None)

    @property
    def read_only(self) -> bool:
        """Tell whether the version was issued, so that only a new version can change."""
        return self.state != "draft"


@dataclass(frozen=True, slots=True)
class QuoteBrief:
    """A quote in a list, with the figures of the version that stands; `next_version` is a newer one in the making."""

    id: uuid.UUID
    number: str
    version: int
    state: str
    total: Decimal
    currency: str
    issued_on: date
    valid_until: date
    is_primary: bool = False
    next_version: int | None = None
    next_state: str = ""


def edit(session: Session, quote_id: uuid.UUID, version: int | None = None) -> EditableQuote:
    """Return a version of a quote to edit or look at; the newest where none is named."""
    quote, row = rows_of(session, quote_id, version)
    return editable(session, quote, row, store.read_version(session, quote, row))


def rows_of(
    session: Session, quote_id: uuid.UUID, version: int | None = None
) -> tuple[Quote, records.QuoteVersion]:
    """Return the records of a quote and of a version of it; where none is named the newest that isn't void."""
    row = records.QuoteVersion
    query = _living().where(Quote.id == quote_id).order_by(row.state == "void", row.version.desc()).limit(1)
    if version is not None:
        query = query.where(row.version == version)
    found = session.execute(query).one_or_none()
    if found is None:
        raise InvalidInputError(_("This quote is no longer there."))
    return found[0], found[1]


def editable(
    session: Session, quote: Quote, row: records.QuoteVersion, stored: QuoteVersion
) -> EditableQuote:
    """Return what an editor holds of a stored version."""
    return EditableQuote(
        quote_id=quote.id,
        number=quote.number,
        version=row.version,
        state=stored.state,
        row_version=token(session, row),
        issued_on=row.issued_on,
        draft=stored.draft,
        versions=versions_of(session, quote.id),
        is_primary=quote.is_primary,
    )


def token(session: Session, row: records.QuoteVersion) -> int:
    """Return a number that rises with every change of the version or of one of its lines."""
    lines = select(func.coalesce(func.sum(records.QuoteLine.row_version), 0)).where(
        records.QuoteLine.version_id == row.id
    )
    return row.row_version + (session.scalar(lines) or 0)


def versions_of(session: Session, quote_id: uuid.UUID) -> tuple[VersionInfo, ...]:
    """Return all versions of a quote, the newest first."""
    version = records.QuoteVersion
    rows = session.scalars(
        select(version)
        .where(version.quote_id == quote_id, version.deleted_at.is_(None))
        .order_by(version.version.desc())
    )
    return tuple(
        VersionInfo(
            row.version,
            row.state,
            row.issued_on,
            row.reason,
            money.from_minor(row.gross_minor, row.currency),
            row.currency,
            row.valid_until,
            row.decided_on,
            decision_from(row.decision_note),
        )
        for row in rows
    )


def load(session: Session, number: str) -> QuoteVersion:
    """Return a quote's newest version that isn't void, or the one that the number names (`QT-202611-0001-V2`)."""
    parts = _NUMBER.fullmatch(number.strip())
    row = records.QuoteVersion
    query = _living().order_by(row.state == "void", row.version.desc()).limit(1)
    if parts:
        query = query.where(Quote.number == parts["number"].upper())
        if parts["version"]:
            query = query.where(row.version == int(parts["version"]))
    found = session.execute(query).one_or_none() if parts else None
    if found is None:
        raise InvalidInputError(_("There is no quote “{number}” here.").format(number=number[:60]))
    return store.read_version(session, *found)


def _living() -> Select[Quote, records.QuoteVersion]:
    return (
        select(Quote, records.QuoteVersion)
        .join(records.QuoteVersion, records.QuoteVersion.quote_id == Quote.id)
        .where(Quote.deleted_at.is_(None), records.QuoteVersion.deleted_at.is_(None))
    )


def all_versions(session: Session) -> Iterator[tuple[str, Callable[[], QuoteVersion]]]:
    """Yield the label of every stored version, and what loads it: a damaged one fails only there."""
    version = records.QuoteVersion
    query = _living().with_only_columns(Quote.number, version.version)
    for number, count in session.execute(query.order_by(Quote.number, version.version)).all():
        label = f"{number}-V{count}"
        yield label, partial(load, session, label)


def sent_hashes(session: Session) -> dict[str, str]:
    """Return what everything price-relevant hashed to when a version was sent, by its label; older ones have none."""
    version = records.QuoteVersion
    query = _living().with_only_columns(Quote.number, version.version, version.content_hash)
    sent = query.where(version.sent_at.is_not(None), version.content_hash != "", version.state != "void")
    return {f"{number}-V{count}": kept for number, count, kept in session.execute(sent)}


def disagreement(stored: QuoteVersion) -> str:
    """Return in what a stored version's figures differ from a new computation; empty where they agree."""
    try:
        expected = totals(stored.draft)
    except SalesDeskError as error:
        return _("Quote {number} can't be read: {reason}").format(number=stored.label, reason=error)
    if expected == stored.totals:
        return ""
    return _("Quote {number}: stored {stored}, recomputed {expected}.").format(
        number=stored.label, stored=stored.totals.gross, expected=expected.gross
    )


def of_customer(session: Session, customer_id: uuid.UUID) -> list[QuoteBrief]:
    """Return the quotes of a customer, the newest first."""
    return _briefs(session, Quote.customer_id == customer_id)


def of_opportunity(session: Session, opportunity_id: uuid.UUID) -> list[QuoteBrief]:
    """Return the quotes of an opportunity, the newest first."""
    return _briefs(session, Quote.opportunity_id == opportunity_id)


def _briefs(session: Session, condition: ColumnElement[bool]) -> list[QuoteBrief]:
    version, newer = records.QuoteVersion, aliased(records.QuoteVersion)
    query = (
        _living()
        .add_columns(newer.version, newer.state)
        .outerjoin(newer, and_(newer.id == in_work_id(), newer.version > version.version))
        .where(condition, version.id == current_id())
    )
    return [
        QuoteBrief(
            id=quote.id,
            number=quote.number,
            version=row.version,
            state=row.state,
            total=money.from_minor(row.gross_minor, row.currency),
            currency=row.currency,
            issued_on=row.issued_on,
            valid_until=row.valid_until,
            is_primary=quote.is_primary,
            next_version=following,
            next_state=state or "",
        )
        for quote, row, following, state in session.execute(
            query.order_by(version.issued_on.desc(), Quote.number.desc())
        )
    ]
