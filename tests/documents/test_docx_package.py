"""Word files from outside: only what is known is taken over, within bounds, and what is wrong is said."""

from __future__ import annotations

import re
import zipfile

import pytest

from salesdesk import i18n
from salesdesk.documents import docx_package
from salesdesk.documents.docx_package import opened, packed
from salesdesk.domain.errors import InvalidInputError
from tests.documents.word_files import entries_of, packed as raw, paragraph, part, relations, word_file

PNG = b"\x89PNG\r\n\x1a\n"


def refusal(content: bytes) -> str:
    """Return why a file isn't taken."""
    i18n.set_language("en")
    with pytest.raises(InvalidInputError) as caught:
        opened(content, "合同.docx")
    assert "合同.docx" in caught.value.message
    return caught.value.message


def test_what_is_known_is_taken_over_under_our_own_names() -> None:
    content = word_file(
        paragraph("x"),
        links=(
            ("rId1", "styles", "my styles.xml"),
            ("rId2", "header", "/word/Kopf.xml"),
            ("rId3", "image", "../media/Logo.PNG"),
            ("rId4", "hyperlink", "https://x.example/?a=1&b=2"),
            ("rId5", "fontTable", "fontTable.xml"),
            ("rId6", "customXml", "../customXml/item1.xml"),
        ),
        more={
            "word/my styles.xml": part("", "styles"),
            "word/Kopf.xml": part(paragraph("{{a}}"), "hdr"),
            "word/_rels/Kopf.xml.rels": relations(("rId1", "image", "../media/Logo.PNG")),
            "media/Logo.PNG": PNG,
            "word/fontTable.xml": b"never read",
            "customXml/item1.xml": b"never read",
            "docProps/app.xml": b"never read",
        },
    )
    package = opened(content, "x")
    assert set(package.parts) == {
        "word/document.xml",
        "word/styles1.xml",
        "word/header1.xml",
        "word/media/image1.png",
    }
    entries = entries_of(packed(package))
    links = entries["word/_rels/document.xml.rels"].decode()
    assert re.findall(r'Id="(\w+)"', links) == ["rId1", "rId2", "rId3", "rId4"]
    assert 'Target="header1.xml"' in links
    assert 'Target="https://x.example/?a=1&amp;b=2" TargetMode="External"' in links
    assert 'Target="media/image1.png"' in entries["word/_rels/header1.xml.rels"].decode()
    again = opened(packed(package), "x")
    assert packed(again) == packed(package)


def test_a_template_attached_at_home_is_left_out_with_what_names_it() -> None:
    content = word_file(
        "",
        links=(("rId1", "settings", "settings.xml"),),
        more={
            "word/settings.xml": part('<w:attachedTemplate r:id="rId1"/>', "settings"),
            "word/_rels/settings.xml.rels": relations(
                ("rId1", "attachedTemplate", "file:///C:/Users/x/Own.dotm")
            ),
        },
    )
    assert "word/_rels/settings1.xml.rels" not in entries_of(packed(opened(content, "x")))


@pytest.mark.parametrize(
    ("kind", "target", "said"),
    [
        ("image", "http://x.example/tracker.png", "linked"),
        ("image", "file:///c:/x.png", "linked"),
        ("header", "https://x.example/header.xml", "linked"),
        ("hyperlink", "javascript:alert(1)", "linked"),
        ("hyperlink", "file://server/share", "linked"),
        ("oleObject", "embeddings/oleObject1.bin", "oleObject"),
        ("package", "embeddings/sheet.xlsx", "package"),
        ("chart", "charts/chart1.xml", "chart"),
        ("aFChunk", "chunk.html", "aFChunk"),
        ("subDocument", "other.docx", "subDocument"),
        ("image", "media/picture.exe", "exe"),
        ("header", "../../../../etc/passwd", "damaged"),
        ("header", "missing.xml", "damaged"),
    ],
)
def test_what_reaches_outside_or_is_another_file_is_refused(kind: str, target: str, said: str) -> None:
    content = word_file("", links=(("rId1", kind, target),), more={"word/media/picture.exe": b"MZ"})
    assert said in refusal(content)


