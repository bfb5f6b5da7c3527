"""What the rows of a quote's table show."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, strategies as st

from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.money import minor_units
from salesdesk.domain.pricing import parse_discount
from salesdesk.domain.quote import QuoteDraft, QuoteLine, line_amounts, line_numbers
from salesdesk.domain.quote_amounts import own_amount, row_amounts
from tests.domain import drafts


def shown(draft: QuoteDraft) -> list[Decimal | None]:
    """Return what the rows of a draft show."""
    places = minor_units(draft.currency)
    return row_amounts(draft.lines, [own_amount(line, places) for line in draft.lines], places)


def test_a_section_shows_the_counted_lines_below_it() -> None:
    draft = drafts.draft(
        drafts.line(),
        drafts.line(kind="section", name="主机"),
        drafts.line(quantity=Decimal(2)),
        drafts.line(alternative=True),
        drafts.line(optional=True),
        drafts.line(free=True),
        drafts.line(kind="note", name="注"),
        drafts.line(kind="charge", name="包装", charge=Decimal("0.02")),
        drafts.line(kind="section", name="服务"),
        drafts.line(unit_price=Decimal("0.5")),
    )
    figures = ("100", "206", "200", "100", "100", "0", None, "6", "0.5", "0.5")
    assert shown(draft) == [None if one is None else Decimal(one) for one in figures]
    assert line_numbers(draft.lines) == (1, None, 2, 3, 4, 5, None, 6, None, 7)


def test_what_does_not_work_out_shows_nothing_and_counts_for_nothing() -> None:
    draft = drafts.draft(
        drafts.line(kind="section", name="主机"),
        drafts.line(discount=parse_discount({"amount": "500"})),
        drafts.line(),
        drafts.line(kind="charge", name="包装", charge=None),
        drafts.line(kind="charge", name="运输", charge=Decimal("0.1")),
    )
    assert shown(draft) == [Decimal(110), None, Decimal(100), None, Decimal(10)]


KINDS = st.sampled_from(["product", "product", "section", "note", "charge"])


@given(
    st.lists(
        st.builds(
            drafts.line,
            kind=KINDS,
            charge=st.sampled_from([Decimal("0.02"), Decimal("0.035"), Decimal(0)]),
            unit_price=st.decimals(0, 10_000, places=3),
            discount=st.sampled_from([parse_discount(typed) for typed in drafts.DISCOUNTS]),
            optional=st.booleans(),
            free=st.booleans(),
        ),
        max_size=12,
    )
)
def test_rows_show_what_the_totals_are_made_of(lines: list[QuoteLine]) -> None:
    draft = drafts.draft(*lines)
    figures = shown(draft)
    try:
        expected = line_amounts(draft)
    except SalesDeskError:
        assert None in figures
        return
    pairs = [(line, figure) for line, figure in zip(lines, figures, strict=True)]
    assert [figure for line, figure in pairs if line.has_figures] == [
        amount for line, amount in zip(lines, expected, strict=True) if line.has_figures
    ]
    counted = sum((figure or 0 for line, figure in pairs if line.counts), Decimal(0))
    sections = [row for row, line in enumerate(lines) if line.kind == "section"]
    before = lines[: sections[0]] if sections else lines
    loose = sum((figures[row] or 0 for row, line in enumerate(before) if line.counts), Decimal(0))
    assert sum((figures[row] or 0 for row in sections), loose) == counted
