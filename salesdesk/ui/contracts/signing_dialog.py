"""The PDF of a contract is signed with the user's own certificate: whose it is, and what that is worth."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from salesdesk import paths
from salesdesk.domain.changes import Label
from salesdesk.domain.contract_version import content_hash
from salesdesk.domain.electronic_signature import agreement
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.file_names import safe_name
from salesdesk.domain.merge_fields import Value
from salesdesk.domain.texts import one_line
from salesdesk.exchange import output
from salesdesk.i18n import N_, _, day, sentences
from salesdesk.services import contract_signatures, contracts
from salesdesk.ui.background import Job
from salesdesk.ui.contracts import signing
from salesdesk.ui.contracts.desk import Desk
from salesdesk.ui.contracts.signing import Order, Signed
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.cards import in_label
from salesdesk.ui.widgets.files import choose_certificate, choose_target
from salesdesk.ui.widgets.form import FieldError, FormDialog
from salesdesk.ui.widgets.message_bar import MessageBar
from salesdesk.ui.widgets.text_lines import cut

if TYPE_CHECKING:
    from salesdesk.documents.certificate import Certificate
    from salesdesk.domain.contract_version import ContractVersion

Entry = tuple[str, str, Callable[[], object]]
_WIDTH: Final = 620
_LONGEST_PATH: Final = 1000
_LONGEST_PASSPHRASE: Final = 500
_MOST_WORDS: Final = 200
GIVES: Final = N_(
    "What it gives: any later change of the PDF is found, and the signature comes from the key in your file. It is"
    " yours as long as nobody else has the file and its passphrase."
)
GIVES_NOT: Final = N_(
    "What it doesn't: prove who you are, unless a licensed certification authority issued the certificate; a trusted"
    " time; an electronic seal registered with the police; the other side's consent; evidence kept by a third party."
)
"""What a signature that is made here is worth and what not (domain rules 4.5)."""


def entries(context: PageContext, desk: Desk, message: MessageBar, page: QWidget) -> Iterator[Entry]:
    """Yield how a contract is signed, where it can be: icon, text, and what is done."""
    if not desk.data.read_only and signing.offered(desk.content.opened.version):
        run = partial(ask, context, desk, message, page)
        yield "lock", _("Sign the PDF with my certificate…"), run


def ask(context: PageContext, desk: Desk, message: MessageBar, page: QWidget) -> SigningDialog:
    """Ask with which certificate a contract is signed; what came of it is said in the bar."""

    def tell(text: str, tone: str) -> None:
        message.show_message(text, tone=tone)

    dialog = SigningDialog(context, desk.id, desk.content.opened.version, tell, page)
    dialog.open()
    return dialog


class SigningDialog(FormDialog):
    """Opens a certificate's file first, then signs; it stays until the PDF is signed and kept.

    `told` gets what came of it, and the tone in which that is said.
    """

    def __init__(
        self,
        context: PageContext,
        contract_id: uuid.UUID,
        version: ContractVersion,
        told: Callable[[str, str], object],
        parent: QWidget,
    ) -> None:
        super().__init__(_("Sign the PDF with my certificate"), _("Open the certificate"), parent)
        self.setMinimumWidth(_WIDTH)
        self._context, self._id, self._version, self._told = context, contract_id, version, told
        self._issued = context.data.read(contracts.issued_file, contract_id, version.version)
        self._certificate: Certificate | None = None
        self._job: Job | None = None
        self._target, self._kept = Path(), False
        self.head.addWidget(label(f"{version.label} · {cut(version.buyer.name, 60)}", "section", wrap=True))
        for text in (GIVES, GIVES_NOT):
            self.head.addWidget(label(_(text), "secondary", wrap=True))
        self._ask_certificate()
        self._build_facts()
        self._ask_signature()
        self._show()

    def _ask_certificate(self) -> None:
        self.file = QLineEdit()
        self.file.setMaxLength(_LONGEST_PATH)
        self.choose = button(_("Choose…"))
        self.choose.setAutoDefault(False)
        self.choose.clicked.connect(self.ask_file)
        field = QWidget()
        field.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(field)
        margins(row, gap=8)
        row.addWidget(self.file, 1)
        row.addWidget(self.choose)
        caption = _("Certificate (.pfx, .p12)")
        self.add(caption, field)
        self.file.setAccessibleName(caption)
        self.choose.setAccessibleName(f"{caption}: {self.choose.text()}")
        field.setFocusProxy(self.file)
        self.passphrase = self.add_text(
            _("Passphrase"), longest=_LONGEST_PASSPHRASE, hint=_("Never stored, only used to open the file")
        )
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.file.textChanged.connect(self._forget)
        self.passphrase.textEdited.connect(self._forget)

    def _build_facts(self) -> None:
        self.names = label(role="strong", wrap=True, selectable=True)
        self.validity = label(role="secondary", wrap=True)
        self.warning = label(role="warning", wrap=True)
        self.facts = (self.names, self.validity, self.warning)
        for part in self.facts:
            self.add_below(part)

    def _ask_signature(self) -> None:
        self.agreed = QCheckBox(_("Both sides agreed to accept signatures by this certificate"))
        self.add_below(self.agreed)
        number, place = self._version.number, self._version.fields.get("contract.place", Value())
        self.reason = self.add_text(_("Reason"), _("Contract {number}").format(number=number))
        self.location = self.add_text(_("Place of signature"), place.zh)
        self.seen = QCheckBox(_("Show it in the place of our seal"))
        self.seen.setChecked(True)
        self.add_below(self.seen)

    # --- the certificate ----------------------------------------------------------------------------------------

    def ask_file(self) -> QFileDialog:
        """Ask for the certificate's file."""
        return choose_certificate(self, _("Choose the certificate"), Path.home(), self.take_file)

    def take_file(self, file: Path) -> None:
        """Take a file; its passphrase is asked next."""
        self.file.setText(str(file))
        self.passphrase.setFocus()

    def _forget(self) -> None:
        """Let go of the certificate: the file or the passphrase is another one."""
        if self._certificate is not None:
            self._certificate = None
            self._show()

    def _open(self) -> None:
        typed = self.file.text().strip().strip('"')
        if not typed:
            raise FieldError(_("Choose the file of the certificate."), self.file)
        work = partial(signing.opened, Path(typed), self.passphrase.text())
        self._start(work, self._on_opened, _("Opening…"))

    def _on_opened(self, certificate: Certificate) -> None:
        self._job, self._certificate = None, certificate
        self.passphrase.clear()
        self.agreed.setChecked(False)  # what was agreed of another one
        self._show()
        (self.agreed if certificate.self_signed else self.confirm).setFocus()

    # --- showing ------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        """Show the certificate with what is asked of the signature, or only the way to one."""
        found, busy = self._certificate, self._job is not None
        for shown in (*self.facts, self.seen):
            shown.setVisible(found is not None)
        self.agreed.setVisible(found is not None and found.self_signed)
        for field in (self.reason, self.location):
            self.show_field(field, shown=found is not None)
        for part in (self.file, self.choose, self.passphrase, self.confirm):
            part.setEnabled(not busy)
        if not busy:
            self.confirm.setText(_("Sign and save…") if found else _("Open the certificate"))
        self.passphrase.setPlaceholderText(
            _("The certificate is open") if found else _("Never stored, only used to open the file")
        )
        if found is not None:
            self._show_facts(found)
        self.fit()

    def _show_facts(self, found: Certificate) -> None:
        self.names.setText(found.subject)
        issued = _("Self-signed") if found.self_signed else _("Issued by {name}").format(name=found.issuer)
        first, last = (one.astimezone().date() for one in (found.valid_from, found.valid_until))
        valid = _("Valid from {first} to {last}").format(first=day(first), last=day(last))
        self.validity.setText(f"{issued}\n{valid}")
        self.warning.setText(_warning(self._version, self_signed=found.self_signed))

    # --- the signature ------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Open the certificate, or ask where the signed PDF goes."""
        if self._job is not None:
            return
        if self._certificate is None:
            self._open()
            return
        if self._certificate.self_signed and not self.agreed.isChecked():
            raise FieldError(
                _("A self-signed certificate counts only where both sides agreed to accept it."), self.agreed
            )
        self.ask_target()

    def accept(self) -> None:
        """Close once the PDF is signed and kept."""
        if self._kept:
            super().accept()

    def done(self, result: int) -> None:
        """Close; work that is still under way tells nobody of its end."""
        if self._job is not None:
            self._job.drop()
        super().done(result)

    def ask_target(self) -> QFileDialog:
        """Ask where the signed PDF goes."""
        name = safe_name(_("{number} signed").format(number=self._version.label))
        start = paths.documents_dir() / f"{name}.pdf"
        return choose_target(self, _("Save the signed PDF"), start, _("PDF files (*.pdf)"), self.sign)

    def sign(self, target: Path) -> None:
        """Sign, keep the PDF with the contract's version, and write it to a file."""
        if self._certificate is None or self._job is not None:
            return
        self.say("")
        order = Order(
            self._version,
            self._issued,
            self._certificate,
            one_line(self.reason.text()),
            one_line(self.location.text()),
            self.seen.isChecked(),
        )
        self._target = target
        work = partial(signing.signed, order, self._context.data.workspace.files, safe_name(target.name))
        self._start(work, self._on_signed, _("Signing…"))

    def _on_signed(self, signed: Signed) -> None:
        self._job = None
        keep, content = contract_signatures.keep, content_hash(self._version)
        try:
            self._context.data.issue(self._step(), keep, self._id, signed.file, content=content)
        except SalesDeskError as error:
            self._on_failed(error.message)
            return
        self._kept = True
        try:
            output.write(self._target, signed.content)
        except SalesDeskError as error:
            kept = _("The signed PDF is kept with the contract, under Versions.")
            self._told(sentences(error.message, kept), "bad")
        else:
            self._told(_("Signed, and kept with the contract. Saved: {path}").format(path=self._target), "ok")
        self.accept()

    def _step(self) -> Label:
        """Return what the journal says of it; for a self-signed certificate, that both sides were said to accept it."""
        found = self._certificate
        text = N_("Sign the PDF of contract {number} with the certificate of {name}")
        if found is not None and found.self_signed:
            text = N_(
                "Sign the PDF of contract {number} with the self-signed certificate of {name}, accepted by both sides"
            )
        name = in_label(found.subject) if found is not None else ""
        return Label(text, {"number": self._version.number, "name": name})

    def _start(self, work: Callable[[Job], Any], then: Callable[[Any], object], told: str) -> None:
        self._job = self._context.background.job(work)
        self._job.done.connect(then)
        self._job.failed.connect(self._on_failed)
        self.confirm.setText(told)
        self._show()
        self._context.background.start(self._job)

    def _on_failed(self, text: str) -> None:
        self._job = None
        self._show()
        self.say(text)
        if self._certificate is None:
            self.passphrase.selectAll()
            self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)


def _warning(version: ContractVersion, *, self_signed: bool) -> str:
    """Return what can't be known of a certificate, and what the contract says where nobody vouches for it."""
    if not self_signed:
        return _("Whether the issuer is licensed to certify who somebody is can't be checked here.")
    warning = _(
        "Nobody but yourself says that this certificate is yours: PDF readers show it as unknown, and the other side"
        " can dispute it. Use it only where both sides agreed on it (Electronic Signature Law, Art. 13)."
    )
    if words := cut(agreement(version), _MOST_WORDS):
        said = _("The contract says: “{words}”").format(words=words)
    else:
        said = _("The contract says nothing of electronic signatures.")
    return f"{warning}\n{said}"
