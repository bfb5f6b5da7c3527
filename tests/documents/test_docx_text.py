"""Blanks in a part of a Word file: parted over runs, in rows that repeat, and what may not be there."""

from __future__ import annotations

from itertools import pairwise
from xml.dom import minidom

import pytest
from hypothesis import given, strategies as st

from salesdesk.documents import docx_text
from salesdesk.documents.docx_text import Part
from salesdesk.documents.docx_xml import MAX_DEPTH, Problem
from salesdesk.domain.word_fields import MARK
from salesdesk.domain.word_values import Say
from tests.documents.word_files import paragraph, part, row, run, table


def said(**values: str) -> Say:
    """Return what says these fields, with `_` for a dot, and leaves all others."""
    known = {name.replace("_", "."): value for name, value in values.items()}
    return lambda mark: known.get(mark.strip())


def paragraphs(data: bytes) -> list[str]:
    """Return the texts of the paragraphs of a part, which must be well-formed."""
    parsed = minidom.parseString(data)  # noqa: S318 - our own
    return [
        "".join(
            "\n"
            if node.tagName == "w:br"
            else "".join(one.data for one in node.childNodes if isinstance(one, minidom.Text))
            for node in each.getElementsByTagName("*")
            if node.tagName in ("w:t", "w:br")
        )
        for each in parsed.getElementsByTagName("w:p")
    ]


def test_a_blank_that_word_parted_over_runs_is_filled_where_it_begins() -> None:
    data = part(paragraph("编号：", "{", "{contr", "act.no", "}}", "。"))
    filled = Part(data).filled(said(contract_no="C-1"), {})
    assert paragraphs(filled) == ["编号：C-1。"]
    assert filled.count(b"<w:b/>") == 6, "no run goes, nor its look"


def test_everything_else_stays_byte_by_byte() -> None:
    data = part(
        '<w:p w14:paraId="1A"><w:r><w:t>plain &amp; &#x4e2d;</w:t></w:r></w:p>' + paragraph("{{buyer.name}}")
    )
    filled = Part(data).filled(said(buyer_name="{{buyer.name}}"), {})
    assert filled == data
    filled = Part(data).filled(said(buyer_name="甲"), {})
    assert filled.startswith(data[: data.index(b"{{") - 30])
    assert filled.endswith(data[data.index(b"}}</w:t>") + 2 :])


def test_values_are_escaped_lined_and_free_of_what_xml_cannot_hold() -> None:
    data = part(paragraph("{{a}}"))
    value = '<w:p>&"\x00\x0b\ud800\ufffe\U00020bb7𝒜' + "\n第二行"
    filled = Part(data).filled(said(a=value), {})
    assert paragraphs(filled) == ['<w:p>&"\U00020bb7𝒜\n第二行']


def test_braces_in_a_value_are_no_blanks() -> None:
    data = part(paragraph("{{a}} {{b}}"))
    assert paragraphs(Part(data).filled(said(a="{{b}}", b="B"), {})) == ["{{b}} B"]


def test_a_tab_or_a_break_parts_a_blank_and_unknown_ones_stay() -> None:
    broken = "<w:p>" + run("{{a") + "<w:r><w:tab/></w:r>" + run("}} {{unknown}}") + "</w:p>"
    assert paragraphs(Part(part(broken)).filled(said(a="A"), {})) == ["{{a}} {{unknown}}"]


def test_text_boxes_within_a_paragraph_are_paragraphs_of_their_own() -> None:
    inner = f"<w:txbxContent>{paragraph('{{', 'b}}')}</w:txbxContent>"
    box = f"<w:r><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></w:r>"
    data = part("<w:p>" + run("{{a}}") + box + run("{{a}}") + "</w:p>")
    assert paragraphs(Part(data).filled(said(a="A", b="B"), {}))[1] == "B"
    assert b"{{" not in Part(data).filled(said(a="A", b="B"), {})


def test_a_row_stands_once_for_each_line_with_the_blanks_of_the_contract_too() -> None:
    data = part(
        table(row(paragraph("No.")), row(paragraph("{{line", ".no}}"), paragraph("{{line.name}} {{a}}")))
        + paragraph("{{a}}")
    )
    rows = [said(line_no=str(number), line_name=name) for number, name in ((1, "磨床"), (2, "<铣床>"))]
    filled = Part(data).filled(said(a="A"), {"line": rows})
    assert paragraphs(filled) == ["No.", "1", "磨床 A", "2", "<铣床> A", "A"]


def test_a_row_without_lines_stands_once_and_is_empty() -> None:
    data = part(table(row(paragraph("{{instalment.no}}"), paragraph("x"))))
    assert paragraphs(Part(data).filled(said(), {})) == ["", "x"]


def test_a_table_within_a_row_goes_along() -> None:
    inner = table(row(paragraph("{{line.model}}")))
    data = part(table(row(paragraph("{{line.name}}"), inner + paragraph("x"))))
    rows = [said(line_name="A", line_model="1"), said(line_name="B", line_model="2")]
    assert paragraphs(Part(data).filled(said(), {"line": rows})) == ["A", "1", "x", "B", "2", "x"]


