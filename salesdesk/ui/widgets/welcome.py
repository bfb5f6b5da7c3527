"""The welcome pack of a signed contract on its way out: as a PDF, or as a mail draft with it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from salesdesk import paths
from salesdesk.domain.contract import BINDING
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.file_names import safe_name
from salesdesk.domain.mail_words import welcome_mail
from salesdesk.domain.welcome_pack import WelcomePack
from salesdesk.exchange import output
from salesdesk.exchange.mail_draft import mail_draft
from salesdesk.i18n import _, translate
from salesdesk.services import welcome_packs
from salesdesk.storage import files
from salesdesk.ui.background import Job
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.files import choose_target
from salesdesk.ui.widgets.message_bar import MessageBar
from salesdesk.ui.widgets.welcome_dialog import WelcomeDialog

Entry = tuple[str, str, Callable[[], object]]


def entries(
    context: PageContext, contract_id: uuid.UUID, state: str, message: MessageBar, page: QWidget
) -> Iterator[Entry]:
    """Yield what can be done with the pack of a contract that binds both sides: icon, text, and what is done."""
    if state not in BINDING:
        return
    yield "file-text", _("Welcome pack as a PDF…"), partial(ask_pdf, context, contract_id, message, page)
    yield "mail", _("Mail the welcome pack"), partial(open_mail, context, contract_id, message)
    if not context.data.read_only:
        yield "pencil", _("Texts of the welcome pack…"), partial(ask_texts, context, page)


def ask_texts(context: PageContext, page: QWidget) -> WelcomeDialog:
    """Ask how the firm words its packs."""
    dialog = WelcomeDialog(context.data, page)
    dialog.open()
    return dialog


def ask_pdf(
    context: PageContext, contract_id: uuid.UUID, message: MessageBar, page: QWidget
) -> QFileDialog | None:
    """Ask where the pack of a contract goes, and write it there beside the window; the bar says where it is."""
    pack = _read(context, contract_id, message)
    if pack is None:
        return None
    start = paths.documents_dir() / f"{file_name(pack)}.pdf"
    return choose_target(
        page,
        _("Export the welcome pack"),
        start,
        _("PDF files (*.pdf)"),
        lambda file: write_pdf(context, pack, file, message),
    )


def write_pdf(context: PageContext, pack: WelcomePack, file: Path, message: MessageBar) -> None:
    """Write a pack as a PDF beside the window."""
    job = context.background.job(partial(_write_pdf, pack, context.data.workspace.files, file))
    job.done.connect(lambda done: _tell(message, _("Saved: {path}").format(path=done)))
    job.failed.connect(message.show_message)
    context.background.start(job)


def open_mail(context: PageContext, contract_id: uuid.UUID, message: MessageBar) -> None:
    """Open a mail draft with the pack of a contract in the system's mail program."""
    pack = _read(context, contract_id, message)
    if pack is None:
        return
    job = context.background.job(partial(_write_mail, pack, context.data.workspace.files))
    job.done.connect(partial(_on_mail, message))
    job.failed.connect(message.show_message)
    context.background.start(job)


def file_name(pack: WelcomePack) -> str:
    """Return what the file of a pack is called, without its ending."""
    title = translate("Welcome Pack", pack.language)
    return safe_name(f"{title} {pack.number}")


def _read(context: PageContext, contract_id: uuid.UUID, message: MessageBar) -> WelcomePack | None:
    """Return a pack; where there is none, the bar says why."""
    try:
        return context.data.read(welcome_packs.pack, contract_id)
    except SalesDeskError as error:
        message.show_message(error.message)
        return None


def _on_mail(message: MessageBar, file: Path) -> None:
    if QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
        _tell(message, _("The mail draft is open in your mail program."))
    else:
        _tell(message, _("No mail program opened the draft. It is in {path}.").format(path=file))


def _tell(message: MessageBar, text: str) -> None:
    """Say what was made, unless the user left the page meanwhile."""
    if isValid(message):
        message.show_message(text, tone="ok")


# --- work beside the window ---------------------------------------------------------------------------------------


def _pdf(pack: WelcomePack, folder: Path, job: Job) -> bytes:
    from salesdesk.documents.welcome_pdf import render_welcome_pack  # noqa: PLC0415 - ReportLab only when it prints

    job.report(0, 0)
    return render_welcome_pack(pack, partial(files.read, folder))


def _write_pdf(pack: WelcomePack, folder: Path, file: Path, job: Job) -> Path:
    output.write(file, _pdf(pack, folder, job))
    return file


def _write_mail(pack: WelcomePack, folder: Path, job: Job) -> Path:
    """Write the draft where the system's mail program can open it."""
    mail, name = welcome_mail(pack), file_name(pack)
    file = paths.opened_dir() / "mail" / f"{name}.eml"
    draft = mail_draft(
        to=mail.to,
        to_name=mail.to_name,
        subject=mail.subject,
        body=mail.body,
        file_name=f"{name}.pdf",
        content=_pdf(pack, folder, job),
    )
    output.write(file, draft)
    return file
