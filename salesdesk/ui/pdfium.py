"""Pages of PDFs as images, by PDFium, which works for one thread at a time."""

from __future__ import annotations

from threading import Lock
from typing import Final

from PySide6.QtGui import QImage

LOCK: Final = Lock()


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    import pypdfium2  # noqa: PLC0415 - a large library, only for this

    with LOCK:
        document = pypdfium2.PdfDocument(pdf)
        count = len(document)
        document.close()
    return count


def page_image(pdf: bytes, page: int, pixels: int) -> QImage:
    """Return a page of a PDF, counted from 0, as an image of so many pixels across."""
    import pypdfium2  # noqa: PLC0415 - as above

    with LOCK:
        document = pypdfium2.PdfDocument(pdf)
        sheet = document[page]
        bitmap = sheet.render(scale=pixels / sheet.get_width(), rev_byteorder=True, prefer_bgrx=True)
        image = QImage(
            bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGBX8888
        ).copy()
        document.close()
    return image
