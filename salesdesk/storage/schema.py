"""Which schema this program writes, how an empty workspace gets it, and whether a workspace fits it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _
from salesdesk.storage import journal, search
from salesdesk.storage.records import Base, SchemaInfo

VERSION: Final = 6
"""The schema of this program; each migration raises it by one."""
REVISION: Final = "0006"
"""The Alembic revision of `VERSION`."""
MIN_READER: Final = 6
MIN_WRITER: Final = 6
APPLICATION_ID: Final = 0x53444B31


@dataclass(frozen=True, slots=True)
class Fit:
    """Tell how a workspace's schema fits this program."""

    workspace_id: uuid.UUID
    version: int
    readable: bool
    writable: bool
    demo: bool = False

    @property
    def needs_migration(self) -> bool:
        """Tell whether the schema is older than this program's."""
        return self.version < VERSION


def create(session: Session, workspace_id: uuid.UUID) -> None:
    """Give an empty database this program's schema, triggers and marks."""
    connection = session.connection()
    Base.metadata.create_all(connection)
    journal.create_triggers(session)
    search.create(connection)
    session.execute(
        insert(SchemaInfo).values(
            id=1, workspace_id=workspace_id, version=VERSION, min_reader=MIN_READER, min_writer=MIN_WRITER
        )
    )
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{REVISION}')")
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")


def fit(session: Session) -> Fit:
    """Return how the open database fits this program; refuse what is not a workspace."""
    known = session.scalar(text("PRAGMA application_id")) == APPLICATION_ID
    if not known:
        raise InvalidInputError(_("This is a database of another program, not a SalesDesk workspace."))
    info = session.execute(
        select(SchemaInfo.workspace_id, SchemaInfo.version, SchemaInfo.min_reader, SchemaInfo.min_writer)
    ).one_or_none()
    if info is None or not all(isinstance(number, int) for number in info[1:]):
        raise InvalidInputError(_("The workspace's database is damaged or not a SalesDesk database."))
    demo = info.version == VERSION and bool(session.scalar(select(SchemaInfo.demo)))
    return Fit(
        workspace_id=info.workspace_id,
        version=info.version,
        readable=info.min_reader <= VERSION,
        writable=info.min_writer <= VERSION,
        demo=demo,
    )
