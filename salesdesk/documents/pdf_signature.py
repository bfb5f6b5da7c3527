"""A PDF of ours signed with a certificate: PAdES baseline B-B (ETSI EN 319 142-1), added behind what stands there.

Nothing is asked of the network: no time stamp, no revocation lists. What was signed stays as it was, byte by byte.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from salesdesk.documents.certificate import Certificate

FIELD: Final = "SellerSignature"
"""The name of our signature's field: the other side signs in one of its own."""


@dataclass(frozen=True, slots=True)
class Visible:
    """Where a signature is seen: the page from 0 on, left, bottom, right and top in points, and a PDF of that size."""

    page: int
    box: tuple[float, float, float, float]
    mark: bytes


def sign(
    pdf: bytes,
    certificate: Certificate,
    *,
    reason: str = "",
    location: str = "",
    visible: Visible | None = None,
) -> bytes:
    """Return a PDF signed with a certificate, its chain enclosed; the signature approves, so that others may follow.

    What it says of itself (its metadata) stays as it was issued; the time is in the signature, by this machine's clock.
    """
    # ruff: noqa: PLC0415 - the library takes most of a second to load
    from pyhanko.keys import internal
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    others = SimpleCertificateStore()
    others.register_multiple(map(internal.translate_pyca_cryptography_cert_to_asn1, certificate.chain))
    signer = signers.SimpleSigner(
        signing_cert=internal.translate_pyca_cryptography_cert_to_asn1(certificate.leaf),
        signing_key=internal.translate_pyca_cryptography_key_to_asn1(certificate.key),
        cert_registry=others,
    )
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=reason or None,
        location=location or None,
    )
    place = fields.SigFieldSpec(
        FIELD,
        on_page=visible.page if visible else 0,
        box=visible.box if visible else None,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    # Else it would write its own name as the maker's, and parse the metadata for that.
    writer._update_meta = lambda: None  # noqa: SLF001 - it has no public way to leave the metadata alone
    style = _Style(visible.mark) if visible else None
    signed = signers.PdfSigner(meta, signer, stamp_style=style, new_field_spec=place).sign_pdf(writer)
    result: bytes = signed.getvalue()
    return result


class _Style:
    """Draws a mark where the library would write a text of its own, in a typeface that isn't embedded."""

    def __init__(self, mark: bytes) -> None:
        self._mark = mark

    def create_stamp(self, writer: Any, _box: object, _texts: object) -> _Stamp:
        return _Stamp(self._mark, writer)


class _Stamp:
    def __init__(self, mark: bytes, writer: Any) -> None:
        self._mark, self._writer = mark, writer

    def apply_appearance(self, annotation: Any) -> None:
        """Give the field the first page of the mark for its looks."""
        from pyhanko.pdf_utils.generic import DictionaryObject, pdf_name
        from pyhanko.pdf_utils.reader import PdfFileReader

        drawn = self._writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._mark)))
        annotation["/AP"] = DictionaryObject({pdf_name("/N"): drawn})
