"""The list of quotes on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from salesdesk.i18n import _
from salesdesk.services.lists import local_day
from salesdesk.storage.records import Quote, QuoteVersion
from salesdesk.ui.background import Background
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.quotes.list_page import QuoteListPage
from tests import factories

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.storage.workspace import Workspace


def add_quotes(workspace: Workspace) -> None:
    """Add a quote in each of two states."""
    with workspace.write(factories.STEP) as write:
        firm = factories.customer(write.session, name="恒岳轴承")
        for number, state in enumerate(("draft", "sent"), start=1):
            quote = Quote(number=f"QT-202611-{number:04}", customer_id=firm)
            write.session.add(quote)
            write.session.flush()
            write.session.add(
                QuoteVersion(
                    quote_id=quote.id,
                    version=1,
                    state=state,
                    issued_on=local_day(),
                    valid_until=local_day(),
                    currency="CNY",
                    price_mode="tax_included",
                    rounding="line",
                    discount_minor=0,
                    net_minor=123_400,
                    tax_minor=0,
                    gross_minor=123_400,
                    customer="{}",
                    seller="{}",
                    terms="[]",
                )
            )


def test_quotes_are_shown_from_the_newest_and_lead_to_their_customer(
    workspace: Workspace, qtbot: QtBot
) -> None:
    add_quotes(workspace)
    context = PageContext(Data(workspace), Background(), Preferences())
    page = QuoteListPage(context)
    qtbot.addWidget(page)
    model = page.list.model
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    with qtbot.waitExposed(page):
        page.show()
    qtbot.waitUntil(lambda: not context.background.busy())
    page.focus_content()
    QApplication.processEvents()
    cells = {column.key: model.data(model.index(0, place)) for place, column in enumerate(page.columns)}
    assert cells["number"] == "QT-202611-0002"
    assert (cells["state"], cells["customer"]) == (_("Sent"), "恒岳轴承")
    assert cells["total"].endswith("1,234.00")
    asked: list[tuple[str, object]] = []
    page.open_requested.connect(lambda *each: asked.append(each))
    row = page.list.selected_row()
    assert row is not None
    next(action for action in page.menu().actions() if action.text() == _("Open the customer")).trigger()
    assert asked == [("customer", row.customer_id)]
    wanted: list[tuple[str, object]] = []
    page.action_requested.connect(lambda *each: wanted.append(each))
    template = _("New quote for this customer from a template…")
    next(action for action in page.menu().actions() if action.text() == template).trigger()
    page.resize(1200, 600)
    page.from_template.click()
    customer = {"customer_id": row.customer_id}
    assert wanted == [("new-from-template", customer), ("new-from-template", None)]


def test_a_state_is_chosen_by_its_word(workspace: Workspace, qtbot: QtBot) -> None:
    add_quotes(workspace)
    context = PageContext(Data(workspace), Background(), Preferences())
    page = QuoteListPage(context)
    qtbot.addWidget(page)
    qtbot.waitUntil(lambda: not context.background.busy())
    chip = page.chips["state"]
    chip.menu().aboutToShow.emit()
    next(action for action in chip.menu().actions() if action.text() == _("Draft")).trigger()
    qtbot.waitUntil(lambda: page.list.count() == 1)
    assert _("Draft") in chip.text()
