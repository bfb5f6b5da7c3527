"""A contract signed with a certificate: what a validator finds, what a later change breaks, PDF/A as before."""

from __future__ import annotations

import io
import os
import re
import socket
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest
from asn1crypto.x509 import Certificate as Asn1Certificate
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.generic import DictionaryObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from salesdesk.documents.certificate import Certificate, read
from salesdesk.documents.contract_pdf import render_contract, seal_place
from salesdesk.documents.contract_signing import signed_contract
from salesdesk.documents.pdf_signature import FIELD
from salesdesk.domain.contract_version import ContractVersion
from salesdesk.domain.errors import RuleError
from tests.documents import certificates
from tests.documents.certificates import PASSPHRASE, ec_key, file, rsa_key
from tests.documents.contract_samples import contract
from tests.documents.test_archive import REFUSED

ROOT = Path(__file__).resolve().parents[2]
AT = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
VERSION = contract(1)
PLAIN = render_contract(VERSION)
OWN = read(file(), PASSPHRASE)
SIGNED = signed_contract(VERSION, OWN, AT, reason="合同 C-2026-0001-V1", location="云州")


def embedded(content: bytes) -> Any:
    return PdfFileReader(io.BytesIO(content)).embedded_signatures[0]


def validated(content: bytes, trusted: Certificate = OWN) -> Any:
    root = trusted.chain[-1] if trusted.chain else trusted.leaf
    trust = Asn1Certificate.load(root.public_bytes(Encoding.DER))
    context = ValidationContext(trust_roots=[trust], allow_fetching=False)
    return validate_pdf_signature(embedded(content), context)


def field(content: bytes) -> Any:
    (found,) = (
        annotation.get_object()
        for page in pypdf.PdfReader(io.BytesIO(content)).pages
        for annotation in page.get("/Annots", [])
        if annotation.get_object().get("/FT") == "/Sig"
    )
    return found


def test_a_validator_finds_it_whole_and_ours() -> None:
    found = validated(SIGNED)
    assert found.bottom_line
    assert found.intact
    assert found.valid
    assert found.trusted
    assert found.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert found.modification_level == ModificationLevel.NONE
    assert found.docmdp_ok


def test_it_is_pades_of_the_basic_level_without_a_time_stamp() -> None:
    found = embedded(SIGNED)
    assert found.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert found.sig_object["/Reason"] == "合同 C-2026-0001-V1"
    assert found.sig_object["/Location"] == "云州"
    assert "/M" in found.sig_object
    attributes = {one["type"].native for one in found.signer_info["signed_attrs"]}
    assert "signing_certificate_v2" in attributes
    assert "signing_time" not in attributes  # it stands in the dictionary instead (EN 319 142-1, 6.3)
    assert not found.signer_info["unsigned_attrs"].native
    assert found.signer_info["digest_algorithm"]["algorithm"].native == "sha256"


def test_what_was_issued_stays_byte_by_byte() -> None:
    assert SIGNED.startswith(PLAIN)


def test_every_rule_of_the_archive_that_a_signature_could_break_still_holds() -> None:
    added = SIGNED[len(PLAIN) :]
    for key in (*(f"/{name}" for name in REFUSED), "/CA ", "/ca ", "/AA ", "/NeedAppearances", "/Encoding"):
        assert key.encode() not in SIGNED
    assert added.count(b"\nendstream") == added.count(b"endstream")
    assert added.count(b"/Type /FontDescriptor") == added.count(b"/FontFile2") == 2
    assert b"/Metadata" in added  # the catalogue still names it
    assert b"Producer" not in added
    assert re.search(rb"/SigFlags 3", added)
    flags = int(field(SIGNED)["/F"])
    assert flags & 4  # printed
    assert not flags & 0b100011  # neither hidden, nor invisible, nor without a view
    assert list(field(SIGNED)["/AP"]) == ["/N"]


def test_names_of_typefaces_differ_from_those_of_the_contract() -> None:
    def named(content: bytes) -> set[bytes]:
        return set(re.findall(rb"/BaseFont /(\w+\+[\w-]+)", content))

    assert named(SIGNED[len(PLAIN) :])
    assert not named(SIGNED[len(PLAIN) :]) & named(PLAIN)


@pytest.mark.parametrize(
    "place",
    [40, len(PLAIN) // 2, len(PLAIN) + 60, len(SIGNED) - 200],
    ids=["head", "contract", "addition", "end"],  # the lengths are others in each process
)
def test_one_other_byte_anywhere_is_found(place: int) -> None:
    changed = bytearray(SIGNED)
    changed[place] ^= 1
    try:
        found = validated(bytes(changed))
    except Exception:  # noqa: BLE001 - what can't be read any more is found too
        return
    assert not found.intact
    assert not found.bottom_line


def test_a_page_that_is_changed_behind_the_signature_is_found() -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(SIGNED))
    page, _resources = writer.find_page_for_modification(0)
    page.get_object()[pdf_name("/UserUnit")] = writer.add_object(DictionaryObject())
    writer.mark_update(page)
    changed = io.BytesIO()
    writer.write(changed)
    found = validated(changed.getvalue())
    assert found.intact  # what was signed is still there
    assert found.coverage != SignatureCoverageLevel.ENTIRE_FILE
    assert found.modification_level == ModificationLevel.OTHER
    assert not found.bottom_line


