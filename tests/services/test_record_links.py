"""What belongs to a quote goes and comes back with it: no reference is forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.services import approvals, record_links, recycle_bin
from salesdesk.storage.records import (
    ApprovalRequest,
    ApprovalStep,
    Base,
    QuoteLine,
    QuoteScenario,
    QuoteVersion,
)
from salesdesk.storage.workspace import Workspace
from tests.factories import STEP
from tests.services.approving import desk

_WITH_A_QUOTE = (QuoteVersion, QuoteLine, QuoteScenario, ApprovalRequest, ApprovalStep)


def references() -> Iterator[tuple[str, str]]:
    """Yield the references of what quotes consist of: their name, and the table they lead to."""
    for table in Base.metadata.tables.values():
        for column in table.c:
            for key in column.foreign_keys:
                yield f"{table.name}.{column.name}", key.column.table.name


def test_every_reference_is_one_that_there_is() -> None:
    known = {name for name, _table in references()}
    for links in ("BELONGS", "LET_GO", "STANDS", "GIVEN_ANEW", "MAY_LACK"):
        assert getattr(record_links, links) <= known, links


def test_what_quotes_and_approvals_consist_of_belongs_to_them() -> None:
    parts = {
        name
        for name, table in references()
        if name.startswith(("quote_", "approval_"))
        and table in ("quote", "quote_version", "approval_request")
    }
    assert len(parts) >= 5
    assert parts <= record_links.BELONGS


def test_a_draft_goes_and_comes_back_with_its_scenarios_and_approvals(workspace: Workspace) -> None:
    firm = desk(workspace)
    quote = firm.saved("16%")
    assert quote.quote_id
    asked = firm.submit(quote)
    with workspace.write(STEP, person=firm.seller) as write:
        approvals.withdraw(write.session, asked.id)
        write.session.add(QuoteScenario(quote_id=quote.quote_id, name="优惠方案", content="{}"))
    with workspace.write(STEP) as write:
        recycle_bin.delete(write.session, "quote", [quote.quote_id])
    with workspace.read() as session:
        assert living(session) == [0] * len(_WITH_A_QUOTE)
    with workspace.write(STEP) as write:
        recycle_bin.restore(write.session, "quote", [quote.quote_id])
    with workspace.read() as session:
        assert living(session) == [1] * len(_WITH_A_QUOTE)


def living(session: Session) -> list[int]:
    return [
        session.scalar(select(func.count()).select_from(record).where(record.deleted_at.is_(None))) or 0
        for record in _WITH_A_QUOTE
    ]
