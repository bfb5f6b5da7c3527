"""A design comes back as it was kept; what an older program didn't know is as usual, anything wrong is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from salesdesk import i18n
from salesdesk.documents import styles
from salesdesk.domain.document_design import (
    COLUMNS,
    FONT_SCALES,
    LARGEST_JSON,
    LEAST_CONTRAST,
    LOGO_HEIGHTS,
    LONGEST,
    MARGINS,
    MOST_FILES,
    PARTY_FACTS,
    USUAL,
    DocumentDesign,
    Margins,
    PdfFile,
    Wording,
    accent_color,
    checked,
    checked_columns,
    contrast_with_white,
    design_as_json,
    design_from_json,
    readable_accent,
)
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.quote import HIDEABLE

HASH = "ab" * 32


@pytest.fixture(autouse=True)
def _english(_language: None) -> None:
    i18n.set_language("en")


_colors = st.integers(0, 0xFFFFFF).map(lambda code: readable_accent(f"#{code:06x}"))
_files = st.builds(
    PdfFile, st.text("0123456789abcdef", min_size=64, max_size=64), st.sampled_from(["封面.pdf", "terms.pdf"])
)


def _some(known: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(st.sampled_from(known)).map(lambda found: tuple(one for one in known if one in found))


def _wordings(field: str) -> st.SearchStrategy[Wording]:
    texts = st.text("泵 pump±㎡!<&", max_size=LONGEST[field]).map(str.strip)
    return st.builds(Wording, texts, texts)


designs = st.builds(
    DocumentDesign,
    accent=_colors,
    logo_place=st.sampled_from(["left", "right", "centre", "none"]),
    logo_height=st.integers(*LOGO_HEIGHTS),
    orientation=st.sampled_from(["auto", "portrait", "landscape"]),
    font_size=st.sampled_from(list(FONT_SCALES)),
    margins=st.builds(Margins, **{side: st.integers(*limits) for side, limits in MARGINS.items()}),
    columns=st.permutations(COLUMNS).map(tuple)
    | st.sampled_from([("name", "amount"), ("quantity", "name"), ("name", "delivery", "quantity")]),
    hidden=_some(HIDEABLE),
    second_language=st.sampled_from(["", "zh_CN", "en"]),
    customer_facts=_some(PARTY_FACTS),
    seller_facts=_some(PARTY_FACTS),
    greeting=_wordings("greeting"),
    closing=_wordings("closing"),
    footer=_wordings("footer"),
    show_footer=st.booleans(),
    watermark=_wordings("watermark"),
    mail=_wordings("mail"),
    seal_area=st.booleans(),
    pictures=st.booleans(),
    data_sheets=st.booleans(),
    background=st.none() | _files,
    background_pages=st.sampled_from(["first", "all"]),
    covers=st.lists(_files, max_size=3).map(tuple),
    appendices=st.lists(_files, max_size=3).map(tuple),
)


@given(designs)
def test_a_kept_design_comes_back_whole(design: DocumentDesign) -> None:
    kept = design_as_json(design)
    assert design_from_json(kept) == design
    assert design_as_json(design_from_json(kept)) == kept
    assert checked(design) == design


def test_what_an_older_program_did_not_know_is_as_usual() -> None:
    assert design_from_json("{}") == USUAL == DocumentDesign()
    older = '{"accent": "#112233", "margins": {"top": 40}, "greeting": {"zh_CN": "您好"}}'
    assert design_from_json(older) == DocumentDesign(
        accent="#112233", margins=Margins(top=40), greeting=Wording("您好")
    )


def test_the_usual_design_is_the_look_of_the_documents() -> None:
    red, green, blue = (round(part * 255) for part in styles.ACCENT.rgb())
    assert USUAL.accent == f"#{red:02x}{green:02x}{blue:02x}"
    own, theirs = USUAL.margins, (styles.MARGIN, styles.MARGIN, styles.TOP, styles.TOP_OF_NEXT, styles.BOTTOM)
    millimetres = (own.left, own.right, own.top, own.next_top, own.bottom)
    assert [size * 72 / 25.4 for size in millimetres] == pytest.approx(theirs)
    assert (USUAL.font_scale, USUAL.columns, USUAL.files) == (1, COLUMNS, ())


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"accent": "blue"}, "colour"),
        ({"accent": "#ffff00"}, "too light"),
        ({"accent": 5}, "accent"),
        ({"logo_place": "top"}, "logo_place"),
        ({"logo_place": ["right"]}, "logo_place"),
        ({"logo_height": 41}, "logo_height"),
        ({"logo_height": True}, "logo_height"),
        ({"logo_height": 14.0}, "logo_height"),
        ({"margins": {"left": 0}}, "left"),
        ({"margins": {"gutter": 9}}, "gutter"),
        ({"margins": []}, "margins"),
        ({"columns": ["quantity", "amount"]}, "name"),
        ({"columns": ["name", "unit"]}, "Quantity"),
        ({"columns": ["name", "amount", "name"]}, "twice"),
        ({"columns": ["name", "amount", "profit"]}, "unknown"),
        ({"columns": ["name", "amount", 7]}, "columns"),
        ({"columns": "name"}, "columns"),
        ({"columns": ["name", "amount"] * 50}, "columns"),
        ({"hidden": ["cost"]}, "hidden"),
        ({"second_language": "fr"}, "second_language"),
        ({"seller_facts": {"bank": True}}, "seller_facts"),
        ({"greeting": "您好"}, "greeting"),
        ({"greeting": {"de": "Hallo"}}, "de"),
        ({"greeting": {"en": "x" * 1001}}, "1000"),
        ({"watermark": {"zh_CN": None}}, "watermark"),
        ({"seal_area": 1}, "seal_area"),
        ({"background": {"name": "x.pdf"}}, "background"),
        ({"background": {"hash": "../../etc/passwd"}}, "background"),
        ({"background": HASH}, "background"),
        ({"covers": [{"hash": HASH.upper()}]}, "covers"),
        ({"covers": [{"hash": HASH}] * (MOST_FILES + 1)}, "covers"),
        ({"appendices": None}, "appendices"),
        ({"prices": "none"}, "prices"),
        ({"format": 2}, "newer"),
        ({"format": "1"}, "not a document design"),
        ({"format": 0}, "not a document design"),
    ],
)
def test_what_is_wrong_is_refused_by_its_name(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInputError, match=said):
        design_from_json(json.dumps(wrong))


@pytest.mark.parametrize("text", ["", "[]", "null", '"x"', "{", "[" * 90_000, '{"accent": NaN', "1" * 9_000])
def test_another_shape_is_no_design(text: str) -> None:
    with pytest.raises(InvalidInputError, match="not a document design"):
        design_from_json(text)


def test_a_huge_text_is_not_even_looked_at() -> None:
    with pytest.raises(InvalidInputError, match="too large"):
        design_from_json(" " * (LARGEST_JSON + 1))


def test_texts_and_names_of_files_are_tidied() -> None:
    design = DocumentDesign(
        footer=Wording(" 一\n二\u202e "),
        closing=Wording(en="one\r\ntwo\x00\ud800"),
        covers=(PdfFile(HASH, "../封/面.pdf"),),
    )
    tidy = checked(design)
    assert (tidy.footer.zh_CN, tidy.closing.en, tidy.covers[0].name) == ("一 二", "one\ntwo", "面.pdf")
    assert checked(tidy) == tidy


def test_a_text_is_said_in_the_language_of_the_document() -> None:
    text = Wording("您好", "Hello")
    assert (text.said_in("zh_CN"), text.said_in("en")) == ("您好", "Hello")
    assert Wording("您好").said_in("en") == ""


def test_every_file_is_needed_once() -> None:
    paper, terms = PdfFile(HASH, "a.pdf"), PdfFile("cd" * 32, "b.pdf")
    design = DocumentDesign(background=paper, covers=(terms, paper), appendices=(terms,))
    assert design.files == (paper, terms)


def test_contrast_is_as_the_standard_has_it() -> None:
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#ffffff") == pytest.approx(1)
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.005)
    assert contrast_with_white("#777777") == pytest.approx(4.48, abs=0.005)


@given(st.integers(0, 0xFFFFFF))
def test_any_colour_has_a_shade_that_can_be_read(code: int) -> None:
    color = f"#{code:06x}"
    shade = readable_accent(color)
    assert contrast_with_white(shade) >= LEAST_CONTRAST
    assert accent_color(shade) == shade
    assert (shade == color) == (contrast_with_white(color) >= LEAST_CONTRAST)


@pytest.mark.parametrize("typed", ["1A5FD0", " #1a5fd0 ", "#1A5fd0"])
def test_a_colour_is_read_as_people_write_it(typed: str) -> None:
    assert accent_color(typed) == "#1a5fd0"


@pytest.mark.parametrize(
    "typed", ["", "#12345", "#1234567", "#GGGGGG", "rgb(1,2,3)", "1A5FD\u0660", "#" * 999]
)
def test_what_is_no_colour_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInputError, match="colour"):
        accent_color(typed)


def test_columns_keep_their_order() -> None:
    assert checked_columns(("amount", "name")) == ("amount", "name")


def test_every_field_is_kept() -> None:
    """A field that the reader forgot would come back as usual."""
    kept = json.loads(design_as_json(replace(USUAL, accent="#000000")))
    assert set(kept) == {"format", *DocumentDesign.__dataclass_fields__}
    assert design_from_json(json.dumps(kept)).accent == "#000000"
