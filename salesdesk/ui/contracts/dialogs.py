"""What is asked when a contract is signed, gets another version, or comes to its end."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.money import half_width, parse_amount, parse_decimal
from salesdesk.domain.texts import paragraphs
from salesdesk.i18n import _, day
from salesdesk.services.contract_making import check_validity
from salesdesk.services.contracts import AcceptedQuote, ContractDraft
from salesdesk.services.evidence import StoredFile
from salesdesk.services.gate_crossing import Crossing
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.form import FieldError, FormDialog
from salesdesk.ui.widgets.gates.proof import ProofSlot
from salesdesk.ui.widgets.gates.waiver import Waiver
from salesdesk.ui.widgets.text_lines import cut
from salesdesk.ui.widgets.typed import parse_day

_MOST_GAPS = 4
_RATE_PLACES = 8


@dataclass(frozen=True, slots=True)
class Signature:
    """When both sides signed, the scan of it, the rate of that day, and why the gates may be passed."""

    on: date
    file: StoredFile | None
    fx_rate: Decimal | None
    waiver: str


class SignDialog(FormDialog):
    """Asks for the day, the scan and, in a foreign currency, the rate; `then` gets the signature."""

    def __init__(
        self,
        context: PageContext,
        title: str,
        crossing: Crossing | None,
        then: Callable[[Signature], object],
        parent: QWidget,
        *,
        currency: str = "",
    ) -> None:
        super().__init__(_("Signing"), _("Record the signature"), parent)
        self.setMinimumWidth(520)
        self._then, self._today = then, _today()
        self.head.addWidget(label(title, "section", wrap=True))
        told = _("The amount is frozen and the payments are made of the plan. This can't be undone.")
        self.head.addWidget(label(told, "secondary", wrap=True))
        self.on = self.add_text(_("Signed on"), day(self._today))
        self.rate = self.add_text(_("CNY for one {currency}").format(currency=currency))
        self.show_field(self.rate, shown=bool(currency))
        self.slot = ProofSlot(context, _("Signed contract"))
        self.add(_("Signed contract"), self.slot)
        self.slot.changed.connect(lambda: self.say(self.slot.problem))
        self.waiver = Waiver()
        self.waiver.link.clicked.connect(self.fit)
        gaps = _lacks(crossing)
        self.missing = label(role="warning", wrap=True)
        self.missing.setText(
            _("The opportunity still lacks: {gaps}").format(
                gaps=_(", ").join(cut(text, 60) for text in gaps[:_MOST_GAPS])
                + "…" * (len(gaps) > _MOST_GAPS)
            )
        )
        self.missing.setVisible(bool(gaps))
        for part in (self.missing, self.waiver.link, self.waiver, self.waiver.refusal):
            self.add_below(part)
        allowed = crossing is not None and crossing.may_waive
        self.waiver.show_allowed(allowed=bool(gaps) and allowed, strict=bool(crossing and crossing.strict))
        self.waiver.refusal.setVisible(bool(gaps) and not allowed)
        self.on.setFocus()

    def save(self) -> None:
        """Hand over the signature."""
        on = self.read(self.on, lambda typed: parse_day(typed, self._today))
        if self.slot.busy:
            raise FieldError(_("The file is still being kept. Wait a moment."), self.slot)
        if len(self.slot.files) > 1:
            raise FieldError(_("The signed contract is one file: put its pages into one PDF."), self.slot)
        rate = None if self.rate.isHidden() else self.read(self.rate, _rate)
        file = self.slot.files[0] if self.slot.files else None
        self._then(Signature(on, file, rate, self.waiver.reason()))


class ParticularsDialog(FormDialog):
    """Asks for title, date, languages and what is remarked; `then` gets them as the draft names them."""

    def __init__(
        self,
        draft: ContractDraft,
        then: Callable[[dict[str, Any]], object],
        parent: QWidget,
        *,
        framework: bool = False,
    ) -> None:
        super().__init__(_("Particulars"), _("Save"), parent)
        self._framework = framework
        self._then, self._draft = then, draft
        self.title = self.add_text(_("Contract title"), draft.title)
        self.on = self.add_text(_("Date of the contract"), day(draft.dated_on))
        self.valid_from, self.valid_until = (
            self.add_text(caption, day(on) if on else "", hint=_("such as +365"))
            for caption, on in (
                (_("Holds from"), draft.valid_from),
                (_("Holds until"), draft.valid_until),
            )
        )
        for field in (self.valid_from, self.valid_until):
            self.show_field(field, shown=framework)
        names: list[tuple[object, str]] = [("zh_CN", _("Chinese")), ("en", _("English"))]
        self.language = self.add_choice(_("Language"), names, draft.language)
        self.second = self.add_choice(
            _("Second language"), [(None, _("None")), *names], draft.second_language
        )
        self.person = self.add_text(_("Salesperson"), draft.seller_person)
        self.remark = self.add_text(_("Remark"), draft.remark.replace("\n", " "), longest=2000)

    def save(self) -> None:
        """Hand over what was asked."""
        values: dict[str, Any] = {
            "title": self.title.text(),
            "dated_on": self.read(self.on, lambda typed: parse_day(typed, _today())),
            "language": self.language.currentData(),
            "second_language": self.second.currentData(),
            "seller_person": self.person.text(),
        }
        if self._framework:
            values |= {"valid_from": self._day(self.valid_from), "valid_until": self._day(self.valid_until)}
            check_validity(values["valid_from"], values["valid_until"])
        if self.remark.isModified():
            values["remark"] = self.remark.text()
        self._then(values)

    def _day(self, field: QLineEdit) -> date | None:
        return self.read(field, lambda typed: parse_day(typed, _today())) if field.text().strip() else None


def _lacks(crossing: Crossing | None) -> list[str]:
    """Return what the gates still miss but for what the contract itself brings: the amount and the scan."""
    gaps = crossing.gaps if crossing is not None else ()
    item = crossing.signature_item if crossing is not None else None
    return [gap.text for gap in gaps if gap.code != "amount" and (item is None or gap.item_id != item)]


class ReasonDialog(FormDialog):
    """Asks why something is done; `then` gets the reason. `told` says what follows."""

    def __init__(
        self, title: str, told: str, confirm: str, then: Callable[[str], object], parent: QWidget
    ) -> None:
        super().__init__(title, confirm, parent)
        self._then = then
        self.head.addWidget(label(told, "secondary", wrap=True))
        self.reason = self.add_text(_("Reason"), longest=2000)
        self.reason.setFocus()

    def save(self) -> None:
        """Hand over the reason, which there must be."""
        reason = paragraphs(self.reason.text())
        if not reason:
            raise FieldError(_("Say in a few words why."), self.reason)
        self._then(reason)


class AmendDialog(FormDialog):
    """Asks why a signed contract is amended, and whether the lines of another accepted quote take the place."""

    def __init__(
        self,
        quotes: tuple[AcceptedQuote, ...],
        then: Callable[[str, uuid.UUID | None], object],
        parent: QWidget,
    ) -> None:
        super().__init__(_("Amend the contract"), _("Make the amendment"), parent)
        self._then = then
        told = _("What is in force stays so until the amendment is signed.")
        self.head.addWidget(label(told, "secondary", wrap=True))
        self.reason = self.add_text(_("Reason"), longest=2000)
        choices: list[tuple[object, str]] = [(None, _("Lines and price stay"))]
        choices += [(one.id, f"{one.number} V{one.version}") for one in quotes]
        self.quote = self.add_choice(_("Lines and price"), choices)
        self.show_field(self.quote, shown=bool(quotes))
        self.reason.setFocus()

    def save(self) -> None:
        """Hand over the reason and the quote."""
        reason = paragraphs(self.reason.text())
        if not reason:
            raise FieldError(_("Say in a few words why."), self.reason)
        self._then(reason, self.quote.currentData())


class TerminateDialog(FormDialog):
    """Asks when and why a contract ends before its time, and what of its amount stays: at first what was `paid`."""

    def __init__(
        self, total: str, paid: str, then: Callable[[date, str, Decimal], object], parent: QWidget
    ) -> None:
        super().__init__(_("Terminate the contract"), _("Terminate"), parent)
        self._then, self._today = then, _today()
        told = _(
            "What doesn't stay of {total} is taken off the sales of the month. This can't be undone."
        ).format(total=total)
        self.head.addWidget(label(told, "secondary", wrap=True))
        self.on = self.add_text(_("Ends on"), day(self._today))
        self.kept = self.add_text(_("Amount that stays"), paid)
        self.reason = self.add_text(_("Reason"), longest=2000)
        self.reason.setFocus()

    def save(self) -> None:
        """Hand over day, reason and amount."""
        on = self.read(self.on, lambda typed: parse_day(typed, self._today))
        kept = self.read(self.kept, _not_negative)
        reason = paragraphs(self.reason.text())
        if not reason:
            raise FieldError(_("Say in a few words why."), self.reason)
        self._then(on, reason, kept)


def _rate(typed: str) -> Decimal:
    return parse_decimal(half_width(typed), _RATE_PLACES, _("The exchange rate"))


def _not_negative(typed: str) -> Decimal:
    amount = parse_amount(typed)
    if amount < 0:
        raise InvalidInputError(_("What stays of the contract lies between nothing and its whole amount."))
    return amount


def _today() -> date:
    return date.today()  # noqa: DTZ011 - days of contracts are local dates
