"""The rows of a list, read as they come into sight."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from salesdesk.ui.widgets.record_list_columns import ListColumn
from salesdesk.ui.widgets.record_list_model import PAGE, PAGES_KEPT, RecordModel

MANY = 20_000
COLUMNS = (ListColumn[str]("a", "a", 90, str), ListColumn[str]("b", "b", 90, str.upper, right=True))


class Source:
    """Answers as the database does, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def read(self, numbers: Sequence[int]) -> dict[int, str]:
        """Return the rows of even numbers; the others are gone."""
        self.asked.append(len(numbers))
        return {number: f"row {number}" for number in numbers if number % 2 == 0}


@pytest.fixture
def source() -> Source:
    """Give a source."""
    return Source()


@pytest.fixture
def model(source: Source) -> RecordModel:
    """Give a model of 20,000 rows, watched by Qt's own tester."""
    made = RecordModel(COLUMNS, source.read)
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning, made)
    made.show(array("q", range(MANY)))
    return made


def test_a_row_has_a_place_before_it_is_read(model: RecordModel, source: Source) -> None:
    assert (model.rowCount(), model.columnCount()) == (MANY, 2)
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.data(model.index(4, 1)) == ""
    assert source.asked == []


def test_rows_in_sight_are_read_with_their_pages_at_once(model: RecordModel, source: Source) -> None:
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda top, bottom: told.append((top.row(), bottom.row())))
    assert model.fetch(PAGE - 2, PAGE + 2)
    assert not model.fetch(0, 20)
    assert told == [(0, 2 * PAGE - 1)]
    assert source.asked == [2 * PAGE]
    assert model.data(model.index(4, 1)) == "ROW 4"


def test_a_row_that_is_gone_stays_blank_and_is_not_asked_for_again(
    model: RecordModel, source: Source
) -> None:
    model.fetch(0, 5)
    model.fetch(0, 5)
    assert model.row(5) is None
    assert model.data(model.index(5, 0)) == ""
    assert len(source.asked) == 1


def test_the_last_rows_are_read_and_nothing_beyond(model: RecordModel) -> None:
    model.fetch(MANY - 3, MANY + 50)
    assert model.row(MANY - 2) == f"row {MANY - 2}"
    assert model.row(MANY) is None


def test_only_the_last_pages_are_kept(source: Source) -> None:
    model = RecordModel(COLUMNS, source.read)  # not watched: the tester looks at every row that is told of
    model.show(array("q", range(MANY)))
    for page in range(PAGES_KEPT + 5):
        model.fetch(page * PAGE, page * PAGE)
    assert model.row(0) is None
    assert model.row((PAGES_KEPT + 4) * PAGE) is not None
    assert sum(model.row(row) is not None for row in range(0, MANY, PAGE)) == PAGES_KEPT


def test_more_rows_below_are_added_without_a_reset(source: Source) -> None:
    model = RecordModel(COLUMNS, source.read)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    told: list[str] = []
    model.modelReset.connect(lambda: told.append("reset"))
    model.rowsInserted.connect(lambda _parent, first, last: told.append(f"{first}-{last}"))
    first = array("q", range(100))
    model.show(first, source.read(first))
    model.show(array("q", range(300)))
    model.show(array("q", range(300)))
    model.show(array("q", range(299, -1, -1)))
    assert told == ["reset", "100-299", "reset"]
    model.fetch(0, 10)
    assert model.row(1) == "row 298"


def test_heads_have_titles_and_sides(model: RecordModel) -> None:
    role = Qt.ItemDataRole.TextAlignmentRole
    across = Qt.Orientation.Horizontal
    assert model.headerData(1, across) == "b"
    assert model.headerData(1, across, role) & Qt.AlignmentFlag.AlignRight
    assert model.headerData(9, across) is None
    assert model.data(QModelIndex()) is None
