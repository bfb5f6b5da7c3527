"""How blocks are spread over pages."""

from __future__ import annotations

from hypothesis import given, strategies as st

from salesdesk.documents.page import Block, Frame, Sheet, paginate

FRAME = Frame(first=10, next=20, bottom=110)


def block(height: float, *, gap: float = 0, keep: bool = False, head: Block | None = None) -> Block:
    return Block(height, _nothing, gap, keep, head)


def _nothing(sheet: Sheet, top: float) -> None:
    """Draw nothing."""


def tops(*blocks: Block) -> list[list[float]]:
    return [[top for _block, top in page] for page in paginate(blocks, FRAME)]


def test_a_block_that_does_not_fit_goes_to_the_next_page() -> None:
    assert tops(block(60), block(50)) == [[10], [20]]


def test_a_gap_counts_but_not_at_the_top_of_a_page() -> None:
    assert tops(block(40, gap=5), block(40, gap=5), block(40, gap=5)) == [[10, 55], [20]]


def test_blocks_kept_together_go_together() -> None:
    assert tops(block(50), block(20, keep=True), block(40)) == [[10], [20, 40]]


def test_kept_blocks_that_no_page_holds_are_parted() -> None:
    assert tops(block(60, keep=True), block(60)) == [[10], [20]]


def test_the_head_is_repeated_on_every_further_page() -> None:
    head = block(10, keep=True)
    pages = paginate([head, *[block(40, head=head)] * 4], FRAME)
    assert [[top for _block, top in page] for page in pages] == [[10, 20, 60], [20, 30, 70]]
    assert pages[1][0][0] is head


@given(
    st.lists(
        st.builds(
            block,
            st.floats(min_value=1, max_value=80),
            gap=st.floats(min_value=0, max_value=20),
            keep=st.booleans(),
        )
    )
)
def test_every_block_is_placed_once_in_order_inside_the_page(blocks: list[Block]) -> None:
    pages = paginate(blocks, FRAME)
    assert [placed for page in pages for placed, _top in page] == blocks
    for page in pages:
        ends = [top + placed.height for placed, top in page]
        assert all(end <= top for end, (_block, top) in zip(ends, page[1:], strict=False))
        assert all(end <= FRAME.bottom + 1e-6 for end in ends)
