"""Files go into a workspace as they are, once, and never over what the user did since."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk import i18n
from salesdesk.domain.changes import Label
from salesdesk.domain.errors import InvalidInputError
from salesdesk.services import board, history, imports, opportunities
from salesdesk.services.check import check
from salesdesk.services.import_report import ImportReport
from salesdesk.storage.records import (
    Customer,
    ExternalId,
    Operation,
    Opportunity,
    Person,
    Pipeline,
    Product,
    Stage,
)
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests import factories

TEAMS = """sales_agent,manager,regional_office
Anna Snelling,Dustin Brinkmann,Central
Moses Frase,Dustin Brinkmann,Central
Carl Lin,Summer Sewald,West
"""
PRODUCTS = """product,series,sales_price
GTX Basic,GTX,550
GTX Pro,GTX,4821
GTX Plus Pro,GTX,5482
"""
ACCOUNTS = """account,sector,year_established,revenue,employees,office_location,subsidiary_of
Bluth Company,technolgy,1993,1242.32,3027,United States,Acme Corporation
Acme Corporation,technolgy,1996,1100.04,2822,United States,
Cheers,entertainment,1993,4269.9,6472,United States,Massive Dynamic
"""
TITLES = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
PIPELINE = f"""{TITLES}1C1I7A6R,Moses Frase,GTX Basic,Cheers,Won,10/20/2016,3/1/2017,1054
Z063OYW0,Anna Snelling,GTXPro,Bluth Company,Lost,10/25/2016,3/11/2017,0
EC4QE1BX,Carl Lin,GTXPro,,Engaging,11/25/2016,,
MV1LWRNH,Carl Lin,GTX Plus Pro,Cheers,Prospecting,,,
"""
FILES = {"pipeline": PIPELINE, "accounts": ACCOUNTS, "products": PRODUCTS, "teams": TEAMS}


@pytest.fixture(autouse=True)
def _english() -> None:
    i18n.set_language("en")


@pytest.fixture
def session(workspace: Workspace) -> Iterator[Session]:
    with workspace.read() as session:
        yield session


def written(folder: Path, files: dict[str, str]) -> list[Path]:
    paths = [folder / f"{name}.csv" for name in files]
    for path, text in zip(paths, files.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def take(workspace: Workspace, folder: Path, **files: str) -> ImportReport:
    """Import files, by default all four, with the pipeline before what it names."""
    tables = imports.read(written(folder, files or FILES))
    with workspace.write(imports.LABEL) as write:
        return imports.write(write.session, imports.plan(write.session, tables))


def row(session: Session, record: Any, name: str) -> Any:
    session.expire_all()
    return session.scalars(select(record).where(record.name == name, record.deleted_at.is_(None))).one()


def imported(session: Session, key: str) -> Opportunity:
    session.rollback()
    row_id = select(ExternalId.row_id).where(ExternalId.key == key, ExternalId.deleted_at.is_(None))
    return session.scalars(select(Opportunity).where(Opportunity.id == row_id.scalar_subquery())).one()


def edit(workspace: Workspace, record: Any, name: str, /, **values: Any) -> None:
    with workspace.write(Label("An edit")) as write:
        found = row(write.session, record, name)
        for column, value in values.items():
            setattr(found, column, value)


def operations(workspace: Workspace) -> int:
    with workspace.read() as session:
        return session.scalar(select(func.count(Operation.id))) or 0


def living(workspace: Workspace, record: Any) -> int:
    with workspace.read() as session:
        return session.scalar(select(func.count()).where(record.deleted_at.is_(None))) or 0


def test_four_files_in_any_order_become_people_products_customers_and_opportunities(
    workspace: Workspace, tmp_path: Path
) -> None:
    report = take(workspace, tmp_path)
    assert (report.ok, report.written, report.preview) == (True, True, False)
    assert [file.kind for file in report.files] == ["person", "product", "customer", "opportunity"]
    assert [counts.new for counts in report.counts.values()] == [5, 3, 3, 4]
    assert [living(workspace, one) for one in (Person, Product, Customer, Opportunity)] == [5, 3, 3, 4]


def test_a_won_row_has_its_customer_owner_product_dates_and_amount(
    workspace: Workspace, session: Session, tmp_path: Path
) -> None:
    take(workspace, tmp_path)
    won = imported(session, "1C1I7A6R")
    assert (won.status, won.amount_minor, won.currency, won.name) == ("won", 105_400, "CNY", "GTX Basic")
    assert (won.created_on, won.closed_on) == (date(2016, 10, 20), date(2017, 3, 1))
    assert won.customer_id == row(session, Customer, "Cheers").id
    assert won.owner_id == row(session, Person, "Moses Frase").id
    assert session.get_one(Stage, won.stage_id).kind == "won"


def test_a_lost_row_keeps_its_zero_and_has_no_reason_yet(
    workspace: Workspace, session: Session, tmp_path: Path
) -> None:
    take(workspace, tmp_path)
    lost = imported(session, "Z063OYW0")
    assert (lost.status, lost.amount_minor, lost.loss_reason) == ("lost", 0, "unspecified")
    assert lost.closed_on == date(2017, 3, 11)
    assert session.get_one(Stage, lost.stage_id).name == "Engaging"


def test_an_open_row_may_lack_amount_customer_and_dates(
    workspace: Workspace, session: Session, tmp_path: Path
) -> None:
    report = take(workspace, tmp_path)
    engaging, prospecting = imported(session, "EC4QE1BX"), imported(session, "MV1LWRNH")
    assert (engaging.status, engaging.customer_id, engaging.amount_minor) == ("open", None, None)
    assert engaging.stage_entered_at.astimezone().date() == date(2016, 11, 25)
    assert prospecting.created_on == now().astimezone().date()
    assert report.without_customer == 1


def test_the_pipeline_is_made_of_the_stage_names(
    workspace: Workspace, session: Session, tmp_path: Path
) -> None:
    take(workspace, tmp_path)
    assert session.execute(select(Pipeline.name_en, Pipeline.code)).one() == ("Imported", "imported")
    stages = session.execute(select(Stage.name, Stage.probability, Stage.kind).order_by(Stage.position)).all()
    assert stages == [
        ("Prospecting", Decimal("0.1"), "open"),
        ("Engaging", Decimal("0.5"), "open"),
        ("Won", Decimal(1), "won"),
    ]
    columns = board.load(session, board.BoardFilter()).columns
    assert [(column.name, column.count) for column in columns] == [("Prospecting", 1), ("Engaging", 1)]


def test_a_product_is_found_under_a_name_spelt_nearly_so(
    workspace: Workspace, session: Session, tmp_path: Path
) -> None:
    report = take(workspace, tmp_path)
    assert report.repairs == {("GTXPro", "GTX Pro"): 2}
    assert imported(session, "EC4QE1BX").product_id == row(session, Product, "GTX Pro").id
    assert imported(session, "EC4QE1BX").name == "GTX Pro"


def test_managers_are_people_over_their_team_with_its_region(
    workspace: Workspace, session: Session, tmp_path: Path
) -> None:
    take(workspace, tmp_path)
    manager, agent = row(session, Person, "Dustin Brinkmann"), row(session, Person, "Anna Snelling")
    assert (manager.role, manager.region, manager.manager_id) == ("regional_manager", "Central", None)
    assert (agent.role, agent.region, agent.manager_id) == ("sales", "Central", manager.id)


def test_a_parent_may_stand_below_its_subsidiary_and_an_unknown_one_is_told(
    workspace: Workspace, session: Session, tmp_path: Path
) -> None:
    report = take(workspace, tmp_path)
    assert row(session, Customer, "Bluth Company").parent_id == row(session, Customer, "Acme Corporation").id
    assert row(session, Customer, "Cheers").parent_id is None
    assert [(issue.file, issue.line) for issue in report.left_out] == [("accounts.csv", 4)]
    assert "Massive Dynamic" in report.left_out[0].reason


def test_a_customer_keeps_all_its_values_and_a_misspelt_sector(
    workspace: Workspace, session: Session, tmp_path: Path
) -> None:
    report = take(workspace, tmp_path)
    acme = row(session, Customer, "Acme Corporation")
    assert (acme.industry, acme.founded_year, acme.employees) == ("technolgy", 1996, 2822)
    assert (acme.annual_revenue, acme.city) == (Decimal("1100.04"), "United States")
    assert [(one.value, one.suggestion, one.rows) for one in report.spellings] == [
        ("technolgy", "technology", 2)
    ]


def test_the_sums_are_those_of_the_file(workspace: Workspace, tmp_path: Path) -> None:
    report = take(workspace, tmp_path)
    assert {status: (one.count, one.amount) for status, one in report.sums.items()} == {
        "won": (1, Decimal(1054)),
        "lost": (1, Decimal(0)),
        "open": (2, Decimal(0)),
    }
    assert report.stages == {"Won": 1, "Lost": 1, "Engaging": 1, "Prospecting": 1}
    with workspace.read() as session:
        assert check(session).ok


def test_a_second_run_changes_nothing_and_leaves_no_step(workspace: Workspace, tmp_path: Path) -> None:
    take(workspace, tmp_path)
    before = operations(workspace)
    report = take(workspace, tmp_path)
    assert operations(workspace) == before
    assert (report.written, report.ok) == (False, True)
    assert [counts.unchanged for counts in report.counts.values()] == [5, 3, 3, 4]


def test_the_whole_import_is_one_step_that_undo_takes_back_and_redo_brings_again(
    workspace: Workspace, tmp_path: Path
) -> None:
    before = operations(workspace)
    take(workspace, tmp_path)
    assert operations(workspace) == before + 1
    history.undo(workspace)
    assert [living(workspace, one) for one in (Opportunity, Customer, Person, Stage, ExternalId)] == [0] * 5
    history.redo(workspace)
    assert living(workspace, Opportunity) == 4


def test_after_undo_the_same_files_can_be_imported_again(workspace: Workspace, tmp_path: Path) -> None:
    take(workspace, tmp_path)
    history.undo(workspace)
    assert take(workspace, tmp_path).counts["opportunity"].new == 4
    with workspace.read() as session:
        assert check(session).ok


def test_a_row_that_changed_in_the_file_changes_here(
    workspace: Workspace, session: Session, tmp_path: Path
) -> None:
    take(workspace, tmp_path)
    won = "EC4QE1BX,Carl Lin,GTXPro,Cheers,Won,11/25/2016,12/24/2016,4700"
    report = take(
        workspace, tmp_path, pipeline=PIPELINE.replace("EC4QE1BX,Carl Lin,GTXPro,,Engaging,11/25/2016,,", won)
    )
    assert [(issue.file, issue.line) for issue in report.changed] == [("pipeline.csv", 4)]
    changed = imported(session, "EC4QE1BX")
    assert (changed.status, changed.amount_minor, changed.row_version) == ("won", 470_000, 2)
    assert session.get_one(Stage, changed.stage_id).kind == "won"
    assert (
        not take(workspace, tmp_path, pipeline=PIPELINE.replace("EC4QE1BX", "X"))
        .counts["opportunity"]
        .changed
    )


def test_a_changed_row_can_change_again(workspace: Workspace, session: Session, tmp_path: Path) -> None:
    take(workspace, tmp_path)
    for price in ("600", "700"):
        report = take(workspace, tmp_path, products=PRODUCTS.replace("GTX,550", f"GTX,{price}"))
        assert report.counts["product"].changed == 1
    assert row(session, Product, "GTX Basic").list_price == 700


def test_a_row_that_the_user_edited_is_left_alone_and_listed(
    workspace: Workspace, session: Session, tmp_path: Path
) -> None:
    take(workspace, tmp_path)
    edit(workspace, Product, "GTX Basic", list_price=Decimal(999))
    before = operations(workspace)
    for text in (PRODUCTS, PRODUCTS.replace("GTX,550", "GTX,600")):
        report = take(workspace, tmp_path, products=text)
        assert [(issue.line, "GTX Basic" in issue.reason) for issue in report.left_alone] == [(2, True)]
        assert (report.counts["product"].left_alone, report.ok) == (1, True)
    assert operations(workspace) == before
    assert row(session, Product, "GTX Basic").list_price == 999


def test_a_card_that_was_moved_on_the_board_stays_where_it_is(
    workspace: Workspace, session: Session, tmp_path: Path
) -> None:
    take(workspace, tmp_path)
    prospecting = imported(session, "MV1LWRNH").stage_id
    with workspace.write(Label("Move")) as write:
        opportunities.move(write.session, imported(session, "EC4QE1BX").id, prospecting)
    assert take(workspace, tmp_path).counts["opportunity"].left_alone == 1
    assert imported(session, "EC4QE1BX").stage_id == prospecting


def test_an_edit_that_the_file_brings_too_is_no_difference(workspace: Workspace, tmp_path: Path) -> None:
    take(workspace, tmp_path)
    edit(workspace, Product, "GTX Basic", list_price=Decimal(600))
    report = take(workspace, tmp_path, products=PRODUCTS.replace("GTX,550", "GTX,600"))
    assert report.counts["product"].unchanged == 3


def test_what_no_file_filled_is_the_users_own(workspace: Workspace, session: Session, tmp_path: Path) -> None:
    take(workspace, tmp_path)
    edit(workspace, Customer, "Cheers", phone="021-5550", remark="Ask for Sam")
    assert take(workspace, tmp_path).counts["customer"].unchanged == 3
    report = take(workspace, tmp_path, more="account,phone,address\nCheers,1,Beacon Street\n")
    assert report.counts["customer"].changed == 1
    cheers = row(session, Customer, "Cheers")
    assert (cheers.phone, cheers.address, cheers.remark) == ("021-5550", "Beacon Street", "Ask for Sam")


def test_a_deleted_row_stays_deleted_and_is_listed(workspace: Workspace, tmp_path: Path) -> None:
    take(workspace, tmp_path, products=PRODUCTS)
    edit(workspace, Product, "GTX Basic", deleted_at=now())
    report = take(workspace, tmp_path, products=PRODUCTS)
    assert "deleted" in report.left_alone[0].reason
    assert living(workspace, Product) == 2


def test_a_deleted_record_is_not_made_again_by_its_name(
    workspace: Workspace, session: Session, tmp_path: Path
) -> None:
    take(workspace, tmp_path, products=PRODUCTS)
    edit(workspace, Product, "GTX Basic", deleted_at=now())
    report = take(workspace, tmp_path, pipeline=PIPELINE)
    assert [issue.line for issue in report.left_out] == [2]
    assert (imported(session, "1C1I7A6R").product_id, imported(session, "1C1I7A6R").name) == (
        None,
        "GTX Basic",
    )
    with workspace.read() as fresh:
        assert check(fresh).ok


def test_what_only_the_opportunities_name_is_added_and_listed(
    workspace: Workspace, session: Session, tmp_path: Path
) -> None:
    report = take(workspace, tmp_path, pipeline=PIPELINE)
    assert report.created == {
        "person": ["Moses Frase", "Anna Snelling", "Carl Lin"],
        "customer": ["Cheers", "Bluth Company"],
        "product": ["GTX Basic", "GTXPro", "GTX Plus Pro"],
    }
    assert take(workspace, tmp_path, accounts=ACCOUNTS).counts["customer"].changed == 2
    assert row(session, Customer, "Cheers").industry == "entertainment"


def test_a_won_row_without_a_customer_is_rejected_with_its_line_and_the_others_are_taken(
    workspace: Workspace, tmp_path: Path
) -> None:
    report = take(workspace, tmp_path, pipeline=PIPELINE.replace("GTX Basic,Cheers,Won", "GTX Basic,,Won"))
    assert [(issue.file, issue.line) for issue in report.rejected] == [("pipeline.csv", 2)]
    assert (report.ok, report.counts["opportunity"].rejected) == (False, 1)
    assert living(workspace, Opportunity) == 3


@pytest.mark.parametrize(
    ("before", "after"), [("10/20/2016", "12345"), ("1054", "a lot"), ("3/1/2017", "soon")]
)
def test_a_cell_that_cannot_be_read_stops_the_import_with_its_line(
    workspace: Workspace, tmp_path: Path, before: str, after: str
) -> None:
    with pytest.raises(InvalidInputError, match=rf"pipeline\.csv, line 2: .*{after}"):
        take(workspace, tmp_path, pipeline=PIPELINE.replace(before, after), accounts=ACCOUNTS)
    assert (living(workspace, Opportunity), living(workspace, Customer), operations(workspace)) == (0, 0, 0)


def test_a_row_with_too_many_cells_is_rejected_with_its_line(workspace: Workspace, tmp_path: Path) -> None:
    report = take(workspace, tmp_path, accounts="account,sector\nAcme, Inc.,retail\nB,medical\nC\n")
    assert [issue.line for issue in report.rejected] == [2]
    assert report.counts["customer"].new == 2
    assert "1 rows are shorter" in report.files[0].notes[0]


def test_a_record_entered_by_hand_is_used_and_left_alone(
    workspace: Workspace, session: Session, tmp_path: Path
) -> None:
    with workspace.write(Label("By hand")) as write:
        cheers = factories.customer(write.session, name="CHEERS", industry="bar")
    report = take(workspace, tmp_path)
    assert [(issue.file, issue.line) for issue in report.left_alone] == [("accounts.csv", 4)]
    assert imported(session, "1C1I7A6R").customer_id == cheers
    assert row(session, Customer, "CHEERS").industry == "bar"


def test_two_products_that_fit_a_name_are_neither_chosen(
    workspace: Workspace, session: Session, tmp_path: Path
) -> None:
    report = take(workspace, tmp_path, pipeline=PIPELINE, products="product,series\nGTX-Pro,a\nGTX Pro,b\n")
    assert [issue.line for issue in report.left_out] == [3, 4]
    assert imported(session, "EC4QE1BX").product_id is None
    assert imported(session, "EC4QE1BX").name == "GTXPro"


def test_nobody_stands_above_himself(workspace: Workspace, session: Session, tmp_path: Path) -> None:
    report = take(workspace, tmp_path, teams="sales_agent,manager\nA,B\nB,C\nC,A\nD,D\n")
    assert [issue.line for issue in report.left_out] == [4, 5]
    assert row(session, Person, "A").manager_id == row(session, Person, "B").id
    assert row(session, Person, "C").manager_id is None
    assert not take(workspace, tmp_path, teams="sales_agent,manager\nA,B\nB,C\nC,A\nD,D\n").written


def test_repeated_rows_count_once_and_contradicting_ones_are_rejected(
    workspace: Workspace, tmp_path: Path
) -> None:
    report = take(workspace, tmp_path, products=PRODUCTS + "GTX Basic,GTX,550\ngtx  basic,GTX,1\n")
    assert [issue.line for issue in report.rejected] == [6]
    assert living(workspace, Product) == 3


def test_a_new_stage_name_joins_the_imported_pipeline_by_its_probability(
    workspace: Workspace, session: Session, tmp_path: Path
) -> None:
    take(workspace, tmp_path)
    take(workspace, tmp_path, pipeline=f"{TITLES}N1,Carl Lin,GTX Pro,Cheers,Qualification,1/20/2017,,\n")
    names = session.scalars(select(Stage.name).order_by(Stage.position)).all()
    assert names == ["Prospecting", "Qualification", "Engaging", "Won"]
    assert living(workspace, Pipeline) == 1


def test_a_stage_that_was_renamed_is_found_again(
    workspace: Workspace, session: Session, tmp_path: Path
) -> None:
    take(workspace, tmp_path)
    edit(workspace, Stage, "Engaging", name="In talks", probability=Decimal("0.6"))
    assert not take(workspace, tmp_path).written
    assert living(workspace, Stage) == 3


@pytest.mark.parametrize(("in_use", "place"), [(False, 0), (True, 1)])
def test_the_imported_pipeline_comes_first_unless_another_one_is_in_use(
    workspace: Workspace, session: Session, tmp_path: Path, *, in_use: bool, place: int
) -> None:
    factories.set_up(workspace)
    if in_use:
        with workspace.write(Label("By hand")) as write:
            factories.opportunity(write.session)
    take(workspace, tmp_path)
    codes = session.scalars(select(Pipeline.code).order_by(Pipeline.position)).all()
    assert codes.index("imported") == place


def test_closed_rows_alone_still_make_a_pipeline_to_work_with(
    workspace: Workspace, session: Session, tmp_path: Path
) -> None:
    take(workspace, tmp_path, pipeline=f"{TITLES}L1,Carl Lin,,,丢单,1/20/2017,2/1/2017,0\n")
    assert session.execute(select(Stage.name, Stage.name_en, Stage.kind).order_by(Stage.position)).all() == [
        (i18n.translate("In progress", "zh_CN"), "In progress", "open"),
        (i18n.translate("Won", "zh_CN"), "Won", "won"),
    ]
    assert imported(session, "L1").name == "Opportunity L1"


def test_a_preview_needs_no_workspace_and_says_what_would_happen(tmp_path: Path) -> None:
    plan = imports.plan(None, imports.read(written(tmp_path, FILES)))
    assert [counts.new for counts in plan.report.counts.values()] == [5, 3, 3, 4]
    assert plan.as_json()["preview"]
    assert plan.as_text().startswith("Preview")


def test_a_preview_writes_nothing_and_tells_what_is_unreadable(workspace: Workspace, tmp_path: Path) -> None:
    files = imports.read(written(tmp_path, {"pipeline": PIPELINE.replace("10/20/2016", "42")}))
    with workspace.read() as session:
        report = imports.plan(session, files).report
    assert (report.ok, report.counts["opportunity"].rejected) == (False, 1)
    assert operations(workspace) == 0


def test_a_plan_is_written_against_what_is_there_by_then(workspace: Workspace, tmp_path: Path) -> None:
    plan = imports.plan(None, imports.read(written(tmp_path, FILES)))
    take(workspace, tmp_path)
    with workspace.write(imports.LABEL) as write:
        assert not imports.write(write.session, plan).written
    assert living(workspace, Opportunity) == 4


def test_the_report_speaks_both_languages_and_json(workspace: Workspace, tmp_path: Path) -> None:
    report = take(workspace, tmp_path)
    answer = json.loads(json.dumps(report.as_json()))
    assert answer["counts"]["customer"] == {
        "taken": 3,
        "new": 3,
        "changed": 0,
        "unchanged": 0,
        "left_alone": 0,
        "rejected": 0,
    }
    assert answer["opportunities"]["won"] == {"count": 1, "amount": "1054.00"}
    assert answer["repairs"] == [{"from": "GTXPro", "to": "GTX Pro", "rows": 2}]
    assert answer["files"][0]["columns"]["sales_agent"] == "owner"
    for language in i18n.LANGUAGES:
        i18n.set_language(language)
        text = report.as_text()
        assert all(part in text for part in ("accounts.csv", "GTXPro → GTX Pro", "technolgy", "UTF-8"))


def test_a_long_list_is_shortened_for_people_and_whole_for_programs(
    workspace: Workspace, tmp_path: Path
) -> None:
    rows = "".join(f"K{number},Carl Lin,GTX Pro,,Won,1/20/2017,2/1/2017,1\n" for number in range(30))
    report = take(workspace, tmp_path, pipeline=TITLES + rows)
    assert "… and 10 more" in report.as_text()
    assert len(report.as_json()["rejected"]) == 30


def test_chinese_files_with_hostile_names_come_in_as_they_are(
    workspace: Workspace, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "客户.csv"
    text = "客户名称（必填）;行业;负责人\n<b>A&B</b> 有限公司;食品;张伟\n云州栖云食品有限公司;食品;张伟\n"
    path.write_bytes(text.encode("gb18030"))
    with workspace.write(imports.LABEL) as write:
        report = imports.write(write.session, imports.plan(write.session, imports.read([path])))
    assert report.files[0].encoding == "GB18030"
    assert row(session, Customer, "<b>A&B</b> 有限公司").owner_id == row(session, Person, "张伟").id


def test_invisible_signs_are_taken_out_of_names_and_told(
    workspace: Workspace, session: Session, tmp_path: Path
) -> None:
    report = take(workspace, tmp_path, accounts="account,sector\nAc\u202eme\u200b,retail\n")
    assert row(session, Customer, "Acme").industry == "retail"
    assert [(issue.line, issue.reason) for issue in report.cleaned] == [(2, "Acme")]


def test_a_file_that_is_no_data_table_is_refused_even_when_told_what_it_is(tmp_path: Path) -> None:
    text = "accounts,,,,\naccount,sector,revenue,,\n,,,,\nproduct,series,sales_price,,\n"
    paths = written(tmp_path, {"data_dictionary": text})
    for kind in (None, "customer"):
        with pytest.raises(InvalidInputError, match="data_dictionary"):
            imports.read(paths, as_kind=kind)


def test_the_user_may_say_what_a_file_holds(workspace: Workspace, session: Session, tmp_path: Path) -> None:
    files = imports.read(written(tmp_path, {"list": "名称,目录价\n离心泵,1.2万\n"}), as_kind="product")
    with workspace.write(imports.LABEL) as write:
        imports.write(write.session, imports.plan(write.session, files))
    assert row(session, Product, "离心泵").list_price == 12_000


def test_more_rows_than_a_batch_come_in_whole(workspace: Workspace, session: Session, tmp_path: Path) -> None:
    rows = "".join(
        f"K{number},Carl Lin,GTX Pro,Customer {number % 50},Won,1/20/2017,2/1/2017,{number}.01\n"
        for number in range(4_500)
    )
    report = take(workspace, tmp_path, pipeline=TITLES + rows)
    assert report.sums["won"].amount == sum(range(4_500)) + Decimal("45.00")
    positions = session.scalars(select(Opportunity.position)).all()
    assert len(set(positions)) == 4_500
    assert session.scalar(select(func.sum(Opportunity.amount_minor))) == report.sums["won"].amount * 100


CELLS = st.text(alphabet="ab 栖\u202e'\"<&%1-./", max_size=6)
ROWS = st.lists(
    st.tuples(
        st.uuids(version=4).map(str),
        CELLS,
        CELLS,
        CELLS,
        st.sampled_from(["Won", "Lost", "Engaging", "阶段", "x"]),
        st.sampled_from(["", "2024-03-05", "10/20/2016"]),
        st.sampled_from(["", "2024-03-06"]),
        st.decimals(0, 10**6, places=2).map(str),
    ),
    max_size=8,
)


@given(rows=ROWS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_was_imported_is_unchanged_by_a_second_run(
    workspace: Workspace, tmp_path: Path, rows: list[tuple[str, ...]]
) -> None:
    quoted = ("".join([",".join('"' + cell.replace('"', '""') + '"' for cell in one), "\n"]) for one in rows)
    text = TITLES + "".join(quoted)
    first = take(workspace, tmp_path, pipeline=text)
    second = take(workspace, tmp_path, pipeline=text)
    assert not second.written
    assert second.counts["opportunity"].unchanged == first.counts["opportunity"].taken
    with workspace.read() as session:
        assert check(session).ok


def test_ids_of_rows_are_those_that_the_keys_name(
    workspace: Workspace, session: Session, tmp_path: Path
) -> None:
    take(workspace, tmp_path)
    keys = session.execute(select(ExternalId.kind, ExternalId.row_id)).all()
    assert {kind for kind, _ in keys} == {"person", "product", "customer", "opportunity"}
    assert all(isinstance(row_id, uuid.UUID) for _, row_id in keys)
    assert len(keys) == 15
