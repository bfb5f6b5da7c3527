"""A file that a PDF carries, for readers to save and for this program to read back."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a PDF: its name in plain letters, its kind such as `application/json`, its content."""

    name: str
    kind: str
    content: bytes


def attach(canvas: Canvas, attachment: Attachment) -> None:
    """Put the one file that it carries into a PDF that is being written (PDF 32000, 7.11.4)."""
    document = canvas._doc  # type: ignore[attr-defined]  # noqa: SLF001 - ReportLab has no public way to do it
    kind = "/" + attachment.kind.replace("/", "#2F")  # which PDFName leaves as it is
    size = PDFDictionary({"Size": len(attachment.content)})
    stream = PDFStream(
        PDFDictionary(
            {
                "Type": PDFName("EmbeddedFile"),
                "Subtype": kind,
                "Filter": PDFName("FlateDecode"),
                "Params": size,
            }
        ),
        zlib.compress(attachment.content, 9),
    )
    name = PDFString(attachment.name)
    file = PDFDictionary(
        {
            "Type": PDFName("Filespec"),
            "F": name,
            "UF": name,
            "EF": PDFDictionary({"F": document.Reference(stream)}),
            "AFRelationship": PDFName("Data"),
        }
    )
    names = PDFDictionary({"Names": PDFArray([name, document.Reference(file)])})
    document.Catalog.Names = PDFDictionary({"EmbeddedFiles": names})
