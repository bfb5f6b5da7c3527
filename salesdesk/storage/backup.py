"""Copies of a workspace's database that were opened and checked before they count as backups."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from salesdesk.domain.errors import SalesDeskError
from salesdesk.i18n import _
from salesdesk.storage import connection

FOLDER: Final = "backups"


def make(folder: Path) -> Path:
    """Copy the database of the workspace in `folder`, verify the copy, and return where it lies.

    A manifest with counts, sums and the file's SHA-256 stands beside it. Nothing is left of a copy that fails.
    """
    target = folder / FOLDER
    target.mkdir(exist_ok=True)
    name = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    part, final = target / f".{name}.part", target / f"{name}.db"
    try:
        expected = _copy(folder / "data.db", part)
        _verify(part, expected)
        manifest = {"made_at": name, "sha256": _sha256(part), "inventory": expected}
        (target / f"{name}.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        part.replace(final)
    finally:
        for rest in target.glob(f".{name}.part*"):
            rest.unlink()
    return final


def _copy(source: Path, part: Path) -> dict[str, int]:
    engine = connection.open_engine(source, "rw")
    try:
        with Session(engine.execution_options(readonly=True)) as session:
            expected = inventory(session)
        raw = engine.raw_connection()
        raw.cursor().execute("VACUUM INTO ?", (str(part),))
        raw.close()
    finally:
        engine.dispose()
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())
    return expected


def _verify(part: Path, expected: dict[str, int]) -> None:
    engine = connection.open_engine(part, "ro")
    try:
        with Session(engine.execution_options(readonly=True)) as session:
            sound = session.scalar(text("PRAGMA integrity_check")) == "ok"
            linked = not session.execute(text("PRAGMA foreign_key_check")).first()
            if not (sound and linked and inventory(session) == expected):
                raise SalesDeskError(_("The backup could not be verified and was thrown away."))
    finally:
        engine.dispose()


def inventory(session: Session) -> dict[str, int]:
    """Return the row count of every table and the sum of every money column."""
    result: dict[str, int] = {}
    tables = session.scalars(
        text("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    ).all()
    for table in tables:
        result[table] = session.scalar(text(f'SELECT count(*) FROM "{table}"')) or 0
        columns = session.execute(text(f'SELECT name FROM pragma_table_info("{table}")')).scalars()
        for column in [name for name in columns if name.endswith("_minor")]:
            total = session.scalar(text(f'SELECT sum("{column}") FROM "{table}"'))
            result[f"{table}.{column}"] = total or 0
    return result


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
