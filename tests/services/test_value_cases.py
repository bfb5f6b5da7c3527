"""The value case of an opportunity: made at the first write, never overwritten by a stale one."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

import pytest

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.services import history, opportunities, value_cases
from salesdesk.services.value_cases import ValueCaseRow
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP


@pytest.fixture
def card(workspace: Workspace) -> uuid.UUID:
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        return factories.opportunity(write.session, amount_minor=30_000_000)


def read(workspace: Workspace, card: uuid.UUID) -> ValueCaseRow:
    with workspace.read() as session:
        return value_cases.read(session, card)


def change(workspace: Workspace, card: uuid.UUID, version: int, **values: Any) -> None:
    with workspace.write(STEP) as write:
        value_cases.change(write.session, card, row_version=version, **values)


def test_the_first_write_makes_it(workspace: Workspace, card: uuid.UUID) -> None:
    empty = read(workspace, card)
    assert (empty.row_version, empty.is_empty, empty.counted_investment) == (0, True, Decimal("300000.00"))
    change(workspace, card, 0, segment=" 轴承磨削 \r\n中小批量 ")
    first = read(workspace, card)
    assert (first.row_version, first.segment, first.is_empty) == (1, "轴承磨削 \n中小批量", False)
    history.undo(workspace)
    assert read(workspace, card) == empty


def test_figures_follow_and_the_investment_is_the_amount_unless_given(
    workspace: Workspace, card: uuid.UUID
) -> None:
    change(workspace, card, 0, baseline_amount=Decimal(500_000), improvement=Decimal("0.25"))
    figures = read(workspace, card).figures
    assert (figures.yearly_saving, figures.payback_months) == (Decimal(125_000), Decimal("28.8"))
    change(workspace, card, 1, investment=Decimal(250_000))
    row = read(workspace, card)
    assert (row.counted_investment, row.figures.payback_months) == (Decimal(250_000), Decimal("24.0"))
    change(workspace, card, 2, investment=None)
    assert read(workspace, card).counted_investment == Decimal(300_000)


def test_a_stale_write_is_refused(workspace: Workspace, card: uuid.UUID) -> None:
    change(workspace, card, 0, pain="停机多")
    for stale in (0, 2):
        with pytest.raises(ConflictError):
            change(workspace, card, stale, pain="废品多")
    assert read(workspace, card).pain == "停机多"


@pytest.mark.parametrize(
    "values",
    [
        {"improvement": Decimal("1.01")},
        {"improvement": Decimal("-0.1")},
        {"improvement": Decimal("NaN")},
        {"baseline_amount": Decimal(-1)},
        {"baseline_amount": Decimal("0.001")},
        {"investment": Decimal(10) ** 13},
        {"vision": "长" * 2_001},
    ],
)
def test_what_a_field_cant_hold_is_refused(
    workspace: Workspace, card: uuid.UUID, values: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInputError):
        change(workspace, card, 0, **values)
    assert read(workspace, card).row_version == 0


def test_a_lost_opportunity_keeps_its_case(workspace: Workspace, card: uuid.UUID) -> None:
    change(workspace, card, 0, offer="磨床")
    with workspace.write(STEP) as write:
        opportunities.lose(write.session, card, reason="price", lost_to="nobody")
    with pytest.raises(RuleError):
        change(workspace, card, 1, offer="车床")


def test_an_unknown_field_is_a_mistake(workspace: Workspace, card: uuid.UUID) -> None:
    with pytest.raises(TypeError):
        change(workspace, card, 0, colour="red")
