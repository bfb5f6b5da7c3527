"""PDF/A-2b by its structure: no validator is at hand, so each rule that our documents could break is looked up."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from salesdesk.documents.archive import _srgb
from salesdesk.documents.contract_pdf import render_contract
from salesdesk.domain.quote_version import Party
from tests.documents.contract_samples import contract

FILE = render_contract(contract())
_XMP = re.compile(rb"<\?xpacket begin.*<\?xpacket end=\"w\"\?>", re.DOTALL)


def metadata(content: bytes) -> ET.Element:
    found = _XMP.search(content)
    assert found
    return ET.fromstring(found[0].split(b"?>", 1)[1].rsplit(b"<?xpacket", 1)[0])  # noqa: S314 - our own file


def texts(content: bytes) -> dict[str, str]:
    return {
        element.tag.split("}")[1]: (element.text or "")
        for element in metadata(content).iter()
        if element.text and element.text.strip()
    }


def test_the_head_names_a_version_and_bytes_beyond_ascii() -> None:
    first, second = FILE.split(b"\n", 2)[:2]
    assert first == b"%PDF-1.7"
    assert second.startswith(b"%")
    assert all(byte > 127 for byte in second[1:5])


def test_the_metadata_says_which_part_it_follows_and_agrees_with_the_info() -> None:
    said = texts(FILE)
    assert (said["part"], said["conformance"]) == ("2", "B")
    assert (said["Producer"], said["CreatorTool"]) == ("SalesDesk", "SalesDesk")
    assert said["CreateDate"] == said["ModifyDate"] == "2026-06-01T00:00:00+00:00"
    assert b"(D:20260601000000+00'00')" in FILE
    names = [element.text for element in metadata(FILE).iter() if element.tag.endswith("}li")]
    assert names[0] == "设备买卖合同 C-2026-0001-V1 恒岳轴承有限公司"


def test_names_with_signs_of_their_own_keep_the_metadata_well_formed() -> None:
    hostile = render_contract(
        contract(1, buyer=Party("<甲> & “乙” ]]>", tax_id="1"), seller=contract(1).seller)
    )
    assert any("<甲> &" in (element.text or "") for element in metadata(hostile).iter())


def test_the_colours_have_a_meaning() -> None:
    assert FILE.count(b"/GTS_PDFA1") == 1
    assert b"/OutputIntents" in FILE
    assert _srgb()[12:20] == b"mntrRGB "
    assert _srgb()[36:40] == b"acsp"
    assert _srgb()[8] in (2, 4)
    assert int.from_bytes(_srgb()[:4]) == len(_srgb())


def test_every_face_is_embedded_and_symbolic() -> None:
    descriptors = FILE.count(b"/Type /FontDescriptor")
    assert descriptors == FILE.count(b"/FontFile2") == FILE.count(b"/ToUnicode") > 0
    flags = [int(found) for found in re.findall(rb"/Flags (\d+)", FILE)]
    assert len(flags) == descriptors
    assert all(flag & 4 and not flag & 32 for flag in flags)
    assert b"/Encoding" not in FILE
    assert b"Helvetica" not in FILE


REFUSED = ["Encrypt", "SMask", "JavaScript", "EmbeddedFiles", "LZWDecode", "URI", "Launch"]


@pytest.mark.parametrize("key", [*(f"/{name}" for name in REFUSED), "/CA ", "/ca ", "/AA "])
def test_nothing_that_an_archive_refuses_stands_in_it(key: str) -> None:
    assert key.encode() not in FILE


def test_every_stream_ends_with_a_line_of_its_own_and_the_file_has_its_name() -> None:
    assert FILE.count(b"\nendstream") == FILE.count(b"endstream")
    assert re.search(rb"/ID\s*\[<[0-9a-f]{32}><[0-9a-f]{32}>\]", FILE)
    assert b"/Metadata" in FILE.split(b"/Type /Catalog")[0].rsplit(b"endobj", 1)[-1]
