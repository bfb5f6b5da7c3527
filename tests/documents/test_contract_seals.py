"""Seals on a contract: the same place at the edge of every page, and a picture that says it is no signature."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pypdfium2 as pdfium
import pytest

from salesdesk.documents.contract_pdf import render_contract
from salesdesk.documents.contract_seals import STAMP, SealPicture
from salesdesk.domain.contract import Amounts
from salesdesk.domain.errors import InvalidInputError, RuleError
from tests.documents.contract_samples import contract
from tests.documents.samples import page_texts, picture, squeezed, text_of

SEAL = SealPicture(picture(300, 300), "S-2026-0007")
LABEL = "电子印章图片，非可靠电子签名"


def edges(content: bytes) -> list[set[tuple[float, float]]]:
    """Return for each page the heights of the lines that reach its right edge."""
    document = pdfium.PdfDocument(content)
    found = []
    for page in document:
        width = page.get_width()
        bounds = [one.get_bounds() for one in page.get_objects()]
        lines = {
            (round(b, 1), round(t, 1)) for _left, b, right, t in bounds if right >= width - 1 and t - b < 2
        }
        found.append(lines)
    document.close()
    return found


def pictures(content: bytes) -> list[tuple[float, float]]:
    """Return the widths and heights of the pictures of all pages."""
    document = pdfium.PdfDocument(content)
    bounds = [
        one.get_bounds()
        for page in document
        for one in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE])
    ]
    document.close()
    return [(right - left, top - bottom) for left, bottom, right, top in bounds]


@pytest.mark.parametrize("second", [None, "en"])
def test_the_marks_stand_at_the_same_height_on_every_page_as_far_apart_as_a_seal(second: Any) -> None:
    content = render_contract(contract(second_language=second))
    pages = edges(content)
    assert len(pages) > 2
    assert len({frozenset(one) for one in pages}) == 1
    (low, _), (high, _) = sorted(pages[0])
    assert high - low == pytest.approx(STAMP, abs=0.2)
    assert all("骑缝章" in squeezed(text) for text in page_texts(content))


def test_a_single_page_has_no_edges_to_seal_across() -> None:
    nothing = Amounts(Decimal(0), Decimal(0), Decimal(0))
    version = replace(
        contract(1),
        contract_kind="framework",
        lines=(),
        plan=(),
        amounts=nothing,
        clauses=contract().clauses[:1],
    )
    content = render_contract(version)
    assert edges(content) == [set()]
    assert "骑缝章" not in text_of(content)


def test_a_picture_stands_in_our_place_with_label_and_number() -> None:
    content = render_contract(contract(2), seal=SEAL)
    assert pictures(content) == [pytest.approx((STAMP, STAMP), abs=0.5)]
    assert pictures(render_contract(contract(2))) == []
    (page,) = [squeezed(text) for text in page_texts(content) if "S-2026-0007" in text]
    assert LABEL in page
    assert "noreliableelectronicsignature" in page
    assert "（盖章）" in page
    assert LABEL not in squeezed(text_of(render_contract(contract(2))))
    assert render_contract(contract(2), seal=SEAL) == content


def test_with_a_picture_it_is_still_fit_for_the_archive() -> None:
    content = render_contract(contract(2), seal=SealPicture(picture(300, 300, mode="RGBA"), "S-2026-0007"))
    for forbidden in (b"/SMask", b"/CA ", b"/ca ", b"/DeviceCMYK"):
        assert forbidden not in content
    assert b"pdfaid:part" in content


@pytest.mark.parametrize("state", ["draft", "in_review"])
def test_a_draft_is_never_sealed(state: str) -> None:
    with pytest.raises(RuleError):
        render_contract(contract(2, state=state), preview=True, seal=SEAL)
    with pytest.raises(RuleError):
        render_contract(contract(2, state=state), seal=SEAL)


def test_a_picture_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        render_contract(contract(2), seal=SealPicture(b"GIF89a", "S-2026-0007"))
