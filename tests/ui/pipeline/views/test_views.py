"""The switch of the board page, and the list, the forecast and the process as one uses them."""

from __future__ import annotations

import threading
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from salesdesk.domain.errors import RuleError
from salesdesk.i18n import set_language
from salesdesk.services import activities, opportunities
from salesdesk.services.board import BoardFilter
from salesdesk.services.lists import local_day
from salesdesk.storage.records import Opportunity, StageChange
from salesdesk.storage.records.base import now
from salesdesk.ui.data import Data
from salesdesk.ui.pipeline.page import BoardPage
from salesdesk.ui.pipeline.views.sales_list import KEPT_AS
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.widgets import list_files
from salesdesk.ui.widgets.export_bar import EXCEL, PDF
from tests import factories
from tests.factories import STEP
from tests.ui.conftest import context_of

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from salesdesk.services.sales_table import SalesRow
    from salesdesk.storage.workspace import Workspace
    from salesdesk.ui.pipeline.views.forecast_view import ForecastView
    from salesdesk.ui.pipeline.views.process_view import ProcessView
    from salesdesk.ui.pipeline.views.sales_list import SalesList

BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def part(page: BoardPage, qtbot: QtBot, view: Any) -> Any:
    """Show a view and wait until it is read."""
    page.show_view(view)
    page.focus_content()
    qtbot.waitUntil(lambda: not page.busy(), timeout=10_000)
    return page.views.currentWidget()


@pytest.fixture
def sales(page: BoardPage, qtbot: QtBot) -> SalesList:
    """Give the list of the seeded workspace, by title."""
    shown: SalesList = part(page, qtbot, "list")
    shown._on_sort("title", False)
    qtbot.waitUntil(lambda: not page.busy())
    return shown


def rows(sales: SalesList) -> list[SalesRow]:
    return [sales.list.row(place) for place in range(sales.list.count())]  # type: ignore[misc]


def place_of(sales: SalesList, title: str) -> int:
    return [row.title for row in rows(sales)].index(title)


def begin(sales: SalesList, title: str, key: str) -> Any:
    """Go to a cell and open its editor by F2."""
    sales.view.go_to(place_of(sales, title), key)
    sales.view.setFocus()
    press(sales.view, Qt.Key.Key_F2)
    return sales.edit.editor


def press(widget: Any, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    from PySide6.QtTest import QTest  # noqa: PLC0415 - as qtbot does

    QTest.keyClick(widget, key, modifier)
    QApplication.processEvents()


def enter(field: QLineEdit | QPlainTextEdit, text: str) -> None:
    """Put in a text as an input method does, in place of what is selected."""
    if isinstance(field, QLineEdit):
        field.insert(text)
    else:
        field.insertPlainText(text)


def typed(
    sales: SalesList, qtbot: QtBot, cell: tuple[str, str], text: str, end: Qt.Key = Qt.Key.Key_Return
) -> None:
    """Type a new text into a cell."""
    editor = begin(sales, *cell)
    field = editor.field
    field.selectAll()
    enter(field, text)
    press(field, end)
    qtbot.waitUntil(lambda: not sales.busy())


def stored(data: Data, title: str) -> Opportunity:
    with data.workspace.read() as session:
        found = session.query(Opportunity).filter_by(name=title).one()
        session.expunge(found)
    return found


# --- the switch -------------------------------------------------------------------------------------------------


def test_a_click_shows_another_view_and_the_board_again(page: BoardPage, qtbot: QtBot) -> None:
    for view in ("list", "forecast", "process", "board"):
        qtbot.mouseClick(page.toolbar.switch.buttons[view], Qt.MouseButton.LeftButton)
        assert page.views.view == view
        assert page.toolbar.switch.buttons[view].isChecked()
        assert page.zones["won"].isVisible() == (view == "board")


def test_keys_show_the_views(page: BoardPage, qtbot: QtBot) -> None:
    for number, view in ((2, "list"), (3, "forecast"), (4, "process"), (1, "board")):
        press(QApplication.focusWidget() or page, Qt.Key(Qt.Key.Key_0 + number), BOTH)
        assert page.views.view == view
        qtbot.waitUntil(lambda: not page.busy())


def test_the_page_comes_back_with_its_view_its_place_and_its_period(
    page: BoardPage, data: Data, qtbot: QtBot
) -> None:
    process = part(page, qtbot, "process")
    process._on_period("year")
    sales = part(page, qtbot, "list")
    sales._on_scope(None)
    qtbot.waitUntil(lambda: not page.busy())
    sales.view.go_to(3, "title")
    again = BoardPage(context_of(data), state=page.state())
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: not again.busy())
    assert again.views.view == "list"
    shown: Any = again.views.currentWidget()
    assert shown.state().scope == "all"
    assert shown.view.currentIndex().row() == 3
    assert part(again, qtbot, "process").code == "year"


