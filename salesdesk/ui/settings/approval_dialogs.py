"""The questions of the settings of approvals: a rule, a PIN, a key, a decision that is signed here."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial

from PySide6.QtWidgets import QWidget

from salesdesk import paths
from salesdesk.domain.approval import METRICS, WITHOUT_THRESHOLD, Rule, in_words, standard_name
from salesdesk.domain.changes import Label
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.money import minor_units, parse_decimal
from salesdesk.domain.payment_terms import STANDARD, TERMS, name_of
from salesdesk.exchange import approval_file, approval_keys
from salesdesk.exchange.approval_file import Request
from salesdesk.exchange.approval_keys import PublicKey
from salesdesk.i18n import N_, _, language, moment, money, number
from salesdesk.services import approval_exchange, approval_rules, people, pins
from salesdesk.services.approval_rules import FRACTIONS, RuleRow
from salesdesk.services.people import PersonRow
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.decision_figures import figures
from salesdesk.ui.widgets.files import choose_target
from salesdesk.ui.widgets.form import FormDialog
from salesdesk.ui.widgets.proof_fields import ProofFields, pin_field
from salesdesk.ui.widgets.text_lines import cut

_MOST = 60
_LINES = 12


def limit_text(rule: Rule) -> str:
    """Return a rule's limit as it is shown and typed."""
    if rule.metric == "payment_term":
        return standard_name(rule)
    if rule.threshold is None or rule.metric in WITHOUT_THRESHOLD:
        return "—"
    if rule.metric in FRACTIONS:
        return f"{(rule.threshold * 100).normalize():f}%"
    return number(rule.threshold, 0)


def read_limit(metric: str, text: str) -> Decimal | None:
    """Return a typed limit; InvalidInputError where it is none."""
    if metric in WITHOUT_THRESHOLD:
        return None
    typed = text.strip().replace("，", "").replace(",", "").replace("％", "%")
    if metric in FRACTIONS:
        return parse_decimal(typed.removesuffix("%"), 4, _("Limit")) / 100
    return parse_decimal(typed, 2, _("Limit"))


class RuleDialog(FormDialog):
    """A new rule of approval, or one to change."""

    def __init__(self, data: Data, row: RuleRow | None, parent: QWidget) -> None:
        super().__init__(_("Rule of approval"), _("Add") if row is None else _("Save"), parent)
        self._data = data
        self._row = row
        metrics: list[tuple[object, str]] = [(code, _(name)) for code, name in METRICS.items()]
        self.measured = self.add_choice(
            _("What is measured"), metrics, row.rule.metric if row else "discount"
        )
        self.limit = self.add_text(_("Limit"), limit_text(row.rule) if row else "", hint="15%")
        terms: list[tuple[object, str]] = [(one.key, name_of(one, language())) for one in TERMS]
        self.standard = self.add_choice(
            _("Usual terms"), terms, (row.rule.standard if row else "") or STANDARD
        )
        roles: list[tuple[object, str]] = [(code, _(people.ROLES[code])) for code in approval_rules.APPROVERS]
        self.role = self.add_choice(_("Who approves"), roles, row.rule.role if row else "regional_manager")
        states: list[tuple[object, str]] = [(True, _("In use")), (False, _("Switched off"))]
        self.active = self.add_choice(_("State"), states, row.active if row else True)
        self.proof = ProofFields(self, data)
        self.measured.currentIndexChanged.connect(self._on_metric)
        self._on_metric()

    def _on_metric(self) -> None:
        metric = self.measured.currentData()
        bare = metric in WITHOUT_THRESHOLD
        self.limit.setEnabled(not bare)
        self.show_field(self.limit, shown=metric != "payment_term")
        self.show_field(self.standard, shown=metric == "payment_term")
        if bare:
            self.limit.setText("—")
        elif self.limit.text() == "—":
            self.limit.clear()

    def save(self) -> None:
        """Write the rule."""
        metric = self.measured.currentData()
        standard = self.standard.currentData() if metric == "payment_term" else ""
        rule = Rule(metric, read_limit(metric, self.limit.text()), self.role.currentData(), standard)
        proof, active = self.proof.proof(), bool(self.active.currentData())
        what = Label(N_("Change the rules of approval"))
        if self._row is None:
            self._data.issue(what, approval_rules.add, rule, proof=proof, active=active)
        else:
            self._data.issue(what, approval_rules.change, self._row, rule, active=active, proof=proof)


