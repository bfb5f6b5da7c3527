"""Where imported rows came from."""

from __future__ import annotations

import uuid

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped

from salesdesk.storage.records.base import Record, Uuid, column, only_where


class ExternalId(Record):
    """The key that a row has in the file it came from.

    `fingerprint` is a hash of the imported values: it tells an unchanged row of a second import, and a row that
    the user edited since.
    """

    __tablename__ = "external_id"
    __table_args__ = (
        Index(
            "uq_external_id_source_kind_key",
            "source",
            "kind",
            "key",
            unique=True,
            **only_where("deleted_at IS NULL"),
        ),
    )
    title_column = "key"

    source: Mapped[str] = column("append", String(200))
    kind: Mapped[str] = column("append", String(40))
    key: Mapped[str] = column("append", String(200))
    row_id: Mapped[uuid.UUID] = column("append", Uuid)
    fingerprint: Mapped[str] = column("soft", String(64))
