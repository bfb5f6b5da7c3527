"""One saved version of a quote, with everything that its document prints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Final

from salesdesk.domain import money, payment_terms, renminbi
from salesdesk.domain.document_design import USUAL, DocumentDesign
from salesdesk.domain.quote import QuoteDraft, QuoteTotals
from salesdesk.i18n import N_, Language, _, money as i18n_money, translate

VALID_DAYS: Final = 30
"""How long a quote stands where nothing else is said (domain rules 3.1)."""


@dataclass(frozen=True, slots=True)
class Party:
    """A firm as a document names it; what is empty isn't printed.

    `contact_phone` and `contact_email` are those of the contact and stand for the firm's where they are known.
    `logo` is the hash of a picture.
    """

    name: str
    contact: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    tax_id: str = ""
    bank: str = ""
    bank_account: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    logo: str = ""


@dataclass(frozen=True, slots=True)
class QuoteVersion:
    """A stored version: what was typed, what it comes to, and the parties, terms and looks as they were then."""

    number: str
    version: int
    state: str
    issued_on: date
    valid_until: date
    language: Language
    draft: QuoteDraft
    totals: QuoteTotals
    customer: Party
    seller: Party
    seller_person: str
    terms: tuple[tuple[str, str], ...]
    design: DocumentDesign = USUAL

    @property
    def label(self) -> str:
        """Return number and version as file names have them: `QT-202611-0001-V1`."""
        return f"{self.number}-V{self.version}"

    @property
    def in_words(self) -> str:
        """Return the total in Chinese capital figures."""
        return renminbi.in_words(self.totals.gross, prefix=renminbi.PREFIXES[self.draft.currency])

    def as_json(self) -> dict[str, object]:
        """Return the command line's answer: texts for numbers, line figures after all discounts."""
        currency = self.draft.currency
        return {
            "number": self.number,
            "version": self.version,
            "state": self.state,
            "customer": self.customer.name,
            "currency": currency,
            "issued_on": self.issued_on.isoformat(),
            "valid_until": self.valid_until.isoformat(),
            "lines": [
                {
                    "name": line.name,
                    "gross": money.text(figures.gross, currency),
                    "net": money.text(figures.net, currency),
                    "tax": money.text(figures.tax, currency),
                }
                for line, figures in zip(self.draft.lines, self.totals.lines, strict=True)
            ],
            "discount": money.text(self.totals.discount, currency),
            "net": money.text(self.totals.net, currency),
            "tax": money.text(self.totals.tax, currency),
            "gross": money.text(self.totals.gross, currency),
            "in_words": self.in_words,
        }

    def as_text(self) -> str:
        """Return the version in short, in the user's words."""
        shown = partial(
            i18n_money, currency=self.draft.currency, places=money.minor_units(self.draft.currency)
        )
        lines = [f"{self.label}  {self.customer.name}  {self.issued_on}"]
        lines += [
            f"{number:>3}  {line.name}  {line.quantity.normalize():f} {line.unit}  {shown(figures.gross)}"
            for number, (line, figures) in enumerate(
                zip(self.draft.lines, self.totals.lines, strict=True), start=1
            )
        ]
        sums = ((_("Net"), self.totals.net), (_("Tax"), self.totals.tax), (_("Total"), self.totals.gross))
        lines += [_("{name}: {what}").format(name=name, what=shown(amount)) for name, amount in sums]
        return "\n".join([*lines, self.in_words])


def valid_until(issued_on: date, days: int = VALID_DAYS) -> date:
    """Return the last day on which the quote stands."""
    return issued_on + timedelta(days=days)


def usual_terms(draft: QuoteDraft, until: date, language: Language) -> tuple[tuple[str, str], ...]:
    """Return the terms that were typed or follow from the draft; the rest is left to the contract, and says so."""
    say = partial(translate, language=language)
    rates = sorted({line.tax_rate for line in draft.lines if line.counts}, reverse=True)
    included = draft.price_mode == "tax_included" and (draft.currency == "CNY" or any(rates))
    prices = say(N_("Unit prices include VAT") if included else N_("Unit prices are without VAT"))
    by_contract = say(N_("As agreed in the contract"))
    terms = [
        (say(N_("Prices")), prices),
        (say(N_("Delivery")), draft.delivery_terms or by_contract),
        (
            say(N_("Payment")),
            payment_terms.said(draft.payment_term, draft.payment_terms, language) or by_contract,
        ),
        (say(N_("Warranty")), draft.warranty_terms or by_contract),
    ]
    if draft.currency == "CNY" and any(rates):
        shown = " / ".join(f"{rate * 100:f}".rstrip("0").rstrip(".") + "%" for rate in rates if rate)
        terms.append((say(N_("Invoice")), say(N_("VAT special invoice ({rates})")).format(rates=shown)))
    terms.append((say(N_("Validity")), say(N_("Until {day}")).format(day=until.isoformat())))
    if draft.remark:
        terms.append((say(N_("Remarks")), draft.remark))
    return tuple(terms)