def test_every_view_follows_the_filter(page: BoardPage, qtbot: QtBot) -> None:
    sales, forecast = part(page, qtbot, "list"), part(page, qtbot, "forecast")
    process = part(page, qtbot, "process")
    page._on_filter(BoardFilter(text="铣"))
    qtbot.waitUntil(lambda: not page.busy())
    assert sum(figure.entered for figure in process.report.figures.stages) == 2
    assert forecast.found.total.count == 7  # nobody looks at it now
    part(page, qtbot, "forecast")
    assert forecast.found.total.count == 2
    part(page, qtbot, "list")
    assert {row.title for row in rows(sales)} == {"铣床 0", "铣床 1"}


def test_what_is_changed_elsewhere_is_shown_when_a_view_is_looked_at(
    page: BoardPage, data: Data, qtbot: QtBot
) -> None:
    sales, forecast = part(page, qtbot, "list"), part(page, qtbot, "forecast")
    data.write(STEP, opportunities.create, name="新商机", today=local_day())
    qtbot.waitUntil(lambda: not page.busy())
    assert forecast.found.total.count == 8
    assert not sales.busy()
    part(page, qtbot, "list")
    assert "新商机" in {row.title for row in rows(sales)}


def test_figures_that_nobody_waits_for_any_more_are_computed_when_they_are_looked_at(
    page: BoardPage, qtbot: QtBot
) -> None:
    page.show_view("process")
    process: Any = page.views.currentWidget()
    assert process.busy()
    page.show_view("board")
    assert not process.busy()
    assert process.report is None
    part(page, qtbot, "process")
    assert process.report is not None


# --- the list ---------------------------------------------------------------------------------------------------


def test_enter_opens_the_opportunity_and_space_the_drawer(
    sales: SalesList, page: BoardPage, qtbot: QtBot
) -> None:
    sales.view.go_to(place_of(sales, "磨床 1"), "title")
    with qtbot.waitSignal(page.open_requested) as caught:
        press(sales.view, Qt.Key.Key_Return)
    assert caught.args is not None
    assert caught.args[0] == "opportunity"
    press(sales.view, Qt.Key.Key_Space)
    assert page.summary.isVisibleTo(page)
    assert page.summary.shown is not None
    assert page.summary.shown.title == "磨床 1"
    press(page.summary, Qt.Key.Key_Escape)
    assert sales.view.hasFocus()


def test_left_and_right_walk_over_the_cells_that_are_shown(sales: SalesList) -> None:
    sales.view.go_to(0, "customer")
    for expected in ("value_class", "stage", "days", "title"):
        press(sales.view, Qt.Key.Key_Right)
        assert sales.view.key_of(sales.view.currentIndex().column()) == expected
    press(sales.view, Qt.Key.Key_Left)
    assert sales.view.key_of(sales.view.currentIndex().column()) == "days"
    for _step in range(30):
        press(sales.view, Qt.Key.Key_Right)
    last = sales.view.visualRect(sales.view.currentIndex())
    assert sales.view.viewport().rect().contains(last.center())


@pytest.mark.parametrize(
    ("given", "written_as"),
    [
        (("title", " 磨床改造 "), ("name", "磨床改造")),
        (("amount", "12.5万"), ("amount_minor", 12_500_000)),
        (("amount", ""), ("amount_minor", None)),
        (("probability", "65%"), ("probability", Decimal("0.65"))),
        (("probability", ""), ("probability", None)),
        (("expected_close_on", "2027-03-05"), ("expected_close_on", date(2027, 3, 5))),
        (("expected_close_on", ""), ("expected_close_on", None)),
    ],
)
def test_what_is_typed_is_written(
    sales: SalesList, data: Data, qtbot: QtBot, given: tuple[str, str], written_as: Any
) -> None:
    with data.workspace.write(STEP) as write:
        one = write.session.query(Opportunity).filter_by(name="磨床 0").one()
        one.probability, one.expected_close_on = Decimal("0.4"), date(2026, 12, 1)
    sales.list.reload()
    qtbot.waitUntil(lambda: not sales.busy())
    key, text = given
    typed(sales, qtbot, ("磨床 0", key), text)
    found = stored(data, "磨床改造" if key == "title" else "磨床 0")
    assert getattr(found, written_as[0]) == written_as[1]
    assert sales.edit.editor is None
    assert sales.view.hasFocus()
    data.undo()
    assert stored(data, "磨床 0").row_version == 4


