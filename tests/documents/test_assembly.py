"""A document joined with PDFs of others: what is taken along, what never is, and what is refused."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, cast

import pypdfium2 as pdfium
import pytest
from pypdf import PdfReader, PdfWriter, generic

from salesdesk.documents import pdf_bounds, pdf_work
from salesdesk.documents.assembly import Attached, Enclosures, assembled, tried
from salesdesk.documents.quote_pdf import render_quote
from salesdesk.domain.errors import InvalidInputError
from tests.documents import foreign
from tests.documents.foreign import Name
from tests.documents.samples import line, page_texts, quote


@pytest.fixture(scope="module")
def plain() -> bytes:
    """Give a quote of several pages."""
    return render_quote(quote(*map(line, range(1, 60))))


def after(content: bytes, name: str = "条款.pdf") -> Enclosures:
    """Return one appendix."""
    return Enclosures(appendices=(Attached(name, content),))


def test_what_encloses_nothing_stays_as_it_is(plain: bytes) -> None:
    assert assembled(plain, Enclosures()) is plain


def test_covers_come_before_and_appendices_behind(plain: bytes) -> None:
    enclosures = Enclosures(
        covers=(Attached("Cover.pdf", foreign.pdf("COVER")),),
        appendices=(
            Attached("Terms.pdf", foreign.pdf("TERMS 1", "TERMS 2")),
            Attached("b.pdf", foreign.pdf("SHEET")),
        ),
    )
    own = page_texts(plain)
    made = assembled(plain, enclosures)
    texts = page_texts(made)
    assert [text.strip() for text in (texts[0], *texts[-3:])] == ["COVER", "TERMS 1", "TERMS 2", "SHEET"]
    assert texts[1:-3] == own
    reader = PdfReader(io.BytesIO(made))
    assert reader.page_labels == ["i", *map(str, range(1, len(own) + 1)), "A-1", "A-2", "A-3"]
    titles = [
        (item.title, reader.get_destination_page_number(item))
        for item in reader.outline
        if not isinstance(item, list)
    ]
    assert titles[0] == ("Cover", 0)
    assert titles[-2:] == [("Terms", len(own) + 1), ("b", len(own) + 3)]
    kept = [item.title for item in PdfReader(io.BytesIO(plain)).outline if not isinstance(item, list)]
    assert [title for title, _page in titles[1:-2]] == kept
    assert reader.metadata == PdfReader(io.BytesIO(plain)).metadata


def test_the_same_parts_give_the_same_bytes(plain: bytes) -> None:
    enclosures = Enclosures(
        background=Attached("a.pdf", foreign.pdf("HEAD")), covers=(Attached("c", foreign.acting()),)
    )
    assert assembled(plain, enclosures) == assembled(plain, enclosures)
    other = Enclosures(background=Attached("a.pdf", foreign.pdf("HEAL")))
    readers = [PdfReader(io.BytesIO(assembled(plain, one))) for one in (enclosures, other)]
    first, second = ([str(part) for part in cast("Any", reader.trailer["/ID"])] for reader in readers)
    assert first[0] == second[0]
    assert first[1] != second[1]


@pytest.mark.skipif(not shutil.which("qpdf"), reason="qpdf is not installed")
def test_what_is_made_is_sound(plain: bytes, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    letterhead = Attached("a.pdf", foreign.pdf("HEAD", "NEXT"))
    file.write_bytes(
        assembled(
            plain, Enclosures(letterhead, "all", (Attached("x", foreign.acting()),), (Attached("y", plain),))
        )
    )
    checked = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize(("pages", "expected"), [("first", ["HEAD"]), ("all", ["HEAD", "NEXT", "NEXT"])])
def test_a_letterhead_lies_under_the_first_page_or_all(plain: bytes, pages: Any, expected: list[str]) -> None:
    letterhead = Attached("a.pdf", foreign.pdf("HEAD", "NEXT"))
    texts = page_texts(assembled(plain, Enclosures(letterhead, pages)))
    found = [word for text in texts for word in ("HEAD", "NEXT") if word in text]
    assert found[: len(expected)] == expected
    assert len(found) == (1 if pages == "first" else len(texts))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_letterhead_is_laid_as_it_is_seen(turn: int) -> None:
    """The text near the upper left of the sheet, as a reader shows it, stands there on the quote too."""
    size = (595.28, 841.89) if turn % 180 == 0 else (841.89, 595.28)
    source = foreign.pdf("MARK", size=size, turn=turn)
    made = assembled(render_quote(quote(line(1))), Enclosures(Attached("a.pdf", source)))
    assert _dark(made) == pytest.approx(_dark(source), abs=2)


def _dark(content: bytes) -> tuple[float, ...]:
    """Return where MARK is on the first page as it is seen: left, bottom, right, top in points."""
    document = pdfium.PdfDocument(content)
    page = document[0]
    text = page.get_textpage()
    at = text.search("MARK").get_next()
    assert at is not None
    box = text.get_charbox(at[0])
    width, height = page.get_mediabox()[2:]
    left, bottom, right, top = box
    turned: tuple[float, ...] = {
        0: (left, bottom, right, top),
        90: (bottom, width - right, top, width - left),
        180: (width - right, height - top, width - left, height - bottom),
        270: (height - top, left, height - bottom, right),
    }[page.get_rotation()]
    document.close()
    return turned


@pytest.mark.parametrize("place", ["background", "covers", "appendices"])
def test_nothing_that_acts_is_taken_along(plain: bytes, place: str) -> None:
    hostile = Attached("a.pdf", foreign.acting())
    values: dict[str, Any] = {place: hostile if place == "background" else (hostile,)}
    made = assembled(plain, Enclosures(**values))
    assert any("acts" in text for text in page_texts(made))
    reader = PdfReader(io.BytesIO(made))
    everything = repr([reader.get_object(number) for number in range(1, len(reader.xref[0]) + 1)])
    for word in (
        "JavaScript",
        "Launch",
        "evil",
        "AcroForm",
        "'/AA'",
        "OpenAction",
        "EmbeddedFile",
        "Annots",
        "alert",
    ):
        assert word not in everything


@pytest.mark.parametrize("place", ["background", "covers", "appendices"])
def test_stamps_and_filled_fields_become_part_of_the_page(plain: bytes, place: str) -> None:
    widget = {"Subtype": Name("/Widget"), "FT": Name("/Tx")}
    box = {"Subtype": Name("/Widget"), "AS": Name("/TICKED"), "Text": ["TICKED", "EMPTY"]}
    link = {"Subtype": Name("/Link"), "Text": "LINK"}
    hidden, seen_only = {"F": 6, "Text": "HIDDEN"}, {"F": 0, "Text": "SCREEN"}
    source = Attached(
        "a.pdf",
        foreign.marked(
            {"Text": "STAMP"}, widget | {"Text": "FILLED", "V": "x"}, box, link, hidden, seen_only
        ),
    )
    values: dict[str, Any] = {place: source if place == "background" else (source,)}
    made = assembled(plain, Enclosures(**values))
    texts = "".join(page_texts(made))
    assert [word for word in ("STAMP", "FILLED", "TICKED", "page") if word not in texts] == []
    assert [word for word in ("EMPTY", "LINK", "HIDDEN", "SCREEN") if word in texts] == []
    assert "/Annots" not in repr(list(PdfReader(io.BytesIO(made)).pages))
    assert assembled(plain, Enclosures(**values)) == made


@pytest.mark.parametrize("turn", [0, 90])
@pytest.mark.parametrize("loose", [False, True])
def test_a_stamp_stays_in_its_place(plain: bytes, turn: int, *, loose: bool) -> None:
    """In its place of 200 by 100, what is drawn at 10, 20 of 100 by 50 stands at 20, 40, twice as large."""
    source = foreign.marked({"Text": "MARK"}, turn=turn, loose=loose)
    document = pdfium.PdfDocument(assembled(plain, after(source)))
    page = document[len(document) - 1]
    text = page.get_textpage()
    at = text.search("MARK").get_next()
    assert at is not None
    left, bottom, _right, top = text.get_charbox(at[0])
    assert (left, bottom) == pytest.approx((120, 540), abs=3)
    assert 10 < top - bottom < 20


def test_what_does_not_say_how_it_looks_is_told_when_the_file_is_taken() -> None:
    field = {"Subtype": Name("/Widget"), "FT": Name("/Tx")}
    for content, told in (
        (foreign.marked({"Text": "STAMP"}, field, field | {"V": ""}), False),
        (foreign.marked(field | {"V": "42"}), True),
        (foreign.marked({"Subtype": Name("/FreeText"), "Contents": "see here"}), True),
        (foreign.marked({"Subtype": Name("/Text"), "Contents": "a reviewer's note"}), False),
        (foreign.pdf("plain"), False),
    ):
        assert ("条款.pdf" in tried("条款.pdf", content)) is told


@pytest.mark.parametrize(
    "values",
    [
        {"Rect": (0, 0, 1)},
        {"Rect": "nowhere"},
        {"Rect": (7, 7, 7, 7)},
        {"AP": "none"},
        {"AP": generic.DictionaryObject({Name("/N"): generic.NullObject()})},
        {"F": "4"},
    ],
)
def test_an_annotation_that_makes_no_sense_is_left_out(plain: bytes, values: dict[str, Any]) -> None:
    made = assembled(plain, after(foreign.marked({"Text": "ODD"} | values)))
    assert "page" in page_texts(made)[-1]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no pdf",
        b"%PDF-1.7\n",
        foreign.pdf("a")[:400],
        foreign.locked("secret"),
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
        b"trailer<</Root 1 0 R>>",
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 1e9 1]>>endobj\ntrailer<</Root 1 0 R>>",
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 nan 1]/Resources " + b"<</Font" * 3000 + b">>endobj\n"
        b"trailer<</Root 1 0 R>>",
        foreign.pdf(*["x"] * (pdf_bounds.MAX_PAGES + 1)),
        b"%PDF-1.4\n" + b"0" * pdf_bounds.MAX_BYTES,
    ],
    ids=["empty", "text", "head", "cut", "locked", "circle", "wide", "deep", "pages", "large"],
)
def test_a_bad_file_is_named_and_nothing_else_happens(plain: bytes, content: bytes) -> None:
    with pytest.raises(InvalidInputError, match=r"条款\.pdf"):
        assembled(plain, after(content))


def test_of_several_files_the_bad_one_is_named(plain: bytes) -> None:
    """Also where it can be opened, and only a page of it can't be copied."""
    writer: Any = PdfWriter(clone_from=PdfReader(io.BytesIO(foreign.pdf("x"))))
    loop = generic.DictionaryObject()
    for _depth in range(2 * pdf_bounds.MAX_DEPTH):
        loop = generic.DictionaryObject({Name("/Deep"): loop})
    writer.pages[0]["/Resources"][Name("/Font")] = loop
    bad = Attached("坏.pdf", foreign.written(writer))
    good = Attached("好.pdf", foreign.pdf("a"))
    for enclosures in (Enclosures(good, appendices=(good, bad)), Enclosures(bad, appendices=(good,))):
        with pytest.raises(InvalidInputError, match=r"坏\.pdf"):
            assembled(plain, enclosures)


