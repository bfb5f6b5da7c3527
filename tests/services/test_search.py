"""What is found, by which texts, and how the index follows what is done."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import select, update

from salesdesk.services import history, search
from salesdesk.storage import bulk
from salesdesk.storage.records import Customer, SearchState
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP

NAME = "重庆华锐精工（苏州）有限公司"


@pytest.fixture
def filled(workspace: Workspace) -> Workspace:
    """Give a workspace with a record of each kind, indexed."""
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        session = write.session
        firm = factories.customer(
            session, name=NAME, short_name="华锐", code="K-2031", phone="0512-6666 8801"
        )
        factories.customer(session, name="恒岳轴承有限公司")
        factories.contact(
            session, customer_id=firm, name="顾晓东", mobile="138 0013 8000", email="Gu@example.com"
        )
        factories.opportunity(session, name="五轴加工中心", customer_id=firm, amount_minor=268_000_000)
        factories.product(session, name="螺杆空压机", model="LX-A37", code="A37")
    catch_up(workspace)
    return workspace


def catch_up(workspace: Workspace) -> None:
    while not search.catch_up(workspace):
        pass


def titles(workspace: Workspace, text: str, **options: object) -> list[str]:
    with workspace.read() as session:
        return [hit.title for hit in search.find(session, text, **options)]  # type: ignore[arg-type]  # kinds, limit


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("华", NAME),
        ("华锐精工", NAME),
        ("hrjg", NAME),
        ("huarui", NAME),
        ("huaruijinggongsuzhou", NAME),
        ("chongqing", NAME),
        ("zhongqing", NAME),
        ("苏州 hr", NAME),
        ("K-2031", NAME),
        ("8801", NAME),
        ("顾晓东", "顾晓东"),
        ("gxd", "顾晓东"),
        ("138000", "顾晓东"),
        ("8000", "顾晓东"),
        ("gu@example", "顾晓东"),
        ("华锐 顾", "顾晓东"),
        ("wzjg", "五轴加工中心"),
        ("268万", "五轴加工中心"),
        ("2,680,000", "五轴加工中心"),
        ("lgkyj", "螺杆空压机"),
        ("lx-a37", "螺杆空压机"),
        ("ＬＸ－Ａ３７", "螺杆空压机"),
    ],
)
def test_a_record_is_found_by(filled: Workspace, text: str, title: str) -> None:
    assert title in titles(filled, text)


@pytest.mark.parametrize(
    "text", ["", " ", "()", "华锐重", "zz", '"', "*", "NEAR(a b)", "a OR b", "甲" * 50_000, "\0\x07\u202e"]
)
def test_nothing_is_found_and_nothing_breaks_by(filled: Workspace, text: str) -> None:
    assert titles(filled, text) == []


def test_a_name_that_begins_so_comes_first(workspace: Workspace) -> None:
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        for name in ("精工恒岳", "恒岳精工", "恒月岳"):
            factories.customer(write.session, name=name)
    catch_up(workspace)
    assert titles(workspace, "恒岳") == ["恒岳精工", "精工恒岳"]


def test_kinds_and_limit_narrow_what_is_found(filled: Workspace) -> None:
    assert titles(filled, "有限公司", kinds=("customer",), limit=1) in ([NAME], ["恒岳轴承有限公司"])
    assert titles(filled, "华锐", kinds=("opportunity",)) == ["五轴加工中心"]


def test_a_hit_tells_where_it_belongs(filled: Workspace) -> None:
    with filled.read() as session:
        (hit,) = search.find(session, "五轴")
    assert NAME in hit.detail
    assert "2,680,000" in hit.detail


def test_the_index_follows_changes_undo_and_redo(filled: Workspace) -> None:
    with filled.write(STEP) as write:
        bulk.update_rows(
            write.session,
            update(Customer).where(Customer.name == NAME).values(name="远川重工", short_name=""),
        )
    catch_up(filled)
    assert titles(filled, "华锐") == []
    assert titles(filled, "yczg 顾") == ["顾晓东"], "found by the new name of the customer"
    history.undo(filled)
    catch_up(filled)
    assert NAME in titles(filled, "华锐")
    history.undo(filled)
    catch_up(filled)
    assert titles(filled, "华") == []
    history.redo(filled)
    catch_up(filled)
    assert NAME in titles(filled, "华锐")


def test_nothing_is_indexed_twice(filled: Workspace) -> None:
    assert search.catch_up(filled)
    before = _changes(filled)
    assert search.catch_up(filled)
    assert _changes(filled) == before


def test_other_tokens_build_the_index_anew(filled: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("salesdesk.domain.search_tokens.VERSION", 99)
    with filled.read() as session:
        assert search.is_behind(session) is False
    assert search.catch_up(filled)
    assert NAME in titles(filled, "华锐")


def test_much_that_waits_is_told_and_indexed_in_pieces(workspace: Workspace) -> None:
    factories.set_up(workspace)
    rows = [{"name": f"云帆{number:04}号"} for number in range(1500)]
    with workspace.write(STEP) as write:
        bulk.insert_rows(write.session, Customer, rows)
    with workspace.read() as session:
        assert search.is_behind(session)
    assert not search.catch_up(workspace)
    catch_up(workspace)
    assert titles(workspace, "云帆1499") == ["云帆1499号"]


def test_a_workspace_to_look_at_is_searched_as_it_is(filled: Workspace) -> None:
    look = Workspace.open(filled.path, read_only=True)
    assert NAME in titles(look, "hrjg")
    look.close()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12), st.data())
def test_any_piece_of_a_chinese_name_finds_it(workspace: Workspace, name: str, data: st.DataObject) -> None:
    with workspace.write(STEP) as write:
        factories.customer(write.session, name=name)
    catch_up(workspace)
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    assert name in titles(workspace, name[start:end], limit=60)


def test_amounts_are_exact(filled: Workspace) -> None:
    with filled.write(STEP) as write:
        factories.opportunity(write.session, name="小单", amount_minor=26_800)
    catch_up(filled)
    assert titles(filled, "268万") == ["五轴加工中心"]


def _changes(workspace: Workspace) -> object:
    with workspace.read() as session:
        return session.scalar(select(SearchState.change))
