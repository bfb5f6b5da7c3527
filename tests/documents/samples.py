"""Quotes to print and what can be read from their PDFs."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pypdfium2 as pdfium
from PIL import Image

from salesdesk.documents.quote_pdf import DocumentLine, QuoteDocument, TaxGroup
from salesdesk.domain import renminbi
from salesdesk.domain.quote_version import Party

RATE = Decimal("0.13")


def line(number: int = 1, **changes: Any) -> DocumentLine:
    """Return a line of one machine at 113.00 with tax."""
    plain = DocumentLine(
        number=number,
        name=f"立式加工中心 {number}",
        quantity=Decimal(1),
        unit_price=Decimal(113),
        tax_rate=RATE,
        amount=Decimal("113.00"),
    )
    return replace(plain, **changes)


def section(name: str) -> DocumentLine:
    """Return the heading of a section."""
    return DocumentLine(kind="section", name=name)


def quote(*lines: DocumentLine, **changes: Any) -> QuoteDocument:
    """Return a quote over lines with tax at 13 %, its sums right; one line where none is given."""
    lines = lines or (line(),)
    gross = sum((one.amount for one in lines if one.counts), Decimal(0))
    gross -= changes.get("document_discount", Decimal(0))
    net = (gross / (1 + RATE)).quantize(Decimal("0.01"))
    plain = QuoteDocument(
        number="QT-202611-0187",
        version=2,
        issued_on=date(2026, 11, 23),
        valid_until=date(2026, 12, 23),
        currency="CNY",
        price_mode="tax_included",
        customer=Party("华锐精工（苏州）有限公司"),
        seller=Party("锐博数控设备有限公司"),
        lines=lines,
        taxes=(TaxGroup(RATE, net, gross - net, gross),),
        net=net,
        tax=gross - net,
        gross=gross,
        in_words=renminbi.in_words(gross),
        footer="本报价为要约邀请，以双方签署的合同为准。",
    )
    return replace(plain, **changes)


def page_texts(pdf: bytes) -> list[str]:
    """Return the text of every page as a reader copies it."""
    with pdfium.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def text_of(pdf: bytes) -> str:
    """Return the text of all pages."""
    return "\n".join(page_texts(pdf))


def squeezed(text: str) -> str:
    """Return the text without white space, which line breaks move, and hyphens, which extraction joins there."""
    return "".join(text.split()).replace("-", "")


def picture(width: int, height: int, *, mode: str = "RGBA", kind: str = "PNG") -> bytes:
    """Return a picture of one colour as a file."""
    file = io.BytesIO()
    Image.new(mode, (width, height), 1).save(file, kind)
    return file.getvalue()


def pictures_of(pdf: bytes) -> list[tuple[float, float]]:
    """Return the sizes in points of the pictures on the first page."""
    with pdfium.PdfDocument(pdf) as document:
        found = document[0].get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE])
        bounds = [one.get_bounds() for one in found]
    return [(right - left, top - bottom) for left, bottom, right, top in bounds]
