"""What happens to a quote as a whole: sent, answered by the customer, made void; docs/quotes.md has the states."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.quote_content import content_hash
from salesdesk.domain.quote_life import REJECTIONS, TRANSITIONS, Decision, is_expired
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.domain.texts import one_line, paragraphs
from salesdesk.i18n import _, day
from salesdesk.services import approvals, evidence, quote_primary, quote_store as store
from salesdesk.services.evidence import StoredFile
from salesdesk.services.quote_current import current_row
from salesdesk.services.quote_reading import (
    EditableQuote,
    QuoteBrief,
    edit,
    of_opportunity,
    rows_of,
    token,
)
from salesdesk.storage import records
from salesdesk.storage.records import Contract, Quote
from salesdesk.storage.records.base import now

_SENDABLE: Final = ("draft", "approved")
_LONGEST: Final = 1000
ACCEPTANCE: Final = "acceptance"
"""The purpose of a file that shows that the customer accepted."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A quote that was accepted, and the opportunity's other quotes that still stand: alternatives to be settled."""

    quote: EditableQuote
    alternatives: tuple[QuoteBrief, ...] = ()


# --- out of the house ---------------------------------------------------------------------------------------------


def mark_sent(
    session: Session,
    quote_id: uuid.UUID,
    *,
    row_version: int | None = None,
    today: date | None = None,
    pdf_hash: str = "",
) -> EditableQuote:
    """Issue the newest version: it stands as it is from now on, and earlier ones that were sent don't any more.

    One that was accepted stands until another one is. With `today`, an offer whose last day is past is refused.
    """
    quote, row = rows_of(session, quote_id)
    if row.state not in _SENDABLE:
        raise RuleError(
            _("{number} was issued already. Make a new version.").format(number=_label(quote, row))
        )
    refuse_stale(session, row, row_version)
    stored = store.read_version(session, quote, row)
    approvals.require_for_sending(session, row, stored)
    if today is not None and stored.valid_until < today:
        raise RuleError(
            _("{number} was only valid until {day}. Set another day before it is sent.").format(
                number=stored.label, day=day(stored.valid_until)
            )
        )
    if row.state == "draft":
        store.keep_design(session, row)
    for earlier in _versions(session, quote_id):
        if earlier.id != row.id and earlier.state in ("draft", "pending_approval", "approved", "sent"):
            if earlier.state == "pending_approval":
                approvals.void_of(session, earlier)
            _to(earlier, "superseded")
    _to(row, "sent")
    row.sent_at, row.pdf_hash = now(), pdf_hash
    row.content_hash = content_hash(stored.draft, stored.valid_until)
    quote_primary.follow(session, quote_id)
    return edit(session, quote_id)


# --- the customer's answer ----------------------------------------------------------------------------------------


def accept(
    session: Session,
    quote_id: uuid.UUID,
    *,
    on: date,
    today: date,
    who: str = "",
    note: str = "",
    as_offered: bool = False,
    file: StoredFile | None = None,
    row_version: int | None = None,
) -> Accepted:
    """Record that the customer accepted the version that stands, on a day.

    After its last day it is accepted only `as_offered`, which is kept with the decision; else a new version with the
    prices of today is due. The quote becomes the opportunity's primary one where there is none.
    """
    quote, row = _sent(session, quote_id, row_version)
    _refuse_day(row, on, today)
    late = is_expired(row.state, row.valid_until, on)
    if late and not as_offered:
        raise RuleError(
            _(
                "{number} was only valid until {day}. Accept it as it was offered, or make a new version "
                "with the prices of today."
            ).format(number=_label(quote, row), day=day(row.valid_until))
        )
    if file is not None and quote.opportunity_id is None:
        raise RuleError(_("A file is kept with an opportunity, and this quote belongs to none."))
    for earlier in _versions(session, quote_id):
        if earlier.state == "accepted":
            earlier.decided_on = earlier.decided_on or on
            _to(earlier, "superseded")
    _to(row, "accepted")
    row.decided_on = on
    row.decision_note = Decision(who=_short(who), note=_text(note), late=late).as_text()
    if quote.opportunity_id is not None:
        if file is not None:
            evidence.attach(session, quote.opportunity_id, file, purpose=ACCEPTANCE)
        if _has_no_primary(session, quote.opportunity_id):
            quote_primary.make_primary(session, quote_id)
    quote_primary.follow(session, quote_id)
    return Accepted(edit(session, quote_id), _alternatives(session, quote))