def test_a_need_of_several_lines_keeps_them(sales: SalesList, data: Data, qtbot: QtBot) -> None:
    sales.list.header.set_shown("need", True)
    editor = begin(sales, "磨床 0", "need")
    assert isinstance(editor.field, QPlainTextEdit)
    enter(editor.field, "精度")
    press(editor.field, Qt.Key.Key_Return)
    enter(editor.field, "节拍")
    press(editor.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert stored(data, "磨床 0").need == "精度\n节拍"


def test_what_cannot_be_understood_stays_with_the_reason(sales: SalesList, data: Data, qtbot: QtBot) -> None:
    before = data.undo_label()
    typed(sales, qtbot, ("磨床 0", "amount"), "很多")
    editor = sales.edit.editor
    assert editor is not None
    assert editor.problem()
    assert editor.text() == "很多"
    press(editor.field, Qt.Key.Key_Escape)
    assert sales.edit.editor is None
    assert data.undo_label() == before
    assert sales.view.hasFocus()


def test_the_same_text_writes_nothing(sales: SalesList, data: Data) -> None:
    before = data.undo_label()
    editor = begin(sales, "磨床 0", "amount")
    assert editor.text() == "120,000.00"
    press(editor.field, Qt.Key.Key_Return)
    assert sales.edit.editor is None
    assert data.undo_label() == before


def test_tab_goes_on_to_the_next_cell_that_can_be_edited(sales: SalesList, qtbot: QtBot) -> None:
    typed(sales, qtbot, ("磨床 0", "probability"), "30%", Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: sales.edit.editor is not None)
    assert sales.view.key_of(sales.view.currentIndex().column()) == "expected_close_on"
    press(sales.edit.editor.field, Qt.Key.Key_Backtab)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: sales.view.key_of(sales.view.currentIndex().column()) == "probability")


def test_a_row_that_was_changed_elsewhere_is_not_written_over(
    sales: SalesList, data: Data, qtbot: QtBot
) -> None:
    editor = begin(sales, "磨床 0", "amount")
    with data.workspace.write(STEP) as write:  # another writer, of which this window hears nothing
        write.session.query(Opportunity).filter_by(name="磨床 0").one().amount_minor = 77_700
    editor.field.selectAll()
    enter(editor.field, "5")
    press(editor.field, Qt.Key.Key_Return)
    assert sales.edit.editor is not None
    assert sales.edit.editor.problem()
    assert stored(data, "磨床 0").amount_minor == 77_700


def test_leaving_the_page_writes_what_stands_in_a_cell(sales: SalesList, page: BoardPage, data: Data) -> None:
    editor = begin(sales, "磨床 0", "title")
    assert isinstance(editor.field, QLineEdit)
    editor.field.setText("离开时写下")
    page.leave()
    assert stored(data, "离开时写下").row_version == 2


def test_owner_and_road_map_are_chosen(sales: SalesList, data: Data, qtbot: QtBot) -> None:
    for key, name, column in (("roadmap", "稳", "roadmap"), ("owner", "陈思远", "owner_id")):
        place = place_of(sales, "磨床 0")
        menu = sales.edit.menu(rows(sales)[place], place, key)
        next(action for action in menu.actions() if action.text() == name).trigger()
        qtbot.waitUntil(lambda: not sales.busy())
        assert getattr(stored(data, "磨床 0"), column) in {"solid", _person(data, name)}
        menu.deleteLater()
    row = rows(sales)[place_of(sales, "磨床 0")]
    assert (row.roadmap, row.owner) == ("solid", "陈思远")


def _person(data: Data, name: str) -> Any:
    from salesdesk.services import people  # noqa: PLC0415 - only here

    return next((one.id for one in data.read(people.people) if one.name == name), None)


