"""The rates of tax in the settings: listed with how they stand, added, changed, ended, taken away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.tax_rates import SEED, Rate
from salesdesk.services import tax_rates
from salesdesk.services.lists import local_day
from salesdesk.ui.background import Background
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.settings.page import SettingsPage
from salesdesk.ui.settings.tax_section import EndRateDialog, RateDialog, RemoveRateDialog, TaxSection
from tests import factories
from tests.ui.quotes.conftest import child

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.storage.workspace import Workspace


@pytest.fixture
def gate(workspace: Workspace) -> Data:
    factories.set_up(workspace)
    return Data(workspace)


@pytest.fixture
def section(gate: Data, qtbot: QtBot) -> Iterator[TaxSection]:
    background = Background()
    page = SettingsPage(PageContext(gate, background, Preferences()))
    qtbot.addWidget(page)
    page.resize(1240, 900)
    page.show_section("taxes")
    with qtbot.waitExposed(page):
        page.show()
    yield page.taxes
    background.finish()


def names(section: TaxSection) -> list[str]:
    return [line.row.rate.name for line in section.table.rows()]


def choose(section: TaxSection, place: int) -> None:
    section.table.show_rows(section.table.rows(), {section.table.rows()[place].id})


def test_the_rates_stand_in_their_order(section: TaxSection) -> None:
    assert names(section) == [rate.name for rate in SEED]
    assert section.message.isHidden()
    assert not section.buttons["end"].isEnabled()


def test_a_rate_is_added_and_ends_the_one_before(section: TaxSection, gate: Data) -> None:
    section.ask_new()
    dialog = child(section, RateDialog)
    dialog.name.setText("货物 <12%>")
    dialog.rate.setText("12％")
    begins = local_day() + timedelta(days=30)
    dialog.valid_from.setText("+30")
    dialog.confirm.click()
    assert dialog.problem() == ""
    rates = gate.read(tax_rates.rates)
    assert rates[-1] == Rate("货物 <12%>", "", Decimal("0.12"), "goods", "general", begins)
    assert rates[0].valid_until == begins - timedelta(days=1)
    assert names(section)[-1] == "货物 <12%>"
    gate.undo()
    assert names(section) == [rate.name for rate in SEED]


@pytest.mark.parametrize(("field", "typed"), [("rate", "thirteen"), ("valid_from", "soon"), ("name", " ")])
def test_what_is_no_rate_is_said_and_stays(section: TaxSection, gate: Data, field: str, typed: str) -> None:
    section.ask_new()
    dialog = child(section, RateDialog)
    dialog.name.setText("新")
    dialog.rate.setText("5%")
    getattr(dialog, field).setText(typed)
    dialog.confirm.click()
    assert dialog.problem()
    assert getattr(dialog, field).text() == typed
    assert len(gate.read(tax_rates.rates)) == len(SEED)


def test_a_rate_is_changed(section: TaxSection, gate: Data) -> None:
    choose(section, 1)
    section.ask_change()
    dialog = child(section, RateDialog)
    assert (dialog.name.text(), dialog.rate.text(), dialog.valid_from.text()) == ("运输 9%", "9%", "")
    dialog.name_en.setText("Carriage 9%")
    dialog.confirm.click()
    assert gate.read(tax_rates.rates)[1].name_en == "Carriage 9%"


def test_a_rate_that_ends_is_warned_of_until_another_follows(section: TaxSection, gate: Data) -> None:
    choose(section, 3)
    section.ask_end()
    dialog = child(section, EndRateDialog)
    dialog.last_day.setText("+10")
    dialog.confirm.click()
    assert not section.message.isHidden()
    assert "技术服务" in section.message.text()
    assert section.table.rows()[3].tone == "warn"
    begins = local_day() + timedelta(days=11)
    gate.write(
        factories.STEP, tax_rates.add, Rate("服务 5%", "", Decimal("0.05"), "service", "general", begins)
    )
    assert section.message.isHidden()
    assert section.table.rows()[3].tone == "ok"


def test_a_rate_is_taken_away(section: TaxSection, gate: Data) -> None:
    choose(section, 0)
    section.ask_remove()
    child(section, RemoveRateDialog).confirm.click()
    assert SEED[0] not in gate.read(tax_rates.rates)
    assert names(section)[0] == SEED[1].name


def test_what_changed_meanwhile_is_not_overwritten(section: TaxSection, gate: Data) -> None:
    choose(section, 0)
    section.ask_change()
    dialog = child(section, RateDialog)
    row = gate.read(tax_rates.rows)[0]
    gate.write(factories.STEP, tax_rates.end, row.id, local_day(), row_version=row.row_version)
    with pytest.raises(SalesDeskError):
        dialog.save()
