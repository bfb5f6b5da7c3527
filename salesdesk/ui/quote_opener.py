"""Opens a quote from its PDF, which comes from anywhere: it is read beside the window, within bounds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from salesdesk import paths
from salesdesk.domain.errors import InvalidInputError, SalesDeskError
from salesdesk.domain.quote_data import QuoteData
from salesdesk.i18n import _
from salesdesk.services import quote_opening
from salesdesk.services.quote_opening import KnownVersion, TakenDraft
from salesdesk.ui.background import Job
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.page import PageContext
from salesdesk.ui.places import Place
from salesdesk.ui.widgets.files import choose_pdf

_LARGEST: Final = 100 * 1024 * 1024
_LONGEST: Final = 60


class QuoteOpener(QObject):
    """Shows the quote that a PDF carries: the version that it is here, else a new quote with what it says."""

    def __init__(self, window: MainWindow, context: PageContext, go: Callable[[Place], object]) -> None:
        super().__init__(window)
        self._window, self._context, self._go = window, context, go

    def ask(self) -> QFileDialog:
        """Ask for a PDF and open it."""
        title = _("Open a quote from PDF")
        return choose_pdf(self._window, title, paths.documents_dir(), self.open)

    def open(self, file: Path) -> None:
        """Read a PDF beside the window, and show its quote."""
        job = self._context.background.job(partial(_read, file))
        job.done.connect(self._on_read)
        job.failed.connect(self._window.tell)
        self._context.background.start(job)

    def _on_read(self, data: QuoteData) -> None:
        gate = self._context.data
        try:
            known = gate.read(quote_opening.known, data)
            if known is not None:
                self._show_known(data, known)
            elif gate.read_only:
                self._window.tell(
                    _("This workspace is only looked at: no quote can be made from a PDF here.")
                )
            else:
                today = date.today()  # noqa: DTZ011 - a local date is meant
                self._show_new(data, gate.read(quote_opening.taken, data, today=today))
        except SalesDeskError as error:
            self._window.tell(error.message)

    def _show_known(self, data: QuoteData, known: KnownVersion) -> None:
        text = _("Opened from its PDF: {number}.").format(number=data.label)
        if not known.same:
            text = _("{number} was changed since this PDF was made: its total is another one now.").format(
                number=data.label
            )
        told = (text, "note" if known.same else "warn")
        self._go(Place("quote", known.quote_id, {"version": known.version, "told": told}))

    def _show_new(self, data: QuoteData, taken: TakenDraft) -> None:
        text = _(
            "A new quote from the PDF of {number} by {seller}, with the prices in it. "
            "{known} of {all} products are known here."
        ).format(number=data.label, seller=data.seller[:_LONGEST], known=taken.products, all=taken.lines)
        if taken.customer_is_new:
            text = _("{text} The customer is new.").format(text=text)
        self._go(Place("quote", argument={"draft": taken.draft, "told": (text, "note")}))


def _read(file: Path, job: Job) -> QuoteData:
    from salesdesk.documents.quote_print import data_in  # noqa: PLC0415 - what reads PDFs loads when it is asked for

    name = file.name.encode("utf-8", "replace").decode()
    try:
        if file.stat().st_size > _LARGEST:
            raise InvalidInputError(
                _("“{file}” is larger than {limit} MB.").format(file=name, limit=_LARGEST // 1024**2)
            )
        content = file.read_bytes()
    except OSError as error:
        raise InvalidInputError(
            _("“{path}” can't be read: {reason}").format(path=name, reason=error.strerror or error)
        ) from error
    return data_in(content, name, lambda: job.report(0, 0))
