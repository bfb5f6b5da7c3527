"""Which product a row of somebody else's table means."""

from __future__ import annotations

from decimal import Decimal

import pytest

from salesdesk.services import search
from salesdesk.services.product_matching import Match, Wanted, match
from salesdesk.storage.workspace import Workspace
from tests import factories


@pytest.fixture(autouse=True)
def products(workspace: Workspace) -> None:
    """Give the firm products that share names and models."""
    factories.set_up(workspace)
    with workspace.write(factories.STEP) as write:
        session = write.session
        factories.product(session, name="螺杆空压机", model="LX-A37", code="A037", list_price=Decimal(1))
        factories.product(session, name="螺杆空压机", model="LX-A55", code="A055")
        factories.product(session, name="冷干机", model="LD-10")
        factories.product(session, name="吸干机", model="LD-10")
        factories.product(session, name="除尘滤芯", model="")
        factories.product(session, name="旧机型", model="OLD-1", active=False)
    while not search.catch_up(workspace):
        pass


def meant(workspace: Workspace, *, code: str = "", model: str = "", name: str = "") -> Match:
    """Return what one row means."""
    with workspace.read() as session:
        return match(session, [Wanted(code, model, name)])[0]


def name(found: Match) -> str:
    """Return the name and the model of what was found."""
    assert found.choice is not None
    return f"{found.choice.name} {found.choice.model}".strip()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"code": "a037"}, "螺杆空压机 LX-A37"),
        ({"model": "ＬＸ－ａ３７"}, "螺杆空压机 LX-A37"),
        ({"model": "lx-a 55", "name": "压缩机"}, "螺杆空压机 LX-A55"),
        ({"name": "LX-A55"}, "螺杆空压机 LX-A55"),
        ({"code": "LX-A55"}, "螺杆空压机 LX-A55"),
        ({"model": "LD-10", "name": "吸干机"}, "吸干机 LD-10"),
        ({"name": "螺杆空压机", "model": "LX-A37 / 37 kW"}, "螺杆空压机 LX-A37"),
        ({"name": "除尘滤芯"}, "除尘滤芯"),
        ({"name": "cclx"}, "除尘滤芯"),
    ],
)
def test_codes_and_models_come_before_names_and_names_before_pinyin(
    workspace: Workspace, row: dict[str, str], expected: str
) -> None:
    assert name(meant(workspace, **row)) == expected


def test_what_may_be_several_is_none_and_named(workspace: Workspace) -> None:
    assert meant(workspace, model="LD-10") == Match(several=("冷干机 LD-10", "吸干机 LD-10"))
    assert meant(workspace, name="螺杆空压机").choice is None


def test_another_model_is_another_product(workspace: Workspace) -> None:
    with workspace.read() as session:
        (found,) = match(session, [Wanted(name="冷干机", model="XYZ-99", search=False)])
    assert found == Match()


def test_what_is_not_on_offer_or_empty_is_not_meant(workspace: Workspace) -> None:
    assert meant(workspace, model="OLD-1") == Match()
    assert meant(workspace) == Match()


def test_a_long_table_is_matched_with_few_searches(workspace: Workspace) -> None:
    rows = [Wanted(name=f"无此产品{number}") for number in range(1500)] + [Wanted(model="LX-A37")]
    with workspace.read() as session:
        found = match(session, rows)
    assert name(found[-1]) == "螺杆空压机 LX-A37"
    assert found[0] == Match()
