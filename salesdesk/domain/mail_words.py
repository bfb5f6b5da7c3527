"""The mails that documents are sent with, in the language of the document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from salesdesk.domain import money
from salesdesk.domain.quote_version import Party, QuoteVersion
from salesdesk.domain.texts import one_line
from salesdesk.i18n import N_, Language, money as i18n_money, translate

if TYPE_CHECKING:
    from salesdesk.domain.welcome_pack import WelcomePack

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
    return _mail(
        version.language,
        customer,
        subject,
        _offer(version),
        version.design.mail.said_in(version.language) or say(USUAL_MAIL),
        signature(version.seller_person, seller),
    )


def welcome_mail(pack: WelcomePack) -> MailText:
    """Return the mail to the contact of a customer whose contract was signed."""
    say = partial(translate, language=pack.language)
    subject = say(N_("Welcome: contract {number} with {seller}")).format(
        number=pack.number, seller=pack.seller.name
    )
    return _mail(
        pack.language,
        pack.buyer,
        say(N_("{subject}: {project}")).format(subject=subject, project=pack.project)
        if pack.project
        else subject,
        say(
            N_(
                "Thank you for your order. Please find attached your welcome pack: contacts, schedule and our service"
                " handbook."
            )
        ),
        say(USUAL_MAIL),
        signature(pack.seller_person, pack.seller),
    )


def greeting(name: str, language: Language) -> str:
    """Return how a letter begins, to somebody or to nobody in particular."""
    return translate(N_("Dear {name},") if name else N_("Dear Sir or Madam,"), language).format(name=name)


def signature(person: str, seller: Party) -> str:
    """Return how a letter ends: who writes for which firm, and how to reach them."""
    return "\n".join(part for part in (person, seller.name, seller.phone, seller.email) if part)


def _mail(language: Language, to: Party, subject: str, *paragraphs: str) -> MailText:
    return MailText(
        to_name=to.contact,
        to=to.contact_email or to.email,
        subject=one_line(subject),
        body="\n\n".join((greeting(to.contact, language), *paragraphs)) + "\n",
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
