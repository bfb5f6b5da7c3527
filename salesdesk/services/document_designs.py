"""Document designs: how the firm's quotes look. The first in the list is what new quotes begin with."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain.document_design import USUAL, DocumentDesign, PdfFile, design_as_json, design_from_json
from salesdesk.domain.errors import ConflictError, InvalidInputError, SalesDeskError
from salesdesk.domain.file_names import safe_name
from salesdesk.domain.money import excerpt
from salesdesk.domain.quote import QuoteDraft
from salesdesk.domain.texts import one_line
from salesdesk.i18n import DEFAULT_LANGUAGE, _
from salesdesk.services import recycle_bin
from salesdesk.storage import files, records
from salesdesk.storage.records import Quote, QuoteVersion

LONGEST_NAME: Final = 100
MAX_PDF_BYTES: Final = 20 * 1024 * 1024
"""The largest PDF that goes with documents: it travels with every quote."""
_PDF: Final = b"%PDF-"
_HEAD: Final = 1024  # the bytes in which a PDF says that it is one


@dataclass(frozen=True, slots=True)
class DesignFacts:
    """A design with its name; `quotes` counts the drafts that look so, `problem` says why it can't be read."""

    id: uuid.UUID
    row_version: int
    name: str
    design: DocumentDesign
    is_default: bool
    quotes: int = 0
    problem: str = ""


def all_designs(session: Session) -> tuple[DesignFacts, ...]:
    """Return the designs in their order; the first is the firm's default."""
    rows = session.scalars(
        select(records.DocumentDesign)
        .where(records.DocumentDesign.deleted_at.is_(None))
        .order_by(records.DocumentDesign.position, records.DocumentDesign.id)
    ).all()
    used = (
        select(QuoteVersion.design_id, func.count())
        .join(Quote, Quote.id == QuoteVersion.quote_id)
        .where(
            QuoteVersion.state == "draft",
            QuoteVersion.design_id.is_not(None),
            QuoteVersion.deleted_at.is_(None),
            Quote.deleted_at.is_(None),
        )
        .group_by(QuoteVersion.design_id)
    )
    counts: dict[uuid.UUID | None, int] = dict(list(session.execute(used)))
    return tuple(_facts(row, counts.get(row.id, 0), first=not index) for index, row in enumerate(rows))


def _facts(row: records.DocumentDesign, quotes: int, *, first: bool) -> DesignFacts:
    design, problem = USUAL, ""
    try:
        design = design_from_json(row.content)
    except SalesDeskError as error:
        problem = error.message
    return DesignFacts(row.id, row.row_version, row.name, design, first, quotes, problem)


def default_id(session: Session) -> uuid.UUID | None:
    """Return the design that new quotes begin with; None is the usual look."""
    row = records.DocumentDesign
    return session.scalar(
        select(row.id).where(row.deleted_at.is_(None)).order_by(row.position, row.id).limit(1)
    )


def known_id(session: Session, design_id: uuid.UUID | None) -> uuid.UUID | None:
    """Return the id of a design that is or was here; for an unknown one, such as from elsewhere, the default's."""
    if design_id is None or session.get(records.DocumentDesign, design_id) is not None:
        return design_id
    return default_id(session)


def of(session: Session, design_id: uuid.UUID | None) -> DocumentDesign:
    """Return a design, also one that was deleted since; the usual one where there is none or it can't be read."""
    row = session.get(records.DocumentDesign, design_id) if design_id else None
    return readable(row.content) if row else USUAL


def readable(content: str) -> DocumentDesign:
    """Return a kept design, or the usual one where it can't be read: no quote is lost for its looks."""
    try:
        return design_from_json(content)
    except SalesDeskError:
        return USUAL


def begun(session: Session, draft: QuoteDraft, design_id: uuid.UUID | None = None) -> QuoteDraft:
    """Return a new draft in a design, else the firm's default, with what that hides and its second language."""
    chosen = design_id or default_id(session)
    design = of(session, chosen)
    second = "" if design.second_language == (draft.language or DEFAULT_LANGUAGE) else design.second_language
    return replace(draft, design_id=chosen, hidden=design.hidden, second_language=second)


def create(session: Session, name: str, design: DocumentDesign = USUAL) -> uuid.UUID:
    """Add a design behind the others and return its id."""
    row = records.DocumentDesign(
        name=_free_name(session, _name(name)), content=_content(design), position=_next_position(session)
    )
    session.add(row)
    session.flush()
    return row.id