class RemoveRuleDialog(FormDialog):
    """Asks whether a rule is to be taken away."""

    def __init__(self, data: Data, row: RuleRow, parent: QWidget) -> None:
        super().__init__(_("Rule of approval"), _("Take it away"), parent)
        self._data = data
        self._row = row
        text = _("Quotes are no longer asked for because of “{name}”.").format(
            name=_(METRICS[row.rule.metric])
        )
        self.head.addWidget(label(text, wrap=True))
        self.proof = ProofFields(self, data)

    def save(self) -> None:
        """Take the rule away."""
        what = Label(N_("Change the rules of approval"))
        self._data.issue(what, approval_rules.remove, self._row, proof=self.proof.proof())


class PinDialog(FormDialog):
    """Sets somebody's PIN; the one before is asked for where there is one."""

    def __init__(self, data: Data, person: PersonRow, *, has_pin: bool, parent: QWidget) -> None:
        super().__init__(_("PIN of {name}").format(name=cut(person.name, _MOST)), _("Set the PIN"), parent)
        self._data = data
        self._person = person
        note = _("Whoever knows the PIN approves in this name: {name} types it, and nobody else.")
        self.head.addWidget(label(note.format(name=cut(person.name, _MOST)), "secondary", wrap=True))
        self.before = pin_field(self, _("PIN so far")) if has_pin else None
        self.pin = pin_field(self, _("New PIN"))
        self.again = pin_field(self, _("Once more"))
        needed = data.read(approval_exchange.first_needs_proof, person.id)
        self.proof = ProofFields(self, data) if needed else None

    def save(self) -> None:
        """Set the PIN."""
        if self.pin.text() != self.again.text():
            raise InvalidInputError(_("The two PINs differ."))
        before = self.before.text() if self.before else ""
        what = Label(N_("Set the PIN of “{name}”"), {"name": cut(self._person.name, _MOST)})
        proof = self.proof.proof() if self.proof else None
        pin = self.pin.text()
        self._data.issue(what, approval_exchange.set_pin, self._person.id, pin, before=before, proof=proof)


class ResetPinDialog(FormDialog):
    """Takes a PIN away that was forgotten."""

    def __init__(self, data: Data, person: PersonRow, parent: QWidget) -> None:
        super().__init__(_("Take the PIN away"), _("Take it away"), parent)
        self._data = data
        self._person = person
        text = _("{name} can set a new PIN then.").format(name=cut(person.name, _MOST))
        self.head.addWidget(label(text, wrap=True))
        self.proof = ProofFields(self, data)

    def save(self) -> None:
        """Take the PIN away."""
        what = Label(N_("Take the PIN of “{name}” away"), {"name": cut(self._person.name, _MOST)})
        self._data.issue(what, approval_exchange.reset_pin, self._person.id, proof=self.proof.proof())


class TrustKeyDialog(FormDialog):
    """Shows the fingerprint of a key, and asks whose it is."""

    def __init__(self, data: Data, key: PublicKey, everybody: Sequence[PersonRow], parent: QWidget) -> None:
        super().__init__(_("Key for signed approvals"), _("The fingerprint is the same"), parent)
        self._data = data
        self._key = key
        text = _("The key of {name} has this fingerprint. Compare it with them, on the telephone:")
        self.head.addWidget(label(text.format(name=key.name[:_MOST]), wrap=True))
        self.fingerprint = label(key.fingerprint, "section", selectable=True)
        self.head.addWidget(self.fingerprint)
        same = next((one.id for one in everybody if one.name == key.name), None)
        choices: list[tuple[object, str]] = [(one.id, cut(one.name, _MOST)) for one in everybody]
        self.person = self.add_choice(_("Person"), choices, same)
        self.proof = ProofFields(self, data)

    def save(self) -> None:
        """Trust the key."""
        person = self.person.currentData()
        if not isinstance(person, uuid.UUID):
            raise InvalidInputError(_("Choose somebody who works here."))
        what = Label(N_("Trust the key of “{name}”"), {"name": self.person.currentText()})
        self._data.issue(what, approval_exchange.set_key, person, self._key, proof=self.proof.proof())


