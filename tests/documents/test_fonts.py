"""The faces and their maps back to text."""

from __future__ import annotations

import re

from reportlab.pdfbase.ttfonts import TTFontFace

from salesdesk import resources
from salesdesk.documents import fonts


def test_characters_beyond_the_first_plane_are_mapped_by_surrogates() -> None:
    assert "<01> <D872DF4E>" in fonts.unicode_map("X", [0, 0x2CB4E])


def test_a_map_has_blocks_of_at_most_a_hundred_entries() -> None:
    text = fonts.unicode_map("X", [0, *range(0x4E00, 0x4EFF)])
    assert [int(count) for count in re.findall(r"(\d+) beginbfchar", text)] == [100, 100, 55]


def test_both_faces_have_the_same_characters() -> None:
    regular, bold = fonts.face(fonts.REGULAR), fonts.face(fonts.BOLD)
    assert regular.face.charToGlyph.keys() == bold.face.charToGlyph.keys()


def test_the_faces_have_all_of_gbk_and_rare_names() -> None:
    pairs = (bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    characters = {pair.decode("gbk", "ignore") for pair in pairs} - {""}
    assert not fonts.face(fonts.REGULAR).missing(characters | set("𬭎喆犇㼆"))


def test_digits_are_all_as_wide() -> None:
    for name in (fonts.REGULAR, fonts.BOLD):
        assert len({fonts.face(name).width(digit, 10) for digit in "0123456789"}) == 1


def test_what_the_typeface_lacks_is_found() -> None:
    assert fonts.face(fonts.REGULAR).missing("甲👍乙𠮷") == {"👍", "𠮷"}


def test_a_subset_is_the_same_without_copying_all_outlines() -> None:
    """The outlines of letters with accents are made of others."""
    ours = fonts.face(fonts.REGULAR).face
    theirs = TTFontFace(resources.path("fonts", f"{fonts.REGULAR}.ttf"))
    for text in (" ", "五轴加工中心 12,345.00 ¥", "Ångström çé öü ½ ㎡ ℃ 喆犇㼆𬭎"):
        subset = [ord(character) for character in text]
        assert ours.makeSubset(subset) == theirs.makeSubset(subset)
