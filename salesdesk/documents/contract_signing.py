"""The PDF of a contract that was issued, signed with our certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesdesk.documents import pdf_signature, signature_mark
from salesdesk.documents.contract_pdf import render_contract, seal_place
from salesdesk.documents.pdf_signature import Visible
from salesdesk.documents.signature_mark import SignatureMark
from salesdesk.documents.words import Words
from salesdesk.domain.electronic_signature import SIGNABLE
from salesdesk.domain.errors import RuleError
from salesdesk.i18n import _

if TYPE_CHECKING:
    from datetime import datetime

    from salesdesk.documents.certificate import Certificate
    from salesdesk.domain.contract_version import ContractVersion


def signed_contract(
    version: ContractVersion,
    certificate: Certificate,
    at: datetime,
    *,
    issued: bytes = b"",
    reason: str = "",
    location: str = "",
    visible: bool = True,
) -> bytes:
    """Return the PDF of a version signed with a certificate; a `visible` signature stands in the place of our seal.

    `issued` is the very PDF that went out, where it was kept. One of an earlier program may be set in another way: its
    signature isn't seen on the page. RuleError for what wasn't issued.
    """
    if version.state not in SIGNABLE:
        raise RuleError(_("Only what was issued is signed."))
    rendered = render_contract(version)
    known = issued in (b"", rendered)
    seen = _visible(version, certificate, at) if visible and known else None
    return pdf_signature.sign(issued or rendered, certificate, reason=reason, location=location, visible=seen)


def _visible(version: ContractVersion, certificate: Certificate, at: datetime) -> Visible:
    page, box = seal_place(version)
    say = Words(version.language, version.second_language)
    mark = SignatureMark(certificate.subject, certificate.issuer, at, say)
    return Visible(page, box, signature_mark.drawn(mark, (box[2] - box[0], box[3] - box[1])))
