"""Word files as other programs write them, and as somebody who means harm does."""

from __future__ import annotations

import io
import re
import zipfile
from xml.sax.saxutils import escape

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
NAMES = (
    f'xmlns:w="{WORD}" xmlns:r="{OFFICE}" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"'
)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = f'<Types><Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>'


def run(text: str) -> str:
    """Return a run with a text."""
    return f'<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*texts: str) -> str:
    """Return a paragraph of runs, with what Word puts between them."""
    return "<w:p>" + '<w:proofErr w:type="spellStart"/>'.join(map(run, texts)) + "</w:p>"


def row(*cells: str) -> str:
    """Return a row of a table."""
    return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"


def table(*rows: str) -> str:
    """Return a table."""
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def part(body: str, root: str = "document") -> bytes:
    """Return a part of a Word file."""
    inner = f"<w:body>{body}</w:body>" if root == "document" else body
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:{root} {NAMES}>{inner}</w:{root}>'.encode()


def relations(*entries: tuple[str, str, str]) -> bytes:
    """Return relations: id, end of the type, target; a target with a colon lies outside."""
    body = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{escape(target)}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if ':' in target else ''}/>"
        for name, kind, target in entries
    )
    return f'<Relationships xmlns="{RELATIONS}">{body}</Relationships>'.encode()


def word_file(
    body: str | bytes = "",
    *,
    links: tuple[tuple[str, str, str], ...] = (),
    more: dict[str, bytes] | None = None,
) -> bytes:
    """Return a Word file; `links` are the document's, `more` are other entries, or others in the place of these."""
    entries = {
        "[Content_Types].xml": _TYPES.encode(),
        "_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml")),
        "word/document.xml": body if isinstance(body, bytes) else part(body),
        "word/_rels/document.xml.rels": relations(*links),
    }
    return packed(entries | (more or {}))


def packed(entries: dict[str, bytes]) -> bytes:
    """Return entries as a packed file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in entries.items():
            target.writestr(name, content)
    return out.getvalue()


def entries_of(content: bytes) -> dict[str, bytes]:
    """Return what is in a packed file."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        return {name: source.read(name) for name in source.namelist()}


def text_of(content: bytes, name: str = "word/document.xml") -> str:
    """Return the texts of a part, a line a paragraph."""
    data = entries_of(content)[name].decode()
    plain = re.sub(r"<w:br/>", "\n", data)
    plain = re.sub(r"</w:p>", "\n", plain)
    plain = re.sub(r"<[^>]+>", "", plain)
    for sign, code in (("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("&", "&amp;")):
        plain = plain.replace(code, sign)
    return plain
