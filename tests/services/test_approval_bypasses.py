"""Every known way past an approval, tried."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select, text

from salesdesk.documents.stored_quote import document_of
from salesdesk.domain.approval import in_words
from salesdesk.domain.errors import RuleError
from salesdesk.domain.pricing import parse_discount, parse_document_discount
from salesdesk.domain.quote import QuoteDraft, QuoteLine
from salesdesk.domain.quote_keeping import draft_as_json, draft_restored
from salesdesk.services import (
    approval_exchange,
    approvals,
    history,
    imports,
    people,
    quotes,
)
from salesdesk.services.approvals import Proof
from salesdesk.services.quotes import EditableQuote
from salesdesk.storage.records import ApprovalRequest, Person, Product, Quote
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP
from tests.services.approving import PINS, SELLER, TODAY, Desk, desk


@pytest.fixture
def firm(workspace: Workspace) -> Desk:
    """Give a firm whose quotes need approval."""
    return desk(workspace)


def mark(firm: Desk, quote: EditableQuote) -> str:
    """Return what stands across the document that the newest version gives."""
    with firm.workspace.read() as session:
        return document_of(quotes.load(session, str(quote.number))).status_mark


def refused(firm: Desk, quote: EditableQuote) -> bool:
    """Tell whether the quote can't be marked sent, and its document says that it is none yet."""
    with pytest.raises(RuleError):
        firm.send(quote)
    return mark(firm, quote) in ("草稿", "待审批")


def test_sending_right_after_making(firm: Desk) -> None:
    quote = firm.saved("16%")
    assert refused(firm, quote)
    firm.submit(quote)
    assert mark(firm, quote) == "待审批"
    assert refused(firm, quote)


def test_making_a_quote_that_says_it_is_approved_already(firm: Desk) -> None:
    draft = firm.draft(firm.line("16%"))
    for state in ("approved", "sent"):
        made = firm.save(draft, EditableQuote(None, None, 1, state, None, TODAY, draft))
        assert made.state == "draft"
        assert refused(firm, made)


def test_raising_the_discount_after_saving(firm: Desk) -> None:
    quote = firm.saved("10%")
    assert refused(firm, firm.changed(quote, discount=firm.line("30%").discount))


def test_editing_what_waits_or_is_approved(firm: Desk) -> None:
    quote = firm.saved("16%")
    asked = firm.submit(quote)
    for _state in ("pending", "approved"):
        with pytest.raises(RuleError):
            firm.changed(quote, discount=firm.line("40%").discount)
        with pytest.raises(RuleError):
            firm.changed(firm.now(quote), discount=firm.line("40%").discount)
        if asked.state == "pending":
            asked = firm.decide(asked)
    again = firm.reopen(quote)
    assert again.state == "draft"
    voided = firm.newest(quote)
    assert voided
    assert voided.state == "void"
    assert refused(firm, again)
    assert refused(firm, firm.changed(again, discount=firm.line("40%").discount))


def test_writing_past_the_program_after_approval(firm: Desk) -> None:
    """Whoever writes into the file itself sees the approval go."""
    quote = firm.approved("16%")
    with firm.workspace.write(STEP) as write:
        write.session.execute(
            text("UPDATE quote_line SET unit_price = unit_price / 2, row_version = row_version + 1")
        )
    assert firm.now(quote).state == "draft"
    assert refused(firm, quote)
    fixed = firm.changed(firm.now(quote), unit_price=Decimal(9_000))
    assert fixed.state == "draft"
    voided = firm.newest(quote)
    assert voided
    assert voided.state == "void"


def test_a_state_written_into_the_file_is_no_approval(firm: Desk) -> None:
    quote = firm.saved("16%")
    with firm.workspace.write(STEP) as write:
        write.session.execute(
            text("UPDATE quote_version SET state = 'approved', row_version = row_version + 1")
        )
    assert refused(firm, quote)


def test_a_copy_of_an_approved_quote_is_not_approved(firm: Desk) -> None:
    copied = replace(firm.approved("16%").draft, valid_until=None)
    copy = firm.save(copied)
    assert copy.state == "draft"
    assert firm.roles(copy) == ("regional_manager",)
    assert refused(firm, copy)


