"""The head of the quote editor: price mode, currency and rate, payment, and what is folded away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from salesdesk.domain.errors import RuleError
from salesdesk.domain.pricing import parse_document_discount
from salesdesk.services import document_designs, quotes
from salesdesk.storage.records import Opportunity
from salesdesk.ui.customer_dialog import NewCustomerDialog
from salesdesk.ui.data import Data
from salesdesk.ui.quotes.editor_combo import line_of
from salesdesk.ui.quotes.editor_conversion import ModeDialog
from salesdesk.ui.quotes.editor_page import QuoteEditorPage
from salesdesk.ui.quotes.editor_rate import RateDialog
from tests import factories
from tests.ui.quotes.conftest import TODAY, Firm, Opener, child, line, saved, settle

NOW = date.today()  # noqa: DTZ011 - a local date is meant


@pytest.fixture
def page(data: Data, firm: Firm, opened: Opener) -> QuoteEditorPage:
    """Give the editor of a machine at the price of the book and a typed line."""
    machine = line("五轴加工中心", quantity=Decimal(1), unit_price=Decimal(980_000), product_id=firm.product)
    return opened(quote_id=saved(data, firm, machine, line(unit_price=Decimal(113))).quote_id)


def choose(page: QuoteEditorPage, field: str, value: str) -> None:
    """Choose an entry of one of the choices, as a user does."""
    box = getattr(page.form, field)
    row = box.findData(value)
    box.setCurrentIndex(row)
    box.activated.emit(row)


@pytest.mark.parametrize(("convert", "price"), [(True, "100.000000"), (False, "113")])
def test_another_price_mode_asks_what_becomes_of_the_prices(
    page: QuoteEditorPage,
    convert: bool,  # noqa: FBT001 - a parameter
    price: str,
) -> None:
    choose(page, "price_mode", "tax_excluded")
    dialog = child(page, ModeDialog)
    dialog.choose(convert=convert)
    dialog.confirm.click()
    draft = page.session.draft
    assert (draft.price_mode, draft.lines[1].unit_price) == ("tax_excluded", Decimal(price))
    page.undo()
    assert page.session.draft.price_mode == "tax_included"
    assert page.form.price_mode.currentData() == "tax_included"


def test_a_mode_that_is_not_confirmed_stays_as_it_was(page: QuoteEditorPage) -> None:
    choose(page, "price_mode", "tax_excluded")
    child(page, ModeDialog).reject()
    assert page.form.price_mode.currentData() == "tax_included"
    assert not page.session.dirty


def test_price_mode_and_rounding_are_kept_for_life(data: Data, firm: Firm, opened: Opener) -> None:
    machine = line("五轴加工中心", quantity=Decimal(1), unit_price=Decimal(980_000), product_id=firm.product)
    quote = saved(data, firm, machine)
    assert quote.quote_id is not None
    data.issue(factories.STEP, quotes.mark_sent, quote.quote_id)
    newer = data.write(factories.STEP, quotes.new_version, quote.quote_id, reason="价格", today=TODAY)
    page = opened(quote_id=quote.quote_id)
    assert not page.form.price_mode.isEnabled()
    assert not page.form.more.rounding.isEnabled()
    other = replace(newer.draft, rounding="tax_rate")
    with pytest.raises(RuleError):
        data.write(factories.STEP, quotes.save, newer, other, today=TODAY, seller_name="")


def rate_dialog(page: QuoteEditorPage, currency: str) -> RateDialog:
    """Choose a currency and return the dialog that asks for its rate."""
    choose(page, "currency", currency)
    return child(page, RateDialog)


def test_a_foreign_currency_asks_its_rate_and_prices_anew(qtbot: QtBot, page: QuoteEditorPage) -> None:
    dialog = rate_dialog(page, "USD")
    dialog.rate.setText("7.00")
    dialog.source.setText("中国银行")
    dialog.confirm.click()
    settle(qtbot, page)
    draft = page.session.draft
    assert [one.unit_price for one in draft.lines] == [Decimal(140_000), Decimal("16.14")]
    assert (draft.fx_rate, draft.fx_on, draft.fx_source) == (Decimal(7), NOW, "中国银行")
    assert "1 USD = 7 CNY" in page.form.rate.text.text()
    assert "未核对" in page.form.rate.text.text(), "no quote in USD went out so far"
    assert "审批" in page.form.rate.text.toolTip()
    assert "980,225.96" in page.totals.home.text()
    page.undo()
    settle(qtbot, page)
    assert page.session.draft.currency == "CNY"
    assert page.form.rate.isHidden()
    assert page.totals.home.isHidden()


def test_back_to_yuan_the_typed_prices_are_exchanged_again(qtbot: QtBot, page: QuoteEditorPage) -> None:
    dialog = rate_dialog(page, "USD")
    dialog.rate.setText("7.00")
    dialog.confirm.click()
    choose(page, "currency", "CNY")
    draft = page.session.draft
    assert draft.currency == "CNY"
    assert draft.fx_rate is None
    assert [one.unit_price for one in draft.lines] == [Decimal(980_000), Decimal("112.98")]


def test_no_currency_without_a_rate(page: QuoteEditorPage) -> None:
    dialog = rate_dialog(page, "USD")
    for typed in ("", "abc", "0", "-7", "1e5"):
        dialog.rate.setText(typed)
        dialog.confirm.click()
        assert dialog.isVisible()
    dialog.rate.setText("7")
    dialog.on.setText("+1")
    dialog.confirm.click()
    assert dialog.problem()
    dialog.reject()
    assert page.form.currency.currentData() == "CNY"


def test_the_last_rate_is_offered_and_an_old_one_warned_of(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener
) -> None:
    saved(data, firm, currency="USD", fx_rate=Decimal("7.1"), fx_on=NOW - timedelta(days=8), fx_source="工行")
    page = opened(quote_id=saved(data, firm).quote_id)
    dialog = rate_dialog(page, "USD")
    assert (dialog.rate.text(), dialog.source.text()) == ("7.1", "工行")
    assert "8 天" in dialog.old.text()
    assert not dialog.old.isHidden()
    dialog.on.setText("今天")
    assert dialog.old.isHidden()


def test_a_newer_rate_is_pointed_out_and_can_be_taken(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener
) -> None:
    old = saved(data, firm, line(), currency="USD", fx_rate=Decimal(7), fx_on=NOW - timedelta(days=9))
    saved(data, firm, line(), currency="USD", fx_rate=Decimal("7.2"), fx_on=NOW)
    page = opened(quote_id=old.quote_id)
    assert "⚠ 已 9 天" in page.form.rate.text.text()
    assert "662,400.00" in page.totals.home.text()
    page.form.rate.newer.click()
    settle(qtbot, page)
    assert page.session.draft.fx_rate == Decimal("7.2")
    assert page.form.rate.newer.isHidden()


def test_a_new_quote_in_a_foreign_currency_begins_with_the_last_rate(data: Data, firm: Firm) -> None:
    saved(data, firm, currency="EUR", fx_rate=Decimal("7.8"), fx_on=NOW, fx_source="工行")
    with data.workspace.write(factories.STEP) as write:
        write.session.get_one(Opportunity, firm.opportunity).currency = "EUR"
    draft = data.read(quotes.new, opportunity_id=firm.opportunity, today=TODAY).draft
    assert (draft.currency, draft.fx_rate, draft.fx_source) == ("EUR", Decimal("7.8"), "工行")


def test_payment_is_kept_by_its_key_and_own_words_stand(page: QuoteEditorPage) -> None:
    choose(page, "payment", "3-3-3-1")
    assert (page.session.draft.payment_term, page.session.draft.payment_terms) == ("3-3-3-1", "")
    said = line_of(page.form.payment).text()
    assert "30%" in said
    choose(page, "language", "en")
    assert line_of(page.form.payment).text() != said
    line_of(page.form.payment).textEdited.emit("见票即付")
    assert (page.session.draft.payment_term, page.session.draft.payment_terms) == ("", "见票即付")


def test_what_is_rarely_used_is_folded_away_and_said_in_short(page: QuoteEditorPage, data: Data) -> None:
    form = page.form
    assert form.more.isHidden()
    form.fold.click()
    assert form.more.isVisible()
    form.more.texts["tender"].textEdited.emit("ZB-2026-18")
    form.more.hidden["discounts"].click()
    form.fold.click()
    assert "ZB-2026-18" in form.fold.summary.text()
    assert page.session.draft.hidden == ("discounts",)
    assert page.context.preferences.lists["quote-editor"]["more_folded"] is True
    page.undo()
    assert not page.session.draft.hidden


def test_the_design_of_the_document_is_chosen(data: Data, firm: Firm, opened: Opener) -> None:
    design = data.write(factories.STEP, document_designs.create, "出口版式")
    page = opened(quote_id=saved(data, firm).quote_id)
    row = page.form.more.design.findText("出口版式")
    page.form.more.design.activated.emit(row)
    assert page.session.draft.design_id == design
    page.form.more.rounding.activated.emit(1)
    assert page.session.draft.rounding == "tax_rate"
    assert page.save()


def test_the_discount_in_money_is_exchanged_too(qtbot: QtBot, data: Data, firm: Firm, opened: Opener) -> None:
    off = parse_document_discount({"amount": "700"})
    page = opened(quote_id=saved(data, firm, document_discount=off).quote_id)
    dialog = rate_dialog(page, "USD")
    dialog.rate.setText("7")
    dialog.confirm.click()
    assert page.session.draft.document_discount is not None
    assert page.session.draft.document_discount.as_text() == "amount:100.00"


def test_a_new_customer_is_made_with_its_details_without_leaving_the_quote(
    data: Data, firm: Firm, opened: Opener
) -> None:
    page = opened()
    page.form.customer.setText("恒岳轴承")
    page.form.customer.textEdited.emit("恒岳轴承")
    page.form.customer.editingFinished.emit()
    assert not page.form.new_customer.isHidden()
    page.form.details.click()
    dialog = child(page, NewCustomerDialog)
    assert dialog.name.text() == "恒岳轴承"
    dialog.contact.setText("秦工")
    dialog.confirm.click()
    draft = page.session.draft
    assert (draft.customer, draft.contact) == ("恒岳轴承", "秦工")
    assert draft.customer_id is not None
    assert page.form.new_customer.isHidden()
    assert page.form.customer.customer_id == draft.customer_id


def test_a_rate_of_an_unknown_day_is_offered_with_a_word_of_it(
    data: Data, firm: Firm, opened: Opener
) -> None:
    saved(data, firm, currency="USD", fx_rate=Decimal("7.1"))
    dialog = rate_dialog(opened(quote_id=saved(data, firm).quote_id), "USD")
    assert dialog.old.text() == "上次使用的汇率，未注明日期。"
    dialog.rate.textEdited.emit("7.2")
    assert dialog.old.isHidden()
