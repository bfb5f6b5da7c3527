"""What editors hold that isn't saved yet, kept so that a crash loses nothing of it (settled question 13)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from salesdesk.domain.texts import one_line
from salesdesk.storage import journal
from salesdesk.storage.records import Draft
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace

_TITLE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """Unsaved work of an editor; `key` names what it edits."""

    key: str
    title: str
    content: str
    updated_at: datetime


def keep(
    workspace: Workspace, key: str, *, kind: str, title: str, content: str, person: uuid.UUID | None
) -> None:
    """Keep unsaved work in place of what was kept under the key before; no step of the journal."""
    row = Draft(
        key=key,
        kind=kind,
        title=one_line(title)[:_TITLE_LENGTH],
        content=content.encode(errors="replace").decode(),  # half a character would be refused
        person=person,
        updated_at=now(),
    )
    with workspace.keep() as session:
        session.merge(row)


def forget(workspace: Workspace, key: str) -> None:
    """Drop what was kept under the key: it was saved, or given up."""
    with workspace.keep() as session:
        session.execute(delete(Draft).where(Draft.key == key))


def kept(session: Session, kind: str) -> list[KeptDraft]:
    """Return the unsaved work of one kind of editor, the newest first; that of a deleted record waits for it."""
    query = select(Draft).where(Draft.kind == kind).order_by(Draft.updated_at.desc(), Draft.key)
    found = session.scalars(query).all()
    table = journal.table_named(kind)
    ids = {row.key: record for row in found if (record := _record(row.key, kind))}
    deleted = select(table.c.id).where(table.c.id.in_(ids.values()), table.c.deleted_at.is_not(None))
    gone = set(session.scalars(deleted)) if ids else set()
    return [
        KeptDraft(row.key, row.title, row.content, row.updated_at)
        for row in found
        if ids.get(row.key) not in gone
    ]


def _record(key: str, kind: str) -> uuid.UUID | None:
    """Return the record that a key such as `quote:<id>` names; None for what was never saved."""
    try:
        return uuid.UUID(key.removeprefix(f"{kind}:"))
    except ValueError:
        return None