def test_a_new_version_of_an_approved_quote_is_asked_for_again_where_it_is_worse(firm: Desk) -> None:
    quote = firm.send(firm.approved("16%"))
    assert quote.quote_id
    with firm.workspace.write(STEP, person=firm.seller) as write:
        second = quotes.new_version(write.session, quote.quote_id, reason="再让一点", today=TODAY)
    assert second.state == "draft"
    assert refused(firm, second)
    worse = firm.changed(second, discount=firm.line("20%").discount)
    assert firm.roles(worse) == ("regional_manager",)
    asked = firm.submit(worse)
    assert asked.state == "pending"
    assert firm.send(firm.now(worse) if firm.decide(asked).state == "approved" else worse).state == "sent"


def test_split_lines(firm: Desk) -> None:
    assert firm.roles(firm.saved(*["16%"] * 10)) == ("regional_manager",)


def test_a_raised_list_price(firm: Desk) -> None:
    """A discount of 36 % on a price raised by a quarter is 20 % on the price book's."""
    raised = firm.line(
        "36%", unit_price=Decimal(12_500), list_price=Decimal(12_500), base_price=Decimal(12_500)
    )
    quote = firm.save(firm.draft(raised))
    assert quote.draft.lines[0].base_price == Decimal(10_000)
    assert firm.roles(quote) == ("regional_manager",)


def test_a_lowered_base_floor_or_cost_in_the_draft(firm: Desk) -> None:
    faked = firm.line(
        "50%", base_price=Decimal(5_000), floor_price=Decimal(1), cost=Decimal(1), price_source="book"
    )
    quote = firm.save(firm.draft(faked))
    (stored,) = quote.draft.lines
    assert [stored.base_price, stored.floor_price, stored.cost] == [10_000, 7_800, 5_000]
    assert firm.roles(quote) == ("regional_manager", "director")


def test_a_price_typed_low_without_a_discount(firm: Desk) -> None:
    quote = firm.save(firm.draft(firm.line(unit_price=Decimal(7_000), price_source="book")))
    assert quote.draft.lines[0].price_source == "typed"
    assert firm.roles(quote) == ("regional_manager", "director")


def test_the_product_typed_as_text(firm: Desk) -> None:
    by_model = firm.line("30%", product_id=None, name="空压机")
    assert firm.roles(firm.save(firm.draft(by_model))) == ("regional_manager", "director")
    unknown = firm.line(product_id=None, name="空压机", model="?")
    assert firm.roles(firm.save(firm.draft(unknown))) == ("regional_manager",)
    cut = firm.line("30%", product_id=None, name="空压机", model="?")
    assert firm.roles(firm.save(firm.draft(cut))) == ("regional_manager", "director")


def test_an_optional_line_that_counts_after_approval(firm: Desk) -> None:
    quote = firm.save(firm.draft(firm.line("16%"), firm.line("60%", optional=True)))
    assert firm.roles(quote) == ("regional_manager",)
    assert firm.decide(firm.submit(quote)).state == "approved"
    with pytest.raises(RuleError):
        firm.save(counted(firm.now(quote).draft), firm.now(quote))
    changed = firm.save(counted(quote.draft), firm.reopen(quote))
    assert firm.roles(changed) == ("regional_manager", "director")
    assert refused(firm, changed)


def counted(draft: QuoteDraft) -> QuoteDraft:
    return replace(draft, lines=tuple(replace(line, optional=False) for line in draft.lines))


def test_an_alternative_that_is_taken_after_approval(firm: Desk) -> None:
    quote = firm.save(firm.draft(firm.line("16%"), firm.line("60%", alternative=True)))
    assert firm.decide(firm.submit(quote)).state == "approved"
    first, second = quote.draft.lines
    swapped = replace(
        quote.draft, lines=(replace(first, alternative=True), replace(second, alternative=False))
    )
    with pytest.raises(RuleError):
        firm.save(swapped, firm.now(quote))
    changed = firm.save(swapped, firm.reopen(quote))
    assert firm.roles(changed) == ("regional_manager", "director")
    assert refused(firm, changed)