def choose_stage(sales: SalesList, title: str, name: str) -> None:
    place = place_of(sales, title)
    sales.view.go_to(place, "stage")
    menu = sales.edit.menu(rows(sales)[place], place, "stage")
    next(action for action in menu.actions() if action.text() == name).trigger()
    menu.deleteLater()


def test_a_stage_is_chosen_and_the_opportunity_moves(sales: SalesList, data: Data, qtbot: QtBot) -> None:
    choose_stage(sales, "磨床 0", "方案设计")
    qtbot.waitUntil(lambda: not sales.busy())
    assert rows(sales)[place_of(sales, "磨床 0")].stage == "方案设计"
    with data.workspace.read() as session:
        assert session.query(StageChange).count() == 1


def test_a_closed_gate_asks_and_nothing_is_written_before(workspace: Workspace, qtbot: QtBot) -> None:
    factories.set_up(workspace, gates=True)
    with workspace.write(STEP) as write:
        opportunities.create(write.session, name="磨床", today=local_day())
    data = Data(workspace)
    page = BoardPage(context_of(data))
    qtbot.addWidget(page)
    page.resize(1240, 780)
    with qtbot.waitExposed(page):
        page.show()
    sales: SalesList = part(page, qtbot, "list")
    choose_stage(sales, "磨床", "需求探索")
    popover = page.card_actions.gates.popover
    assert popover is not None
    assert rows(sales)[0].stage == "线索识别"
    with workspace.read() as session:
        assert session.query(StageChange).count() == 1  # its creation
    page.card_actions.gates.close()


def test_nothing_of_a_closed_opportunity_is_edited(sales: SalesList, data: Data, qtbot: QtBot) -> None:
    one = stored(data, "磨床 0").id
    data.write(STEP, opportunities.lose, one, reason="price", lost_to="nobody")
    sales._on_scope("lost")
    qtbot.waitUntil(lambda: not sales.busy())
    assert [row.title for row in rows(sales)] == ["磨床 0"]
    assert begin(sales, "磨床 0", "title") is None


def test_nothing_is_edited_in_a_workspace_that_is_only_read(sales: SalesList, data: Data) -> None:
    data.read_only = True
    assert begin(sales, "磨床 0", "title") is None


def test_the_columns_that_are_shown_are_remembered(sales: SalesList, page: BoardPage) -> None:
    sales.list.header.set_shown("region", True)
    sales.list.header.set_shown("title", False)
    page.leave()
    kept = Preferences.load().lists[KEPT_AS]
    assert "region" not in kept["hidden"]
    assert "title" in kept["hidden"]


def test_the_chooser_lists_the_columns_under_their_groups(sales: SalesList) -> None:
    texts = [action.text() for action in sales.list.columns_menu().actions()]
    groups = ["客户信息", "销售阶段", "销售机会", "跟进记录", "交易金额"]
    assert [text for text in texts if text in groups] == groups
    assert len(texts) == len(sales.list.model.columns) + len(groups) + 2


# --- files ------------------------------------------------------------------------------------------------------


def written(view: Any, qtbot: QtBot, file: Path, suffix: str | None = None) -> Path:
    """Have a view write its file, as when a place was chosen."""
    started = view.exports.start
    view.exports.ask = lambda _name, _suffix, work, total: started(file, work, total)
    view.export(suffix) if suffix else view.export()
    qtbot.waitUntil(lambda: not view.exports.busy(), timeout=20_000)
    assert view.exports.message.isVisibleTo(view)
    return file


def sheet(file: Path, number: int = 1) -> str:
    with zipfile.ZipFile(file) as packed:
        return packed.read(f"xl/worksheets/sheet{number}.xml").decode()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_list_is_written_as_it_is_shown(
    page: BoardPage, data: Data, qtbot: QtBot, tmp_path: Path, language: Any
) -> None:
    with data.workspace.write(STEP) as write:
        write.session.query(Opportunity).filter_by(name="磨床 0").one().name = "=HYPERLINK(1)"
    set_language(language)
    sales = part(page, qtbot, "list")
    text = sheet(written(sales, qtbot, tmp_path / "a.xlsx", EXCEL))
    heads = (
        ("客户信息", "交易金额", "商机名称")
        if language == "zh_CN"
        else ("Customer information", "Deal amount")
    )
    assert all(f"<t>{head}</t>" in text for head in heads)
    assert text.count("<row ") == 2 + 7
    assert "<f>" not in text
    assert "<t>=HYPERLINK(1)</t>" in text
    assert "<v>120000.00</v>" in text


