"""Migrations: the same schema by both ways, all or nothing, a verified backup before."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from salesdesk.domain.errors import SalesDeskError
from salesdesk.storage import backup, connection, journal, migrations, schema
from salesdesk.storage.ids import new_id
from salesdesk.storage.workspace import DATABASE, Workspace
from tests import factories
from tests.factories import STEP

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"

BETTER = '''
"""A column more, by rebuilding a table that others refer to."""
import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    with op.batch_alter_table("customer", recreate="always") as batch:
        batch.add_column(sa.Column("nickname", sa.String(20), server_default=""))
    {more}
'''


def parts(engine: Engine) -> dict[str, frozenset[str]]:
    """Return the definition of everything in a database, the order of a table's constraints aside."""
    with Session(engine) as session:
        rows = session.execute(text("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"))
        return {
            name: frozenset(re.split(r", (?=\w)", re.sub(r"\s+", " ", sql).strip("() ")))
            for name, sql in rows
        }


def normal(definitions: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Return the definitions without what a rebuilt table writes differently and means the same."""
    return {
        name: frozenset(
            re.sub(r'^CREATE TABLE "?\w+"? ?\( ?|[ )]+$', "", part).replace("DEFAULT ('')", "DEFAULT ''")
            for part in found
        )
        for name, found in definitions.items()
    }


def test_a_migrated_workspace_has_the_schema_of_a_fresh_one(tmp_path: Path) -> None:
    fresh = connection.open_engine(tmp_path / "fresh.db", "rwc")
    with Session(fresh) as session:
        schema.create(session, new_id())
        session.commit()
    migrated = connection.open_engine(tmp_path / "migrated.db", "rwc")
    with migrated.connect() as plain, plain.begin():
        migrations.run(plain)
        with Session(plain) as session:
            journal.create_triggers(session)
    assert normal(parts(migrated)) == normal(parts(fresh))
    fresh.dispose()
    migrated.dispose()


def old_workspace(tmp_path: Path) -> Path:
    """Make a closed workspace with data that says it is of an earlier version."""
    workspace = Workspace.create(tmp_path / "Old.salesdesk")
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        customer = factories.customer(write.session, name="A")
        factories.opportunity(write.session, customer_id=customer, amount_minor=100)
    workspace.close()
    _execute(workspace.path, "UPDATE schema_info SET version = 0")
    return workspace.path


def scripts(tmp_path: Path, more: str = "") -> Path:
    folder = tmp_path / "scripts"
    shutil.copytree(migrations.SCRIPTS, folder)
    (folder / "versions" / "0007_better.py").write_text(BETTER.format(more=more), encoding="utf-8")
    return folder


def test_a_migration_keeps_every_row_and_makes_a_verified_backup_first(tmp_path: Path) -> None:
    path = old_workspace(tmp_path)
    saved = migrations.upgrade(path, scripts=scripts(tmp_path))
    assert saved.exists()
    assert _scalar(path, "SELECT nickname FROM customer") == ""
    assert _scalar(path, "SELECT count(*) FROM opportunity JOIN customer c ON c.id = customer_id") == 1
    with Workspace.open(path).write(STEP) as write:
        factories.customer(write.session)
    assert write.changes.touches("customer")


@pytest.mark.parametrize(
    "more",
    [
        "raise RuntimeError('no')",
        "op.execute('DELETE FROM opportunity')",
        "op.execute('DELETE FROM customer')",
    ],
)
def test_a_migration_that_fails_or_loses_rows_changes_nothing(tmp_path: Path, more: str) -> None:
    path = old_workspace(tmp_path)
    before = _inventory(path)
    with pytest.raises(SalesDeskError, match="backups"):
        migrations.upgrade(path, scripts=scripts(tmp_path, more))
    assert _inventory(path) == before
    assert _scalar(path, "SELECT version FROM schema_info") == 0


def test_an_older_workspace_is_migrated_when_it_is_opened(tmp_path: Path) -> None:
    path = old_workspace(tmp_path)
    workspace = Workspace.open(path)
    assert workspace.schema_version == schema.VERSION
    assert len(list((path / backup.FOLDER).glob("*.db"))) == 1
    workspace.close()


def _execute(path: Path, statement: str) -> None:
    engine = connection.open_engine(path / DATABASE, "rw")
    with engine.begin() as plain:
        plain.exec_driver_sql(statement)
    engine.dispose()


def _scalar(path: Path, query: str) -> object:
    engine = connection.open_engine(path / DATABASE, "rw")
    with engine.begin() as plain:
        value = plain.exec_driver_sql(query).scalar()
    engine.dispose()
    return value


def _inventory(path: Path) -> dict[str, int]:
    engine = connection.open_engine(path / DATABASE, "rw")
    with Session(engine) as session:
        found = backup.inventory(session)
    engine.dispose()
    return found
