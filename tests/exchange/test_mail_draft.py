"""Mail drafts as mail programs read them."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from hypothesis import given, strategies as st

from salesdesk.exchange.mail_draft import mail_draft


def read(**values: Any) -> tuple[EmailMessage, bytes]:
    """Return a draft as it is read back, and as it stands in the file."""
    usual = {
        "to": "gu@huarui.cn",
        "to_name": "顾工",
        "subject": "报价单 QT-202611-0001-V2",
        "body": "您好！\n\n请见附件。\n",
        "file_name": "QT-202611-0001-V2 华锐.pdf",
        "content": b"%PDF-1.4 \x00\xff",
    }
    raw = mail_draft(**(usual | values))
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message, raw


def test_a_draft_is_read_as_it_was_written() -> None:
    message, raw = read()
    assert raw.isascii()
    assert message["X-Unsent"] == "1"
    assert message["Subject"] == "报价单 QT-202611-0001-V2"
    assert (message["To"].addresses[0].display_name, message["To"].addresses[0].addr_spec) == (
        "顾工",
        "gu@huarui.cn",
    )
    body = message.get_body()
    assert body is not None
    assert body.get_content().splitlines() == ["您好！", "", "请见附件。"]
    (file,) = message.iter_attachments()
    assert file.get_filename() == "QT-202611-0001-V2 华锐.pdf"
    assert file.get_content_type() == "application/pdf"
    assert file.get_content() == b"%PDF-1.4 \x00\xff"
    assert b"filename*=" in raw
    assert b"=?utf-8?" in raw


HOSTILE = [
    "x\r\nBcc: evil@evil.com",
    "x\nSubject: other\n\nbody",
    "x\u2028Bcc: evil@evil.com",
    "x\x00\x0b\x0cBcc: evil@evil.com",
    "=?utf-8?q?x=0D=0ABcc:_evil@evil.com?=",
    '"quoted\\" <evil@evil.com>, other',
    "汉" * 500,
    "\ud800half",
    "\u202egnp.exe",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_begins_another_header(text: str) -> None:
    message, _raw = read(to=text, to_name=text, subject=text, file_name=text, body=text)
    assert set(message.keys()) <= {"X-Unsent", "Subject", "To", "MIME-Version", "Content-Type"}
    assert "To" not in message
    assert len(list(message.iter_attachments())) == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_a_name_never_becomes_an_address(text: str) -> None:
    message, _raw = read(to_name=text)
    assert [one.addr_spec for one in message["To"].addresses] == ["gu@huarui.cn"]
    assert set(message.keys()) == {"X-Unsent", "Subject", "To", "MIME-Version", "Content-Type"}


NO_ADDRESSES = [
    "",
    "a",
    "@b",
    "a@",
    "a@b@c",
    "a b@c.cn",
    "a@b.cn, c@d.cn",
    "顾@华锐.cn",
    "a..b@c.cn",
    ".a@c.cn",
]


@pytest.mark.parametrize("address", [*NO_ADDRESSES, "a" * 300 + "@b.cn"])
def test_what_is_no_address_is_left_out(address: str) -> None:
    assert "To" not in read(to=address)[0]


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_makes_a_sound_draft(text: str, address: str) -> None:
    message, _raw = read(to=address, to_name=text, subject=text, body=text, file_name=text)
    assert set(message.keys()) <= {"X-Unsent", "Subject", "To", "MIME-Version", "Content-Type"}
    assert not message.defects
