"""PDFs as others make them: good ones, and ones that mean harm."""

from __future__ import annotations

import io
from typing import Any

from pypdf import PdfReader, PdfWriter, generic
from reportlab.pdfgen.canvas import Canvas

Name = generic.NameObject


def pdf(*texts: str, size: tuple[float, float] = (595.28, 841.89), turn: int = 0) -> bytes:
    """Return a PDF with a page for each text."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=True)
    for text in texts:
        canvas.drawString(60, size[1] - 40, text)
        canvas.showPage()
    canvas.save()
    if not turn:
        return buffer.getvalue()
    writer: Any = PdfWriter(clone_from=PdfReader(buffer))
    for page in writer.pages:
        page.rotate(turn)
    return written(writer)


def acting(text: str = "acts") -> bytes:
    """Return a PDF that does everything that a PDF may do beside being looked at."""
    writer: Any = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(text))))
    script = generic.DictionaryObject(
        {Name("/S"): Name("/JavaScript"), Name("/JS"): generic.TextStringObject("app.alert(1)")}
    )
    launch = generic.DictionaryObject(
        {Name("/S"): Name("/Launch"), Name("/F"): generic.TextStringObject("evil.exe")}
    )
    writer.add_attachment("evil.exe", b"MZ evil")
    names = writer.root_object["/Names"]
    names[Name("/JavaScript")] = generic.DictionaryObject(
        {Name("/Names"): generic.ArrayObject([generic.TextStringObject("a"), script])}
    )
    writer.root_object[Name("/OpenAction")] = launch
    writer.root_object[Name("/AA")] = generic.DictionaryObject({Name("/WC"): script})
    page = writer.pages[0]
    page[Name("/AA")] = generic.DictionaryObject({Name("/O"): script})
    note = generic.DictionaryObject(
        {
            Name("/Type"): Name("/Annot"),
            Name("/Subtype"): Name("/Link"),
            Name("/Rect"): generic.ArrayObject(map(generic.FloatObject, (0, 0, 600, 800))),
            Name("/A"): launch,
        }
    )
    page[Name("/Annots")] = generic.ArrayObject([writer._add_object(note)])
    resources = page["/Resources"]
    resources[Name("/Properties")] = generic.DictionaryObject({Name("/Odd"): script})
    resources[Name("/XObject")] = generic.DictionaryObject({Name("/Run"): writer._add_object(launch)})
    field = generic.DictionaryObject({Name("/FT"): Name("/Tx"), Name("/AA"): script})
    writer.root_object[Name("/AcroForm")] = generic.DictionaryObject(
        {Name("/Fields"): generic.ArrayObject([field]), Name("/XFA"): generic.TextStringObject("<xfa/>")}
    )
    return written(writer)


def marked(*annotations: dict[str, Any], text: str = "page", turn: int = 0, loose: bool = False) -> bytes:
    """Return a PDF whose page has annotations over it: `Text` is what their drawing says, a list one for each state.

    `loose` contents leave a scaled state behind, as some programs write them.
    """
    writer: Any = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(text, turn=turn))))
    page = writer.pages[0]
    if loose:
        contents = generic.DecodedStreamObject()
        contents.set_data(b"q 0.5 0 0 0.5 0 0 cm " + page.get_contents().get_data())
        page[Name("/Contents")] = writer._add_object(contents)
    made = generic.ArrayObject()
    for values in annotations:
        given = {"Subtype": Name("/Stamp"), "Rect": (100, 500, 300, 600), "F": 4} | values
        said: Any = given.pop("Text", None)
        note = generic.DictionaryObject({Name("/Type"): Name("/Annot")})
        for key, value in given.items():
            note[Name(f"/{key}")] = _object(value)
        if said is not None:
            states = (
                {Name(f"/{one}"): _drawn(writer, one) for one in said} if isinstance(said, list) else None
            )
            normal = generic.DictionaryObject(states) if states is not None else _drawn(writer, said)
            note[Name("/AP")] = generic.DictionaryObject({Name("/N"): normal})
        made.append(writer._add_object(note))
    page[Name("/Annots")] = made
    return written(writer)


def _object(value: Any) -> Any:
    if isinstance(value, tuple):
        return generic.ArrayObject(map(generic.FloatObject, value))
    if isinstance(value, str) and not isinstance(value, generic.NameObject):
        return generic.TextStringObject(value)
    return generic.NumberObject(value) if isinstance(value, int) else value


def _drawn(writer: Any, text: str) -> Any:
    """Return a drawing of 100 by 50 that says something, at twice its size in its place."""
    stream = generic.DecodedStreamObject()
    stream.set_data(f"BT /F1 10 Tf 10 20 Td ({text}) Tj ET".encode())
    font = generic.DictionaryObject(
        {
            Name("/Type"): Name("/Font"),
            Name("/Subtype"): Name("/Type1"),
            Name("/BaseFont"): Name("/Helvetica"),
        }
    )
    fonts = generic.DictionaryObject({Name("/F1"): font})
    stream.update(
        {
            Name("/Type"): Name("/XObject"),
            Name("/Subtype"): Name("/Form"),
            Name("/BBox"): _object((0, 0, 100, 50)),
            Name("/Resources"): generic.DictionaryObject({Name("/Font"): fonts}),
        }
    )
    return writer._add_object(stream)


def locked(password: str, owner: str = "owner") -> bytes:
    """Return a PDF that asks for a password, or with an empty one only for the owner's."""
    writer: Any = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("locked"))))
    writer.encrypt(password, owner, algorithm="AES-256")
    return written(writer)


def written(writer: Any) -> bytes:
    """Return what a writer writes."""
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
