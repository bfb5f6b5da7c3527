"""The table over a draft: what it shows, and that it tells of nothing but what changed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from salesdesk.domain import quote_editing as editing
from salesdesk.domain.quote import QuoteDraft
from salesdesk.domain.quote_problems import problems
from salesdesk.ui.quotes.editor_columns import COLUMNS, Col
from salesdesk.ui.quotes.editor_model import LinesModel
from tests.ui.quotes.conftest import line

FAILS = QAbstractItemModelTester.FailureReportingMode.Fatal
ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.EditRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.TextAlignmentRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.DecorationRole,
)
DRAFT = QuoteDraft(customer="甲", lines=tuple(line(str(number)) for number in range(5)))


def told(model: LinesModel) -> list[tuple[int, int]]:
    """Collect the rows that the model says have changed."""
    found: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda top, bottom: found.append((top.row(), bottom.row())))
    return found


@given(st.lists(st.lists(st.integers(0, 6), max_size=8), max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_any_draft_follows_any_other(qapp: object, orders: list[list[int]]) -> None:
    pool = [line(str(number)) for number in range(7)]
    model = LinesModel(DRAFT)
    tester = QAbstractItemModelTester(model, FAILS)
    for order in orders:
        model.show(replace(DRAFT, lines=tuple(pool[number] for number in order)))
        assert [model.text(row, Col.NAME) for row in range(model.rowCount())] == [str(n) for n in order]
    assert tester.model() is model


def test_a_step_tells_of_its_rows_alone(qapp: object) -> None:
    model = LinesModel(DRAFT)
    found = told(model)
    model.show(editing.with_line(DRAFT, 3, line("neu")))
    assert found == [(3, 3)]
    found.clear()
    step = editing.moved(model.draft, [1], 1)
    assert step is not None
    model.show(step[0])
    assert found == [(1, 2)]
    found.clear()
    inserted: list[tuple[int, int]] = []
    model.rowsInserted.connect(lambda _parent, first, last: inserted.append((first, last)))
    model.show(editing.insert(model.draft, 5, line("unten")))
    assert (inserted, found) == ([(5, 5)], [])


def test_another_price_mode_changes_heads_and_lines(qapp: object) -> None:
    model = LinesModel(DRAFT)
    heads: list[int] = []
    model.headerDataChanged.connect(lambda *_args: heads.append(1))
    before = model.headerData(Col.PRICE, Qt.Orientation.Horizontal)
    model.show(replace(DRAFT, price_mode="tax_excluded"))
    assert heads == [1]
    assert model.headerData(Col.PRICE, Qt.Orientation.Horizontal) != before


@pytest.mark.parametrize("column", [Col.QUANTITY, Col.PRICE, Col.DISCOUNT, Col.TAX, Col.NAME])
def test_what_a_cell_shows_for_editing_is_read_back_unchanged(qapp: object, column: Col) -> None:
    model = LinesModel(DRAFT)
    edited: list[object] = []
    model.line_edited.connect(lambda *args: edited.append(args))
    index = model.index(2, column)
    assert model.setData(index, model.data(index, Qt.ItemDataRole.EditRole))
    assert edited == []
    assert not model.setData(index, "?" if column != Col.NAME else "")
    assert not model.setData(index, 5)


def test_numbers_and_amounts_are_not_edited(qapp: object) -> None:
    model = LinesModel(DRAFT)
    assert {
        column for column in Col if model.flags(model.index(0, column)) & Qt.ItemFlag.ItemIsEditable
    } == set(COLUMNS)
    model.read_only = True
    assert not model.flags(model.index(0, Col.NAME)) & Qt.ItemFlag.ItemIsEditable


def test_a_problem_is_told_at_its_cell_and_its_line(qapp: object) -> None:
    broken = editing.with_line(DRAFT, 1, line("", quantity=Decimal(0)))
    model = LinesModel(broken)
    model.show_problems(problems(broken))
    assert model.problem(1, Col.QUANTITY)
    assert not model.problem(1, Col.PRICE)
    assert len(model.problem(1).splitlines()) == 2
    assert model.problem(1, Col.NAME) in model.data(
        model.index(1, Col.NAME), Qt.ItemDataRole.AccessibleTextRole
    )
    model.show_problems(())
    assert not model.problem(1)


@pytest.mark.parametrize("text", ["<b>A&B</b>", "a\u202eb\x07", "😀𬭎", "甲" * 50_000])
def test_hostile_texts_are_shown_as_text_of_bounded_length(qapp: object, text: str) -> None:
    model = LinesModel(
        QuoteDraft(customer="", lines=(line(text, model=text, specification=text, unit=text),))
    )
    for column in Col:
        index = model.index(0, column)
        for role in ROLES:
            value = model.data(index, role)
            assert not isinstance(value, str) or role == Qt.ItemDataRole.EditRole or len(value) < 1000
        tip = model.data(index, Qt.ItemDataRole.ToolTipRole)
        assert "<" not in (tip or "")
