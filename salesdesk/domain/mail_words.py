"""The mail that a quote is sent with, in the language of its document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from salesdesk.domain import money
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.domain.texts import one_line
from salesdesk.i18n import N_, money as i18n_money, translate

UNFINISHED: Final = {"draft": N_("Draft"), "pending_approval": N_("Pending approval")}
"""The states in which a quote isn't final: its document says so, and its mail."""
USUAL_MAIL: Final = N_("Please let us know if you have any questions.")
"""What a mail says behind the offer, where the design says nothing."""


@dataclass(frozen=True, slots=True)
class MailText:
    """What a mail says: to whom, about what, and the text with its greeting and signature."""

    to_name: str
    to: str
    subject: str
    body: str


def quote_mail(version: QuoteVersion) -> MailText:
    """Return the mail to the contact of a quote; one that isn't final says so in its subject."""
    say = partial(translate, language=version.language)
    customer, seller, draft = version.customer, version.seller, version.draft
    subject = say(N_("Quotation {number} from {seller}")).format(number=version.label, seller=seller.name)
    if draft.project:
        subject = say(N_("{subject}: {project}")).format(subject=subject, project=draft.project)
    if version.state in UNFINISHED:
        subject = f"[{say(UNFINISHED[version.state])}] {subject}"
    greeting = say(N_("Dear {name},") if customer.contact else N_("Dear Sir or Madam,"))
    paragraphs = [
        greeting.format(name=customer.contact),
        _offer(version),
        version.design.mail.said_in(version.language) or say(USUAL_MAIL),
        "\n".join(part for part in (version.seller_person, seller.name, seller.phone, seller.email) if part),
    ]
    return MailText(
        to_name=customer.contact,
        to=customer.contact_email or customer.email,
        subject=one_line(subject),
        body="\n\n".join(paragraphs) + "\n",
    )


def _offer(version: QuoteVersion) -> str:
    say = partial(translate, language=version.language)
    text = say(N_("Please find attached our quotation {number}, valid until {day}.")).format(
        number=version.label, day=version.valid_until.isoformat()
    )
    if "prices" in version.draft.hidden:
        return text
    currency = version.draft.currency
    total = i18n_money(version.totals.gross, currency, places=money.minor_units(currency))
    return text + say(N_(" The total is {total} including tax.")).format(total=total)
