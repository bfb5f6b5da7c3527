"""The mail that goes with a quote speaks the customer's language and never calls a draft final."""

from __future__ import annotations

from dataclasses import replace

import pytest

from salesdesk.domain.document_design import DocumentDesign, Wording
from salesdesk.domain.mail_words import USUAL_MAIL, quote_mail
from salesdesk.domain.quote_version import Party
from salesdesk.i18n import translate
from tests.domain.drafts import draft, line
from tests.domain.test_quote_data import version


def test_it_says_who_offers_what_in_the_language_of_the_document() -> None:
    sold = version(
        draft(line(), project="二期"),
        customer=Party("华锐精工", contact="顾工", contact_email="gu@huarui.cn", email="info@huarui.cn"),
        seller=Party("云帆砺行", phone="0512-1"),
    )
    mail = quote_mail(sold)
    assert (mail.to, mail.to_name) == ("gu@huarui.cn", "顾工")
    assert mail.subject == "云帆砺行 报价单 QT-202611-0001-V2：二期"
    assert mail.body.startswith(
        "顾工，您好！\n\n附件是我方报价单 QT-202611-0001-V2，有效期至 2026-12-24。含税总价为 ¥"
    )
    assert mail.body.endswith("林晓\n云帆砺行\n0512-1\n")
    english = quote_mail(replace(sold, language="en", customer=Party("Huarui", email="info@huarui.cn")))
    assert english.subject == "Quotation QT-202611-0001-V2 from 云帆砺行: 二期"
    assert english.body.startswith("Dear Sir or Madam,\n")
    assert english.to == "info@huarui.cn"


@pytest.mark.parametrize(("state", "word"), [("draft", "草稿"), ("pending_approval", "待审批"), ("sent", "")])
def test_what_is_not_final_says_so(state: str, word: str) -> None:
    subject = quote_mail(version(draft(line()), state=state)).subject
    assert subject.startswith(f"[{word}] " if word else "云帆砺行")


def test_hidden_prices_are_not_told() -> None:
    shown, hidden = (quote_mail(version(draft(line(), hidden=hidden))).body for hidden in ((), ("prices",)))
    assert "100.00" in shown
    assert "100.00" not in hidden


def test_the_firm_says_it_in_its_own_words() -> None:
    design = DocumentDesign(mail=Wording("请于本周确认。\n谢谢！", ""))
    chinese = quote_mail(version(draft(line()), design=design)).body
    english = quote_mail(version(draft(line()), design=design, language="en")).body
    assert "\n\n请于本周确认。\n谢谢！\n\n" in chinese
    assert translate(USUAL_MAIL, "zh_CN") not in chinese
    assert USUAL_MAIL in english


def test_no_text_breaks_the_subject() -> None:
    sold = version(draft(line(), project="一\r\nBcc: x"), seller=Party("云\n帆"))
    assert "\n" not in quote_mail(sold).subject
