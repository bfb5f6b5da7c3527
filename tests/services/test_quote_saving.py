"""Quotes edited, saved in place, undone, issued, and continued in a new version."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from sqlalchemy import func, select

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.quote import QuoteDraft, totals
from salesdesk.domain.quote_editing import duplicated, insert, removed, with_line
from salesdesk.domain.quote_problems import cleaned, problems
from salesdesk.i18n import _
from salesdesk.services import history, quotes
from salesdesk.services.check import check
from salesdesk.services.quotes import EditableQuote
from salesdesk.storage.records import (
    Change,
    Contact,
    Customer,
    Operation,
    Opportunity,
    Product,
    Quote,
    QuoteLine,
    QuoteVersion as VersionRow,
)
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests import factories, filling
from tests.domain import drafts
from tests.domain.drafts import line
from tests.factories import STEP

TODAY = date(2026, 11, 24)
SELLER: Any = {"today": TODAY, "seller_name": "云帆砺行", "language": "zh_CN"}


def store(workspace: Workspace, quote: EditableQuote, value: QuoteDraft, **changes: Any) -> EditableQuote:
    with workspace.write(STEP) as write:
        return quotes.save(write.session, quote, value, **(SELLER | changes))


def start(workspace: Workspace, **values: Any) -> EditableQuote:
    with workspace.read() as session:
        return quotes.new(session, today=TODAY, **values)


def saved(workspace: Workspace, value: QuoteDraft | None = None) -> EditableQuote:
    return store(workspace, start(workspace), value or drafts.draft(line(name="甲"), line(name="乙")))


def send(workspace: Workspace, quote: EditableQuote) -> EditableQuote:
    assert quote.quote_id
    factories.approve(workspace, quote.quote_id)
    with workspace.write(STEP, kind="issue") as write:
        return quotes.mark_sent(write.session, quote.quote_id)


def next_version(workspace: Workspace, quote: EditableQuote, today: date = TODAY) -> EditableQuote:
    assert quote.quote_id
    with workspace.write(STEP) as write:
        return quotes.new_version(write.session, quote.quote_id, reason="价格调整", today=today)


def changes_of_last_step(workspace: Workspace) -> list[str]:
    """Return the diffs of the newest operation."""
    with workspace.read() as session:
        newest = select(func.max(Operation.id)).scalar_subquery()
        return list(
            session.scalars(select(Change.diff).where(Change.operation == newest).order_by(Change.id))
        )


def test_a_new_quote_knows_what_the_records_say(workspace: Workspace) -> None:
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        buyer = factories.customer(write.session, name="华锐精工", language="en")
        for name, is_main in (("李工", False), ("王建国", True)):
            write.session.add(
                Contact(customer_id=buyer, name=name, title="采购经理", mobile="138", is_main=is_main)
            )
        deal = factories.opportunity(write.session, name="二期产线", customer_id=buyer, currency="USD")
    quote = start(workspace, opportunity_id=deal)
    assert (quote.quote_id, quote.number, quote.version, quote.read_only) == (None, None, 1, False)
    value = quote.draft
    assert (value.customer, value.customer_id, value.opportunity_id) == ("华锐精工", buyer, deal)
    assert (value.contact, value.contact_phone, value.project) == ("王建国 采购经理", "138", "二期产线")
    assert (value.currency, value.language, value.valid_until) == ("USD", "en", date(2026, 12, 24))
    assert start(workspace, customer_id=buyer).draft.currency == "CNY"
    assert start(workspace).draft.customer == ""


@settings(max_examples=40)
@given(drafts.drafts, st.lists(drafts.drafts, max_size=2))
def test_what_is_saved_is_what_was_typed(
    tmp_path_factory: pytest.TempPathFactory, first: QuoteDraft, later: list[QuoteDraft]
) -> None:
    workspace = filling.new_workspace(tmp_path_factory.mktemp("w") / "a.salesdesk")
    quote = start(workspace)
    for value in (first, *later):
        if problems(value, TODAY):
            with pytest.raises(InvalidInputError):
                store(workspace, quote, value)
            continue
        quote = store(workspace, quote, value)
        expected = cleaned(value)
        assert quote.draft == replace(
            expected,
            customer_id=quote.draft.customer_id,
            valid_until=value.valid_until or date(2026, 12, 24),
            language=value.language or "zh_CN",
        )
        assert quote.versions[0].gross == totals(value).gross
        with workspace.read() as session:
            assert check(session).problems == ()
            stored = quotes.load(session, str(quote.number))
            assert quotes.as_version(session, quote, quote.draft, **SELLER) == stored
    workspace.close()


def test_the_picture_of_a_product_is_kept_with_the_line(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        machine = factories.product(write.session, name="空压机", picture="a" * 64)
    typed = drafts.draft(line(name="空压机", product_id=machine), line(name="别的", picture="f" * 64))
    quote = saved(workspace, typed)
    assert [one.picture for one in quote.draft.lines] == ["a" * 64, ""], "what is typed is never believed"
    with workspace.write(STEP) as write:
        write.session.get_one(Product, machine).picture = "b" * 64
    with workspace.read() as session:
        assert quotes.load(session, str(quote.number)).draft.lines[0].picture == "a" * 64
    again = store(workspace, quote, quote.draft)
    assert again.draft.lines[0].picture == "b" * 64


def test_a_quote_saved_again_writes_what_changed_and_no_more(workspace: Workspace) -> None:
    quote = saved(workspace)
    renamed = replace(quote.draft.lines[1], name="丙")
    again = store(workspace, quote, with_line(quote.draft, 1, renamed))
    assert changes_of_last_step(workspace) == ['{"name":["乙","丙"]}']
    assert (again.number, again.version, len(again.versions)) == (quote.number, 1, 1)
    assert again.row_version == (quote.row_version or 0) + 1
    before = changes_of_last_step(workspace)
    assert store(workspace, again, again.draft) == again
    assert changes_of_last_step(workspace) == before, "an unchanged quote is no step"


def test_lines_are_added_in_place_and_at_the_end(workspace: Workspace) -> None:
    quote = saved(workspace)
    value = insert(quote.draft, 0, line(name="丙", specification="行程 850", remark="含刀库"))
    quote = store(workspace, quote, value)
    assert quote.draft.lines == value.lines
    quote = store(workspace, quote, removed(quote.draft, [0, 1])[0])
    assert [one.name for one in quote.draft.lines] == ["乙"]
    with workspace.read() as session:
        rows = session.execute(select(QuoteLine.position, QuoteLine.deleted_at.is_(None))).all()
        assert check(session).problems == ()
    assert sorted(tuple(row) for row in rows) == [(1, True), (2, False), (3, False)]


STEPS = (
    lambda value: insert(value, 1, line(name="丁", unit_price=Decimal(7))),
    lambda value: removed(value, [0])[0],
    lambda value: replace(value, lines=value.lines[::-1]),
    lambda value: duplicated(value, [1])[0],
    lambda value: replace(value, document_discount=None, currency="JPY", price_mode="tax_excluded"),
    lambda value: replace(value, customer="乙公司", customer_id=None, project="P", payment_terms="款到发货"),
)


@pytest.mark.parametrize("step", range(len(STEPS)))
def test_undo_restores_the_former_version_and_redo_the_later_one(workspace: Workspace, step: int) -> None:
    first = saved(workspace, drafts.draft(line(name="甲"), line(name="乙", discount=drafts.percent("15%"))))
    second = store(workspace, first, STEPS[step](first.draft))
    assert second.draft != first.draft
    assert first.quote_id
    history.undo(workspace)
    with workspace.read() as session:
        undone = quotes.edit(session, first.quote_id)
        assert check(session).problems == ()
    assert undone.draft == first.draft
    assert undone.row_version not in (first.row_version, second.row_version)
    history.redo(workspace)
    with workspace.read() as session:
        assert quotes.edit(session, first.quote_id).draft == second.draft
        assert check(session).problems == ()


@pytest.mark.parametrize("step", [0, 1])
def test_nothing_of_a_version_that_was_sent_is_undone(workspace: Workspace, step: int) -> None:
    first = saved(workspace)
    line_changed = with_line(first.draft, 0, replace(first.draft.lines[0], name="别名"))
    second = store(workspace, first, (replace(first.draft, remark="x"), line_changed)[step])
    sent = send(workspace, second)
    with pytest.raises(RuleError, match=f"{sent.number}-V1"):
        history.undo(workspace)
    with workspace.read() as session:
        assert quotes.edit(session, sent.quote_id or uuid.uuid4()) == sent
    next_version(workspace, sent)
    history.undo(workspace)
    with workspace.read() as session:
        assert quotes.edit(session, sent.quote_id or uuid.uuid4()).draft == sent.draft


def test_a_quote_whose_first_save_was_undone_is_gone(workspace: Workspace) -> None:
    quote = saved(workspace)
    history.undo(workspace)
    with pytest.raises(InvalidInputError):
        store(workspace, quote, quote.draft)


@pytest.mark.parametrize("other", ["version", "line", "undo"])
def test_a_stale_save_is_refused(workspace: Workspace, other: str) -> None:
    quote = saved(workspace)
    renamed = with_line(quote.draft, 0, replace(quote.draft.lines[0], name="别名"))
    later = store(workspace, quote, renamed if other == "line" else replace(quote.draft, remark="x"))
    if other == "undo":
        history.undo(workspace)
    with pytest.raises(ConflictError):
        store(workspace, quote, replace(quote.draft, remark="mine"))
    assert quote.quote_id
    with workspace.read() as session:
        now_stored = quotes.edit(session, quote.quote_id).draft
    assert now_stored == (quote.draft if other == "undo" else later.draft)


def test_a_customer_with_id_names_the_document(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        buyer = factories.customer(write.session, name="华锐精工", uscc="9135")
    value = replace(start(workspace, customer_id=buyer).draft, lines=(line(),), customer="typed over")
    quote = store(workspace, start(workspace), value)
    assert quote.draft.customer == "华锐精工"
    with workspace.write(STEP) as write:
        write.session.get_one(Customer, buyer).address = "燕川市"
    quote = store(workspace, quote, replace(quote.draft, contact="王工", contact_phone="138"))
    with workspace.read() as session:
        party = quotes.load(session, str(quote.number)).customer
    assert (party.address, party.contact, party.contact_phone, party.tax_id) == (
        "燕川市",
        "王工",
        "138",
        "9135",
    )


def test_what_was_deleted_while_the_editor_was_open(workspace: Workspace) -> None:
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        buyer = factories.customer(write.session)
        deal = factories.opportunity(write.session)
        machine = factories.product(write.session)
    value = drafts.draft(line(product_id=machine), opportunity_id=deal)
    kept = saved(workspace, value)
    assert (kept.draft.lines[0].product_id, kept.draft.opportunity_id) == (machine, deal)
    with workspace.write(STEP) as write:
        for record, row_id in ((Customer, buyer), (Opportunity, deal), (Product, machine)):
            write.session.get_one(record, row_id).deleted_at = now()
    again = saved(workspace, value)
    assert (again.draft.lines[0].product_id, again.draft.opportunity_id) == (None, None)
    with pytest.raises(InvalidInputError):
        saved(workspace, replace(value, customer_id=buyer))


def test_an_issued_version_is_never_written_again(workspace: Workspace) -> None:
    quote = send(workspace, saved(workspace))
    assert (quote.state, quote.read_only) == ("sent", True)
    with pytest.raises(RuleError):
        store(workspace, quote, replace(quote.draft, remark="x"))
    with pytest.raises(RuleError):
        send(workspace, quote)
    with workspace.read() as session:
        stored = quotes.load(session, str(quote.number))
        changed = replace(quote.draft, remark="x")
        assert quotes.as_version(session, quote, changed, **SELLER) == stored
        assert session.scalars(select(VersionRow.sent_at)).one() is not None


def test_a_new_version_copies_the_newest_and_supersedes_it_when_sent(workspace: Workspace) -> None:
    first = send(
        workspace, saved(workspace, drafts.draft(line(), valid_until=date(2026, 12, 4), project="P"))
    )
    second = next_version(workspace, first, today=date(2026, 12, 10))
    assert (second.version, second.state, second.issued_on) == (2, "draft", date(2026, 12, 10))
    assert second.draft == replace(first.draft, valid_until=date(2026, 12, 20))
    assert [(info.version, info.reason) for info in second.versions] == [(2, "价格调整"), (1, "")]
    with pytest.raises(RuleError):
        next_version(workspace, second)
    second = store(workspace, second, replace(second.draft, remark="降价"), today=date(2026, 12, 10))
    sent = send(workspace, second)
    assert [info.state for info in sent.versions] == ["sent", "superseded"]
    assert first.quote_id
    with workspace.read() as session:
        old = quotes.edit(session, first.quote_id, 1)
        assert check(session).problems == ()
    assert (old.draft, old.state) == (first.draft, "superseded")


def test_a_stale_issue_is_refused(workspace: Workspace) -> None:
    quote = saved(workspace)
    store(workspace, quote, replace(quote.draft, remark="x"))
    assert quote.quote_id
    with workspace.write(STEP, kind="issue") as write, pytest.raises(ConflictError):
        quotes.mark_sent(write.session, quote.quote_id, row_version=quote.row_version)


def test_a_quote_that_was_sent_stays_with_its_customer(workspace: Workspace) -> None:
    quote = saved(workspace)
    quote = store(workspace, quote, replace(quote.draft, customer="乙公司", customer_id=None))
    quote = next_version(workspace, send(workspace, quote))
    with pytest.raises(RuleError, match="丙公司"):
        store(workspace, quote, replace(quote.draft, customer="丙公司", customer_id=None))


def test_a_preview_needs_no_customer_name_or_line(workspace: Workspace) -> None:
    quote = start(workspace)
    with workspace.read() as session:
        empty = quotes.as_version(session, quote, quote.draft, **SELLER)
        half = quotes.as_version(session, quote, drafts.draft(line(name=""), customer="x\u202e"), **SELLER)
    assert (empty.number, empty.customer.name, empty.totals.gross) == (quotes.NO_NUMBER, "", Decimal(0))
    assert (half.customer.name, half.totals.gross) == ("x", Decimal("100.00"))


def test_the_seller_stays_where_nobody_is_chosen(workspace: Workspace) -> None:
    quote = store(workspace, start(workspace), drafts.draft(line()), seller_person="林晓")
    store(workspace, quote, replace(quote.draft, remark="x"))
    with workspace.read() as session:
        assert quotes.load(session, str(quote.number)).seller_person == "林晓"


def test_quotes_in_brief_show_the_version_that_stands(workspace: Workspace) -> None:
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        deal = factories.opportunity(write.session)
    first = saved(workspace, drafts.draft(line(), opportunity_id=deal))
    second = saved(workspace)
    changed = next_version(workspace, send(workspace, first))
    buyer = first.draft.customer_id
    assert buyer
    with workspace.read() as session:
        of_deal, of_buyer = quotes.of_opportunity(session, deal), quotes.of_customer(session, buyer)
    (brief,) = of_deal
    assert (brief.id, brief.number, brief.version) == (first.quote_id, first.number, first.version)
    assert (brief.next_version, brief.next_state, brief.is_primary) == (changed.version, "draft", True)
    assert (brief.state, brief.total, brief.currency) == ("sent", Decimal("100.00"), "CNY")
    assert [one.number for one in of_buyer] == [second.number, first.number]


def test_a_problem_is_told_before_anything_is_written(workspace: Workspace) -> None:
    with pytest.raises(InvalidInputError, match=_("Type the name of the product.")):
        saved(workspace, drafts.draft(line(), line(name="\u202e")))
    with workspace.read() as session:
        assert session.scalars(select(Quote)).all() == []