def test_the_list_is_printed(page: BoardPage, qtbot: QtBot, tmp_path: Path) -> None:
    sales = part(page, qtbot, "list")
    document = pypdfium2.PdfDocument(written(sales, qtbot, tmp_path / "a.pdf", PDF))
    text = document[0].get_textpage().get_text_range()
    assert all(
        word in text for word in ("客户销售流程表", "客户信息", "磨床 3", "状态：进行中", "第 1 页 / 共 1 页")
    )


def test_too_many_rows_are_not_printed(sales: SalesList, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_files, "MOST_PRINTED", 3)
    with pytest.raises(RuleError, match="7"):
        sales.export(PDF)


def test_a_stopped_export_leaves_the_old_file(page: BoardPage, qtbot: QtBot, tmp_path: Path) -> None:
    sales = part(page, qtbot, "list")
    file = tmp_path / "files" / "a.xlsx"
    file.parent.mkdir()
    file.write_bytes(b"old")
    exports, clicked = sales.exports, threading.Event()
    real = list_files.to_workbook(
        page._data.workspace,
        sales.list._source,
        sales.shown_columns(),
        sales.list.model.numbers,
        "a",
    )

    def work(target: Path, progress: Callable[[int], None]) -> int:
        clicked.wait(10)
        return real(target, progress)

    exports.start(file, work, 7)
    assert exports.cancel.isVisibleTo(page)
    exports.cancel.click()
    clicked.set()
    qtbot.waitUntil(lambda: not exports.busy(), timeout=10_000)
    assert file.read_bytes() == b"old"
    assert [each.name for each in file.parent.iterdir()] == ["a.xlsx"]


# --- the forecast -----------------------------------------------------------------------------------------------


@pytest.fixture
def dated(data: Data) -> None:
    """Give the seeded opportunities days, road maps and a win."""
    with data.workspace.write(STEP) as write:
        session = write.session
        for number, days in enumerate((-40, 0, 0, 400)):
            one = session.query(Opportunity).filter_by(name=f"磨床 {number}").one()
            one.expected_close_on = local_day() + timedelta(days=days)
            one.roadmap = ("solid", "risk", "stretch", "")[number]
        won = session.query(Opportunity).filter_by(name="镗床 0").one()
        won.status, won.closed_on, won.amount_minor = "won", local_day(), 5_000_000
        won.stage_id = factories.stages(session)[6].id


def cells(table: Any, row: int) -> list[str]:
    return [cell.text for cell in table.figures.rows[row]]


