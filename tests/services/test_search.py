"""What is found, by which texts, and how the index follows what is done."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import select, update

from salesdesk.services import history, quotes, search
from salesdesk.storage import bulk
from salesdesk.storage.records import Contact, Customer, Product, SearchDoc, SearchState
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.domain.drafts import draft, line
from tests.factories import STEP
from tests.services.contracting import Firm

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


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_no_query_breaks(filled: Workspace, typed: str) -> None:
    titles(filled, typed)


def test_a_long_name_is_found_by_all_of_it(workspace: Workspace) -> None:
    name = "".join(chr(0x4E00 + place) for place in range(300))
    with workspace.write(STEP) as write:
        factories.customer(write.session, name=name)
    catch_up(workspace)
    assert titles(workspace, name) == [name]


def test_one_among_many_alike_is_found(workspace: Workspace) -> None:
    """What begins alike and was made later doesn't hide it, neither from all of its pinyin nor from its name."""
    with workspace.write(STEP) as write:
        for name in ("燕川华锐精工", "顾晓"):
            factories.customer(write.session, name=name)
        bulk.insert_rows(write.session, Customer, ({"name": f"燕川市恒岳{number}"} for number in range(300)))
        bulk.insert_rows(write.session, Customer, ({"name": f"顾晓东{number}"} for number in range(150)))
    catch_up(workspace)
    assert titles(workspace, "yanchuanhuarui") == ["燕川华锐精工"]
    assert titles(workspace, "顾晓")[0] == "顾晓"


def test_of_equal_fits_the_one_changed_last_comes_first(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        first = factories.customer(write.session, name="恒岳一厂")
        factories.customer(write.session, name="恒岳二厂")
    catch_up(workspace)
    assert titles(workspace, "恒岳") == ["恒岳二厂", "恒岳一厂"]
    with workspace.write(STEP) as write:
        change = update(Customer).where(Customer.id == first).values(city="苏州")
        bulk.update_rows(write.session, change)
    catch_up(workspace)
    assert titles(workspace, "恒岳") == ["恒岳一厂", "恒岳二厂"]


def test_what_is_deleted_leaves_the_index_until_it_comes_back(filled: Workspace) -> None:
    with filled.write(STEP) as write:
        gone = update(Product).values(deleted_at=now())
        bulk.update_rows(write.session, gone)
    assert titles(filled, "lgkyj") == [], "before the index has read it"
    catch_up(filled)
    with filled.read() as session:
        assert session.scalars(select(SearchDoc).where(SearchDoc.kind == "product")).all() == []
    history.undo(filled)
    catch_up(filled)
    assert titles(filled, "lgkyj", kinds=("product",)) == ["螺杆空压机"]


def test_a_new_name_reaches_all_records_of_a_customer(workspace: Workspace) -> None:
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        firm = factories.customer(write.session, name="恒岳轴承")
        people = ({"customer_id": firm, "name": f"顾{number}"} for number in range(50))
        bulk.insert_rows(write.session, Contact, people)
    catch_up(workspace)
    with workspace.write(STEP) as write:
        named = update(Customer).where(Customer.id == firm).values(name="远川重工")
        bulk.update_rows(write.session, named)
    assert search.catch_up(workspace, batch=7), "in several short transactions"
    assert len(titles(workspace, "远川 顾", kinds=("contact",), limit=60)) == 50
    assert titles(workspace, "恒岳") == []


def test_another_city_leaves_the_records_of_a_customer_alone(filled: Workspace) -> None:
    before = _docids(filled, "contact")
    with filled.write(STEP) as write:
        moved = update(Customer).where(Customer.name == NAME).values(city="无锡")
        bulk.update_rows(write.session, moved)
    catch_up(filled)
    assert titles(filled, "wx", kinds=("customer",)) == [NAME]
    assert _docids(filled, "contact") == before


def test_a_quote_is_found_by_its_number_customer_and_total(filled: Workspace) -> None:
    with filled.write(STEP) as write:
        wanted = draft(line(unit_price=Decimal(12_345)), customer=NAME)
        quotes.save_draft(write.session, wanted, today=date(2026, 11, 24), seller_name="云帆砺行")
    catch_up(filled)
    for typed in ("0001", "202611", "qt-202611-0001", "hrjg", "12,345.00"):
        assert titles(filled, typed, kinds=("quote",)) == ["QT-202611-0001"], typed


def test_little_that_waits_is_indexed_before_a_query_and_much_is_not(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        factories.customer(write.session, name="恒岳轴承")
    search.refresh(workspace)
    assert titles(workspace, "hyzc") == ["恒岳轴承"]
    with workspace.write(STEP) as write:
        bulk.insert_rows(write.session, Customer, ({"name": f"远川{number}"} for number in range(400)))
    search.refresh(workspace)
    assert titles(workspace, "远川") == []


def test_a_workspace_to_look_at_is_not_written_before_a_query(filled: Workspace) -> None:
    with filled.write(STEP) as write:
        factories.customer(write.session, name="远川重工")
    look = Workspace.open(filled.path, read_only=True)
    search.refresh(look)
    assert titles(look, "远川") == []
    look.close()


def test_amounts_are_exact(filled: Workspace) -> None:
    with filled.write(STEP) as write:
        factories.opportunity(write.session, name="小单", amount_minor=26_800)
    catch_up(filled)
    assert titles(filled, "268万") == ["五轴加工中心"]


def _docids(workspace: Workspace, kind: str) -> list[int]:
    with workspace.read() as session:
        return list(session.scalars(select(SearchDoc.docid).where(SearchDoc.kind == kind)))


def _changes(workspace: Workspace) -> object:
    with workspace.read() as session:
        return session.scalar(select(SearchState.change))


def test_a_contract_is_found_by_its_number_and_its_customer(workspace: Workspace) -> None:
    firm = Firm(workspace)
    contract = firm.contract()
    number = firm.edit(contract).version.number
    search.catch_up(workspace)
    for typed in (number, "恒岳"):
        hits = firm.ask(search.find, typed, kinds=("contract",))
        assert [(hit.kind, hit.id, hit.title) for hit in hits] == [("contract", contract, number)]
