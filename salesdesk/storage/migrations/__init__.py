"""Bring a workspace's schema up to date: a verified backup first, then one transaction, all or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text, update
from sqlalchemy.orm import Session

from salesdesk.domain.errors import SalesDeskError
from salesdesk.i18n import _
from salesdesk.storage import backup, connection, journal, schema
from salesdesk.storage.records import SchemaInfo

SCRIPTS: Final = Path(__file__).resolve().parent


def upgrade(folder: Path, *, scripts: Path = SCRIPTS) -> Path:
    """Migrate the workspace in `folder` to the newest schema of `scripts`; return the backup made before.

    The caller holds the workspace's lock and has no connection open. Row counts and sums must not change.
    """
    saved = backup.make(folder)
    engine = connection.open_engine(folder / "data.db", "rw")
    try:
        with engine.connect() as plain:
            # Outside a transaction, where alone the pragma works: a table rebuilt with references on loses its children.
            plain.connection.cursor().execute("PRAGMA foreign_keys = OFF")
            with plain.begin():
                _migrate(plain, scripts)
    except Exception as error:
        raise SalesDeskError(
            _(
                "The workspace could not be brought up to date and was left as it was. A backup is at “{path}”."
            ).format(path=saved)
        ) from error
    finally:
        engine.dispose()
    return saved


def _migrate(plain: Connection, scripts: Path) -> None:
    with Session(plain) as session:
        before = backup.inventory(session)
        journal.drop_triggers(session)
        run(plain, scripts)
        session.execute(
            update(SchemaInfo).values(
                version=schema.VERSION, min_reader=schema.MIN_READER, min_writer=schema.MIN_WRITER
            )
        )
        journal.create_triggers(session)
        after = backup.inventory(session)
        broken = session.execute(text("PRAGMA foreign_key_check")).first()
        if broken or any(after.get(name) != value for name, value in before.items()):
            message = "the migration changed rows or references"
            raise ValueError(message)


def run(plain: Connection, scripts: Path = SCRIPTS, *, target: str = "head") -> None:
    """Run the migration scripts on an open connection, inside its transaction."""
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = plain
    command.upgrade(config, target)
