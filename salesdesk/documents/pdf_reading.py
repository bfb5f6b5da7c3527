"""Reads PDFs from outside, within bounds; only `pdf_child` loads this, in a process of its own."""

# ruff: noqa: SLF001 - what a stream holds as it is packed has no public name

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from salesdesk.documents.pdf_bounds import MAX_BYTES, MAX_CARRIED, MAX_DEPTH, MAX_OBJECTS, MAX_OPENED, Problem


def reader_of(file: Path, largest: int = MAX_BYTES) -> Any:
    """Return what reads a PDF, unlocked where no password is asked for."""
    if file.stat().st_size > largest:
        raise Problem("large")
    with file.open("rb") as stream:
        if b"%PDF-" not in stream.read(1024):
            raise Problem("other")
    reader = PdfReader(file, strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Problem("locked")
    return reader


def carried(file: Path, name: str) -> bytes:
    """Return the file of this name that a PDF carries."""
    reader = reader_of(file, MAX_OPENED)
    names = dictionary(dictionary(reader.trailer["/Root"]).get("/Names"))
    for found, specification in _named(dictionary(names.get("/EmbeddedFiles")), [MAX_OBJECTS]):
        stream = dictionary(dictionary(specification).get("/EF")).get("/F")
        stream = stream.get_object() if stream is not None else None
        if found == name and hasattr(stream, "get_data"):
            return _unpacked(stream)
    raise Problem("nothing")


def _unpacked(stream: Any) -> bytes:
    """Return a stream's content; only packing that can be bounded is undone."""
    packing = stream.get("/Filter")
    if isinstance(packing, list) and len(packing) == 1:
        packing = packing[0]
    if packing is None:
        content = bytes(stream._data)
    elif packing == "/FlateDecode" and not stream.get("/DecodeParms"):
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(bytes(stream._data), MAX_CARRIED + 1)
    else:
        raise Problem("nothing")
    if len(content) > MAX_CARRIED:
        raise Problem("large")
    return content


def _named(node: Any, left: list[int], depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield the entries of a name tree, as far as it is of a fair size."""
    left[0] -= 1
    if depth > MAX_DEPTH or left[0] < 0:
        raise Problem("damaged")
    entries = node.get("/Names")
    entries = entries.get_object() if entries is not None else []
    for index in range(0, min(len(entries) - 1, MAX_OBJECTS), 2):
        yield str(entries[index]), entries[index + 1]
    kids = node.get("/Kids")
    for kid in kids.get_object() if kids is not None else ():
        yield from _named(dictionary(kid), left, depth + 1)


def dictionary(value: Any) -> Any:
    """Return what a value is or refers to, empty where that is no dictionary."""
    found = value.get_object() if value is not None else None
    return found if isinstance(found, dict) else {}
