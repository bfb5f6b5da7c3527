"""The mark of a draft behind the text of a Word file, on every page of every section."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from salesdesk.documents.docx_package import MAIN, OFFICE, Link, Package, Part
from salesdesk.documents.docx_xml import WORD, Problem, escaped, is_empty, tag_at, walk

_W: Final = f"{WORD} "
_KINDS: Final = ("default", "first", "even")
_R: Final = OFFICE.rstrip("/")
_MARK: Final = (
    f'<w:p xmlns:w="{WORD}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
    "<w:r><w:rPr><w:noProof/></w:rPr><w:pict>"
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"'
    ' path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
    '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
    '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
    '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800"'
    ' o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
    '<v:shape id="SalesDeskDraft{number}" o:spid="_x0000_s{spid}" type="#_x0000_t136"'
    ' style="position:absolute;margin-left:0;margin-top:0;width:300pt;height:130pt;rotation:315;z-index:-251658752;'
    "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
    'mso-position-vertical:center;mso-position-vertical-relative:margin"'
    ' o:allowincell="f" fillcolor="silver" stroked="f"><v:fill opacity=".5"/>'
    '<v:textpath style="font-family:&quot;SimHei&quot;;font-size:1pt" string="{text}"/></v:shape>'
    "</w:pict></w:r></w:p>"
)


@dataclass(slots=True)
class _Section:
    """A section's properties: where their tag stands, and which headers it has."""

    place: int
    headers: list[str] = field(default_factory=list)


def mark(package: Package, text: str) -> None:
    """Put a text behind every page: into each header, and into headers of its own where there are none."""
    headers = list(package.named("header"))
    for number, (_name, part) in enumerate(headers, start=1):
        place = _after_root(part.content)
        part.content = part.content[:place] + _drawn(text, number) + part.content[place:]
    _add_headers(package, text, len(headers))


def _drawn(text: str, number: int) -> bytes:
    return _MARK.format(number=number, spid=2048 + number, text=escaped(text)).encode()


def _after_root(data: bytes) -> int:
    places: list[int] = []
    walk(data, lambda _name, _attributes, place: places.append(place) if not places else None)
    root = tag_at(data, places[0])
    if is_empty(root):
        raise Problem("damaged", "XML")
    return root.end()


def _add_headers(package: Package, text: str, number: int) -> None:
    """Give the first section the headers that it lacks; those behind it go on with them."""
    document = package.parts[MAIN]
    section, body_end = _first_section(document.content)
    references = ""
    for kind in _KINDS:
        if section is not None and kind in section.headers:
            continue
        number += 1
        name = package.free_name("header", "xml")
        content = f'<w:hdr xmlns:w="{WORD}">'.encode() + _drawn(text, number) + b"</w:hdr>"
        package.parts[name] = Part("header", content)
        link = f"rIdSalesDeskDraft{number}"
        document.links.append(Link(link, f"{OFFICE}header", part=name))
        references += f'<w:headerReference xmlns:w="{WORD}" xmlns:r="{_R}" w:type="{kind}" r:id="{link}"/>'
    document.content = _with_references(document.content, section, body_end, references)


def _with_references(data: bytes, section: _Section | None, body_end: int, references: str) -> bytes:
    if section is None:
        made = f'<w:sectPr xmlns:w="{WORD}">{references}</w:sectPr>'.encode()
        return data[:body_end] + made + data[body_end:]
    tag = tag_at(data, section.place)
    opening, rest = tag[0], data[tag.end() :]
    if is_empty(tag):
        opening, rest = opening[:-2] + b">", b"</" + tag[1] + b">" + rest
    return data[: section.place] + opening + references.encode() + rest


def _first_section(data: bytes) -> tuple[_Section | None, int]:
    """Return the first section's properties with their headers, and where the body ends."""
    found: list[_Section] = []
    ends: list[int] = []
    open_sections: list[_Section] = []

    def start(name: str, attributes: dict[str, str], place: int) -> None:
        if name == _W + "sectPr":
            open_sections.append(_Section(place))
            found.append(open_sections[-1])
        elif name == _W + "headerReference" and open_sections:
            open_sections[-1].headers.append(attributes.get(_W + "type", "default"))

    def end(name: str, place: int) -> None:
        if name == _W + "sectPr":
            open_sections.pop()
        elif name == _W + "body":
            ends.append(place)

    walk(data, start, end)
    if not ends:
        raise Problem("damaged", "XML")
    return (found[0] if found else None), ends[-1]