def test_rows_cannot_grow_without_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_text, "MAX_WRITTEN", 5_000)
    data = part(table(row(paragraph("{{line.name}}" + "x" * 1_000))))
    with pytest.raises(Problem, match="unpacked"):
        Part(data).filled(said(), {"line": [said(line_name="A")] * 10})


def test_what_hangs_on_parts_that_are_left_out_goes_with_them() -> None:
    data = part(
        '<w:attachedTemplate r:id="rId1"/><w:mailMerge><w:dataSource r:id="rId2"/></w:mailMerge>'
        '<w:zoom w:percent="90"/>',
        "settings",
    )
    assert b"rId" not in Part(data).filled(said(), {})
    assert b"w:zoom" in Part(data).filled(said(), {})


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('<w:p><w:ins w:id="1"><w:r><w:t>x</w:t></w:r></w:ins></w:p>', "revisions"),
        ("<w:p><w:pPr><w:pPrChange/></w:pPr></w:p>", "revisions"),
        ('<w:p><w:r><w:commentReference w:id="0"/></w:r></w:p>', "comments"),
        ("<w:p><w:r><w:object/></w:r></w:p>", "embedded"),
        ('<w:altChunk r:id="rId1"/>', "embedded"),
        ('<w:p><w:r><w:pict><v:imagedata src="http://x.example/a.png"/></w:pict></w:r></w:p>', "link"),
        ('<w:p><w:r><w:pict><v:shape href="file:///c:/x"/></w:pict></w:r></w:p>', "link"),
        ('<w:p><w:fldSimple w:instr=" INCLUDETEXT &quot;c:/x&quot; "/></w:p>', "instruction"),
        ('<w:p><w:fldSimple w:instr=" HYPERLINK &quot;file:///c:/x&quot; "/></w:p>', "link"),
        ("<w:p>" + "<w:r>" * (MAX_DEPTH + 1) + "</w:r>" * (MAX_DEPTH + 1) + "</w:p>", "unpacked"),
        ("<w:p><w:r><w:t>a<w:b/></w:t></w:r></w:p>", "damaged"),
        ("<w:p>", "damaged"),
    ],
)
def test_what_may_not_go_out_with_a_contract_is_refused(body: str, code: str) -> None:
    with pytest.raises(Problem) as caught:
        Part(part(body))
    assert caught.value.code == code


def field(*instructions: str, end: str = "end") -> str:
    """Return one of Word's own fields: its instruction in runs, or other fields in it."""
    texts = "".join(
        one if one.startswith("<") else f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in instructions
    )
    last = f'<w:r><w:fldChar w:fldCharType="{end}"/></w:r>' if end else ""
    return f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{texts}{last}'


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        (field(" DDE", "AUTO c:/x "), "instruction"),
        (field(" DDE", end=""), "instruction"),
        (field(" IF ", field(" INCLUDEPICTURE x ")) + field(" PAGE "), "instruction"),
        (field(' HYPERLINK "javascript:x" '), "link"),
    ],
)
def test_fields_of_word_that_reach_outside_are_refused_however_they_are_parted(
    inside: str, code: str
) -> None:
    with pytest.raises(Problem) as caught:
        Part(part(f"<w:p>{inside}</w:p>"))
    assert caught.value.code == code


def test_page_numbers_links_and_sums_are_taken() -> None:
    plain = (" PAGE ", " NUMPAGES ", ' HYPERLINK "https://x.example" ', r" HYPERLINK \l b ", " =2+3 ")
    assert Part(part(f"<w:p>{''.join(map(field, plain))}</w:p>"))


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
    ],
)
def test_a_document_type_is_refused(data: bytes) -> None:
    with pytest.raises(Problem, match="dtd"):
        Part(data)


@pytest.mark.parametrize(
    "data", [b'<?xml version="1.0" encoding="gbk"?><x/>', "<x/>".encode("utf-16"), b"", b"<x>&a;</x>"]
)
def test_what_is_no_utf_8_or_no_xml_is_damaged(data: bytes) -> None:
    with pytest.raises(Problem, match="damaged"):
        Part(data)


signs = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"))
pieces = st.lists(
    st.one_of(
        st.sampled_from(["{{a}}", "{{ b }}", "{{unknown}}", "{{", "}}", "{", "}"]), st.text(signs, max_size=6)
    ),
    max_size=8,
).map("".join)


@given(text=pieces, cuts=st.lists(st.integers(0, 60), max_size=6), value=st.text(signs, max_size=8))
def test_however_a_text_is_parted_it_is_filled_as_one(text: str, cuts: list[int], value: str) -> None:
    places = sorted({min(cut, len(text)) for cut in cuts} | {0, len(text)})
    runs = [text[first:last] for first, last in pairwise(places)]
    known = {"a": value, "b": "B"}
    filled = Part(part(paragraph(*runs))).filled(said(**known), {})
    assert paragraphs(filled) == [MARK.sub(lambda mark: known.get(mark[1].strip(), mark[0]), text)]
