"""Finds what stamps, form fields and remarks look like on a page of a PDF; only `pdf_child` loads this."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from pypdf import generic

from salesdesk.documents.pdf_bounds import MAX_OBJECTS
from salesdesk.documents.pdf_reading import dictionary

_HIDDEN: Final = 2
_PRINTED: Final = 4
_NO_VIEW: Final = 32
_SEEN: Final = frozenset(
    (
        *(
            "/Caret",
            "/Circle",
            "/FreeText",
            "/Highlight",
            "/Ink",
            "/Line",
            "/PolyLine",
            "/Polygon",
            "/Square",
        ),
        *("/Squiggly", "/Stamp", "/StrikeOut", "/Underline", "/Watermark", "/Widget"),
    )
)
"""What belongs to what a page says; links, notes of a reviewer, sounds and files don't."""
_MOST_PARENTS: Final = 20


@dataclass(frozen=True, slots=True)
class Appearance:
    """A drawing of a PDF that stands on a page: where it is in the file, and the matrix that lays it there."""

    stream: Any
    matrix: tuple[float, ...]


def appearances(page: Any) -> tuple[list[Appearance], bool]:
    """Return what is drawn over a page as it is printed, and whether something there doesn't say what it looks like."""
    found, lost = [], False
    for annotation in _printed(page):
        stream = _stream_of(annotation)
        matrix = None if stream is None else _matrix(annotation, stream.get_object())
        if matrix is not None:
            found.append(Appearance(stream, matrix))
        elif stream is None and _says_something(annotation):
            lost = True
    return found, lost


def _printed(page: Any) -> Iterator[Any]:
    listed = page.get("/Annots")
    listed = listed.get_object() if listed is not None else None
    for one in islice(listed, MAX_OBJECTS) if isinstance(listed, list) else ():
        annotation = dictionary(one)
        flags = annotation.get("/F", 0)
        flags = int(flags) if isinstance(flags, int) else 0
        seen = flags & _PRINTED and not flags & (_HIDDEN | _NO_VIEW)
        if seen and str(annotation.get("/Subtype")) in _SEEN:
            yield annotation


def _stream_of(annotation: Any) -> Any:
    """Return the drawing of an annotation as it stands: that of its state where it has several."""
    drawings = dictionary(annotation.get("/AP"))
    held = drawings.raw_get("/N") if "/N" in drawings else None
    normal: Any = held.get_object() if held is not None else None
    if isinstance(normal, generic.DictionaryObject) and not isinstance(normal, generic.StreamObject):
        state = annotation.get("/AS")
        held = normal.raw_get(state) if state in normal else None
        normal = held.get_object() if held is not None else None
    if not isinstance(normal, generic.StreamObject) or normal.get("/Subtype", "/Form") != "/Form":
        return None
    return held


def _matrix(annotation: Any, stream: Any) -> tuple[float, ...] | None:
    """Return the matrix that lays a drawing into its place (ISO 32000, 12.5.5); None where that can't be said."""
    box, place = _numbers(stream.get("/BBox"), 4), _numbers(annotation.get("/Rect"), 4)
    own = _numbers(stream.get("/Matrix"), 6) if "/Matrix" in stream else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    if not (box and place and own):
        return None
    a, b, c, d, e, f = own
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
    left, right = min(x for x, _y in corners), max(x for x, _y in corners)
    bottom, top = min(y for _x, y in corners), max(y for _x, y in corners)
    if not (right > left and top > bottom):
        return None
    across = abs(place[2] - place[0]) / (right - left)
    up = abs(place[3] - place[1]) / (top - bottom)
    moved = min(place[0], place[2]) - left * across, min(place[1], place[3]) - bottom * up
    matrix = (across, 0.0, 0.0, up, *moved)
    return matrix if across and up and all(map(math.isfinite, matrix)) else None


def _numbers(value: Any, count: int) -> tuple[float, ...]:
    """Return an array of so many numbers; nothing where it isn't one."""
    found = value.get_object() if value is not None else None
    if not isinstance(found, list) or len(found) != count:
        return ()
    try:
        numbers = tuple(float(one) for one in found)
    except (TypeError, ValueError):
        return ()
    return numbers if all(map(math.isfinite, numbers)) else ()


def _says_something(annotation: Any) -> bool:
    """Tell whether somebody sees something where an annotation without a drawing is: not an empty field."""
    if str(annotation.get("/Subtype")) != "/Widget":
        return True
    field = annotation
    for _step in range(_MOST_PARENTS):
        value = field.get("/V")
        if value is not None:
            return str(value) not in ("", "/Off", "/")
        field = dictionary(field.get("/Parent"))
    return False
