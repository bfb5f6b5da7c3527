"""Templates of quotes: kept under a name to begin others with, in the customer's language and at prices of today."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import ConflictError, InvalidInputError
from salesdesk.domain.quote import QuoteDraft
from salesdesk.domain.quote_keeping import draft_as_json, draft_restored
from salesdesk.domain.quote_problems import cleaned
from salesdesk.domain.quote_version import VALID_DAYS
from salesdesk.domain.texts import one_line
from salesdesk.i18n import _
from salesdesk.services import quote_late
from salesdesk.storage.records import QuoteTemplate
from salesdesk.storage.records.base import now

NAME_LENGTH: Final = 100
_DAYS: Final = "valid_days"
_MOST_DAYS: Final = 3650


@dataclass(frozen=True, slots=True)
class Template:
    """A template as it is listed: its name, and what it begins a quote with."""

    id: uuid.UUID
    row_version: int
    name: str
    draft: QuoteDraft
    valid_days: int


def all_templates(session: Session) -> tuple[Template, ...]:
    """Return the templates in their order."""
    rows = session.scalars(
        select(QuoteTemplate)
        .where(QuoteTemplate.deleted_at.is_(None))
        .order_by(QuoteTemplate.position, QuoteTemplate.name, QuoteTemplate.id)
    )
    return tuple(_template(row) for row in rows)


def _template(row: QuoteTemplate) -> Template:
    content = _content(row.content)
    days = content.get(_DAYS)
    fits = isinstance(days, int) and not isinstance(days, bool) and 0 <= days <= _MOST_DAYS
    return Template(
        row.id,
        row.row_version,
        row.name,
        cleaned(draft_restored(content)),
        days if fits and isinstance(days, int) else VALID_DAYS,
    )


def _content(text: str) -> Mapping[str, object]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def create(session: Session, name: str, draft: QuoteDraft, today: date) -> uuid.UUID:
    """Keep a draft as a template, without what is its customer's own; return its id."""
    name = _free_name(session, name)
    days = (draft.valid_until - today).days if draft.valid_until else VALID_DAYS
    general = replace(
        draft,
        customer="",
        customer_id=None,
        opportunity_id=None,
        contact="",
        contact_phone="",
        contact_email="",
        project="",
        tender="",
        valid_until=None,
        fx_rate=None,
        fx_on=None,
        fx_source="",
    )
    content = draft_as_json(general) | {_DAYS: min(max(days, 0), _MOST_DAYS)}
    last = session.scalar(select(func.max(QuoteTemplate.position)))
    row = QuoteTemplate(name=name, position=(last or 0) + 1, content=json.dumps(content, ensure_ascii=False))
    session.add(row)
    session.flush()
    return row.id


def rename(session: Session, template_id: uuid.UUID, name: str, *, row_version: int) -> None:
    """Give a template another name."""
    row = _row(session, template_id, row_version)
    if one_line(name) != row.name:
        row.name = _free_name(session, name)
        session.flush()


def delete(session: Session, template_id: uuid.UUID, *, row_version: int) -> None:
    """Delete a template; quotes that began with it stay as they are."""
    _row(session, template_id, row_version).deleted_at = now()
    session.flush()


def begun(session: Session, template_id: uuid.UUID, fresh: QuoteDraft, today: date) -> QuoteDraft:
    """Return a new draft with what a template has, in the language of its customer and at prices of today.

    Customer, contact, opportunity, project and rate of exchange stay those of the new draft.
    """
    row = session.get(QuoteTemplate, template_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("This template is no longer there."))
    template = _template(row)
    same_currency = template.draft.currency == fresh.currency
    draft = replace(
        template.draft,
        customer=fresh.customer,
        customer_id=fresh.customer_id,
        opportunity_id=fresh.opportunity_id,
        contact=fresh.contact,
        contact_phone=fresh.contact_phone,
        contact_email=fresh.contact_email,
        project=fresh.project,
        language=fresh.language or template.draft.language,
        valid_until=today + timedelta(days=template.valid_days),
        fx_rate=fresh.fx_rate if same_currency else None,
        fx_on=fresh.fx_on if same_currency else None,
        fx_source=fresh.fx_source if same_currency else "",
    )
    return quote_late.repriced(session, draft, today)


def _row(session: Session, template_id: uuid.UUID, row_version: int) -> QuoteTemplate:
    row = session.get(QuoteTemplate, template_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("This template is no longer there."))
    if row.row_version != row_version:
        raise ConflictError(
            _("The record was changed elsewhere since you opened it. Nothing was overwritten.")
        )
    return row


def _free_name(session: Session, name: str) -> str:
    name = one_line(name)
    if not name:
        raise InvalidInputError(_("Give the template a name."))
    if len(name) > NAME_LENGTH:
        raise InvalidInputError(_("The text is longer than {most} characters.").format(most=NAME_LENGTH))
    same = select(QuoteTemplate.id).where(QuoteTemplate.name == name, QuoteTemplate.deleted_at.is_(None))
    if session.scalar(same.limit(1)):
        raise InvalidInputError(_("There is a template of this name already."))
    return name