def reject(
    session: Session,
    quote_id: uuid.UUID,
    *,
    on: date,
    today: date,
    reason: str,
    who: str = "",
    note: str = "",
    row_version: int | None = None,
) -> EditableQuote:
    """Record that the customer rejected the version that stands, and why; the reason `other` needs a note."""
    _quote, row = _sent(session, quote_id, row_version)
    _refuse_day(row, on, today)
    if reason not in dict(REJECTIONS):
        raise InvalidInputError(_("Choose why the offer was rejected."))
    if reason == "other" and not _text(note):
        raise InvalidInputError(_("Say in a few words why it was rejected."))
    _to(row, "rejected")
    row.decided_on = on
    row.decision_note = Decision(who=_short(who), reason=reason, note=_text(note)).as_text()
    quote_primary.follow(session, quote_id)
    return edit(session, quote_id)


def take_back(session: Session, quote_id: uuid.UUID, *, row_version: int | None = None) -> EditableQuote:
    """Take back an answer of the customer that was recorded by mistake: the version is sent, as it was before."""
    quote, row = _current(session, quote_id)
    if row.state not in ("accepted", "rejected"):
        raise RuleError(
            _("No answer of the customer is recorded for {number}.").format(number=_label(quote, row))
        )
    refuse_stale(session, row, row_version)
    refuse_contracted(session, quote)
    accepted = row.state == "accepted"
    newer = any(
        one.version > row.version and one.state in ("sent", "rejected")
        for one in _versions(session, quote_id)
    )
    _to(row, "sent")
    row.decided_on, row.decision_note = None, ""
    if newer:  # it stood only because it was accepted
        _to(row, "superseded")
    elif accepted:
        _bring_back(session, quote_id, only="accepted")
    quote_primary.follow(session, quote_id)
    return edit(session, quote_id)


def refuse_contracted(session: Session, quote: Quote) -> None:
    """Refuse what can't be done to a quote that a contract stands on, unless that is void."""
    query = select(Contract.number).where(
        Contract.quote_id == quote.id, Contract.state != "void", Contract.deleted_at.is_(None)
    )
    number = session.scalar(query.limit(1))
    if number is not None:
        raise RuleError(
            _("{quote} has the contract {number} already.").format(quote=quote.number, number=number)
        )


def accepted_version(session: Session, quote_id: uuid.UUID) -> QuoteVersion | None:
    """Return the version that the customer accepted, which a contract starts from; None where there is none."""
    quote = session.get(Quote, quote_id)
    row = current_row(session, quote_id)
    if quote is None or row is None or row.state != "accepted":
        return None
    return store.read_version(session, quote, row)


# --- void ---------------------------------------------------------------------------------------------------------


def void(
    session: Session, quote_id: uuid.UUID, *, reason: str, row_version: int | None = None
) -> EditableQuote:
    """Make the newest version void; where it had replaced another one, that one stands again.

    What the customer answered isn't made void: the answer is taken back first.
    """
    quote, row = rows_of(session, quote_id)
    label = _label(quote, row)
    if row.state in ("accepted", "rejected"):
        raise RuleError(
            _("The customer has answered {number}. Take the answer back first.").format(number=label)
        )
    if row.state not in ("draft", "pending_approval", "approved", "sent"):
        raise RuleError(_("{number} is void.").format(number=label))
    why = _short(reason)
    if not why:
        raise InvalidInputError(_("Say in a few words why the version is void."))
    refuse_stale(session, row, row_version)
    approvals.void_of(session, row)
    _to(row, "void")
    row.decision_note = Decision(note=why).as_text()
    session.flush()
    _bring_back(session, quote_id)
    quote_primary.follow(session, quote_id)
    return edit(session, quote_id)


