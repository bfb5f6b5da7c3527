"""PDF/A-2b (ISO 19005-2): what a document says of itself and of its colours, so that an archive can keep it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString

from salesdesk import resources

if TYPE_CHECKING:
    from datetime import date

    from reportlab.pdfgen.canvas import Canvas

_PRODUCER: Final = "SalesDesk"
_END: Final = b"endstream\n"
_XMP: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
   <pdfaid:part>2</pdfaid:part>
   <pdfaid:conformance>B</pdfaid:conformance>
  </rdf:Description>
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
   <dc:format>application/pdf</dc:format>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
   <dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
  </rdf:Description>
  <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
   <xmp:CreatorTool>{producer}</xmp:CreatorTool>
   <xmp:CreateDate>{created}T00:00:00+00:00</xmp:CreateDate>
   <xmp:ModifyDate>{created}T00:00:00+00:00</xmp:ModifyDate>
  </rdf:Description>
  <rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
   <pdf:Producer>{producer}</pdf:Producer>
   <pdf:Keywords></pdf:Keywords>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


def make_archival(canvas: Canvas, *, title: str, author: str, subject: str, created: date) -> None:
    """Give a PDF that is being written its metadata and the meaning of its colours, as PDF/A-2b asks.

    The rest is as all our documents are: every face embedded, nothing transparent, encrypted, linked or run.
    """
    document: Any = canvas._doc  # type: ignore[attr-defined]  # noqa: SLF001 - ReportLab has no public way to do it
    document._pdfVersion = (1, 7)  # noqa: SLF001 - likewise
    catalog = document.Catalog
    known = {"Type": PDFName("Metadata"), "Subtype": PDFName("XML")}
    catalog.Metadata = PDFStream(
        PDFDictionary(known), _metadata(created, title=title, author=author, subject=subject), filters=[]
    )
    profile = PDFStream(PDFDictionary({"N": 3, "Alternate": PDFName("DeviceRGB")}), _srgb())
    intent = PDFDictionary(
        {
            "Type": PDFName("OutputIntent"),
            "S": PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": PDFString("sRGB IEC61966-2.1"),
            "Info": PDFString("sRGB IEC61966-2.1"),
            "DestOutputProfile": document.Reference(profile),
        }
    )
    catalog.OutputIntents = PDFArray([document.Reference(intent)])
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents"]


def _metadata(created: date, **texts: str) -> bytes:
    known = {name: escape(text) for name, text in texts.items()}
    return _XMP.format(created=created.isoformat(), producer=_PRODUCER, **known).encode()


@cache
def _srgb() -> bytes:
    return resources.path("srgb.icc").read_bytes()


def _repair_streams() -> None:
    """Let every stream end with a line of its own, as PDF/A asks (6.1.7.1) and ReportLab doesn't do."""
    original: Any = pdfdoc.PDFStream.format

    def ended(stream: Any, document: Any) -> bytes:
        text: bytes = original(stream, document)
        return text.removesuffix(_END) + b"\n" + _END

    pdfdoc.PDFStream.format = ended  # type: ignore[assignment]  # the library has no other place for it


_repair_streams()