@pytest.mark.parametrize(("name", "model"), [("螺杆空压机", ""), ("附件", "LX-A75")])
def test_a_product_sold_as_a_charge(firm: Desk, name: str, model: str) -> None:
    charge = firm.line(product_id=None, kind="charge", charge=Decimal("0.1"), name=name, model=model)
    quote = firm.save(firm.draft(firm.line(), charge))
    assert firm.roles(quote) == ("regional_manager",)
    freight = replace(quote.draft.lines[1], name="运费", model="")
    assert firm.roles(firm.save(firm.draft(firm.line(), freight), quote)) == ()


def test_terms_of_payment(firm: Desk) -> None:
    assert firm.roles(firm.saved("", payment_term="3-3-3-1")) == ()
    for values in (
        {"payment_term": "monthly-60"},
        {"payment_terms": "验收两年后付清"},
        {"payment_term": "3-3-3-1", "payment_terms": "验收两年后付清"},
    ):
        assert refused(firm, firm.saved("", **values))


def test_worse_payment_after_approval(firm: Desk) -> None:
    quote = firm.approved("16%", payment_term="30-70")
    again = firm.reopen(quote)
    worse = firm.save(replace(again.draft, payment_term="delivery-30"), again)
    assert firm.roles(worse) == ("regional_manager",)
    assert refused(firm, worse)


def test_a_long_validity(firm: Desk) -> None:
    for days, roles in ((90, ()), (91, ("regional_manager",))):
        assert firm.roles(firm.saved("", valid_until=TODAY + timedelta(days=days))) == roles


def test_an_approved_small_order_that_becomes_a_large_one(firm: Desk) -> None:
    quote = firm.approved("16%")
    larger = firm.changed(firm.reopen(quote), quantity=Decimal(50))
    assert firm.roles(larger) == ("regional_manager",)
    assert refused(firm, larger)


def test_an_approval_for_one_customer_used_for_another(firm: Desk) -> None:
    again = firm.reopen(firm.approved("16%"))
    with pytest.raises(RuleError, match="另"):
        firm.save(replace(again.draft, customer="别的公司", customer_id=None), again)


def test_a_free_line(firm: Desk) -> None:
    quote = firm.save(firm.draft(firm.line(quantity=Decimal(4)), firm.line(free=True)))
    assert firm.roles(quote) == ("regional_manager",)


def test_a_discount_on_the_whole(firm: Desk) -> None:
    for typed in ({"percent": "16%"}, {"amount": "1600"}, {"total": "8400"}):
        assert refused(firm, firm.saved("", document_discount=parse_document_discount(typed)))


def test_a_draft_that_was_kept_or_comes_from_elsewhere(firm: Desk) -> None:
    faked = firm.draft(firm.line("50%", base_price=Decimal(5_000), cost=Decimal(1)))
    assert refused(firm, firm.save(draft_restored(draft_as_json(faked))))


def test_undo_brings_no_approval_back(firm: Desk) -> None:
    quote = firm.saved("16%")
    firm.changed(quote, discount=firm.line("17%").discount)
    asked = firm.submit(firm.now(quote))
    with pytest.raises(RuleError):
        history.undo(firm.workspace)  # the change before: what waits is what was asked for
    firm.decide(asked)
    with pytest.raises(RuleError):
        history.undo(firm.workspace)
    assert firm.now(quote).state == "approved"
    again = firm.changed(firm.reopen(quote), discount=firm.line("40%").discount)
    history.undo(firm.workspace)
    assert firm.now(again).state == "draft"
    voided = firm.newest(again)
    assert voided
    assert voided.state == "void"


def test_a_decision_on_what_was_changed_meanwhile(firm: Desk) -> None:
    asked = firm.submit(firm.saved("16%"))
    with firm.workspace.write(STEP) as write:
        write.session.execute(
            text("UPDATE quote_line SET quantity = quantity * 9, row_version = row_version + 1")
        )
    with pytest.raises(RuleError):
        firm.decide(asked)


