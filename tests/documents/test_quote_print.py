"""The PDF of a quote carries its data; what others call a PDF is read within bounds or refused."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from pypdf import PdfReader, PdfWriter, generic

from salesdesk.documents import pdf_work, quote_print
from salesdesk.documents.quote_print import data_in, printed, printed_strips, without_prices
from salesdesk.domain.document_design import DocumentDesign, Margins, PdfFile
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.quote_data import FILE_NAME, data_of
from tests.documents import foreign
from tests.documents.foreign import Name
from tests.documents.samples import page_texts
from tests.documents.test_stored_quote import LINES, version


def test_the_data_comes_back_out_of_the_pdf() -> None:
    stored = version(document_discount={"amount": "8400"})
    found = data_in(printed(stored), "a.pdf")
    assert found.draft is not None
    assert found.draft.lines == stored.draft.lines
    assert found.gross == stored.totals.gross
    assert found.label == stored.label


def test_enclosures_leave_the_data_where_it_is() -> None:
    stored = version()
    made = printed(stored, {"a" * 64: foreign.acting()}.get, sheets=[PdfFile("a" * 64, "泵.pdf")])
    assert data_in(made, "a.pdf").label == stored.label


def test_what_the_design_encloses_goes_with_it() -> None:
    names = ("letterhead", "cover", "terms", "sheet")
    files = {name: PdfFile(f"{number}" * 64, f"{name}.pdf") for number, name in enumerate(names)}
    contents = {file.hash: foreign.pdf(name.upper()) for name, file in files.items()}
    design = DocumentDesign(
        background=files["letterhead"],
        covers=(files["cover"],),
        appendices=(files["terms"],),
        data_sheets=True,
    )
    stored = replace(version(), design=design)
    texts = page_texts(printed(stored, contents.get, sheets=[files["sheet"]]))
    assert [text.strip() for text in (texts[0], *texts[2:])] == ["COVER", "TERMS", "SHEET"]
    assert "LETTERHEAD" in texts[1]
    with pytest.raises(InvalidInputError, match=r"terms\.pdf"):
        printed(stored, {key: one for key, one in contents.items() if key[0] != "2"}.get)


def test_other_programs_find_it_too(tmp_path: Path) -> None:
    stored = version()
    pdf = printed(stored)
    assert PdfReader(io.BytesIO(pdf)).attachments[FILE_NAME] == [data_of(stored)]
    assert printed(stored) == pdf
    if shutil.which("qpdf"):
        file = tmp_path / "a.pdf"
        file.write_bytes(pdf)
        checked = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout + checked.stderr


def test_without_prices_nothing_tells_them() -> None:
    stored = without_prices(version())
    assert without_prices(stored) == stored
    assert data_in(printed(stored), "a.pdf").draft is None


def carrying(content: bytes, name: str = FILE_NAME, times: int = 1) -> bytes:
    """Return a PDF of somebody else's that carries a file."""
    writer: Any = PdfWriter(clone_from=PdfReader(io.BytesIO(foreign.pdf("x"))))
    for _time in range(times):
        writer.add_attachment(name, content)
    return foreign.written(writer)


def packed(content: bytes) -> bytes:
    """Return a PDF that carries a packed file."""
    writer: Any = PdfWriter(clone_from=PdfReader(io.BytesIO(carrying(b"x"))))
    names = writer.root_object["/Names"]["/EmbeddedFiles"]["/Names"]
    stream = generic.DecodedStreamObject()
    stream.set_data(content)
    names[1].get_object()["/EF"][Name("/F")] = writer._add_object(stream.flate_encode())
    return foreign.written(writer)


def circular() -> bytes:
    """Return a PDF whose tree of names is its own branch."""
    writer: Any = PdfWriter(clone_from=PdfReader(io.BytesIO(foreign.pdf("x"))))
    tree = generic.DictionaryObject()
    reference = writer._add_object(tree)
    tree[Name("/Kids")] = generic.ArrayObject([reference] * 3)
    writer.root_object[Name("/Names")] = generic.DictionaryObject({Name("/EmbeddedFiles"): reference})
    return foreign.written(writer)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text",
        b"%PDF-1.7",
        foreign.pdf("no data"),
        foreign.locked("secret"),
        foreign.acting(),
        carrying(b"{}"),
        carrying(b"{}", "other.json"),
        packed(b" " * 60_000_000),
        circular(),
    ],
    ids=["empty", "text", "head", "plain", "locked", "acting", "broken", "other", "bomb", "circle"],
)
def test_what_carries_no_quote_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInputError):
        data_in(content, "a.pdf")


def test_a_quote_that_another_program_put_there_is_taken_as_it_says() -> None:
    stored = version()
    values = json.loads(data_of(stored))
    assert data_in(packed(json.dumps(values).encode()), "a.pdf").label == stored.label


def test_what_was_sent_is_printed_as_it_was_as_long_as_it_stands() -> None:
    stored = replace(version(), state="sent")
    over = stored.valid_until + timedelta(days=1)
    kept = {"f" * 64: b"as it was sent"}
    for one, today in ((stored, stored.valid_until), (replace(stored, state="accepted"), over)):
        assert printed(one, kept.get, sent="f" * 64, today=today) == b"as it was sent"
    for other, day, mark in (
        (stored, over, "已过期"),
        (replace(stored, state="superseded"), None, "已被新版取代"),
        (replace(stored, state="void"), None, "已作废"),
    ):
        assert mark in "".join(page_texts(printed(other, kept.get, sent="f" * 64, today=day)))
    assert printed(stored, kept.get, sent="e" * 64).startswith(b"%PDF"), "the file is gone"


def test_a_plain_quote_needs_no_other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_work, "_command", lambda: ["/nowhere"])
    assert printed(replace(version(), state="sent")).startswith(b"%PDF")


def sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Return the sizes of all pages."""
    with pdfium.PdfDocument(pdf) as document:
        return [page.get_size() for page in document]


def test_for_a_screen_the_pages_become_one_as_high_as_it_takes() -> None:
    stored = version(lines=[LINES[0] | {"tax_rate": "13%"}] * 60)
    (strip,) = printed_strips(stored)
    ((width, height),) = sizes(strip)
    paper = sizes(printed(stored))
    assert width == paper[0][0]
    assert paper[0][1] < height < sum(one[1] for one in paper)
    assert page_texts(strip)[0].count("HSM-600") == 60
    assert page_texts(strip)[0].count("草稿") > 1


def test_what_is_too_high_becomes_several_and_much_too_high_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(quote_print, "LONGEST_STRIP", 1200)
    stored = version(lines=[LINES[0] | {"tax_rate": "13%"}] * 60)
    strips = printed_strips(stored)
    assert len(strips) == 2
    assert all(height <= 1200 for strip in strips for _width, height in sizes(strip))
    assert sum(text.count("HSM-600") for strip in strips for text in page_texts(strip)) == 60
    monkeypatch.setattr(quote_print, "MOST_STRIPS", 1)
    with pytest.raises(RuleError, match="QT-202611-0001-V1"):
        printed_strips(stored)


def test_of_a_letterhead_a_strip_has_what_stands_above_the_quote() -> None:
    letterhead = PdfFile("a" * 64, "a.pdf")
    stored = replace(version(), design=DocumentDesign(background=letterhead, margins=Margins(top=30)))
    (strip,) = printed_strips(stored, {letterhead.hash: foreign.pdf("HEAD")}.get)
    (plain,) = printed_strips(version())
    assert sizes(strip)[0][1] - sizes(plain)[0][1] == pytest.approx(16 * 72 / 25.4, abs=0.1)
    assert "HEAD" in page_texts(strip)[0]
