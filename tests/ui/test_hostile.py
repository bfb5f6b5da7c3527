"""Hostile texts in every field of every record: each page shows them as they are, and none fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from sqlalchemy import String, Text, update

from salesdesk.storage import bulk, journal
from salesdesk.ui import theme
from tests.factories import STEP
from tests.ui.pages import PAGES, program_over, show

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from salesdesk.storage.workspace import Workspace

TEXTS: Final = (
    "<b>A&B</b><img src=file:///etc/passwd>",
    "=cmd|' /C calc'!A0",
    "a\u202eb\u200f\x07c\x1b[31m\u2028d\te",
    "😀👩‍👩‍👧‍👦𬭎é\u0301喆㼆",
    "甲" * 50_000,
    "W" * 50_000,
)
# What is no free text: codes, or texts of a fixed form.
_FIXED: Final = frozenset(
    {
        "code",
        "role",
        "kind",
        "status",
        "state",
        "currency",
        "language",
        "price_mode",
        "rounding",
        "loss_reason",
    }
    | {
        "due_time",
        "number",
        "document_discount",
        "discount",
        "customer",
        "seller",
        "terms",
        "logo",
        "price_book",
    }
    | {"value_class", "fingerprint", "source", "key"}
)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_page_shows_it_as_it_is(demo: Workspace, text: str, mode: theme.Mode) -> None:
    with demo.write(STEP) as write:
        spoil(write.session, text)
    with program_over(demo, mode=mode) as program:
        for name in PAGES:
            show(program, name)
            assert not program.window.grab().isNull()
            markup = [label for label in program.window.findChildren(QLabel) if _reads_markup(label)]
            assert markup == []


def spoil(session: Session, text: str) -> None:
    """Put the text into every field of free text of every record."""
    for table in journal.journaled_tables():
        free = [
            column.name
            for column in table.columns
            if isinstance(column.type, String | Text) and column.name not in _FIXED
        ]
        if free:
            bulk.update_rows(session, update(table).values(dict.fromkeys(free, text)))


def _reads_markup(label: QLabel) -> bool:
    return bool(label.text()) and label.textFormat() != Qt.TextFormat.PlainText
