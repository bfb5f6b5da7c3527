"""The ways out of the house for a quote: PDF, PDF without prices, long picture, mail draft, paper."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QMimeData, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget
from shiboken6 import isValid

from salesdesk import paths
from salesdesk.domain.mail_words import UNFINISHED
from salesdesk.domain.seal import on_quote
from salesdesk.i18n import _
from salesdesk.services.lists import local_day
from salesdesk.services.seal_log import Subject
from salesdesk.ui.background import Job
from salesdesk.ui.quotes import editor_export
from salesdesk.ui.quotes.editor_export import Outgoing
from salesdesk.ui.quotes.editor_host import Part
from salesdesk.ui.widgets.basics import plain
from salesdesk.ui.widgets.export_bar import show_folder
from salesdesk.ui.widgets.files import choose_target
from salesdesk.ui.widgets.sealed_export import SealedExport

_SHOW_BUSY_MS: Final = 150


class Outlets(Part):
    """Saves the quote and sends it out; each way is made beside the window, says so, and can be stopped."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._job: Job | None = None
        self.sealed = SealedExport(self.editor.context, self.editor.message, page)
        self._busy = ""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SHOW_BUSY_MS)
        self._soon.timeout.connect(self._show_busy)

    def fill(self, menu: QMenu) -> None:
        """Offer the ways out, and below them what goes with the PDF."""
        menu.clear()
        ways: tuple[tuple[str, str, Callable[[], object]], ...] = (
            (_("PDF…"), "Ctrl+E", self.pdf),
            (_("PDF without prices…"), "", self.pdf_without_prices),
            (_("Long picture for chat…"), "", self.picture),
            (_("Copy as a long picture"), "", self.copy_picture),
            (_("Mail draft with the PDF"), "", self.mail),
            (_("Print…"), "Ctrl+P", self.paper),
        )
        if self._sealable():
            ways = (*ways[:2], (_("PDF with the picture of a seal…"), "", self.pdf_sealed), *ways[2:])
        for title, keys, run in ways:
            # As text: the page has the keys, and a key that two have works for none.
            menu.addAction(f"{title}\t{keys}" if keys else title, run)
        menu.addSeparator()
        menu.addAction(_("Change how quotes look…"), self.editor.open_design)
        names = self._enclosed()
        if names:
            menu.addSeparator()
            menu.addAction(_("Goes with the PDF:")).setEnabled(False)
        for name in names:
            menu.addAction(plain(name)).setEnabled(False)

    def pdf(self) -> None:
        """Ask where the PDF goes, and write it there."""
        self._ask(_("Export PDF"), ".pdf", _("PDF files (*.pdf)"), self._write_pdf)

    def pdf_without_prices(self) -> None:
        """Ask where a PDF goes that tells no prices, such as the warehouse needs, and write it there."""
        self._ask(
            _("Export PDF without prices"),
            _("-without-prices") + ".pdf",
            _("PDF files (*.pdf)"),
            lambda out, file: self._write_pdf(out.without_prices(), file),
        )

    def pdf_sealed(self) -> None:
        """Ask where a PDF with the picture of a seal goes, then who puts it there and who permits it."""
        quote = self.session.quote
        if quote.quote_id is not None and (out := self._outgoing()):
            subject = Subject("quote", quote.quote_id, quote.version)
            self.sealed.ask(subject, out.version.label, partial(editor_export.write_sealed, out))

    def _sealable(self) -> bool:
        """Tell whether a seal's picture can be put on the version that is shown."""
        quote = self.session.quote
        valid_until = quote.info.valid_until if quote.info else None
        return (
            valid_until is not None
            and on_quote(quote.state, valid_until, local_day())
            and self.sealed.offered()
        )

    def picture(self) -> None:
        """Ask where the long picture goes, and write it there."""
        self._ask(_("Export a long picture"), ".png", _("Pictures (*.png)"), self._write_picture)

    def copy_picture(self) -> None:
        """Copy the quote as a long picture, and as a file of it."""
        if out := self._outgoing():
            work = partial(editor_export.copied_images, out)
            self._run(_("The picture is being made…"), work, lambda made: self._on_copied(out, *made))

    def mail(self) -> None:
        """Open a mail draft with the PDF in the system's mail program."""
        if out := self._outgoing():
            work = partial(editor_export.write_mail, out)
            self._run(_("The mail draft is being made…"), work, lambda file: self._on_mail(out, file))

    def paper(self) -> None:
        """Ask for a printer, and print the PDF."""
        if out := self._outgoing():
            work = partial(editor_export.pdf_of, out)
            self._run(_("The PDF is being made…"), work, lambda pdf: self._on_printable(out, pdf))

    def _enclosed(self) -> tuple[str, ...]:
        label = self._label()
        if label is None:
            return ()
        return editor_export.outgoing(self.session.data, label).enclosed

    def _label(self) -> str | None:
        quote = self.session.quote
        return f"{quote.number}-V{quote.version}" if quote.number else None

    def _outgoing(self) -> Outgoing | None:
        """Return what goes out, once it is saved; nothing where it can't be, which was said then."""
        label = self._label() if self.editor.save() else None
        return editor_export.outgoing(self.session.data, label) if label else None

    def _ask(self, title: str, ending: str, kind: str, then: Callable[[Outgoing, Path], object]) -> None:
        if out := self._outgoing():
            start = paths.documents_dir() / f"{out.version.label}{ending}"
            choose_target(self.page, title, start, kind, partial(then, out))

    def _write_pdf(self, out: Outgoing, file: Path) -> None:
        work = partial(editor_export.write_pdf, out, file)
        self._run(_("The PDF is being made…"), work, lambda made: self._on_pdf(out, made))

    def _write_picture(self, out: Outgoing, file: Path) -> None:
        work = partial(editor_export.write_images, out, file)
        self._run(_("The picture is being made…"), work, lambda made: self._on_pictures(out, made))

    # --- work beside the window ---------------------------------------------------------------------------------

    def _run(self, busy: str, work: Callable[[Job], Any], done: Callable[[Any], object]) -> None:
        job = self.editor.context.background.job(work)
        self._job, self._busy = job, busy
        job.done.connect(partial(self._on_done, done))
        job.failed.connect(self._on_failed)
        self._soon.start()
        self.editor.context.background.start(job)

    def _show_busy(self) -> None:
        if self._job is not None:
            stop = (_("Stop"), self._job.cancel)
            self.editor.message.show_message(self._busy, tone="note", action=stop)

    def _on_done(self, done: Callable[[Any], object], result: object) -> None:
        """Go on with what was made, also where the user left the page meanwhile: then only nothing is said."""
        if isValid(self):
            self._end()
        done(result)

    def _on_failed(self, problem: str) -> None:
        self._end()
        self.editor.message.show_message(problem)

    def _end(self) -> None:
        self._soon.stop()
        self._job = None

    def _on_pdf(self, out: Outgoing, file: Path) -> None:
        self._tell(_("The PDF is in {path}.").format(path=file), out, file)

    def _on_pictures(self, out: Outgoing, made: list[Path]) -> None:
        text = _("The picture is in {path}.").format(path=made[0])
        if len(made) > 1:
            text = _("The quote is long: its {count} pictures are in {path}.").format(
                count=len(made), path=made[0].parent
            )
        self._tell(text, out, made[0])

    def _on_copied(self, out: Outgoing, images: list[Any], made: list[Path]) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(file)) for file in made])
        text = _("The quote is long: its {count} pictures are copied as files.").format(count=len(made))
        if len(images) == 1:
            mime.setImageData(images[0])
            text = _("The picture is copied. Paste it into the chat.")
        QGuiApplication.clipboard().setMimeData(mime)
        self._tell(text, out)

    def _on_mail(self, out: Outgoing, file: Path) -> None:
        if QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
            self._tell(_("The mail draft is open in your mail program."), out)
        else:
            self._tell(_("No mail program opened the draft. It is in {path}.").format(path=file), out, file)

    def _on_printable(self, out: Outgoing, pdf: bytes) -> None:
        from salesdesk.ui.pdf_printing import PdfPrinting  # noqa: PLC0415 - what prints loads when it is asked for

        if not isValid(self):
            return
        self.editor.message.hide()
        printing = PdfPrinting(pdf, out.version.label, self.editor.context.background, self.page)
        printing.failed.connect(self._on_failed)
        printing.done.connect(lambda: self._tell(_("The quote is printed."), out))
        printing.ask()

    def _tell(self, text: str, out: Outgoing, file: Path | None = None) -> None:
        """Say what was made, that it isn't final where it isn't, and offer its folder."""
        if not isValid(self):
            return
        tone = "ok"
        if out.version.state in UNFINISHED:
            tone = "warn"
            mark = _(UNFINISHED[out.version.state])
            text = _("{text} It carries the mark “{mark}”, for it isn't final.").format(text=text, mark=mark)
        action = (_("Open the folder"), partial(show_folder, file)) if file is not None else None
        self.editor.message.show_message(text, tone=tone, action=action)