def copy(session: Session, design_id: uuid.UUID) -> uuid.UUID:
    """Add a copy of a design under a name of its own and return its id."""
    row = _row(session, design_id)
    return create(session, row.name, design_from_json(row.content))


def rename(session: Session, design_id: uuid.UUID, name: str, *, row_version: int) -> None:
    """Give a design another name."""
    row = _row(session, design_id, row_version)
    wanted = _name(name)
    if wanted != row.name:
        row.name = _free_name(session, wanted)
        session.flush()


def save(session: Session, design_id: uuid.UUID, design: DocumentDesign, *, row_version: int) -> None:
    """Write a design as it was read at `row_version`; drafts look so from now on, what was issued stays as it was."""
    row = _row(session, design_id, row_version)
    content = _content(design)
    if content != row.content:
        row.content = content
        session.flush()


def make_default(session: Session, design_id: uuid.UUID) -> None:
    """Let new quotes begin with a design: it becomes the first."""
    rows = {facts.id: facts for facts in all_designs(session)}
    _row(session, design_id)
    order = [design_id, *(other for other in rows if other != design_id)]
    for position, each in enumerate(order):
        session.get_one(records.DocumentDesign, each).position = position
    session.flush()


def delete(session: Session, ids: Collection[uuid.UUID]) -> None:
    """Move designs to the recycle bin; quotes keep the look that they have."""
    recycle_bin.delete(session, records.DocumentDesign.__tablename__, ids)


def keep_pdf(
    folder: Path, source: Path, trial: Callable[[str, bytes], object] = lambda _name, _content: None
) -> PdfFile:
    """Copy a PDF from outside among the workspace's files; InvalidInputError says why it isn't taken.

    This looks at size and head; `trial` gets name and content, and raises where it can't be used.
    """
    name = excerpt(source.name)
    try:
        with source.open("rb") as stream:
            content = stream.read(MAX_PDF_BYTES + 1)
    except OSError as error:
        raise InvalidInputError(
            _("“{path}” can't be read: {reason}").format(path=name, reason=error.strerror or error)
        ) from error
    if len(content) > MAX_PDF_BYTES:
        raise InvalidInputError(
            _("“{file}” is larger than {limit} MB.").format(file=name, limit=MAX_PDF_BYTES // 2**20)
        )
    if _PDF not in content[:_HEAD]:
        raise InvalidInputError(_("“{file}” is no PDF.").format(file=name))
    trial(name, content)
    return PdfFile(files.store(folder, content), safe_name(source.name))


def pdf_content(folder: Path, file: PdfFile) -> bytes:
    """Return a kept PDF; InvalidInputError names it where it is gone or damaged."""
    try:
        return files.read(folder, file.hash)
    except SalesDeskError as error:
        raise InvalidInputError(
            _("“{name}”: {reason}").format(name=excerpt(file.name), reason=error.message)
        ) from error


def _row(session: Session, design_id: uuid.UUID, row_version: int | None = None) -> records.DocumentDesign:
    row = session.get(records.DocumentDesign, design_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("This design is no longer there."))
    if row_version is not None and row.row_version != row_version:
        message = _(
            "“{name}” was changed elsewhere in the meantime. What you typed is still there: look, then save again."
        )
        raise ConflictError(message.format(name=excerpt(row.name)))
    return row


def _content(design: DocumentDesign) -> str:
    """Return what is kept of a design; InvalidInputError names the field that is wrong."""
    content = design_as_json(design)
    return design_as_json(design_from_json(content))


def _name(name: str) -> str:
    text = one_line(name)
    if not text:
        raise InvalidInputError(_("Give the design a name."))
    return text[:LONGEST_NAME]


def _free_name(session: Session, name: str) -> str:
    """Return the name, with a number behind it where another design has it."""
    row = records.DocumentDesign
    taken = set(session.scalars(select(row.name).where(row.deleted_at.is_(None))))
    number, free = 1, name
    while free in taken:
        number += 1
        ending = f" {number}"
        free = f"{name[: LONGEST_NAME - len(ending)]}{ending}"
    return free


def _next_position(session: Session) -> int:
    row = records.DocumentDesign
    last = session.scalar(select(func.max(row.position)).where(row.deleted_at.is_(None)))
    return 0 if last is None else last + 1
