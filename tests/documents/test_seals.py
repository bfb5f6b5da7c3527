"""Seals on documents: the same place at the edge of every page, and a picture that says it is no signature."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.lib.units import mm

from salesdesk.documents.contract_pdf import render_contract
from salesdesk.documents.quote_print import printed
from salesdesk.documents.seals import STAMP
from salesdesk.domain.contract import Amounts
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.domain.seal import SealPicture
from tests.documents.contract_samples import contract
from tests.documents.samples import page_texts, picture, squeezed, text_of
from tests.documents.test_stored_quote import version

SEAL = SealPicture(picture(300, 300), "SL-2026-0007")
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
    (page,) = [squeezed(text) for text in page_texts(content) if "SL-2026-0007" in text]
    assert LABEL in page
    assert "noreliableelectronicsignature" in page
    assert "（盖章）" in page
    assert LABEL not in squeezed(text_of(render_contract(contract(2))))
    assert render_contract(contract(2), seal=SEAL) == content


def test_with_a_picture_it_is_still_fit_for_the_archive() -> None:
    content = render_contract(contract(2), seal=SealPicture(picture(300, 300, mode="RGBA"), "SL-2026-0007"))
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
        render_contract(contract(2), seal=SealPicture(b"GIF89a", "SL-2026-0007"))


# --- as large as the real one, and clear where it is white ----------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "millimetres", "expected"),
    [
        ((300, 300), 38, (38, 38)),
        ((400, 300), 40, (40, 30)),
        ((30, 60), 20, (10, 20)),
        ((9, 9), 500, (42, 42)),
    ],
)
def test_its_longer_side_is_as_long_as_said(
    size: tuple[int, int], millimetres: int, expected: tuple[int, int]
) -> None:
    seal = SealPicture(picture(*size), "SL-2026-0007", millimetres)
    ((width, height),) = pictures(render_contract(contract(2), seal=seal))
    assert (width / mm, height / mm) == pytest.approx(expected, abs=0.6)


def test_what_lies_under_it_shows_where_it_is_clear() -> None:
    """The dashed frame of the place lies under a picture as large as the place."""
    blank, full = (picture(300, 300, mode=mode) for mode in ("RGBA", "RGB"))
    clear, covered = (place_of(printed(sent(), seal=SealPicture(one, "S-1"))) for one in (blank, full))
    assert len(clear.getcolors() or ()) > 3
    assert len(covered.getcolors() or ()) < len(clear.getcolors() or ())


def place_of(content: bytes) -> Image.Image:
    """Return what is seen where the picture stands."""
    with pdfium.PdfDocument(content) as document:
        for page in document:
            for one in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE]):
                left, bottom, right, top = one.get_bounds()
                shown: Image.Image = page.render(scale=2).to_pil().convert("RGB")
                high = page.get_height()
                return shown.crop((2 * left, 2 * (high - top), 2 * right, 2 * (high - bottom)))
    raise AssertionError


def test_a_quote_has_it_in_the_suppliers_place_also_where_its_design_has_none() -> None:
    for area in (True, False):
        stored = sent(design=replace(version().design, seal_area=area))
        content = printed(stored, seal=SEAL)
        assert pictures(content) == [pytest.approx((STAMP, STAMP), abs=0.5)]
        (page,) = [squeezed(text) for text in page_texts(content) if "SL-2026-0007" in text]
        assert LABEL in page
        assert "（盖章）" in page
        assert printed(stored, seal=SEAL) == content
    assert LABEL not in squeezed(text_of(printed(sent())))


def test_what_was_sent_is_made_anew_with_the_picture() -> None:
    assert "SL-2026-0007" in text_of(printed(sent(), lambda _name: b"%PDF-kept", sent="a", seal=SEAL))


@pytest.mark.parametrize("state", ["draft", "pending_approval", "rejected", "void", "superseded"])
def test_a_quote_that_did_not_go_out_or_does_not_stand_is_never_sealed(state: str) -> None:
    with pytest.raises(RuleError):
        printed(sent(state=state), seal=SEAL)


def test_nor_is_one_whose_time_is_over_unless_it_was_accepted() -> None:
    over = sent().valid_until + timedelta(days=1)
    with pytest.raises(RuleError):
        printed(sent(), today=over, seal=SEAL)
    assert "SL-2026-0007" in text_of(printed(sent(state="accepted"), today=over, seal=SEAL))
    assert "SL-2026-0007" in text_of(printed(sent(state="approved"), today=sent().valid_until, seal=SEAL))


def sent(**values: Any) -> QuoteVersion:
    """Return a quote that was sent."""
    return replace(version(), **({"state": "sent"} | values))
