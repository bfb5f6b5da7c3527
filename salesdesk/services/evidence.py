"""Evidence: files and quotes that prove how far an opportunity is, kept in the workspace."""

from __future__ import annotations

import contextlib
import shutil
import stat
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.file_names import runs_when_opened, safe_name
from salesdesk.i18n import _, number
from salesdesk.services.rows import chosen, named
from salesdesk.storage import files
from salesdesk.storage.records import Attachment, Opportunity, Person, Quote, StageItem
from salesdesk.storage.records.base import now

MAX_BYTES: Final = 50 * 1024 * 1024
"""The largest file that is taken."""
SIGNATURE: Final = "signature"
"""The purpose of what the customer signed."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file among the workspace's files: `hash` names its content."""

    name: str
    size: int
    hash: str


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A file or a quote of an opportunity; `quote_id` and `number` are a quote's, `size` and `hash` a file's."""

    id: uuid.UUID
    name: str
    size: int
    hash: str
    quote_id: uuid.UUID | None
    number: str
    stage_item_id: uuid.UUID | None
    slot: str
    purpose: str
    added_at: datetime
    person: str


def store(folder: Path, source: Path) -> StoredFile:
    """Copy a file from outside into the workspace's folder of files; InvalidInputError says why it isn't taken.

    Nothing names the file until it is attached: this may run beside the window, before the write.
    """
    content = taken(source)
    return StoredFile(safe_name(source.name), len(content), files.store(folder, content))


def taken(source: Path) -> bytes:
    """Return the content of a file from outside; InvalidInputError says why it isn't taken."""
    try:
        if not source.is_file():
            raise InvalidInputError(_("“{path}” is not a file.").format(path=source))
        size = source.stat().st_size
        if size > MAX_BYTES:
            raise InvalidInputError(
                _("“{name}” has {size} MB; files up to {most} MB are taken.").format(
                    name=source.name, size=number(-(-size // 2**20), 0), most=MAX_BYTES // 2**20
                )
            )
        with source.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise InvalidInputError(
            _("“{path}” can't be read: {reason}").format(path=source, reason=error.strerror or error)
        ) from error
    if len(content) > MAX_BYTES:
        raise InvalidInputError(_("“{path}” is still being written. Try again.").format(path=source))
    if not content:
        raise InvalidInputError(_("“{path}” is empty.").format(path=source))
    return content


def attach(
    session: Session,
    opportunity_id: uuid.UUID,
    file: StoredFile,
    *,
    stage_item_id: uuid.UUID | None = None,
    purpose: str = "",
) -> uuid.UUID:
    """Attach a stored file to an opportunity, in a slot or in none, and return the attachment's id.

    The same content in the same slot is attached once.
    """
    _check(session, opportunity_id, stage_item_id)
    same = and_(Attachment.hash == file.hash, Attachment.purpose == purpose)
    found = _same(session, opportunity_id, stage_item_id, same)
    if found is not None:
        return found
    row = Attachment(
        opportunity_id=opportunity_id,
        stage_item_id=stage_item_id,
        name=file.name,
        size=file.size,
        hash=file.hash,
        purpose=purpose,
    )
    session.add(row)
    session.flush()
    return row.id


def link_quote(
    session: Session,
    opportunity_id: uuid.UUID,
    quote_id: uuid.UUID,
    *,
    stage_item_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """Put a quote of the opportunity's own customer in the place of a file, and return the attachment's id.

    The same quote in the same slot is linked once.
    """
    _check(session, opportunity_id, stage_item_id)
    quote = session.get(Quote, quote_id)
    customer = session.scalar(select(Opportunity.customer_id).where(Opportunity.id == opportunity_id))
    if quote is None or quote.deleted_at is not None or quote.customer_id != customer:
        raise InvalidInputError(_("What was chosen is no longer there. Choose again."))
    found = _same(session, opportunity_id, stage_item_id, Attachment.quote_id == quote_id)
    if found is not None:
        return found
    row = Attachment(
        opportunity_id=opportunity_id, stage_item_id=stage_item_id, quote_id=quote_id, name=quote.number
    )
    session.add(row)
    session.flush()
    return row.id


def _same(
    session: Session, opportunity_id: uuid.UUID, stage_item_id: uuid.UUID | None, same: ColumnElement[bool]
) -> uuid.UUID | None:
    """Return what stands in a slot, or in none, already."""
    query = select(Attachment.id).where(
        Attachment.opportunity_id == opportunity_id,
        Attachment.stage_item_id.is_not_distinct_from(stage_item_id),
        Attachment.deleted_at.is_(None),
        same,
    )
    return session.scalar(query.limit(1))


def _check(session: Session, opportunity_id: uuid.UUID, stage_item_id: uuid.UUID | None) -> None:
    row = session.get(Opportunity, opportunity_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("This opportunity is no longer there."))
    if stage_item_id is not None:
        item = session.get(StageItem, stage_item_id)
        if item is None or item.deleted_at is not None or item.kind != "evidence":
            raise InvalidInputError(_("What was chosen is no longer there. Choose again."))


def attachments(session: Session, opportunity_id: uuid.UUID) -> list[AttachmentRow]:
    """Return the files and quotes of an opportunity, newest first."""
    query = (
        select(
            Attachment.id,
            Attachment.name,
            Attachment.size,
            Attachment.hash,
            Attachment.quote_id,
            func.coalesce(Quote.number, ""),
            Attachment.stage_item_id,
            func.coalesce(StageItem.text, ""),
            func.coalesce(StageItem.text_en, ""),
            Attachment.purpose,
            Attachment.created_at,
            func.coalesce(Person.name, ""),
        )
        .outerjoin(Quote, Quote.id == Attachment.quote_id)
        .outerjoin(StageItem, StageItem.id == Attachment.stage_item_id)
        .outerjoin(Person, Person.id == Attachment.created_by)
        .where(Attachment.opportunity_id == opportunity_id, Attachment.deleted_at.is_(None))
        .order_by(Attachment.created_at.desc(), Attachment.id)
    )
    rows: Iterator[Any] = iter(session.execute(query))
    shown = ((*row[:7], named(row[7], row[8]), *row[9:]) for row in rows)
    return [AttachmentRow(*values) for values in shown]


def detach(session: Session, attachment_id: uuid.UUID) -> None:
    """Take a file or a quote away from an opportunity; undo brings it back, so the content stays."""
    row = chosen(session, Attachment, attachment_id)
    row.deleted_at = now()


def copy_to_open(folder: Path, file: StoredFile, target: Path) -> Path:
    """Write a copy of a stored file, which can't be written to, into a folder and return its path.

    What is opened is never the file of the workspace itself; RuleError for what would run when it is opened.
    """
    if runs_when_opened(file.name):
        raise RuleError(
            _("“{name}” is a program and isn't opened from here. Save it where you want it.").format(
                name=file.name
            )
        )
    content = files.read(folder, file.hash)
    path = target / file.hash[:12] / safe_name(file.name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_bytes(content)
            path.chmod(stat.S_IRUSR)
    except OSError as error:
        raise InvalidInputError(
            _("“{path}” can't be written: {reason}").format(path=path, reason=error.strerror or error)
        ) from error
    return path


def content(folder: Path, name: str) -> bytes:
    """Return the content of a stored file by its hash; InvalidInputError where it is gone or damaged."""
    return files.read(folder, name)


def forget_copies(target: Path) -> None:
    """Take away the copies that were opened, as far as no program still holds them."""
    for copy in (path for path in target.rglob("*") if path.is_file()):
        with contextlib.suppress(OSError):
            copy.chmod(stat.S_IRUSR | stat.S_IWUSR)
            copy.unlink()
    shutil.rmtree(target, ignore_errors=True)
