"""How the room of the table is shared by its columns."""

from __future__ import annotations

from hypothesis import given, strategies as st

from salesdesk.ui.quotes.editor_columns import CHOOSABLE, Col
from salesdesk.ui.quotes.editor_widths import shared

FIGURES = (Col.PRICE, Col.DISCOUNT, Col.AMOUNT)


@given(
    st.integers(300, 2400),
    st.sets(st.sampled_from(sorted(CHOOSABLE))),
    st.dictionaries(st.sampled_from(FIGURES), st.integers(20, 300)),
)
def test_no_room_is_left_over_and_figures_get_what_they_need(
    room: int, hidden: set[Col], needed: dict[Col, int]
) -> None:
    shown = set(Col) - hidden
    widths = shared(room, shown, needed, {})
    assert set(widths) == shown
    assert min(widths.values()) > 0
    total = sum(widths.values())
    assert total == room or total > room
    assert all(widths[column] >= min(least, room // 4) for column, least in needed.items() if column in shown)


def test_names_and_models_get_enough_to_be_read_where_the_table_scrolls_to_the_side() -> None:
    widths = shared(400, set(Col), {}, {})
    assert sum(widths.values()) > 400
    assert widths[Col.NAME] + widths[Col.MODEL] == 220
