"""Joins PDFs to a document of the program's own; only `pdf_child` loads this, in a process of its own."""

# ruff: noqa: SLF001 - adding an object, the root and the file's mark have no public names

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter, generic

from salesdesk.documents.pdf_bounds import MAX_PAGES, Problem
from salesdesk.documents.pdf_pages import Copier, name_of, placed, upright
from salesdesk.documents.pdf_reading import dictionary, reader_of


class Joining:
    """A document that other PDFs are laid under, before and behind."""

    def __init__(self, folder: Path, job: dict[str, Any]) -> None:
        self._folder = folder
        self._job = job
        self._base: Any = PdfReader(folder / job["base"])
        writer: Any = PdfWriter(clone_from=self._base)
        self._writer = writer
        self._root: Any = writer.root_object
        self._tree: Any = dictionary(self._root["/Pages"])
        self._own = list(self._tree["/Kids"])
        self._left = MAX_PAGES
        self._lost: dict[str, None] = {}

    def made(self) -> dict[str, Any]:
        """Write the whole and return how many pages it has, and of which files something isn't seen in it."""
        if self._job.get("background"):
            self._lay_under(self._job["background"], everywhere=self._job.get("background_pages") == "all")
        before = [(title, self._taken(file)) for file, title in self._job["before"]]
        after = [(title, self._taken(file)) for file, title in self._job["after"]]
        pages = [page for _title, part in before for page in part] + self._own
        first_behind = len(pages)
        pages += [page for _title, part in after for page in part]
        self._tree[generic.NameObject("/Kids")] = generic.ArrayObject(pages)
        self._tree[generic.NameObject("/Count")] = generic.NumberObject(len(pages))
        self._number(first_behind - len(self._own), first_behind, len(pages))
        self._outline(before, after)
        self._writer._ID = generic.ArrayObject(
            [self._base.trailer["/ID"][0], generic.ByteStringObject(bytes.fromhex(self._job["id"]))]
        )
        with (self._folder / "out").open("wb") as out:
            self._writer.write(out)
        return {"pages": len(pages), "lost": list(self._lost)}

    def _taken(self, name: str) -> list[Any]:
        """Return the pages of another file as pages of this one."""
        pages = []
        with _blaming(name):
            for page, copier in self._pages(name):
                made = copier.page(page)
                made[name_of("/Parent")] = self._tree.indirect_reference
                pages.append(self._writer._add_object(made))
        return pages

    def _pages(self, name: str) -> Iterator[tuple[Any, Copier]]:
        reader = reader_of(self._folder / name)
        copier = Copier(self._writer)
        count = len(reader.pages)
        self._left -= count
        if self._left < 0:
            raise Problem("pages")
        if not count:
            raise Problem("damaged")
        for page in reader.pages:
            yield page, copier
            if copier.lost:
                self._lost[name] = None

    def _lay_under(self, name: str, *, everywhere: bool) -> None:
        """Draw the first page of a file under the first page, and on demand its second or first under the others."""
        with _blaming(name):
            pages = islice(self._pages(name), 2)
            drawings = [(copier.drawing(page), *upright(page)) for page, copier in pages]
        for number, own in enumerate(self._own if everywhere else self._own[:1]):
            drawn, box, turn = drawings[min(number, len(drawings) - 1)]
            self._underlay(own.get_object(), drawn, placed(box, turn, own.get_object()["/MediaBox"]))

    def _underlay(self, page: Any, drawing: Any, matrix: tuple[float, ...]) -> None:
        resources = page["/Resources"].get_object()
        own = dict(resources)
        pictures = generic.DictionaryObject(dictionary(own.get("/XObject")))
        pictures[name_of("/Letterhead")] = drawing
        page[name_of("/Resources")] = generic.DictionaryObject(own | {name_of("/XObject"): pictures})
        numbers = " ".join(f"{number:.5f}" for number in matrix)
        seen = float(self._job.get("background_height") or 0)
        _left, _bottom, width, height = map(float, page["/MediaBox"])
        clip = f"0 {height - seen:.3f} {width:.3f} {seen:.3f} re W n " if seen else ""
        stream = generic.DecodedStreamObject()
        stream.set_data(f"q {clip}{numbers} cm /Letterhead Do Q\n".encode())
        under = self._writer._add_object(stream)
        page[name_of("/Contents")] = generic.ArrayObject([under, page.raw_get("/Contents")])

    def _number(self, first: int, behind: int, count: int) -> None:
        """Let readers count the document's own pages from 1, as they say themselves."""
        numbers: list[Any] = []
        styles = ((0, "/r", ""), (first, "/D", ""), (behind, "/D", "A-"))
        for index, (start, style, prefix) in enumerate(styles):
            following = [at for at, *_rest in styles[index + 1 :]] + [count]
            if start < following[0]:
                entry = generic.DictionaryObject({name_of("/S"): name_of(style)})
                if prefix:
                    entry[name_of("/P")] = generic.TextStringObject(prefix)
                numbers += [generic.NumberObject(start), entry]
        labels = generic.DictionaryObject({name_of("/Nums"): generic.ArrayObject(numbers)})
        self._root[name_of("/PageLabels")] = labels

    def _outline(self, before: list[Any], after: list[Any]) -> None:
        """Name the parts of others in the table of contents, which stays as it is between them."""
        root = self._writer.get_outline_root()
        own = list(_siblings(root.raw_get("/First"))) if "/First" in root else []
        first, last = (
            [self._writer.add_outline_item(title, pages[0]) for title, pages in part]
            for part in (before, after)
        )
        # pypdf inserts before another entry only where that is the last one.
        order = [*first, *own, *last]
        for item, following in pairwise(order):
            item.get_object()[name_of("/Next")] = following
            following.get_object()[name_of("/Prev")] = item
        if order:
            order[0].get_object().pop("/Prev", None)
            order[-1].get_object().pop("/Next", None)
            root[name_of("/First")], root[name_of("/Last")] = order[0], order[-1]


def _siblings(item: Any) -> Iterator[Any]:
    """Yield the references to an entry of an outline and to those behind it."""
    while item is not None:
        yield item
        entry = item.get_object()
        item = entry.raw_get("/Next") if "/Next" in entry else None


@contextmanager
def _blaming(name: str) -> Iterator[None]:
    """Tell that it was this file, whatever goes wrong with it."""
    try:
        yield
    except Problem as problem:
        raise Problem(problem.code, name) from None
    except (MemoryError, RecursionError):
        raise Problem("memory", name) from None
    except Exception:  # noqa: BLE001 - a parser may fail in every way
        raise Problem("damaged", name) from None