@pytest.mark.parametrize(
    "more",
    [
        {"word/vbaProject.bin": b"x"},
        {"word/activeX/activeX1.xml": b"x"},
        {"[Content_Types].xml": b'<Types ct="application/vnd.ms-word.document.macroEnabled.main+xml"/>'},
    ],
)
def test_macros_are_refused(more: dict[str, bytes]) -> None:
    assert "macros" in refusal(word_file("", more=more))


def test_other_kinds_of_files_are_named() -> None:
    assert "old kind" in refusal(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    assert "no Word file" in refusal(b"%PDF-1.7")
    assert "no Word file" in refusal(raw({"xl/workbook.xml": b"<x/>"}))
    assert "damaged" in refusal(word_file("")[:-30])
    assert "damaged" in refusal(b"PK\x03\x04" + b"\0" * 100)
    assert "larger than 10 MB" in refusal(b"PK\x03\x04" + b"\0" * docx_package.MAX_BYTES)


def test_a_strict_document_is_named() -> None:
    links = relations(("rId1", "officeDocument", "word/document.xml")).replace(
        b"http://schemas.openxmlformats.org/officeDocument/2006/",
        b"http://purl.oclc.org/ooxml/officeDocument/",
    )
    assert "Strict" in refusal(word_file("", more={"_rels/.rels": links}))


def test_a_part_that_unpacks_to_gigabytes_is_never_unpacked() -> None:
    bomb = part("<w:p/>" * 1_900_000)
    content = word_file(bomb)
    assert len(content) < 200_000
    assert "much larger than it looks" in refusal(content)


def test_what_is_left_out_is_never_unpacked() -> None:
    content = word_file("", more={"customXml/item1.xml": b"\0" * 70_000_000})
    assert opened(content, "x")


def test_pictures_that_unpack_to_too_much_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_package, "MAX_UNPACKED", 50_000)
    content = word_file(
        "", links=(("rId1", "image", "media/a.png"),), more={"word/media/a.png": PNG + b"\0" * 60_000}
    )
    assert "much larger than it looks" in refusal(content)


def test_parts_without_end_are_refused() -> None:
    more = {}
    for number in range(docx_package.MAX_PARTS + 5):
        more[f"word/h{number}.xml"] = part("", "hdr")
        more[f"word/_rels/h{number}.xml.rels"] = relations(("rId1", "header", f"h{number + 1}.xml"))
    assert refusal(word_file("", links=(("rId1", "header", "h0.xml"),), more=more))


def test_parts_that_lead_to_themselves_are_taken_once() -> None:
    content = word_file(
        "",
        links=(("rId1", "header", "h.xml"),),
        more={"word/h.xml": part("", "hdr"), "word/_rels/h.xml.rels": relations(("rId1", "header", "h.xml"))},
    )
    assert len(opened(content, "x").parts) == 2


def test_two_entries_of_one_name_are_refused() -> None:
    content = word_file("", more={"WORD/DOCUMENT.XML": part("")})
    assert "damaged" in refusal(content)


def test_an_entry_under_a_password_is_told() -> None:
    content = bytearray(word_file(""))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + offset] |= 1
            place = content.find(mark, place + 4)
    assert "password" in refusal(bytes(content))


@pytest.mark.parametrize("entry", ["word/document.xml", "_rels/.rels", "word/_rels/document.xml.rels"])
def test_a_document_type_in_any_part_is_refused(entry: str) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    assert "that Word files don't have" in refusal(word_file("", more={entry: bomb}))


def test_every_cut_of_a_file_gives_a_message_and_no_fault() -> None:
    content = word_file(paragraph("x"))
    for length in range(4, len(content), 37):
        assert refusal(content[:length])
    for place in range(30, len(content), 41):
        broken = content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]
        try:
            opened(broken, "x")
        except InvalidInputError:
            continue


def test_packing_says_the_same_each_time_and_has_no_day() -> None:
    once = packed(opened(word_file("x"), "x"), "<a/>")
    assert packed(opened(word_file("x"), "x"), "<a/>") == once
    assert "docProps/core.xml" in entries_of(once)
    assert zipfile.ZipInfo("x").date_time == (1980, 1, 1, 0, 0, 0)
