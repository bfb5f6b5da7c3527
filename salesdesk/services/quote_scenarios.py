"""What-if: up to three other drafts beside a quote, compared with it, and taken over one day."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.approval import total_discount
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.margin import Margin, margin
from salesdesk.domain.quote import QuoteDraft
from salesdesk.domain.quote_keeping import draft_as_json, draft_restored
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.domain.texts import one_line
from salesdesk.i18n import _
from salesdesk.services import approvals
from salesdesk.storage.records import QuoteScenario
from salesdesk.storage.records.base import now

MOST: Final = 3
NAME_LENGTH: Final = 100


@dataclass(frozen=True, slots=True)
class Scenario:
    """A draft beside a quote, under a name."""

    id: uuid.UUID
    row_version: int
    name: str
    draft: QuoteDraft


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a draft comes to, to be compared: `discount` is against the price book, `roles` must approve it."""

    total: Decimal
    net: Decimal
    currency: str
    discount: Decimal | None
    document_discount: Decimal
    margin: Margin
    roles: tuple[str, ...]
    lines: int


def scenarios(session: Session, quote_id: uuid.UUID) -> tuple[Scenario, ...]:
    """Return the scenarios of a quote in their order."""
    return tuple(_scenario(row) for row in _rows(session, quote_id))


def _rows(session: Session, quote_id: uuid.UUID) -> list[QuoteScenario]:
    query = select(QuoteScenario).where(
        QuoteScenario.quote_id == quote_id, QuoteScenario.deleted_at.is_(None)
    )
    return list(session.scalars(query.order_by(QuoteScenario.position, QuoteScenario.id)))


def _scenario(row: QuoteScenario) -> Scenario:
    try:
        content = json.loads(row.content)
    except (ValueError, RecursionError):
        content = {}
    return Scenario(row.id, row.row_version, row.name, draft_restored(content))


def add(session: Session, quote_id: uuid.UUID, name: str, draft: QuoteDraft) -> Scenario:
    """Keep a draft beside a quote; RuleError where there are three already."""
    rows = _rows(session, quote_id)
    if len(rows) >= MOST:
        raise RuleError(_("A quote has at most {most} scenarios. Delete one first.").format(most=MOST))
    row = QuoteScenario(
        quote_id=quote_id,
        name=_named(name),
        position=max((one.position for one in rows), default=0) + 1,
        content=_as_text(draft),
    )
    session.add(row)
    session.flush()
    return _scenario(row)


def change(
    session: Session,
    scenario_id: uuid.UUID,
    *,
    row_version: int,
    name: str | None = None,
    draft: QuoteDraft | None = None,
) -> None:
    """Give a scenario another name, or another draft."""
    row = _row(session, scenario_id, row_version)
    if name is not None:
        row.name = _named(name)
    if draft is not None:
        row.content = _as_text(draft)
    session.flush()


def delete(session: Session, scenario_id: uuid.UUID, *, row_version: int) -> None:
    """Delete a scenario."""
    _row(session, scenario_id, row_version).deleted_at = now()
    session.flush()


def outcome(session: Session, quote_id: uuid.UUID | None, version: QuoteVersion) -> Outcome:
    """Return what a version, stored or not, comes to and needs."""
    draft, figures = version.draft, version.totals
    return Outcome(
        total=figures.gross,
        net=figures.net,
        currency=draft.currency,
        discount=total_discount(draft, figures),
        document_discount=figures.discount,
        margin=margin(draft, figures),
        roles=approvals.outlook(session, quote_id, version).roles,
        lines=sum(line.has_figures for line in draft.lines),
    )


def _row(session: Session, scenario_id: uuid.UUID, row_version: int) -> QuoteScenario:
    row = session.get(QuoteScenario, scenario_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("This scenario is no longer there."))
    if row.row_version != row_version:
        raise ConflictError(
            _("The record was changed elsewhere since you opened it. Nothing was overwritten.")
        )
    return row


def _named(name: str) -> str:
    name = one_line(name)
    if not name:
        raise InvalidInputError(_("Give the scenario a name."))
    if len(name) > NAME_LENGTH:
        raise InvalidInputError(_("The text is longer than {most} characters.").format(most=NAME_LENGTH))
    return name


def _as_text(draft: QuoteDraft) -> str:
    return json.dumps(draft_as_json(draft), ensure_ascii=False)