@pytest.mark.usefixtures("dated")
def test_the_forecast_shows_months_and_opens_them_in_the_list(page: BoardPage, qtbot: QtBot) -> None:
    forecast: ForecastView = part(page, qtbot, "forecast")
    names = [row[0].text for row in forecast.table.figures.rows]
    assert names[0] == "已逾期"
    assert names[1] == f"{local_day():%Y-%m}"
    assert names[13:] == ["更晚", "未定日期", "合计"]
    assert [cells(forecast.table, row)[2] for row in (0, 1, 13, 14, 15)] == ["1", "2", "1", "2", "6"]
    about = forecast.table.figures.index(1, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert f"{local_day():%Y-%m}" in about
    for row, expected in (
        (0, {"磨床 0"}),
        (1, {"磨床 1", "磨床 2"}),
        (13, {"磨床 3"}),
        (14, {"铣床 0", "铣床 1"}),
    ):
        part(page, qtbot, "forecast")
        forecast.table.setCurrentIndex(forecast.table.figures.index(row, 1))
        press(forecast.table, Qt.Key.Key_Return)
        assert page.views.view == "list"
        sales: Any = page.views.currentWidget()
        qtbot.waitUntil(lambda: not page.busy())
        assert {each.title for each in rows(sales)} == expected
        assert sales.about.isVisibleTo(page)
    sales.about.click()
    qtbot.waitUntil(lambda: not page.busy())
    assert sales.list.count() == 6


@pytest.mark.usefixtures("dated")
def test_what_was_won_in_a_month_is_opened_too(page: BoardPage, qtbot: QtBot) -> None:
    forecast: ForecastView = part(page, qtbot, "forecast")
    forecast.table.setCurrentIndex(forecast.table.figures.index(1, 8))
    press(forecast.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.busy())
    assert [row.title for row in rows(page.views.currentWidget())] == ["镗床 0"]  # type: ignore[arg-type]


@pytest.mark.usefixtures("dated")
def test_the_forecast_is_written(page: BoardPage, qtbot: QtBot, tmp_path: Path) -> None:
    forecast = part(page, qtbot, "forecast")
    text = sheet(written(forecast, qtbot, tmp_path / "a.xlsx"))
    assert text.count("<row ") == 2 + 15
    assert f"<t>{local_day():%Y-%m}</t>" in text
    assert "<v>50000.00</v>" in text


# --- the process ------------------------------------------------------------------------------------------------


def moved(data: Data) -> uuid.UUID:
    """Move an opportunity past a stage and back."""
    one = data.write(STEP, opportunities.create, name="来回", today=local_day())
    with data.workspace.read() as session:
        stages = [stage.id for stage in factories.stages(session)]
    data.write(STEP, opportunities.move, one, stages[2])
    data.write(STEP, opportunities.move, one, stages[1])
    at = now() - timedelta(days=5)
    data.write(STEP, activities.record, kind="call", at=at, subject="补一条", opportunity_id=one)
    return one


def test_the_process_shows_stages_months_and_what_went_past_it(
    page: BoardPage, data: Data, qtbot: QtBot
) -> None:
    one = moved(data)
    process: ProcessView = part(page, qtbot, "process")
    stages = [row[0].text for row in process.stages.figures.rows]
    assert stages[:3] == ["线索识别", "需求探索", "方案设计"]
    assert cells(process.stages, 1)[-1] == "1"
    assert cells(process.stages, 2)[-2] == "1"
    assert cells(process.months, 0)[0] == f"{local_day():%Y-%m}"
    assert cells(process.owners, 0)[1:] == ["", "1", "1", "1", "1", "4"]
    with qtbot.waitSignal(process.listed) as caught:
        process.stages.opened.emit(process.stages.figures.rows[1][-1].key)
    assert caught.args is not None
    assert caught.args[0] == (one,)
    qtbot.waitUntil(lambda: page.views.view == "list" and not page.busy())
    assert [row.title for row in rows(page.views.currentWidget())] == ["来回"]  # type: ignore[arg-type]


def test_findings_are_listed_with_their_words_and_open_the_opportunity(
    page: BoardPage, data: Data, qtbot: QtBot
) -> None:
    one = moved(data)
    process: ProcessView = part(page, qtbot, "process")
    process.owners.opened.emit(process.owners.figures.rows[0][-1].key)
    drawer = process.findings
    assert drawer.isVisibleTo(page)
    kinds = {row.finding.kind for row in drawer.table.rows()}
    assert kinds == {"skipped", "back", "untouched", "late"}
    assert "补一条" in {row.finding.note for row in drawer.table.rows()}
    with qtbot.waitSignal(page.open_requested) as caught:
        press(drawer.table.view, Qt.Key.Key_Return)
    assert caught.args == ["opportunity", one]
    press(drawer.table.view, Qt.Key.Key_Escape)
    assert not drawer.isVisibleTo(page)
    assert process.owners.hasFocus()


def test_the_old_figures_stay_until_the_new_ones_are_there(page: BoardPage, data: Data, qtbot: QtBot) -> None:
    process: ProcessView = part(page, qtbot, "process")
    before = process.report
    moved(data)
    assert process.report is before
    assert process.stages.figures.rowCount() == 8
    qtbot.waitUntil(lambda: not process.busy(), timeout=10_000)
    assert process.report is not before


def test_the_process_is_written(page: BoardPage, data: Data, qtbot: QtBot, tmp_path: Path) -> None:
    moved(data)
    process = part(page, qtbot, "process")
    file = written(process, qtbot, tmp_path / "a.xlsx")
    assert sheet(file, 1).count("<row ") == 1 + 8
    assert sheet(file, 2).count("<row ") == 1 + 12
    assert "补一条" in sheet(file, 4)
    QCoreApplication.processEvents()


def test_a_workspace_without_a_pipeline_says_so(workspace: Workspace, qtbot: QtBot) -> None:
    page = BoardPage(context_of(Data(workspace)))
    qtbot.addWidget(page)
    page.show()
    process = part(page, qtbot, "process")
    assert process.report is None
    assert process.note.text()
    assert not process.excel.isEnabled()
    assert part(page, qtbot, "forecast").found.total.count == 0
    assert part(page, qtbot, "list").list.count() == 0
