"""Mail drafts: a message as a file that the system's mail program opens, ready to be looked through and sent."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from salesdesk.domain.texts import one_line

_LONGEST_ADDRESS = 254


def mail_draft(
    *,
    to: str,
    to_name: str,
    subject: str,
    body: str,
    file_name: str = "",
    content: bytes | None = None,
    subtype: str = "pdf",
) -> bytes:
    """Return a message that isn't sent yet (`X-Unsent`), with a file attached where there is one.

    Names in any script are written as RFC 2047 and RFC 2231 have them. What is no address is left out: the user will
    see an empty field rather than somebody else's. No text can begin another header.
    """
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    message["Subject"] = _header(subject)
    address = _address(_header(to_name), to.strip())
    if address is not None:
        message["To"] = address
    message.set_content(body.encode("utf-8", "replace").decode(), cte="base64")
    if content is not None:
        message.add_attachment(content, maintype="application", subtype=subtype, filename=_header(file_name))
    return message.as_bytes()


def _header(text: str) -> str:
    """Return a text for a header; what looks like an encoded word would be written as what it stands for."""
    return one_line(text).replace("=?", "= ?")


def _address(name: str, address: str) -> Address | None:
    user, at, domain = address.rpartition("@")
    fit = address.isascii() and address.isprintable() and len(address) <= _LONGEST_ADDRESS
    if not (fit and at and user and domain) or any(sign in address for sign in ' ,;:<>()[]"\\'):
        return None
    if "." in (user[0], user[-1], domain[0], domain[-1]) or ".." in address or "@" in user:
        return None
    return Address(display_name=name, username=user, domain=domain)
