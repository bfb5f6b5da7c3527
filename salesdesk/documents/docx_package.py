"""A Word file from outside, taken apart within bounds and packed anew from what is known.

What a file carries beside its text, such as macros, objects, links to other files, fonts and its authors' notes, is
refused or left out by construction: only parts of known kinds are taken over, under names of our own.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from salesdesk.documents.docx_text import Part as Text, check_link
from salesdesk.documents.docx_xml import MAX_PART, Problem, escaped, walk
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.money import excerpt
from salesdesk.i18n import N_, _

MAX_BYTES: Final = 10 * 1024 * 1024
"""The largest file that is taken: it goes out with every contract."""
MAX_UNPACKED: Final = 60 * 1024 * 1024
MAX_ENTRIES: Final = 2_000
MAX_PARTS: Final = 300
MAX_TEXT_BYTES: Final = 20 * 1024 * 1024
"""The most bytes of all parts that are read as XML."""
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_STRICT: Final = "http://purl.oclc.org/ooxml/"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/"
_TYPE: Final = "application/vnd.openxmlformats-officedocument."
_WORD_TYPE: Final = f"{_TYPE}wordprocessingml."
KINDS: Final = {
    "officeDocument": ("document", f"{_WORD_TYPE}document.main+xml"),
    "styles": ("styles", f"{_WORD_TYPE}styles+xml"),
    "numbering": ("numbering", f"{_WORD_TYPE}numbering+xml"),
    "settings": ("settings", f"{_WORD_TYPE}settings+xml"),
    "footnotes": ("footnotes", f"{_WORD_TYPE}footnotes+xml"),
    "endnotes": ("endnotes", f"{_WORD_TYPE}endnotes+xml"),
    "header": ("header", f"{_WORD_TYPE}header+xml"),
    "footer": ("footer", f"{_WORD_TYPE}footer+xml"),
    "theme": ("theme", f"{_TYPE}theme+xml"),
}
"""The parts that are taken over: the end of their relation's type, what they are called here, their content's type."""
TEXTS: Final = ("officeDocument", "header", "footer", "footnotes", "endnotes")
"""The kinds of parts that have text."""
_PICTURES: Final = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "emf": "image/x-emf",
    "wmf": "image/x-wmf",
    "svg": "image/svg+xml",
}
_LEFT_OUT: Final = frozenset(
    (
        *("fontTable", "webSettings", "customXml", "customXmlProps", "glossaryDocument", "attachedTemplate"),
        *("comments", "commentsExtended", "commentsIds", "commentsExtensible", "people", "stylesWithEffects"),
        *("printerSettings", "mailMergeSource", "mailMergeHeaderSource", "recipientData", "transform"),
        *("keyMapCustomizations", "documenttasks"),
    )
)
"""What belongs to the author's work and not to the document: left out without a word."""
_MACROS: Final = ("vbaproject.bin", "vbadata.xml", "activex")
_PROBLEMS: Final = {
    "large": N_("“{file}” is larger than {limit} MB."),
    "old": N_("“{file}” is locked with a password, or of an old kind. Save it as .docx without a password."),
    "other": N_("“{file}” is no Word file of the kind .docx."),
    "strict": N_("“{file}” is a “Strict Open XML Document”. Save it as the usual kind of .docx."),
    "macros": N_("“{file}” has macros, and isn't taken. Save it as .docx without them."),
    "embedded": N_(
        "“{file}” has an embedded object or another file in it ({what}). Take it out, or put a picture there."
    ),
    "link": N_(
        "“{file}” is linked to something outside: {what}. Take the link out, or put in what it shows."
    ),
    "instruction": N_(
        "“{file}” has Word's own field {what}, which isn't taken. Write its text, or a field in braces."
    ),
    "revisions": N_(
        "“{file}” has tracked changes. Accept or reject them in Word first: they would go out with it."
    ),
    "comments": N_("“{file}” has comments. Delete them in Word first: they would go out with it."),
    "unpacked": N_("“{file}” is much larger than it looks, and isn't opened. Save only what is needed."),
    "dtd": N_("“{file}” has a part that Word files don't have, and isn't opened. Save it anew in Word."),
    "damaged": N_("“{file}” is damaged: it can't be read as a Word file."),
}


@dataclass(slots=True)
class Link:
    """A relation of a part: its id there, its type, and the part or the address that it leads to."""

    id: str
    type: str
    part: str = ""
    address: str = ""


