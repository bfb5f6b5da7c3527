"""A stored version on its way out: as a PDF, as pictures for chat, as a mail draft; each is work beside the window."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from salesdesk import paths
from salesdesk.domain.document_design import PdfFile
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.mail_words import quote_mail
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.domain.seal import SealPicture
from salesdesk.exchange import output
from salesdesk.exchange.mail_draft import mail_draft
from salesdesk.i18n import _
from salesdesk.services import quote_enclosures, quotes
from salesdesk.storage import files
from salesdesk.ui.background import Job
from salesdesk.ui.data import Data
from salesdesk.ui.pdfium import page_image

Files = Callable[[str], bytes | None]
IMAGE_WIDTH: Final = 1240
"""Of pictures for chat, in pixels: twice as sharp as a page is on a screen."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A version with what its documents need: data sheets, the file it was sent as, what reads files, the day."""

    version: QuoteVersion
    sheets: tuple[PdfFile, ...]
    sent: str
    read: Files
    today: date | None = None

    @property
    def enclosed(self) -> tuple[str, ...]:
        """Return the names of the PDFs before and behind its own pages."""
        design = self.version.design
        return tuple(file.name for file in (*design.covers, *design.appendices, *self.sheets))

    def without_prices(self) -> Outgoing:
        """Return it as those see it whom prices don't concern."""
        from salesdesk.documents.quote_print import without_prices  # noqa: PLC0415 - ReportLab only when it prints

        return replace(self, version=without_prices(self.version), sent="")

    def as_sent(self) -> Outgoing:
        """Return it as it will be once it is sent."""
        return replace(self, version=replace(self.version, state="sent"), sent="", today=None)


def outgoing(data: Data, label: str) -> Outgoing:
    """Read the version that a label such as `QT-202611-0001-V2` names, with what its documents need."""
    version = data.read(quotes.load, label)
    return Outgoing(
        version,
        data.read(quote_enclosures.data_sheets, version),
        data.read(quote_enclosures.sent_file, version.number, version.version),
        pictures(data),
        date.today(),  # noqa: DTZ011 - a local date is meant
    )


def pictures(data: Data) -> Files:
    """Return what gives a file of the workspace by its name."""

    def read(name: str) -> bytes | None:
        with suppress(InvalidInputError):
            return files.read(data.workspace.files, name)
        return None

    return read


# --- work beside the window ---------------------------------------------------------------------------------------


def pdf_of(out: Outgoing, job: Job, seal: SealPicture | None = None) -> bytes:
    """Return the PDF as it leaves the house, with the picture of a seal where one is put on it."""
    from salesdesk.documents.quote_print import printed  # noqa: PLC0415 - ReportLab only when it prints

    job.report(0, 0)
    return printed(
        out.version,
        out.read,
        sheets=out.sheets,
        sent=out.sent,
        today=out.today,
        seal=seal,
        report=lambda: job.report(0, 0),
    )


def write_pdf(out: Outgoing, file: Path, job: Job) -> Path:
    """Write the PDF, whole or not at all, and return where it is."""
    output.write(file, pdf_of(out, job))
    return file


def write_sealed(out: Outgoing, seal: SealPicture, file: Path, job: Job) -> Path:
    """Write the PDF with the picture of a seal, whole or not at all, and return where it is."""
    output.write(file, pdf_of(out, job, seal))
    return file


def store_pdf(out: Outgoing, folder: Path, job: Job) -> str:
    """Keep the PDF among the workspace's files and return its name there."""
    return files.store(folder, pdf_of(out, job))


def write_images(out: Outgoing, file: Path, job: Job) -> list[Path]:
    """Write the quote as a long picture, or as several where it is very long, and return where they are.

    One that takes the place asked for replaces what is there; the numbered ones of several never do.
    """
    images = images_of(out, job)
    places = [file]
    if len(images) > 1:
        places = [
            file.with_name(f"{file.stem}-{number}{file.suffix}") for number in range(1, len(images) + 1)
        ]
        for place in places:
            if place.exists():
                raise InvalidInputError(
                    _("“{path}” is there already. Choose another name.").format(path=place)
                )
    for place, image in zip(places, images, strict=True):
        output.write(place, _png(image))
    return places


def copied_images(out: Outgoing, job: Job) -> tuple[list[QImage], list[Path]]:
    """Return the long pictures with files of them that other programs can paste."""
    images = images_of(out, job)
    folder = paths.opened_dir() / "pictures"
    places = [folder / f"{out.version.label}-{number}.png" for number in range(1, len(images) + 1)]
    if len(images) == 1:
        places = [folder / f"{out.version.label}.png"]
    for place, image in zip(places, images, strict=True):
        output.write(place, _png(image))
    return images, places


def images_of(out: Outgoing, job: Job) -> list[QImage]:
    """Return the quote's own pages as long pictures."""
    from salesdesk.documents.quote_print import printed_strips  # noqa: PLC0415 - ReportLab only when it prints

    strips = printed_strips(out.version, out.read, lambda: job.report(0, 0), today=out.today)
    images = []
    for number, strip in enumerate(strips):
        job.report(number, len(strips))
        images.append(page_image(strip, 0, IMAGE_WIDTH))
    return images


def write_mail(out: Outgoing, job: Job) -> Path:
    """Write a mail draft with the PDF where the system's mail program can open it, and return where it is."""
    mail, name = quote_mail(out.version), f"{out.version.label}.pdf"
    file = paths.opened_dir() / "mail" / f"{out.version.label}.eml"
    content = mail_draft(
        to=mail.to,
        to_name=mail.to_name,
        subject=mail.subject,
        body=mail.body,
        file_name=name,
        content=pdf_of(out, job),
    )
    output.write(file, content)
    return file


def _png(image: QImage) -> bytes:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return bytes(held.data())