def test_a_request_of_another_quote_approves_nothing(firm: Desk) -> None:
    approved, other = firm.approved("16%"), firm.saved("40%")
    found = firm.newest(approved)
    assert found
    with firm.workspace.write(STEP) as write:
        row = write.session.get_one(ApprovalRequest, found.id)
        write.session.execute(
            text(
                "UPDATE quote_version SET state = 'approved', content_hash = :hash, "
                "row_version = row_version + 1 WHERE state = 'draft'"
            ),
            {"hash": row.content_hash},
        )
    assert refused(firm, other)


def test_the_command_line_saves_a_draft_that_is_marked_and_can_not_be_sent(firm: Desk) -> None:
    draft = QuoteDraft(customer="恒岳轴承", lines=(firm.line("30%", product_id=None),))
    with firm.workspace.write(STEP) as write:
        version = quotes.save_draft(write.session, draft, **SELLER)
        number = select(Quote.id).where(Quote.number == version.number)
        quote = quotes.edit(write.session, write.session.scalars(number).one())
    assert version.state == "draft"
    assert document_of(version).status_mark == "草稿"
    assert refused(firm, quote)


def test_a_file_makes_nobody_an_approver(firm: Desk, tmp_path: Path) -> None:
    """Whoever could, would name a manager, set a PIN for them, and approve."""
    file = tmp_path / "people.csv"
    file.write_text("sales_agent,manager,regional_office\n林晓,王五,华东\n赵六,林晓,华东\n", encoding="utf-8")
    tables = imports.read([file])
    with firm.workspace.write(STEP) as write:
        report = imports.write(write.session, imports.plan(write.session, tables))
        roles = dict(write.session.execute(select(Person.name, Person.role)).all())
    assert (roles["王五"], roles["赵六"], roles["林晓"]) == ("sales", "sales", "sales")
    assert any("王五" in issue.reason for issue in report.cleaned)


def test_the_first_pin_of_an_approver_needs_a_directors(firm: Desk) -> None:
    proof = Proof(firm.director, PINS["director"])
    with firm.workspace.write(STEP) as write:
        session = write.session
        newcomer = people.add(session, name="王五", role="regional_manager", proof=proof)
        assert approval_exchange.first_needs_proof(session, newcomer)
        with pytest.raises(RuleError):
            approval_exchange.set_pin(session, newcomer, "5173")
        approval_exchange.set_pin(session, newcomer, "5173", proof=proof)
        approval_exchange.set_pin(session, newcomer, "9264", before="5173")
        approval_exchange.set_pin(session, firm.seller, "5173")


def test_a_stranger_to_the_request_can_not_name_another_request(firm: Desk) -> None:
    with firm.workspace.write(STEP, kind="issue") as write, pytest.raises(Exception, match="审批"):
        approvals.decide(write.session, uuid.uuid4(), approve=True)


@pytest.mark.parametrize(
    "texts",
    [
        {"name": "螺杆空压机", "model": "LX-A75"},
        {"name": "螺杆空压机", "model": ""},
        {"name": "六角螺栓", "model": "LX-A75"},
        {"name": "螺杆空压机", "model": "M6"},
        {"name": "非标专机", "model": "ZX-1"},
    ],
)
def test_a_machine_sold_under_the_number_of_a_screw(firm: Desk, texts: dict[str, str]) -> None:
    with firm.workspace.write(STEP) as write:
        screw = factories.product(
            write.session,
            name="六角螺栓",
            model="M6",
            list_price=Decimal(10),
            cost=Decimal(5),
            tax_rate=Decimal("0.13"),
        )
    for product in (screw, None):
        line = firm.line(product_id=product, unit_price=Decimal(7_000), **texts)
        assert refused(firm, firm.save(firm.draft(line)))


