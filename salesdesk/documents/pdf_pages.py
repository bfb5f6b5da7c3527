"""Copies what is seen on the pages of a PDF, and nothing that acts; only `pdf_child` loads this."""

# ruff: noqa: SLF001 - what a stream holds as it is packed has no public name, and adding an object none either

from __future__ import annotations

import math
from typing import Any, Final

from pypdf import generic

from salesdesk.documents.pdf_appearances import Appearance, appearances
from salesdesk.documents.pdf_bounds import MAX_DEPTH, MAX_OBJECTS, Problem
from salesdesk.documents.pdf_reading import dictionary

_SIDES: Final = (3.0, 14_400.0)
_SAME_SHAPE: Final = 0.03
_NEVER: Final = frozenset(
    (
        *("/AA", "/AF", "/AcroForm", "/Alternates", "/Annots", "/EF", "/EmbeddedFiles", "/JS", "/JavaScript"),
        *("/LastModified", "/Metadata", "/Names", "/OC", "/OPI", "/OpenAction", "/Parent", "/PieceInfo"),
        *("/Properties", "/Ref", "/StructParent", "/StructParents", "/Thumb"),
    )
)
"""What a page may do, refer to or hide, beside what is seen on it: it isn't taken along."""
_OF_STREAMS: Final = frozenset(("/DL", "/F", "/FDecodeParms", "/FFilter", "/Length"))
_FOREIGN: Final = frozenset(
    ("/Action", "/Annot", "/Catalog", "/EmbeddedFile", "/Filespec", "/Page", "/Pages")
)
_ACTIONS: Final = frozenset(
    (
        *("/GoTo", "/GoTo3DView", "/GoToE", "/GoToR", "/Hide", "/ImportData", "/JavaScript", "/Launch"),
        *("/Movie", "/Named", "/Rendition", "/ResetForm", "/RichMediaExecute", "/SetOCGState", "/Sound"),
        *("/SubmitForm", "/Thread", "/URI"),
    )
)
_FILTERS: Final = frozenset(
    (
        *(
            "/A85",
            "/AHx",
            "/ASCII85Decode",
            "/ASCIIHexDecode",
            "/CCF",
            "/CCITTFaxDecode",
            "/DCT",
            "/DCTDecode",
        ),
        *(
            "/Fl",
            "/FlateDecode",
            "/JBIG2Decode",
            "/JPXDecode",
            "/LZW",
            "/LZWDecode",
            "/RL",
            "/RunLengthDecode",
        ),
    )
)