class NewKeyDialog(FormDialog):
    """Makes the key of this device."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(_("Key for signed approvals"), _("Make the key"), parent)
        note = _("Approvals are signed with it on this device. The PIN is asked for at each signature.")
        self.head.addWidget(label(note, "secondary", wrap=True))
        self.name = self.add_text(_("Full name"), name)
        self.pin = pin_field(self, _("PIN"))
        self.again = pin_field(self, _("Once more"))

    def save(self) -> None:
        """Make the key."""
        name = self.name.text().strip()
        if not name:
            raise InvalidInputError(_("Type your name."))
        if self.pin.text() != self.again.text():
            raise InvalidInputError(_("The two PINs differ."))
        approval_keys.create(name, pins.cleaned(self.pin.text()))


class SignDialog(FormDialog):
    """Shows the quote of a request that came as a file, and signs the decision."""

    def __init__(self, request: Request, parent: QWidget) -> None:
        super().__init__(
            _("Decide {number}").format(number=request.label[:_MOST]), _("Sign and write…"), parent
        )
        self._request = request
        self.setMinimumWidth(560)
        asked = _("Asked by {name}, {time}").format(
            name=request.asked_by[:_MOST] or "—", time=moment(request.asked_at)
        )
        for text in (request.draft.customer, asked, request.reason):
            if text:
                self.head.addWidget(label(text[:300], wrap=True))
        for text in _content(request):
            self.head.addWidget(label(text, "secondary", wrap=True, selectable=True))
        for text in dict.fromkeys(in_words(need) for need in request.why()):
            self.head.addWidget(label(f"· {text}", "warning", wrap=True))
        choices: list[tuple[object, str]] = [(True, _("Approve")), (False, _("Refuse"))]
        self.decision = self.add_choice(_("Decision"), choices)
        self.comment = self.add_text(_("Comment"), longest=1000)
        self.pin = pin_field(self, _("PIN"))

    def save(self) -> None:
        """Ask where the decision is to be written; it is signed there."""
        approve, comment = bool(self.decision.currentData()), self.comment.text()
        if not approve and not comment.strip():
            raise InvalidInputError(_("Say why you refuse."))
        approval_keys.sign(b"", self.pin.text())  # a wrong PIN is said here, where it can be typed again
        name = _("Approval decision {number}").format(number=self._request.label)
        write = partial(
            approval_file.write_decision,
            request=self._request,
            approve=approve,
            comment=comment,
            pin=self.pin.text(),
            at=datetime.now(UTC),
        )
        choose_target(
            self.parentWidget() or self,
            _("Sign and write"),
            paths.documents_dir() / f"{name}{approval_file.SUFFIX}",
            _("Approval files (*.sdapproval)"),
            write,
        )


def _content(request: Request) -> list[str]:
    """Return what the quote offers, in lines."""
    draft, sums = request.draft, request.totals
    places = minor_units(draft.currency)
    shown = partial(money, currency=draft.currency, places=places)
    lines = [
        f"{at}. {line.name} {line.model} × {line.quantity.normalize():f}  {shown(figure.gross)}"
        for at, (line, figure) in enumerate(zip(draft.lines, sums.lines, strict=True), start=1)
        if line.has_figures
    ]
    if len(lines) > _LINES:
        lines = [*lines[:_LINES], _("· and {count} more").format(count=len(lines) - _LINES)]
    named = _("{name}: {what}")
    facts = (named.format(name=name, what=text) for name, text in figures(draft, sums, request.valid_until))
    return ["\n".join(lines), "\n".join(facts)]