def test_a_file_that_only_its_owner_may_change_is_taken(plain: bytes) -> None:
    assert page_texts(assembled(plain, after(foreign.locked(""))))[-1].strip() == "locked"


def test_a_picture_that_unpacks_without_end_is_not_unpacked(plain: bytes) -> None:
    writer: Any = PdfWriter(clone_from=PdfReader(io.BytesIO(foreign.pdf("bomb"))))
    bomb = generic.DecodedStreamObject()
    bomb.set_data(b"0" * 50_000_000)
    writer.pages[0]["/Resources"][Name("/XObject")] = generic.DictionaryObject(
        {Name("/Bomb"): writer._add_object(bomb.flate_encode())}
    )
    assert len(assembled(plain, after(foreign.written(writer)))) < len(plain) + 1_000_000


def test_what_takes_too_long_is_stopped(plain: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_work, "SECONDS", -1)
    with pytest.raises(InvalidInputError, match=r"条款\.pdf"):
        assembled(plain, after(foreign.pdf("a")))


def test_a_crash_of_the_other_process_is_told(plain: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_work, "_command", lambda: [sys.executable, "-c", "import os; os.abort()"])
    with pytest.raises(InvalidInputError, match=r"条款\.pdf"):
        assembled(plain, after(foreign.pdf("a")))


def test_the_user_may_stop_it(plain: bytes) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        assembled(plain, after(foreign.pdf("a")), stop)


def test_the_packaged_program_knows_the_work_by_its_argument(tmp_path: Path) -> None:
    (tmp_path / "base.pdf").write_bytes(foreign.pdf("a"))
    job = {
        "do": "join",
        "base": "base.pdf",
        "background": "",
        "before": [],
        "after": [["base.pdf", "A"]],
        "id": "00",
    }
    (tmp_path / "job.json").write_text(json.dumps(job))
    subprocess.run([sys.executable, "-m", "salesdesk", pdf_work.FROZEN, str(tmp_path)], check=True)
    assert json.loads((tmp_path / "told.json").read_text()) == {"pages": 2, "lost": []}


def test_the_library_loads_only_in_the_other_process(plain: bytes) -> None:
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from salesdesk.documents.assembly import Attached, Enclosures, assembled\n"
        "pdf = Path(sys.argv[1]).read_bytes()\n"
        "assembled(pdf, Enclosures(appendices=(Attached('a', pdf),)))\nassert 'pypdf' not in sys.modules"
    )
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        Path(file.name).write_bytes(plain)
        subprocess.run([sys.executable, "-c", code, file.name], check=True)
