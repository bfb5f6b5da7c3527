"""The demo's templates of quotes: what its newest offers of several machines consist of."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqlalchemy import select

from salesdesk.domain.pricing import NO_DISCOUNT
from salesdesk.services import quote_templates, quotes
from salesdesk.services.demo_base import Build, texts
from salesdesk.storage.records import Quote, QuoteVersion

_MOST: Final = 3
_LEAST_LINES: Final = 5


def add(build: Build) -> None:
    """Keep offers as templates, at list price, each beginning with another machine."""
    newest = (
        select(Quote.id)
        .join(QuoteVersion, QuoteVersion.quote_id == Quote.id)
        .where(QuoteVersion.currency == "CNY", QuoteVersion.version == 1)
        .order_by(Quote.number.desc())
    )
    known: set[str] = set()
    for quote_id in build.session.scalars(newest).all():
        draft = quotes.edit(build.session, quote_id).draft
        machine = next((line.name for line in draft.lines if line.kind == "product"), "")
        if machine in known or len(draft.lines) < _LEAST_LINES:
            continue
        known.add(machine)
        lines = tuple(replace(line, discount=NO_DISCOUNT, remark="") for line in draft.lines)
        plain = replace(
            draft, lines=lines, document_discount=None, valid_until=None, deviations=(), remark=""
        )
        name = str(texts("sales")["template"]).format(machine=machine)
        quote_templates.create(build.session, name, plain, build.day(0))
        if len(known) == _MOST:
            break
