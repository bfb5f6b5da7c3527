"""A contract in Word: the firm's template and the contract's own clauses, with the guards of the PDF."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from xml.dom import minidom

import pytest

from salesdesk import i18n
from salesdesk.documents.contract_docx import looked_up, render_docx, starting_template
from salesdesk.documents.contract_pdf import render_contract
from salesdesk.domain import clauses, merge_fields
from salesdesk.domain.contract import Amounts
from salesdesk.domain.contract_version import ContractVersion, content_hash, schedule, values, words
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.merge_fields import SCHEDULE, Value
from salesdesk.domain.word_fields import ALL
from salesdesk.i18n import Language, translate
from tests.documents.contract_samples import contract, line
from tests.documents.word_files import entries_of, paragraph, part, row, table, text_of, word_file

NOTHING = Amounts(Decimal(0), Decimal(0), Decimal(0))
NEEDED = paragraph("{{contract.no}} {{buyer.name}} {{seller.name}} {{total.figures}}")


def written_with(template: bytes, version: ContractVersion) -> ContractVersion:
    """Return a version that is written with a template."""
    name = hashlib.sha256(template).hexdigest()
    return replace(version, template_file=name, template_name="我方合同", template=looked_up(template, "x"))


def filled(body: str, **more: Any) -> bytes:
    """Return a contract written with a template of this text."""
    template = word_file(NEEDED + body)
    return render_docx(written_with(template, contract(2, **more)), template, "x")


def parts_of(content: bytes) -> dict[str, bytes]:
    """Return the parts of a Word file, all of which must be well-formed."""
    entries = entries_of(content)
    for name, data in entries.items():
        assert name.endswith((".xml", ".rels", ".png")), name
        if not name.endswith(".png"):
            minidom.parseString(data)  # noqa: S318 - our own
    return entries


def plain(text: str) -> str:
    """Return a text without the places of its lines."""
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("languages", [("zh_CN", "en"), ("zh_CN",), ("en",), ("en", "zh_CN")])
def test_the_starting_template_filled_has_every_clause_and_figure(languages: tuple[Language, ...]) -> None:
    template = starting_template(clauses.template(), languages)
    second = languages[1] if len(languages) > 1 else None
    version = written_with(template, contract(5, language=languages[0], second_language=second))
    content = render_docx(version, template, "x")
    assert all(b"{{" not in data for data in parts_of(content).values())
    text = plain(text_of(content))
    note = "see the schedule below"
    below = {SCHEDULE: Value(translate(note, "zh_CN"), note)}
    for clause in clauses.template():
        for language in languages:
            said = merge_fields.fill(clause.text(language), values(version) | below, language)
            assert plain(said) in text
            assert clause.title(language) in text
    for language in languages:
        assert words(version, language) in text
        assert all(entry.label in text and entry.when in text for entry in schedule(version, language))
    assert all(one.name in text and one.specification in text for one in version.lines)
    assert "565.00" in text


def test_the_clauses_of_a_contract_are_written_without_a_template() -> None:
    own = (
        *clauses.template()[:3],
        clauses.Clause(title_zh="廉洁", text_zh="不得<行贿>。\n两行", text_en="No bribes."),
    )
    content = render_docx(contract(1, clauses=own))
    assert "不得<行贿>。" in text_of(content)
    assert "第三条  廉洁" in text_of(content)
    assert b"C-2026-0001-V1" in parts_of(content)["docProps/core.xml"]


def test_a_framework_agreement_has_no_lines_and_needs_no_total() -> None:
    some = tuple(one for one in clauses.template() if one.code in ("c00", "c01"))
    framework = contract(1, contract_kind="framework", clauses=some, plan=(), lines=(), amounts=NOTHING)
    assert "附件一 设备" not in text_of(render_docx(framework))
    template = word_file(paragraph("{{contract.no}} {{buyer.name}} {{seller.name}}"))
    assert render_docx(written_with(template, framework), template, "x")


def test_blanks_are_filled_in_headers_footers_and_notes_too() -> None:
    template = word_file(
        NEEDED,
        links=(("rId1", "header", "h.xml"), ("rId2", "footer", "f.xml"), ("rId3", "footnotes", "n.xml")),
        more={
            "word/h.xml": part(paragraph("{{buyer", ".address}}"), "hdr"),
            "word/f.xml": part(paragraph("{{contract.date.en}}"), "ftr"),
            "word/n.xml": part(paragraph("{{seller.contact}}"), "footnotes"),
        },
    )
    content = render_docx(written_with(template, contract(1)), template, "x")
    assert [text_of(content, f"word/{name}1.xml").strip() for name in ("header", "footer", "footnotes")] == [
        "云州市开发区一路1号",
        "2026-06-01",
        "林晓",
    ]


def test_rows_repeat_for_lines_and_payments() -> None:
    nothing = dict.fromkeys(("gross", "net", "tax"), Decimal(0))
    lines = (line(1), line(2, kind="section", name="辅件", **nothing), line(3, free=True))
    body = table(
        row(
            paragraph(
                "{{line.no}}|{{line.name}}|{{line.quantity}}|{{line.price}}|{{line.tax}}|{{line.amount}}"
            )
        )
    ) + table(
        row(paragraph("{{instalment.no}} {{instalment.name}} {{instalment.amount}} {{instalment.when.en}}"))
    )
    text = text_of(filled(body, lines=lines))
    assert "1|螺杆空压机1|1|113.00|13%|113.00" in text
    assert "|辅件||||" in text
    assert "2|螺杆空压机3|1|赠送|13%|113.00" in text
    assert "4 质保金 ¥22.60 within" in text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{{byer.name}}", "byer.name"),
        ("{{line.name}}", "line.name"),
        ("{{ contract.no }", "contract.no"),
        ("\uff5b\uff5bcontract.no\uff5d\uff5d", "contract.no"),
    ],
)
def test_a_template_with_faults_is_never_written_with(body: str, said: str) -> None:
    with pytest.raises(RuleError, match=said):
        filled(paragraph(body))


def test_what_a_contract_must_say_may_not_be_missing() -> None:
    i18n.set_language("en")
    template = word_file(paragraph("{{contract.no}} {{total.words}}"))
    with pytest.raises(RuleError, match=r"lacks “Buyer”.*lacks “Seller”"):
        render_docx(written_with(template, contract(1)), template, "x")


def test_empty_blanks_keep_it_back_as_with_the_pdf_but_only_those_of_the_template() -> None:
    i18n.set_language("en")
    version = contract(2, state="draft", fields=merge_fields.defaults() | {"contract.place": Value("")})
    with pytest.raises(RuleError, match="“Place of signing” is empty"):
        render_docx(version)
    template = word_file(NEEDED)
    assert render_docx(written_with(template, version), template, "x")
    template = word_file(NEEDED + paragraph("{{contract.place}} {{price.includes.en}}"))
    bare = replace(version, fields={**version.fields, "price.includes": Value("运费")})
    with pytest.raises(RuleError, match=r"“Place of signing” is empty.*“What the price includes” is empty"):
        render_docx(written_with(template, bare), template, "x")


def test_amounts_that_disagree_keep_it_back() -> None:
    wrong = Amounts(Decimal(200), Decimal(26), Decimal(226) + Decimal("0.01"))
    with pytest.raises(RuleError):
        filled("", amounts=wrong)


def test_a_draft_has_its_mark_on_every_page_and_what_was_issued_has_none() -> None:
    first = '<w:p><w:pPr><w:sectPr><w:headerReference w:type="default" r:id="rId1"/></w:sectPr></w:pPr></w:p>'
    template = word_file(
        NEEDED + first + "<w:sectPr/>",
        links=(("rId1", "header", "h.xml"),),
        more={"word/h.xml": part(paragraph("抬头"), "hdr")},
    )
    for state in ("draft", "in_review"):
        entries = parts_of(render_docx(written_with(template, contract(1, state=state)), template, "x"))
        headers = [data for name, data in entries.items() if re.fullmatch(r"word/header\d\.xml", name)]
        assert len(headers) == 3
        assert all('string="草稿"'.encode() in data for data in headers)
        document = entries["word/document.xml"].decode()
        assert re.findall(r'headerReference [^>]*w:type="(\w+)"', document) == ["first", "even", "default"]
    issued = parts_of(render_docx(written_with(template, contract(1)), template, "x"))
    assert all("草稿".encode() not in data for data in issued.values())


@pytest.mark.parametrize("end", ["", "<w:sectPr/>", '<w:sectPr><w:pgSz w:w="1"/></w:sectPr>'])
def test_a_draft_of_a_template_without_headers_gets_them(end: str) -> None:
    entries = parts_of(filled(end, state="draft"))
    assert entries["word/document.xml"].count(b"w:headerReference") == 3


def test_the_same_version_gives_the_same_bytes() -> None:
    assert filled("") == filled("")


def test_another_template_than_the_version_names_is_refused() -> None:
    template = word_file(NEEDED)
    with pytest.raises(RuleError):
        render_docx(contract(1), template, "x")
    with pytest.raises(RuleError):
        render_docx(written_with(template, contract(1)))
    with pytest.raises(RuleError):
        render_docx(written_with(template, contract(1)), word_file(NEEDED + NEEDED), "x")
    broken = replace(contract(1), template_file=hashlib.sha256(template[:-40]).hexdigest())
    with pytest.raises(InvalidInputError):
        render_docx(broken, template[:-40], "x")


def test_what_is_written_in_word_is_never_printed_as_other_clauses() -> None:
    with pytest.raises(RuleError, match="我方合同"):
        render_contract(written_with(word_file(NEEDED), contract(1)), preview=True)


def test_the_template_is_part_of_what_was_agreed_and_judged() -> None:
    version = contract(1)
    one, other = (written_with(word_file(NEEDED + text), version) for text in ("", paragraph("x")))
    assert len({content_hash(each) for each in (version, one, other)}) == 3
    assert content_hash(replace(one, clauses=version.clauses[:2])) != content_hash(version)


def test_a_value_that_looks_like_xml_or_a_blank_stays_a_value() -> None:
    fields = merge_fields.defaults() | {"contract.place": Value("</w:t>{{buyer.name}}&𠮷")}
    assert "</w:t>{{buyer.name}}&𠮷" in text_of(filled(paragraph("{{contract.place}}"), fields=fields))


def test_every_field_can_be_written() -> None:
    fields = merge_fields.defaults() | {"contract.place": Value("x"), "delivery.place": Value("x")}
    general = [key for key in ALL if not key.startswith(("line.", "instalment."))]
    body = "".join(paragraph("{{" + key + "}} {{" + key + ".en}}") for key in general)
    for kind in ("line", "instalment"):
        marks = "".join("{{" + key + "}}{{" + key + ".en}}" for key in ALL if key.startswith(f"{kind}."))
        body += table(row(paragraph(marks)))
    content = filled(body, fields=fields, valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31))
    assert b"{{" not in parts_of(content)["word/document.xml"]


def test_words_typed_into_a_template_that_are_no_amount_of_the_contract_keep_it_back() -> None:
    with pytest.raises(RuleError, match="人民币壹佰元整"):
        filled(paragraph("总价人民币壹佰元整"))
    assert filled(paragraph("总价人民币贰佰贰拾陆元整，保证金人民币壹佰元整（¥100.00）"))


def test_nobody_signs_a_page_that_says_nothing() -> None:
    last = clauses.template()[-1].text_zh[-20:]
    alone = entries_of(render_docx(contract(1, second_language=None)))["word/document.xml"].decode()
    (closing,) = [one for one in alone.split("</w:p>") if last in one]
    assert "<w:keepNext/>" in closing.rpartition("<w:p>")[2]
    both = entries_of(render_docx(contract(1)))["word/document.xml"].decode()
    (closing,) = [one for one in both.split("</w:p>") if "以中文" in one]
    assert "<w:keepNext/>" in closing