def test_a_rate_of_exchange_that_makes_any_price_that_of_the_book(firm: Desk) -> None:
    """At 71 CNY a dollar, a machine of 10,000 CNY costs 140.85 dollars."""
    offered = {"currency": "USD", "fx_on": TODAY}
    price = Decimal("1408.45")
    first = firm.save(firm.draft(firm.line(unit_price=price), fx_rate=Decimal("7.1"), **offered))
    firm.decide(firm.submit(first), "manager")
    firm.send(first)
    near = firm.save(firm.draft(firm.line(unit_price=Decimal(1370)), fx_rate=Decimal("7.3"), **offered))
    assert firm.roles(near) == ()
    far = firm.draft(firm.line(unit_price=Decimal("140.85")), fx_rate=Decimal(71), **offered)
    quote = firm.save(far)
    assert refused(firm, quote)
    assert "director" in firm.roles(firm.save(far, quote))


def test_a_first_rate_of_exchange_that_nothing_can_be_compared_with(firm: Desk) -> None:
    """Ten times too high, it makes a tenth of the price that of the book, and the cost next to nothing."""
    draft = firm.draft(
        firm.line(unit_price=Decimal("140.85")), currency="USD", fx_rate=Decimal(71), fx_on=TODAY
    )
    quote = firm.save(draft)
    assert refused(firm, quote)
    asked = firm.submit(quote)
    (need,) = asked.needs
    assert (need.rule.role, need.value, need.by) == ("regional_manager", Decimal(71), "林晓")
    assert in_words(need) == "该币种的第一个汇率：71，没有可比的，录入人：林晓"
    firm.decide(asked, "manager")
    raised = firm.save(replace(draft, fx_rate=Decimal("71.01")), firm.reopen(quote))
    assert firm.roles(raised) == ("regional_manager",), "what was approved is that rate, not any"


def test_who_typed_the_rate_is_named_whoever_asks(firm: Desk) -> None:
    quote = firm.save(firm.draft(currency="USD", fx_rate=Decimal(7), fx_on=TODAY))
    assert quote.quote_id
    with firm.workspace.write(STEP, person=firm.manager) as write:
        later = quotes.save(write.session, quote, replace(quote.draft, remark="急"), **SELLER)
    with firm.workspace.write(STEP, person=firm.manager, kind="issue") as write:
        asked = approvals.submit(write.session, quote.quote_id, reason="")
    assert later.draft.fx_rate == Decimal(7)
    assert [need.by for need in asked.needs if need.rule.metric == "unchecked_rate"] == ["林晓"]


def test_a_raised_tax_rate_where_prices_are_without_tax(firm: Desk) -> None:
    """17.5 % off what the price book grants without tax is 12.4 % with the tax of 20 % on top."""
    book = Decimal("8849.557522")
    raised = firm.line(unit_price=book, tax_rate=Decimal("0.2"))
    at_book = firm.save(firm.draft(raised, price_mode="tax_excluded"))
    assert at_book.draft.lines[0].price_source == "book"
    assert firm.roles(at_book) == ()
    for line in (
        replace(raised, unit_price=Decimal(7300)),
        replace(raised, discount=parse_discount("17.5%")),
    ):
        quote = firm.save(firm.draft(line, price_mode="tax_excluded"))
        assert firm.roles(quote) == ("regional_manager",)
        assert refused(firm, quote)
    low = firm.save(firm.draft(replace(raised, unit_price=Decimal(6800)), price_mode="tax_excluded"))
    assert firm.roles(low) == ("regional_manager", "director"), "below the floor price without tax"


def test_revenue_moved_into_a_percent_charge(firm: Desk) -> None:
    """A charge, whose cost nobody knows, lifts no margin over the limit."""
    with firm.workspace.write(STEP) as write:
        row = write.session.get_one(Product, firm.product)
        row.cost = Decimal(8000)
    charge = QuoteLine(
        name="服务费",
        kind="charge",
        quantity=Decimal(1),
        unit_price=Decimal(0),
        tax_rate=Decimal("0.06"),
        charge=Decimal("0.3"),
    )
    quote = firm.save(firm.draft(firm.line(), charge))
    assert firm.roles(quote) == ("director",)


def test_a_product_in_other_words_is_the_same_product(firm: Desk) -> None:
    for texts in ({"name": "Screw compressor"}, {"model": "LX-A75/8"}):
        quote = firm.save(firm.draft(firm.line(**texts)))
        assert quote.draft.lines[0].base_price == Decimal(10_000)
        assert firm.roles(quote) == ()
