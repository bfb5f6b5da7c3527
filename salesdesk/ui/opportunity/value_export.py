"""The value proposition of an opportunity as a PDF of the user's."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import date
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from salesdesk import paths
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.file_names import safe_name
from salesdesk.domain.value_sheet import ValueSheet
from salesdesk.exchange import output
from salesdesk.i18n import _
from salesdesk.services import evidence, value_sheets
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.files import choose_target
from salesdesk.ui.widgets.message_bar import MessageBar


def ask(
    parent: QWidget, context: PageContext, opportunity: uuid.UUID, today: date, message: MessageBar
) -> QFileDialog:
    """Ask where the PDF goes and write it beside the window; the bar says where it is, or why there is none."""
    sheet = context.data.read(value_sheets.sheet, opportunity, today=today)
    start = paths.documents_dir() / safe_name(
        _("Value proposition {name}").format(name=sheet.project[:60]) + ".pdf"
    )
    folder = context.data.workspace.files

    def write(file: Path) -> None:
        job = context.background.job(lambda _job: _write(sheet, folder, file))
        job.done.connect(lambda path: _told(message, path))
        job.failed.connect(message.show_message)
        context.background.start(job)

    return choose_target(parent, _("Export PDF"), start, _("PDF files (*.pdf)"), write)


def _write(sheet: ValueSheet, folder: Path, file: Path) -> Path:
    from salesdesk.documents.value_pdf import render_value_sheet  # noqa: PLC0415 - ReportLab only when it prints

    def picture(name: str) -> bytes | None:
        with suppress(InvalidInputError):
            return evidence.content(folder, name)
        return None

    output.write(file, render_value_sheet(sheet, picture))
    return file


def _told(message: MessageBar, file: Path) -> None:
    folder = QUrl.fromLocalFile(str(file.parent))
    text = _("Written to {path}.").format(path=file)
    message.show_message(
        text, tone="ok", action=(_("Show in folder"), lambda: QDesktopServices.openUrl(folder))
    )
