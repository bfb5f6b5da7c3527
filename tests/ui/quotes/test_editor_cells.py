"""What the cells of a quote's lines show and say."""

from __future__ import annotations

from decimal import Decimal

from salesdesk.domain.quote import QuoteDraft, QuoteLine
from salesdesk.domain.quote_conversion import in_mode
from salesdesk.ui.quotes.editor_cells import is_typed_over, spoken, text, tip_text
from salesdesk.ui.quotes.editor_columns import Col, name_text, read_discount
from tests.ui.quotes.conftest import line

DRAFT = QuoteDraft(customer="甲", lines=())


def amount(one: QuoteLine, value: str | None) -> str:
    """Return what the last column shows."""
    return text(Col.AMOUNT, one, 1, None if value is None else Decimal(value), 2)


def test_lines_outside_the_total_are_marked_at_their_name_and_amount() -> None:
    assert name_text(line("甲")) == "甲"
    assert name_text(line("甲", optional=True)) == "甲（可选）"
    assert name_text(line("甲", alternative=True)) == "或：甲"
    assert amount(line(), "5") == "5.00"
    assert amount(line(optional=True), "5") == "(5.00)"
    assert amount(line(alternative=True), "5") == "(5.00)"
    assert amount(line(), None) == "—"


def test_prices_have_the_decimals_of_their_currency_or_more() -> None:
    yen = line(unit_price=Decimal(1_720_000), list_price=Decimal(1_800_000))
    assert [text(column, yen, 1, None, 0) for column in (Col.PRICE, Col.LIST)] == ["1,720,000", "1,800,000"]
    assert text(Col.PRICE, yen, 1, None, 2) == "1,720,000.00"
    assert text(Col.PRICE, line(unit_price=Decimal("0.0125")), 1, None, 0) == "0.0125"


def test_sections_and_notes_show_no_figures_but_their_subtotal() -> None:
    section, note = line("主机", kind="section"), line("说明", kind="note")
    for one in (section, note):
        shown = [text(column, one, None, None, 2) for column in Col if column not in (Col.NAME, Col.AMOUNT)]
        assert not any(shown)
    assert amount(section, "7.5") == "7.50"
    assert amount(note, None) == ""
    assert "7.50" in spoken(Col.AMOUNT, section, "7.50", DRAFT)
    assert "主机" in spoken(Col.AMOUNT, section, "7.50", DRAFT)
    assert "说明" in spoken(Col.QUANTITY, note, "", DRAFT)


def test_a_typed_price_tells_of_the_book_price_in_the_mode_of_the_quote() -> None:
    typed = line(price_source="typed", base_price=Decimal(113))
    assert is_typed_over(typed)
    assert not is_typed_over(line(price_source="typed"))
    assert not is_typed_over(line(price_source="book", base_price=Decimal(113)))
    assert "113.00" in tip_text(Col.PRICE, typed, DRAFT)
    excluded = QuoteDraft(customer="甲", lines=(), price_mode="tax_excluded")
    assert in_mode(Decimal(113), typed, excluded) == Decimal(100)
    assert "100.00" in spoken(Col.PRICE, typed, "46,000.00", excluded)


def test_a_discount_is_told_in_the_other_forms() -> None:
    percent = line(discount=read_discount("15%"))
    assert tip_text(Col.DISCOUNT, percent, DRAFT).splitlines() == ["折扣 15%(8.5折)", "折后单价 39,100.00"]
    off = line(discount=read_discount("-9200"))
    assert "10%" in tip_text(Col.DISCOUNT, off, DRAFT)
    final = line(discount=read_discount("=23000"))
    assert "50%" in tip_text(Col.DISCOUNT, final, DRAFT)
    assert tip_text(Col.DISCOUNT, line(), DRAFT) == ""
    assert tip_text(Col.DISCOUNT, line(discount=read_discount("-999999")), DRAFT)