class Copier:
    """Copies what is seen on pages of one file, and nothing that acts or hides.

    Stamps and filled fields become part of the page. `lost` tells that some don't say what they look like.
    """

    def __init__(self, writer: Any) -> None:
        self._writer = writer
        self._known: dict[tuple[int, int], Any] = {}
        self._left = MAX_OBJECTS
        self.lost = False

    def page(self, page: Any) -> Any:
        """Return a new page with what is seen on another one."""
        box, turn = upright(page)
        made = generic.DictionaryObject({name_of("/Type"): name_of("/Page")})
        made[name_of("/MediaBox")] = generic.ArrayObject(map(generic.FloatObject, box))
        if turn:
            made[name_of("/Rotate")] = generic.NumberObject(turn)
        contents, resources = self._seen(page)
        made[name_of("/Resources")] = resources
        if "/Group" in page:
            made[name_of("/Group")] = self._dictionary_of(page, "/Group")
        made[name_of("/Contents")] = self._writer._add_object(contents)
        return made

    def drawing(self, page: Any) -> Any:
        """Return what is seen on a page as one picture."""
        return self._as_form(page, *self._seen(page))

    def _as_form(self, page: Any, contents: Any, resources: Any) -> Any:
        box, _turn = upright(page)
        contents[name_of("/Type")], contents[name_of("/Subtype")] = name_of("/XObject"), name_of("/Form")
        contents[name_of("/BBox")] = generic.ArrayObject(map(generic.FloatObject, box))
        contents[name_of("/Resources")] = resources
        if "/Group" in page:
            contents[name_of("/Group")] = self._dictionary_of(page, "/Group")
        return self._writer._add_object(contents)

    def _seen(self, page: Any) -> tuple[Any, Any]:
        """Return the contents of a page and its resources, with what stands over it as part of them.

        The page itself is one drawing there, so that what it leaves of its own state moves nothing else.
        """
        found = page.get_contents()
        contents = _packed(found.get_data() if found is not None else b"")
        resources = self._dictionary_of(page, "/Resources")
        over, lost = appearances(page)
        self.lost = self.lost or lost
        if not over:
            return contents, resources
        drawings = generic.DictionaryObject({name_of("/Page"): self._as_form(page, contents, resources)})
        steps = [b"q /Page Do Q"]
        for number, one in enumerate(over):
            name = f"/Over{number}"
            drawings[name_of(name)] = self._drawn(one)
            matrix = " ".join(f"{value:.5f}" for value in one.matrix)
            steps.append(f"q {matrix} cm {name} Do Q".encode())
        return _packed(b"\n".join(steps)), generic.DictionaryObject({name_of("/XObject"): drawings})

    def _drawn(self, one: Appearance) -> Any:
        """Return the copy of a drawing, as what a page may draw."""
        made = self._copied(one.stream, 0)
        stream = made.get_object()
        stream[name_of("/Type")], stream[name_of("/Subtype")] = name_of("/XObject"), name_of("/Form")
        return made if isinstance(made, generic.IndirectObject) else self._writer._add_object(made)

    def _dictionary_of(self, page: Any, key: str) -> Any:
        found = self._copied(dictionary(page.get(key)), 0)
        return found if isinstance(found, dict) else generic.DictionaryObject()

    def _copied(self, value: Any, depth: int) -> Any:
        self._left -= 1
        if self._left < 0 or depth > MAX_DEPTH:
            raise Problem("memory")
        if isinstance(value, generic.IndirectObject):
            return self._referred(value, depth)
        if isinstance(value, generic.StreamObject | dict):
            return self._filled(value, self._empty(value), depth)
        if isinstance(value, list):
            return self._filled(value, generic.ArrayObject(), depth)
        return value if value is not None else generic.NullObject()

    def _referred(self, reference: Any, depth: int) -> Any:
        """Return a reference to the copy, made when it is first met; what is small stands in its place itself."""
        key = (reference.idnum, reference.generation)
        if key not in self._known:
            target = reference.get_object()
            if not isinstance(target, dict | list | generic.StreamObject):
                return self._copied(target, depth + 1) if target is not None else generic.NullObject()
            empty = generic.ArrayObject() if isinstance(target, list) else self._empty(target)
            self._known[key] = (
                empty if isinstance(empty, generic.NullObject) else self._writer._add_object(empty)
            )
            self._filled(target, empty, depth)
        return self._known[key]

    def _empty(self, value: Any) -> Any:
        """Return what a copy begins with: nothing where a dictionary acts, is a file, or a page of its own."""
        kinds = (str(value.get(key)) for key in ("/Type", "/S", "/Subtype"))
        kind, action, subtype = kinds
        if kind in _FOREIGN or action in _ACTIONS or subtype == "/PS":
            return generic.NullObject()
        if not isinstance(value, generic.StreamObject):
            return generic.DictionaryObject()
        packing = value.get("/Filter")
        packings = packing if isinstance(packing, list) else [packing]
        if any(one is not None and str(one) not in _FILTERS for one in packings):
            raise Problem("damaged")
        made = generic.EncodedStreamObject()
        made._data = bytes(value._data)
        return made

    def _filled(self, source: Any, target: Any, depth: int) -> Any:
        if isinstance(target, list):
            target.extend(self._copied(one, depth + 1) for one in list.__iter__(source))
        elif isinstance(target, dict):
            left_out = _NEVER | _OF_STREAMS if isinstance(target, generic.StreamObject) else _NEVER
            for key in source:
                if key not in left_out:
                    target[name_of(key)] = self._copied(source.raw_get(key), depth + 1)
        return target


def _packed(content: bytes) -> Any:
    stream = generic.DecodedStreamObject()
    stream.set_data(content)
    return stream.flate_encode()


def name_of(text: str) -> Any:
    """Return a name as PDFs have them."""
    return generic.NameObject(text)


def upright(page: Any) -> tuple[tuple[float, float, float, float], int]:
    """Return what is shown of a page, and how far it is turned to the right."""
    media, crop = page.mediabox, page.cropbox
    corners = [float(number) for box in (media, crop) for number in box]
    left, bottom = max(corners[0], corners[4]), max(corners[1], corners[5])
    right, top = min(corners[2], corners[6]), min(corners[3], corners[7])
    sides = (right - left, top - bottom)
    if not all(map(math.isfinite, corners)) or not all(_SIDES[0] <= side <= _SIDES[1] for side in sides):
        raise Problem("damaged")
    turn = page.get("/Rotate", 0)
    turn = int(turn) % 360 if isinstance(turn, int | float) else 0
    return (left, bottom, right, top), turn if turn % 90 == 0 else 0


def placed(box: tuple[float, ...], turn: int, paper: Any) -> tuple[float, ...]:
    """Return the matrix that lays a page over the paper: as large, or as large as fits, in the middle of the top."""
    left, bottom, right, top = box
    width, height = right - left, top - bottom
    turned = {
        0: (1, 0, 0, 1, -left, -bottom),
        90: (0, -1, 1, 0, -bottom, right),
        180: (-1, 0, 0, -1, right, top),
        270: (0, 1, -1, 0, top, -left),
    }[turn]
    if turn in (90, 270):
        width, height = height, width
    across, down = float(paper[2]) - float(paper[0]), float(paper[3]) - float(paper[1])
    x, y = across / width, down / height
    if abs(x / y - 1) > _SAME_SHAPE:
        x = y = min(x, y)
    a, b, c, d, e, f = turned
    return (
        a * x, b * y, c * x, d * y,
        e * x + (across - width * x) / 2, f * y + down - height * y,
    )  # fmt: skip