def _bring_back(session: Session, quote_id: uuid.UUID, *, only: str = "") -> None:
    """Let the newest superseded version be what it was, where no other version stands."""
    session.flush()
    versions = _versions(session, quote_id)
    standing = (
        ("accepted",) if only else ("accepted", "sent", "rejected", "draft", "pending_approval", "approved")
    )
    if any(one.state in standing for one in versions):
        return
    for one in versions:
        if one.state == "superseded" and only in ("", before := _before(one)):
            _to(one, before)
            return


def _before(row: records.QuoteVersion) -> str:
    """Return what a superseded version was: what is stored of its life tells."""
    if row.decided_on is not None:
        return "accepted"
    if row.sent_at is not None:
        return "sent"
    return "approved" if row.content_hash else "draft"


# --- common -------------------------------------------------------------------------------------------------------


def refuse_stale(session: Session, row: records.QuoteVersion, expected: int | None) -> None:
    """Refuse where a version was changed since it was read."""
    if expected is not None and token(session, row) != expected:
        raise ConflictError(
            _("The record was changed elsewhere since you opened it. Nothing was overwritten.")
        )


def _to(row: records.QuoteVersion, state: str) -> None:
    """Take a version to another state, along the ways there are."""
    if state not in TRANSITIONS[row.state]:
        raise AssertionError(f"{row.state} → {state}")
    row.state = state


def _sent(
    session: Session, quote_id: uuid.UUID, row_version: int | None
) -> tuple[Quote, records.QuoteVersion]:
    """Return the version that the customer has and may answer."""
    quote, row = _current(session, quote_id)
    if row.state != "sent":
        newest = [one for one in _versions(session, quote_id) if one.state == "sent"]
        if row.state != "accepted" or not newest:
            raise RuleError(
                _("{number} isn't with the customer: only what was sent can be answered.").format(
                    number=_label(quote, row)
                )
            )
        row = newest[0]
    refuse_stale(session, row, row_version)
    return quote, row


def _current(session: Session, quote_id: uuid.UUID) -> tuple[Quote, records.QuoteVersion]:
    quote, _row = rows_of(session, quote_id)
    row = current_row(session, quote_id)
    if row is None:
        raise InvalidInputError(_("This quote is no longer there."))
    return quote, row


def _versions(session: Session, quote_id: uuid.UUID) -> list[records.QuoteVersion]:
    """Return the versions of a quote, the newest first."""
    version = records.QuoteVersion
    query = select(version).where(version.quote_id == quote_id, version.deleted_at.is_(None))
    return list(session.scalars(query.order_by(version.version.desc())))


def _refuse_day(row: records.QuoteVersion, on: date, today: date) -> None:
    if on > today:
        raise InvalidInputError(_("The day of the answer can't be in the future."))
    if on < row.issued_on:
        raise InvalidInputError(
            _("The day of the answer can't be before {day}, when the offer was made.").format(
                day=day(row.issued_on)
            )
        )


def _has_no_primary(session: Session, opportunity_id: uuid.UUID) -> bool:
    query = select(Quote.id).where(
        Quote.opportunity_id == opportunity_id, Quote.is_primary, Quote.deleted_at.is_(None)
    )
    return session.scalar(query.limit(1)) is None


def _alternatives(session: Session, quote: Quote) -> tuple[QuoteBrief, ...]:
    if quote.opportunity_id is None:
        return ()
    others = of_opportunity(session, quote.opportunity_id)
    return tuple(one for one in others if one.id != quote.id and one.state not in ("rejected", "void"))


def _label(quote: Quote, row: records.QuoteVersion) -> str:
    return f"{quote.number}-V{row.version}"


def _short(text: str) -> str:
    return one_line(text)[:200]


def _text(text: str) -> str:
    return paragraphs(text)[:_LONGEST]
