"""The firm's own contracts as Word files: kept under their hash, looked through when they come."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain import word_fields
from salesdesk.domain.errors import InvalidInputError, SalesDeskError
from salesdesk.domain.file_names import safe_name
from salesdesk.domain.money import excerpt
from salesdesk.domain.texts import one_line
from salesdesk.domain.word_fields import Found
from salesdesk.i18n import _
from salesdesk.services import evidence
from salesdesk.services.evidence import StoredFile
from salesdesk.services.rows import chosen
from salesdesk.storage import files
from salesdesk.storage.records import Contract, ContractVersion, WordTemplate
from salesdesk.storage.records.base import now

LONGEST_NAME: Final = 100
Look = Callable[[bytes, str], Found]
"""Returns what is in a file, by its content and its name; InvalidInputError where it can't be taken."""


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template of the firm; `found` is what was looked up in its file when that came."""

    id: uuid.UUID
    row_version: int
    name: str
    file: StoredFile
    found: Found


@dataclass(frozen=True, slots=True)
class NewFile:
    """A Word file that was copied among the workspace's files, and what was looked up in it."""

    file: StoredFile
    found: Found


def templates(session: Session) -> tuple[TemplateRow, ...]:
    """Return the firm's templates in their order."""
    query = select(WordTemplate).where(WordTemplate.deleted_at.is_(None))
    rows = session.scalars(query.order_by(WordTemplate.position, WordTemplate.id))
    return tuple(
        TemplateRow(
            row.id,
            row.row_version,
            row.name,
            StoredFile(row.file_name, row.size, row.hash),
            word_fields.from_json(row.found),
        )
        for row in rows
    )


def found(session: Session, file_hash: str) -> Found | None:
    """Return what was looked up in a file that is or was a template; None for any other."""
    query = select(WordTemplate.found).where(WordTemplate.hash == file_hash).limit(1)
    content = session.scalar(query)
    return None if content is None else word_fields.from_json(content)


def take(folder: Path, source: Path, look: Look) -> NewFile:
    """Copy a Word file from outside among the workspace's files; InvalidInputError says why it isn't taken.

    Nothing names the file until it is added: this may run beside the window, before the write.
    """
    name = safe_name(source.name)
    content = evidence.taken(source)
    seen = look(content, name)
    return NewFile(StoredFile(name, len(content), files.store(folder, content)), seen)


def add(session: Session, name: str, new: NewFile) -> uuid.UUID:
    """Add a template behind the others and return its id; an equal name gets a number."""
    last = session.scalar(select(func.max(WordTemplate.position)).where(WordTemplate.deleted_at.is_(None)))
    return _insert(session, _free_name(session, _name(name)), 0 if last is None else last + 1, new)


def replace_file(session: Session, template_id: uuid.UUID, new: NewFile, *, row_version: int) -> uuid.UUID:
    """Put another file in the place of a template's and return the id that it has now.

    Versions that were written with the old file still find it; drafts that name it go on to the new one.
    """
    row = _row(session, template_id, row_version)
    if row.hash == new.file.hash:
        return row.id
    row.deleted_at = now()
    session.flush()
    drafts = select(ContractVersion).where(
        ContractVersion.template_file == row.hash,
        ContractVersion.state == "draft",
        ContractVersion.deleted_at.is_(None),
    )
    for version in session.scalars(drafts).all():
        version.template_file = new.file.hash
    return _insert(session, row.name, row.position, new)


def rename(session: Session, template_id: uuid.UUID, name: str, *, row_version: int) -> None:
    """Give a template another name; versions that were written with it keep the old one."""
    row = _row(session, template_id, row_version)
    wanted = _name(name)
    if wanted != row.name:
        row.name = _free_name(session, wanted)
        session.flush()


def remove(session: Session, template_id: uuid.UUID) -> None:
    """Take a template away; undo brings it back, and versions that were written with it still find its file."""
    _row(session, template_id).deleted_at = now()
    session.flush()


def content(folder: Path, file_hash: str, name: str) -> bytes:
    """Return the content of a template's file; InvalidInputError names it where that is gone or damaged."""
    try:
        return files.read(folder, file_hash)
    except SalesDeskError as error:
        raise InvalidInputError(
            _("“{name}”: {reason}").format(name=excerpt(name), reason=error.message)
        ) from error


def file_problems(session: Session, folder: Path) -> Iterator[str]:
    """Name the templates, and the contracts written with one, whose file is missing or another one."""
    kept = [(row.file.hash, row.name) for row in templates(session)]
    version = ContractVersion
    query = (
        select(version.template_file, Contract.number)
        .join(Contract, Contract.id == version.contract_id)
        .where(version.template_file != "", version.deleted_at.is_(None), Contract.deleted_at.is_(None))
        .order_by(Contract.number, version.version)
    )
    for file_hash, name in [*kept, *map(tuple, session.execute(query))]:
        try:
            content(folder, file_hash, name)
        except SalesDeskError as error:
            yield error.message


def _insert(session: Session, name: str, position: int, new: NewFile) -> uuid.UUID:
    row = WordTemplate(
        name=name,
        position=position,
        file_name=new.file.name,
        size=new.file.size,
        hash=new.file.hash,
        found=word_fields.as_json(new.found),
    )
    session.add(row)
    session.flush()
    return row.id


def _row(session: Session, template_id: uuid.UUID, row_version: int | None = None) -> WordTemplate:
    return chosen(session, WordTemplate, template_id, row_version)


def _name(name: str) -> str:
    text = one_line(name)[:LONGEST_NAME]
    if not text:
        raise InvalidInputError(_("Give the template a name."))
    return text


def _free_name(session: Session, name: str) -> str:
    """Return the name, with a number behind it where another template has it."""
    taken = set(session.scalars(select(WordTemplate.name).where(WordTemplate.deleted_at.is_(None))))
    number, free = 1, name
    while free in taken:
        number += 1
        ending = f" {number}"
        free = f"{name[: LONGEST_NAME - len(ending)]}{ending}"
    return free
