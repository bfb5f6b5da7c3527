"""Our own firm, and what a new workspace starts with."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.changes import Changes, Label
from salesdesk.domain.pipeline import templates
from salesdesk.domain.quote_version import Party
from salesdesk.i18n import N_
from salesdesk.storage.records import Company, Pipeline, Stage
from salesdesk.storage.workspace import Workspace

DEFAULT_PIPELINE = "equipment8"


def set_up_workspace(workspace: Workspace, *, company_name: str = "") -> Changes:
    """Give a workspace what it still lacks of `set_up`, in a step that undo leaves alone."""
    with workspace.write(Label(N_("New workspace")), kind="issue") as write:
        set_up(write.session, company_name=company_name)
    return write.changes


def set_up(session: Session, *, company_name: str = "") -> None:
    """Give a workspace its firm's name and, if it has no pipeline yet, the usual one of the trade."""
    if company_name.strip() and company(session) is None:
        session.add(Company(name=company_name.strip()))
    if session.scalar(select(Pipeline.id).where(Pipeline.deleted_at.is_(None)).limit(1)) is None:
        add_pipeline(session, DEFAULT_PIPELINE)


def company(session: Session) -> Company | None:
    """Return the firm's record, if its name was given."""
    return session.scalars(select(Company).where(Company.deleted_at.is_(None)).limit(1)).one_or_none()


def seller(session: Session, *, fallback: str) -> Party:
    """Return the firm as its documents name it; `fallback` where it has no name yet."""
    firm = company(session)
    if firm is None:
        return Party(name=fallback)
    return Party(
        name=firm.name,
        address=firm.address,
        phone=firm.phone,
        email=firm.email,
        tax_id=firm.tax_id,
        bank=firm.bank,
        bank_account=firm.bank_account,
    )


def currency(session: Session) -> str:
    """Return the currency that the firm counts in."""
    return session.scalar(select(Company.currency).where(Company.deleted_at.is_(None)).limit(1)) or "CNY"


def add_pipeline(session: Session, code: str) -> Pipeline:
    """Add a pipeline from its template, with its stages."""
    template = templates()[code]
    pipeline = Pipeline(name=template.name_zh, name_en=template.name_en, code=code)
    session.add(pipeline)
    session.flush()
    for position, stage in enumerate(template.stages):
        session.add(
            Stage(
                pipeline_id=pipeline.id,
                name=stage.name_zh,
                name_en=stage.name_en,
                code=stage.code,
                position=position,
                probability=stage.probability,
                min_days=stage.min_days,
                max_days=stage.max_days,
                kind=stage.kind,
                closes_won=stage.closes_won,
            )
        )
    return pipeline
