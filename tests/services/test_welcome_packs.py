"""Welcome packs: whom they name, what they say, and how the firm words them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.mail_words import welcome_mail
from salesdesk.domain.welcome_pack import WelcomePack, shipped
from salesdesk.services import contracts, welcome_packs
from salesdesk.storage.records import Company, Contact, Customer, Opportunity, Person, Stakeholder
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP
from tests.services.contracting import TODAY, Firm


@pytest.fixture
def firm(workspace: Workspace) -> Firm:
    """Give a firm with a buyer and a card."""
    return Firm(workspace)


def pack(firm: Firm, contract: object) -> WelcomePack:
    return firm.ask(welcome_packs.pack, contract)  # type: ignore[arg-type]


def test_only_what_is_signed_has_a_pack(firm: Firm) -> None:
    contract = firm.issued()
    with pytest.raises(RuleError):
        pack(firm, contract)
    firm.issue_step(contracts.sign, contract, on=TODAY)
    assert pack(firm, contract).signed_on == TODAY
    firm.issue_step(contracts.terminate, contract, on=TODAY, reason="取消", kept=Decimal(0))
    with pytest.raises(RuleError):
        pack(firm, contract)


def test_it_says_what_was_agreed_and_what_is_done(firm: Firm) -> None:
    found = pack(firm, firm.signed())
    assert (found.number, found.project, found.language) == ("C-2026-0001", "磨床改造", "zh_CN")
    assert [(one.label, one.amount, one.when, one.due_on) for one in found.payments] == [
        ("预付款", "¥300.00", "签订合同时", TODAY),
        ("验收款", "¥599.99", "验收合格时", None),
        ("质保金", "¥100.00", "质保期满时", None),
    ]
    signed, fat, delivery, sat, end = found.milestones
    assert (signed.name, signed.when, signed.done_on) == ("签订合同", "", TODAY)
    assert (fat.done_on, sat.done_on, end.done_on) == (None, None, None)
    assert delivery.when.startswith("收到预付款")
    assert "8 周内，交货至云州市开发区一路1号" in delivery.when
    assert "C-2026-0001" in found.letter
    assert "4 小时内响应" in found.handbook
    assert "{{" not in found.letter + found.handbook


def test_it_names_both_sides_people_each_once(firm: Firm) -> None:
    contract = firm.signed()
    with firm.workspace.write(STEP) as write:
        session = write.session
        other = factories.person(session, name="何工")
        session.get_one(Person, firm.seller).phone = "138 0000 1234"
        card = session.get_one(Opportunity, firm.card)
        card.sr_id, card.fr_id = firm.seller, other
        main = Contact(
            customer_id=firm.buyer, name="顾志强", title="部长", email="gu@x.example", is_main=True
        )
        taking_part = Contact(customer_id=firm.buyer, name="周工", phone="0000-1")
        session.add_all([main, taking_part, Contact(customer_id=firm.buyer, name="门卫")])
        session.flush()
        session.add(Stakeholder(opportunity_id=firm.card, contact_id=taking_part.id, role="user", position=1))
    found = pack(firm, contract)
    assert [(one.name, one.role, one.phone) for one in found.ours] == [
        ("林晓", "客户经理", "138 0000 1234"),
        ("何工", "交付经理", ""),
    ]
    assert [(one.name, one.role, one.phone) for one in found.theirs] == [
        ("顾志强", "部长", ""),
        ("周工", "", "0000-1"),
    ]
    assert (found.buyer.contact, found.buyer.contact_email, found.seller_person) == (
        "顾志强",
        "gu@x.example",
        "林晓",
    )
    mail = welcome_mail(found)
    assert (mail.to, mail.subject) == (
        "gu@x.example",
        "欢迎礼包：云帆砺行装备制造有限公司 合同 C-2026-0001：磨床改造",
    )
    assert mail.body.startswith("顾志强")


def test_it_speaks_the_customers_language_under_our_name_in_it(firm: Firm) -> None:
    contract = firm.signed()
    with firm.workspace.write(STEP) as write:
        write.session.get_one(Customer, firm.buyer).language = "en"
        write.session.scalars(select(Company)).one().name_en = "Yunfan Equipment"
    found = pack(firm, contract)
    assert (found.language, found.seller.name) == ("en", "Yunfan Equipment")
    assert [one.label for one in found.payments] == [
        "Advance payment",
        "Payment upon acceptance",
        "Retention money",
    ]
    assert found.letter.startswith("Thank you for choosing us.")
    assert welcome_mail(found).subject.startswith("Welcome: contract C-2026-0001 with Yunfan Equipment")


def test_the_firm_words_letter_and_handbook_itself(firm: Firm) -> None:
    contract = firm.signed()
    known = firm.ask(welcome_packs.texts)
    assert known.own == frozenset()
    assert known.texts["letter", "en"] == shipped("letter", "en")
    own = {("handbook", "zh_CN"): " # 报修\n请致电，{{service.response_h}} 小时内响应。 "}
    firm.do(welcome_packs.change_texts, own, row_version=known.row_version)  # type: ignore[arg-type]
    assert pack(firm, contract).handbook == "# 报修\n请致电，4 小时内响应。"
    now = firm.ask(welcome_packs.texts)
    assert now.own == {("handbook", "zh_CN")}
    with pytest.raises(ConflictError):
        firm.do(welcome_packs.change_texts, {("letter", "en"): "x"}, row_version=known.row_version)
    for wrong in ("{{service.phone}}", "{{contract.no}", "长" * 20_001):
        with pytest.raises(InvalidInputError):
            firm.do(welcome_packs.change_texts, {("letter", "zh_CN"): wrong}, row_version=now.row_version)
    firm.do(welcome_packs.change_texts, {("handbook", "zh_CN"): ""}, row_version=now.row_version)
    assert firm.ask(welcome_packs.texts).own == frozenset()


def test_a_contact_who_is_named_with_their_title_is_named_once(firm: Firm) -> None:
    with firm.workspace.write(STEP) as write:
        factories.contact(write.session, customer_id=firm.buyer, name="顾志强", title="部长", is_main=True)
    contract = firm.signed(firm.quote(contact="顾志强 部长"))
    assert [one.name for one in pack(firm, contract).theirs] == ["顾志强"]
