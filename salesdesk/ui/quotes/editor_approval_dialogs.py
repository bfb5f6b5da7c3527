"""The questions around an approval: why it is asked for, who decides it, what is said of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from salesdesk.domain.approval import in_words
from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _
from salesdesk.services import approval_rules, pins
from salesdesk.services.approvals import Outlook, Proof, RequestView
from salesdesk.services.pins import LONGEST
from salesdesk.ui.data import Data
from salesdesk.ui.quotes.approval_texts import role_name
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.form import FormDialog
from salesdesk.ui.widgets.text_lines import cut

_MOST = 60


class SubmitDialog(FormDialog):
    """Asks for the reason of a request, after saying who is going to be asked and why; `then` gets it."""

    def __init__(self, outlook: Outlook, then: Callable[[str], object], parent: QWidget) -> None:
        super().__init__(_("Submit for approval"), _("Submit"), parent)
        self._then = then
        for text in dict.fromkeys(in_words(need) for need in outlook.needs):
            self.head.addWidget(label(f"· {text}", "secondary", wrap=True))
        roles = " → ".join(role_name(role) for role in outlook.roles)
        goes = _("Goes to: {roles}").format(roles=roles)
        self.head.addWidget(label(goes if roles else _("An earlier approval covers it."), wrap=True))
        self.reason = self.add_text(
            _("Reason"), longest=1000, hint=_("Such as: framework contract, first order of a key account")
        )

    def save(self) -> None:
        """Hand on the reason, which may be empty."""
        self._then(self.reason.text())


class DecideDialog(FormDialog):
    """Asks who decides, for the PIN and for a comment; `then` gets both."""

    def __init__(
        self,
        request: RequestView,
        deciders: Sequence[tuple[uuid.UUID, str]],
        then: Callable[[Proof | None, str], object],
        parent: QWidget,
        *,
        approve: bool,
        alone: bool,
        has_pin: bool,
    ) -> None:
        title, confirm = (_("Approve"), _("Approve")) if approve else (_("Refuse"), _("Refuse"))
        super().__init__(title, confirm, parent)
        self._then = then
        self._approve = approve
        self._alone = alone
        for text in dict.fromkeys(in_words(need) for need in request.needs):
            self.head.addWidget(label(f"· {text}", "secondary", wrap=True))
        if request.reason:
            said = _("{name}: {text}").format(name=request.asker or "—", text=request.reason)
            self.head.addWidget(label(said, wrap=True))
        if alone:
            self.head.addWidget(label(_("You work alone here: it is logged as your own approval."), "small"))
        self.person = self.add_choice(_("Approver"), [(one, cut(name, _MOST)) for one, name in deciders])
        self.pin = self.add_text(_("PIN"), longest=LONGEST)
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        if alone and not has_pin:
            self.pin.setEnabled(False)
            self.pin.setPlaceholderText(_("No PIN is set"))
        self.comment = self.add_text(_("Comment"), longest=1000)
        (self.pin if self.pin.isEnabled() else self.comment).setFocus()

    def save(self) -> None:
        """Hand on who decides and what they say."""
        person = self.person.currentData()
        proof = Proof(person, self.pin.text()) if isinstance(person, uuid.UUID) else None
        if proof is not None and not proof.pin and self.pin.isEnabled():
            raise InvalidInputError(_("Type your PIN."))
        self._then(proof, self.comment.text())


def ask_decision(
    data: Data,
    request: RequestView,
    deciders: Sequence[tuple[uuid.UUID, str]],
    then: Callable[[Proof | None, str], object],
    parent: QWidget,
    *,
    approve: bool,
) -> None:
    """Ask who decides a request, and their PIN; who works here comes first, who has no PIN yet last."""
    alone, known = data.read(approval_rules.works_alone), data.read(pins.with_pin)
    order = sorted(deciders, key=lambda pair: (pair[0] != data.person, pair[0] not in known))
    without = _("{name} (no PIN yet)")
    DecideDialog(
        request,
        [(one, name if alone or one in known else without.format(name=name)) for one, name in order],
        then,
        parent,
        approve=approve,
        alone=alone,
        has_pin=bool(deciders) and deciders[0][0] in known,
    ).open()


class CommentDialog(FormDialog):
    """Asks what is to be said; `then` gets it."""

    def __init__(self, then: Callable[[str], object], parent: QWidget) -> None:
        super().__init__(_("Comment"), _("Add"), parent)
        self._then = then
        self.text = self.add_text(_("Comment"), longest=1000)

    def save(self) -> None:
        """Hand on the text."""
        self._then(self.text.text())
