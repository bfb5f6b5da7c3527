"""The catalogue of translations against the source: `python -m tests.catalogue` brings it up to date.

Neither file carries a date, so the same texts give the same bytes.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT: Final = Path(__file__).resolve().parent.parent
PO: Final = ROOT / "resources/locale/zh_CN/LC_MESSAGES/salesdesk.po"
MO: Final = PO.with_suffix(".mo")
KEYWORDS: Final[dict[str, Any]] = {"_": None, "N_": None, "translate": (1,), "ngettext": (1, 2)}


class DatelessCatalog(Catalog):
    """A catalogue whose header holds only what does not change by itself."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """Return the header without dates and names."""
        return [
            ("Project-Id-Version", "SalesDesk"),
            ("Language", "zh_CN"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", "nplurals=1; plural=0;"),
        ]


def extracted() -> DatelessCatalog:
    """Return every message of the source, with the files where it stands."""
    catalog = _empty()
    for file in sorted((ROOT / "salesdesk").rglob("*.py")):
        for line, message, _comments, _context in extract_from_file("python", file, KEYWORDS):
            catalog.add(message, locations=[(file.relative_to(ROOT).as_posix(), line)])
    return catalog


def stored() -> Catalog:
    """Return the catalogue as it stands in the repository."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh_CN")


def updated() -> DatelessCatalog:
    """Return the messages of the source with the stored translations; what is no longer used is left out."""
    known, catalog = stored(), extracted()
    for message in messages(catalog):
        translation = known.get(message.id)
        if translation and translated(translation) and not translation.fuzzy:
            message.string = translation.string
    return catalog


def messages(catalog: Catalog) -> list[Message]:
    """Return the messages without the header."""
    return [message for message in catalog if message.id]


def translated(message: Message) -> bool:
    """Return whether every form of the message has a translation."""
    forms = [message.string] if isinstance(message.string, str) else message.string or [""]
    return all(forms)


def as_po(catalog: Catalog) -> bytes:
    """Return the text form."""
    file = io.BytesIO()
    write_po(file, _dateless(messages(catalog)), width=100, sort_output=True, include_lineno=False)
    return file.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    """Return the compiled form, which holds what is translated."""
    file = io.BytesIO()
    write_mo(file, _dateless(message for message in messages(catalog) if translated(message)))
    return file.getvalue()


def _dateless(chosen: Iterable[Message]) -> DatelessCatalog:
    result = _empty()
    for message in chosen:
        result[message.id] = message
    return result


def _empty() -> DatelessCatalog:
    return DatelessCatalog(locale="zh_CN", header_comment="# SalesDesk, 简体中文", fuzzy=False)


def main() -> None:
    """Write both files and say what still waits for a translation."""
    catalog = updated()
    PO.write_bytes(as_po(catalog))
    MO.write_bytes(as_mo(catalog))
    waiting = [message.id for message in messages(catalog) if not translated(message)]
    print(f"{len(catalog)} messages, {len(waiting)} without translation", *waiting, sep="\n  ")


if __name__ == "__main__":
    main()
