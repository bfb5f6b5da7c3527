"""The standard procedure of a pipeline, or of one stage, as a PDF of the user's."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from salesdesk import paths
from salesdesk.domain.file_names import safe_name
from salesdesk.exchange import output
from salesdesk.i18n import LANGUAGE_NAMES, Language, _, language
from salesdesk.services import pipeline_sop
from salesdesk.ui.background import Background, Job
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.ask import ask as ask_first
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.files import choose_target
from salesdesk.ui.widgets.form import FormDialog

Done = Callable[[Path], object]


def ask(
    parent: QWidget,
    data: Data,
    background: Background,
    pipeline_id: uuid.UUID,
    *,
    stage_id: uuid.UUID | None = None,
) -> SopDialog:
    """Ask for the language and the file, and write the PDF beside the window."""
    dialog = SopDialog(parent, data, background, pipeline_id, stage_id)
    dialog.open()
    return dialog


class SopDialog(FormDialog):
    """Asks in which language the procedure is printed, then where to."""

    def __init__(
        self,
        parent: QWidget,
        data: Data,
        background: Background,
        pipeline_id: uuid.UUID,
        stage_id: uuid.UUID | None = None,
    ) -> None:
        super().__init__(_("SOP as PDF"), _("Choose the file…"), parent)
        self._parent, self._data, self._background = parent, data, background
        self._pipeline_id, self._stage_id = pipeline_id, stage_id
        text = (
            _("Stages with activities, success criterion, gate, steps, resources, questions and messages.")
            if stage_id is None
            else _(
                "One stage with activities, success criterion, gate, steps, resources, questions and messages."
            )
        )
        self.head.addWidget(label(text, "secondary", wrap=True))
        choices: list[tuple[object, str]] = list(LANGUAGE_NAMES)
        self.language = self.add_choice(_("Language"), choices, language())

    def save(self) -> None:
        """Ask where the file goes."""
        chosen: Language = self.language.currentData()
        booklet = self._data.read(
            pipeline_sop.booklet,
            self._pipeline_id,
            stage_id=self._stage_id,
            language=chosen,
            today=date.today(),  # noqa: DTZ011 - the user's own day
        )
        name = booklet.stages[0].name if self._stage_id is not None else booklet.title
        start = paths.documents_dir() / safe_name(f"SOP {name}.pdf".replace("/", "_"))
        parent, background = self._parent, self._background

        def write(file: Path) -> None:
            job = background.job(partial(_write, booklet, file))
            job.done.connect(lambda done: _tell(parent, done))
            job.failed.connect(lambda message: _complain(parent, message))
            background.start(job)

        choose_target(parent, _("SOP as PDF"), start, _("PDF files (*.pdf)"), write)


def _write(booklet: object, file: Path, _job: Job) -> Path:
    from salesdesk.documents.sop_pdf import render_sop  # noqa: PLC0415 - ReportLab only when it prints

    output.write(file, render_sop(booklet))  # type: ignore[arg-type]  # a booklet, through `partial`
    return file


def _tell(parent: QWidget, file: Path) -> None:
    """Offer to open the folder of what was written."""
    question = _("The file was written: {path}").format(path=file)
    ask_first(
        parent,
        _("SOP as PDF"),
        question,
        _("Show in folder"),
        lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent))),
    )


def _complain(parent: QWidget, message: str) -> None:
    ask_first(parent, _("SOP as PDF"), message, _("Close"), lambda: None)