def test_the_mark_stands_in_the_place_of_our_seal() -> None:
    page, box = seal_place(VERSION)
    shown = [round(float(one)) for one in field(SIGNED)["/Rect"]]
    assert shown == [round(one) for one in box]
    shown_on = pypdf.PdfReader(io.BytesIO(SIGNED)).pages[page]
    assert [one.get_object()["/T"] for one in shown_on.annotations or ()] == [FIELD]
    assert "乙方" in shown_on.extract_text()


def test_the_place_of_our_seal_is_the_right_one_of_two_frames() -> None:
    _page, (left, bottom, right, top) = seal_place(VERSION)
    assert right - left == pytest.approx(top - bottom)
    drawn = re.findall(r"([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re", contents(PLAIN))
    frames = [[float(one) for one in each] for each in drawn if each[2] == each[3]]
    assert [left, bottom] == pytest.approx(frames[1][:2], abs=0.01)
    assert right - left == pytest.approx(frames[1][2], abs=0.01)


def contents(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    found = [page.get_contents() for page in pages]
    return "".join(one.get_data().decode("latin-1") for one in found if one is not None)


def test_one_that_isnt_seen_has_no_place_on_the_page() -> None:
    hidden = signed_contract(VERSION, OWN, AT, visible=False)
    assert [float(one) for one in field(hidden)["/Rect"]] == [0, 0, 0, 0]
    assert int(field(hidden)["/F"]) & 4
    assert validated(hidden).bottom_line


def test_the_very_file_that_went_out_is_signed() -> None:
    assert signed_contract(VERSION, OWN, AT, issued=PLAIN).startswith(PLAIN)
    earlier = render_contract(replace(VERSION, seller_person="王芳", lines=()), preview=True)
    content = signed_contract(VERSION, OWN, AT, issued=earlier)
    assert content.startswith(earlier)
    assert validated(content).bottom_line
    assert [float(one) for one in field(content)["/Rect"]] == [0, 0, 0, 0]  # its places aren't known


def test_a_certificate_of_an_authority_brings_its_chain() -> None:
    authority = certificates.certificate(ec_key(), subject=certificates.name("演示根证书"))
    leaf = certificates.certificate(
        rsa_key(),
        issuer=(authority.subject, ec_key()),
        extensions=[certificates.usage(content_commitment=True)],
    )
    own = read(file(rsa_key(), leaf, chain=[authority]), PASSPHRASE)
    content = signed_contract(VERSION, own, AT)
    assert validated(content, own).bottom_line
    assert len(embedded(content).other_embedded_certs) == 1
    assert not validated(content).trusted  # by somebody who knows only another one


def test_a_draft_is_never_signed() -> None:
    for state in ("draft", "in_review", "superseded", "void"):
        with pytest.raises(RuleError):
            signed_contract(contract(1, state=state), OWN, AT)


def test_nobody_is_asked_over_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert validated(signed_contract(VERSION, OWN, AT)).bottom_line


@pytest.mark.parametrize(("language", "second"), [("zh_CN", None), ("en", None), ("en", "zh_CN")])
def test_names_that_cant_be_printed_dont_keep_anybody_from_signing(language: Any, second: Any) -> None:
    version: ContractVersion = contract(1, language=language, second_language=second)
    hostile = replace(OWN, subject="\U0001f58a<b>&" + "龘" * 90, issuer="\x00" + "i" * 90)
    assert validated(signed_contract(version, hostile, AT)).bottom_line


def test_signing_loads_nothing_that_the_packaged_program_leaves_out(tmp_path: Path) -> None:
    (tmp_path / "own.pfx").write_bytes(file())
    (tmp_path / "plain.pdf").write_bytes(PLAIN)
    code = """if True:
        import sys
        from pathlib import Path
        from salesdesk.documents.certificate import read
        from salesdesk.documents.pdf_signature import sign
        own = read(Path("own.pfx").read_bytes(), sys.argv[1])
        signed = sign(Path("plain.pdf").read_bytes(), own)
        print(len(signed), sorted({"lxml", "oscrypto"} & set(sys.modules)))
        """
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code, PASSPHRASE],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    length, loaded = done.stdout.split(" ", 1)
    assert int(length) > len(PLAIN)
    assert loaded.strip() == "[]"
    assert '"lxml", "oscrypto"' in (ROOT / "build.spec").read_text("utf-8")