@dataclass(slots=True)
class Part:
    """A part that is taken over, by the kind of its relation; `image` for pictures."""

    kind: str
    content: bytes
    links: list[Link] = field(default_factory=list)


MAIN: Final = "word/document.xml"


@dataclass(slots=True)
class Package:
    """The parts of a Word file under our own names."""

    parts: dict[str, Part]

    def named(self, *kinds: str) -> Iterator[tuple[str, Part]]:
        """Yield the parts of some kinds, with their names."""
        for name, part in self.parts.items():
            if part.kind in kinds:
                yield name, part

    def free_name(self, stem: str, ending: str) -> str:
        """Return a name that no part has yet."""
        number = 1
        while f"word/{stem}{number}.{ending}" in self.parts:
            number += 1
        return f"word/{stem}{number}.{ending}"


def opened(content: bytes, name: str) -> Package:
    """Return a Word file's parts; InvalidInputError says what of the file `name` can't be taken."""
    try:
        return _Opening(content).package()
    except Problem as problem:
        raise as_error(problem, name) from problem


def as_error(problem: Problem, name: str) -> InvalidInputError:
    """Return a problem in the user's words."""
    text = _(_PROBLEMS[problem.code])
    return InvalidInputError(
        text.format(file=excerpt(name), what=excerpt(problem.what), limit=MAX_BYTES // 2**20)
    )


class _Opening:
    """Takes a file apart once."""

    def __init__(self, content: bytes) -> None:
        if len(content) > MAX_BYTES:
            raise Problem("large")
        if content.startswith(b"\xd0\xcf\x11\xe0"):
            raise Problem("old")
        if not content.startswith(b"PK\x03\x04"):
            raise Problem("other")
        if content.count(b"PK\x01\x02") > MAX_ENTRIES:
            raise Problem("unpacked")
        self._content = content
        self._unpacked = self._as_xml = 0
        self._names: dict[str, zipfile.ZipInfo] = {}
        self._given: dict[str, str] = {}
        self._result = Package({})

    def package(self) -> Package:
        """Return the parts that can be reached from the document; Problem where something may not be there."""
        try:
            with zipfile.ZipFile(io.BytesIO(self._content)) as packed:
                self._packed = packed
                self._list()
                self._take(self._main(), "officeDocument", MAIN)
        except Problem:
            raise
        except Exception as error:  # packed files are broken in every way
            raise Problem("damaged") from error
        return self._result

    def _list(self) -> None:
        for entry in self._packed.infolist():
            name = entry.filename.lower()
            if name in self._names:
                raise Problem("damaged")
            if entry.flag_bits & 1:
                raise Problem("old")
            if any(mark in name for mark in _MACROS):
                raise Problem("macros")
            self._names[name] = entry
        types = self._read("[content_types].xml", text=True) if "[content_types].xml" in self._names else b""
        if b"macroenabled" in types.lower():
            raise Problem("macros")

    def _main(self) -> str:
        found = [
            target for _id, kind, target, _outside in self._relations("") if kind == f"{OFFICE}officeDocument"
        ]
        if found:
            return self._resolved("", found[0])
        strict = any(kind.startswith(_STRICT) for _id, kind, _target, _outside in self._relations(""))
        raise Problem("strict" if strict else "other")

    def _read(self, name: str, *, text: bool) -> bytes:
        """Return an entry's content, counted while it is unpacked."""
        entry = self._names.get(name.lower())
        if entry is None or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Problem("damaged")
        most = min(MAX_UNPACKED - self._unpacked, MAX_TEXT_BYTES - self._as_xml if text else MAX_UNPACKED)
        with self._packed.open(entry) as stream:
            content = stream.read(most + 1)
        if len(content) > most or (text and len(content) > MAX_PART):
            raise Problem("unpacked")
        self._unpacked += len(content)
        self._as_xml += len(content) if text else 0
        return content

    def _relations(self, source: str) -> list[tuple[str, str, str, bool]]:
        """Return the relations of a part: id, type, target, and whether that lies outside."""
        folder, own = posixpath.split(source)
        name = posixpath.join(folder, "_rels", f"{own}.rels")
        if name.lower() not in self._names:
            return []
        found: list[tuple[str, str, str, bool]] = []

        def start(tag: str, attributes: dict[str, str], _place: int) -> None:
            if tag == f"{_PACKAGE}relationships Relationship":
                outside = attributes.get("TargetMode", "") == "External"
                found.append((attributes["Id"], attributes["Type"], attributes["Target"], outside))

        walk(self._read(name, text=True), start)
        return found

    def _resolved(self, source: str, target: str) -> str:
        return posixpath.normpath(posixpath.join("/", posixpath.dirname(source), unquote(target))).lstrip("/")

    def _take(self, source: str, kind: str, name: str) -> None:
        """Take a part over, and what it leads to."""
        if len(self._result.parts) >= MAX_PARTS:
            raise Problem("unpacked")
        part = Part(kind, self._read(source, text=kind != "image"))
        self._given[source.lower()] = name
        self._result.parts[name] = part
        if kind == "image":
            return
        Text(part.content)  # it is refused now, not when it is filled
        for link_id, link_type, target, outside in self._relations(source):
            link = self._link(source, link_id, link_type, target, outside=outside)
            if link is not None:
                part.links.append(link)

    def _link(self, source: str, link_id: str, link_type: str, target: str, *, outside: bool) -> Link | None:
        kind = link_type.rpartition("/")[2]
        if kind in _LEFT_OUT:
            return None
        if kind == "hyperlink":
            if not target.startswith("#"):
                check_link(target if outside else "")
            return Link(link_id, f"{OFFICE}{kind}", address=target)
        if outside:
            raise Problem("link", target)
        if kind != "image" and (kind not in KINDS or kind == "officeDocument"):
            raise Problem("embedded", kind)
        place = self._resolved(source, target)
        if place.lower() not in self._given:
            self._take(place, kind, self._new_name(kind, place))
        name = self._given[place.lower()]
        if self._result.parts[name].kind != kind:
            raise Problem("damaged")
        return Link(link_id, f"{OFFICE}{kind}", part=name)

    def _new_name(self, kind: str, place: str) -> str:
        if kind != "image":
            return self._result.free_name(KINDS[kind][0], "xml")
        ending = posixpath.splitext(place)[1].lstrip(".").lower()
        if ending not in _PICTURES:
            raise Problem("embedded", ending)
        return self._result.free_name("media/image", ending)


# --- packed anew --------------------------------------------------------------------------------------------------

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE_TYPE: Final = "application/vnd.openxmlformats-package."
_DAY: Final = (1980, 1, 1, 0, 0, 0)


def packed(package: Package, core: str = "") -> bytes:
    """Return a Word file with these parts, always as the same bytes; `core` is what it says of itself as XML."""
    files = {
        "[Content_Types].xml": _content_types(package, core=bool(core)),
        "_rels/.rels": _root(core=bool(core)),
    }
    if core:
        files["docProps/core.xml"] = (_HEAD + core).encode()
    for name, part in package.parts.items():
        files[name] = part.content
        if part.links:
            folder, own = posixpath.split(name)
            files[f"{folder}/_rels/{own}.rels"] = _relations_of(name, part.links)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            target.writestr(zipfile.ZipInfo(name, _DAY), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _content_types(package: Package, *, core: bool) -> bytes:
    endings = {"rels": f"{_PACKAGE_TYPE}relationships+xml", "xml": "application/xml"}
    overrides = {"docProps/core.xml": f"{_PACKAGE_TYPE}core-properties+xml"} if core else {}
    for name, part in package.parts.items():
        if part.kind == "image":
            ending = posixpath.splitext(name)[1].lstrip(".")
            endings[ending] = _PICTURES[ending]
        else:
            overrides[name] = KINDS[part.kind][1]
    body = "".join(
        f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in endings.items()
    )
    body += "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides.items()
    )
    return f'{_HEAD}<Types xmlns="{_PACKAGE}content-types">{body}</Types>'.encode()


def _root(*, core: bool) -> bytes:
    links = [Link("rId1", f"{OFFICE}officeDocument", part=MAIN)]
    if core:
        links.append(
            Link("rId2", f"{_PACKAGE}relationships/metadata/core-properties", part="docProps/core.xml")
        )
    return _relations_of("", links)


def _relations_of(source: str, links: list[Link]) -> bytes:
    folder = posixpath.dirname(source)
    body = ""
    for link in links:
        target = link.address or posixpath.relpath(link.part, folder or ".")
        mode = ' TargetMode="External"' if link.address else ""
        body += f'<Relationship Id="{escaped(link.id)}" Type="{escaped(link.type)}" Target="{escaped(target)}"{mode}/>'
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}relationships">{body}</Relationships>'.encode()
