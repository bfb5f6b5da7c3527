"""Check a workspace: the file, its references, its journal, and every sum that it stores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.pipeline import STATUSES
from salesdesk.domain.quote_content import content_hash
from salesdesk.i18n import _, money as money_text, number
from salesdesk.services import (
    company,
    contract_check,
    document_designs,
    quote_enclosures,
    quote_primary,
    quotes,
    seal_log,
    seals,
    word_templates,
)
from salesdesk.services.record_links import STANDS
from salesdesk.storage import files, journal
from salesdesk.storage.records import Attachment, Opportunity

_COUNTED: Final = (
    "customer",
    "product",
    "person",
    "opportunity",
    "pipeline",
    "stage",
    "quote",
    "quote_version",
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many opportunities have a status, and what they sum to."""

    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found; no problem means that all is well."""

    problems: tuple[str, ...]
    counts: dict[str, int]
    opportunities: dict[str, Tally]
    currency: str

    @property
    def ok(self) -> bool:
        """Tell whether no problem was found."""
        return not self.problems

    def as_json(self) -> dict[str, object]:
        """Return the answer that the command line gives; amounts are texts."""
        return {
            "ok": self.ok,
            "problems": list(self.problems),
            "counts": self.counts,
            "opportunities": {
                status: {"count": tally.count, "amount": money.text(tally.amount, self.currency)}
                for status, tally in self.opportunities.items()
            },
        }

    def as_text(self) -> str:
        """Return the report in the user's words."""
        lines = (
            [_("All is well.")] if self.ok else [_("Problems found:"), *(f"- {one}" for one in self.problems)]
        )
        counts = ", ".join(f"{name} {count}" for name, count in self.counts.items())
        lines.append(_("Records: {counts}").format(counts=counts))
        for status, name in STATUSES:
            tally = self.opportunities[status]
            what = f"{number(tally.count)} · {money_text(tally.amount, self.currency)}"
            lines.append(_("{name}: {what}").format(name=_(name), what=what))
        return "\n".join(lines)


def check(session: Session, folder: Path | None = None) -> CheckReport:
    """Check everything that can be recomputed, and the workspace's files in their folder where it is given.

    A damaged database ends the check at the damage.
    """
    problems = list(_file_problems(session))
    currency = company.currency(session)
    if not problems:
        problems = [*_dangling(session), *_journal_problems(session), *_sum_problems(session)]
        problems += seal_log.problems(session)
        if folder is not None:
            problems += _stored_files(session, folder)
    return CheckReport(
        problems=tuple(problems),
        counts={name: _count(session, name) for name in _COUNTED},
        opportunities=_tallies(session, currency),
        currency=currency,
    )


def _file_problems(session: Session) -> Iterator[str]:
    for line in session.scalars(text("PRAGMA integrity_check")):
        if line != "ok":
            yield _("The database file is damaged: {detail}").format(detail=line)
    for table, row, parent, _key in session.execute(text("PRAGMA foreign_key_check")):
        yield _("A row of {table} ({row}) refers to a missing row of {parent}.").format(
            table=table, row=row, parent=parent
        )


def _dangling(session: Session) -> Iterator[str]:
    """Name the tables with living rows that refer to deleted ones."""
    for table, parent, counting in _references():
        count = session.scalar(counting)
        if count:
            yield _("{count} rows of {table} refer to deleted rows of {parent}.").format(
                count=count, table=table, parent=parent
            )


@cache
def _references() -> tuple[tuple[str, str, Select[int]], ...]:
    """Return each table, one it refers to, and what counts its living rows that refer to a deleted one there."""
    result = []
    for table in journal.journaled_tables():
        for key in table.foreign_keys:
            if f"{table.name}.{key.parent.name}" in STANDS:
                continue
            parent = key.column.table.alias()
            counting = (
                select(func.count())
                .select_from(table.join(parent, parent.c.id == key.parent))
                .where(table.c.deleted_at.is_(None), parent.c.deleted_at.is_not(None))
            )
            result.append((table.name, key.column.table.name, counting))
    return tuple(result)


def _journal_problems(session: Session) -> Iterator[str]:
    expected = {
        statement for table in journal.journaled_tables() for statement in journal.trigger_statements(table)
    }
    actual = set(session.scalars(text("SELECT sql FROM sqlite_master WHERE type = 'trigger'")))
    if expected != actual:
        yield _("The rules that keep the journal differ from this program's.")
    for operation in journal.broken_links(session):
        yield _("Step {operation} of the journal was changed after it was written.").format(
            operation=operation
        )


def _sum_problems(session: Session) -> Iterator[str]:
    hashes = quotes.sent_hashes(session)
    for label, load in quotes.all_versions(session):
        try:
            stored = load()
            problem = quotes.disagreement(stored)
            if (
                not problem
                and hashes.get(label, same := content_hash(stored.draft, stored.valid_until)) != same
            ):
                problem = _("Quote {number} was changed after it was sent.").format(number=label)
        except SalesDeskError as error:
            problem = error.message
        if problem:
            yield problem
    yield from quote_primary.disagreements(session)
    yield from contract_check.problems(session)


def _stored_files(session: Session, folder: Path) -> Iterator[str]:
    """Name the files of opportunities, sent quotes and designs whose content is missing or another one."""
    query = select(Attachment.hash, Attachment.name, Opportunity.name).join(
        Opportunity, Opportunity.id == Attachment.opportunity_id
    )
    living = query.where(Attachment.hash != "", Attachment.deleted_at.is_(None))
    for content, name, opportunity in session.execute(living.group_by(Attachment.hash)):
        try:
            files.read(folder, content)
        except SalesDeskError as error:
            yield _("“{name}” of “{opportunity}”: {reason}").format(
                name=name, opportunity=opportunity, reason=error.message
            )
    yield from contract_check.file_problems(session, folder)
    yield from word_templates.file_problems(session, folder)
    yield from seals.file_problems(session, folder)
    for label, content in quote_enclosures.sent_files(session):
        try:
            files.read(folder, content)
        except SalesDeskError as error:
            yield _("The PDF that {number} was sent as: {reason}").format(number=label, reason=error.message)
    for facts in document_designs.all_designs(session):
        for file in facts.design.files:
            try:
                document_designs.pdf_content(folder, file)
            except SalesDeskError as error:
                yield _("Design “{design}”: {reason}").format(design=facts.name, reason=error.message)


def _count(session: Session, name: str) -> int:
    table = journal.table_named(name)
    return session.scalar(select(func.count()).where(table.c.deleted_at.is_(None))) or 0


def _tallies(session: Session, currency: str) -> dict[str, Tally]:
    query = (
        select(Opportunity.status, func.count(), func.sum(Opportunity.amount_minor))
        .where(Opportunity.deleted_at.is_(None))
        .group_by(Opportunity.status)
    )
    found = {
        status: Tally(count, money.from_minor(minor or 0, currency))
        for status, count, minor in session.execute(query)
    }
    none = Tally(0, money.from_minor(0, currency))
    return {status: found.get(status, none) for status, _name in STATUSES}
