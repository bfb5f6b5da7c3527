"""The full-text index over what people look for."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection

CREATE: Final = (
    "CREATE VIRTUAL TABLE search_text USING fts5(tokens, content='', contentless_delete=1, detail=none, "
    "tokenize='unicode61 remove_diacritics 2', prefix='1 2')"
)
"""The index itself: it keeps the tokens of a `search_doc` row by its `docid`, and no text."""


def create(connection: Connection) -> None:
    """Create the empty index."""
    connection.exec_driver_sql(CREATE)
