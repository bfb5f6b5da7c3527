"""The PDF of a stored quote as a file of the user's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from salesdesk import paths
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.exchange import output
from salesdesk.i18n import _
from salesdesk.storage import files
from salesdesk.ui.background import Job
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.files import choose_target


def ask(parent: QWidget, version: QuoteVersion, then: Callable[[Path], object]) -> QFileDialog:
    """Ask where the PDF goes; the name of its quote and version is proposed."""
    start = paths.documents_dir() / f"{version.label}.pdf"
    return choose_target(parent, _("Export PDF"), start, _("PDF files (*.pdf)"), then)


def work(version: QuoteVersion, logo: Callable[[str], bytes | None], file: Path) -> Callable[[Job], Path]:
    """Return the work that writes the PDF, whole or not at all, and returns where it is."""
    return partial(_write, version, logo, file)


def show_folder(file: Path) -> None:
    """Open the folder of a file in the desktop's own file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent)))


def pictures(data: Data) -> Callable[[str], bytes | None]:
    """Return what gives a picture of the workspace by its name."""

    def read(name: str) -> bytes | None:
        with suppress(InvalidInputError):
            return files.read(data.workspace.files, name)
        return None

    return read


def _write(version: QuoteVersion, logo: Callable[[str], bytes | None], file: Path, _job: Job) -> Path:
    from salesdesk.documents.quote_pdf import render_quote  # noqa: PLC0415 - ReportLab only when it prints
    from salesdesk.documents.stored_quote import document_of  # noqa: PLC0415 - as above

    output.write(file, render_quote(document_of(version, logo)))
    return file
