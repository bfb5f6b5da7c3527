"""The life of a quote: every way from state to state, who stands, and what can't be changed any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.pricing import NO_DISCOUNT
from salesdesk.domain.quote_life import RANK, TRANSITIONS, Decision, current, decision_from, in_work
from salesdesk.services import (
    approvals,
    evidence,
    history,
    opportunities,
    quote_late,
    quote_life,
    quotes,
    recycle_bin,
)
from salesdesk.services.evidence import StoredFile
from salesdesk.services.quotes import EditableQuote
from salesdesk.storage.records import Attachment, Product
from salesdesk.storage.records.quotes import STATES
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP
from tests.services import approving
from tests.services.approving import TODAY, Desk

DAY = timedelta(days=1)
_DOCUMENT = Path(__file__).parents[2] / "docs" / "quotes.md"


@pytest.fixture
def firm(workspace: Workspace) -> Desk:
    """Give a workspace its firm."""
    return approving.desk(workspace)


def act(firm: Desk, fn: Callable[..., Any], quote: EditableQuote, **values: Any) -> Any:
    """Call a service with the id of a quote, as one step that isn't undone."""
    assert quote.quote_id
    with firm.workspace.write(STEP, person=firm.seller, kind="issue") as write:
        return fn(write.session, quote.quote_id, **values)


def accepted(firm: Desk, quote: EditableQuote, **values: Any) -> EditableQuote:
    """Record that a quote was accepted today."""
    given = {"on": TODAY, "today": TODAY} | values
    found: EditableQuote = act(firm, quotes.accept, quote, **given).quote
    return found


def rejected(firm: Desk, quote: EditableQuote, **values: Any) -> EditableQuote:
    """Record that a quote was rejected today."""
    given = {"on": TODAY, "today": TODAY, "reason": "price"} | values
    found: EditableQuote = act(firm, quotes.reject, quote, **given)
    return found


def voided(firm: Desk, quote: EditableQuote) -> EditableQuote:
    """Make the newest version void."""
    found: EditableQuote = act(firm, quotes.void, quote, reason="弄错了")
    return found


def following(firm: Desk, quote: EditableQuote) -> EditableQuote:
    """Make the next version."""
    found: EditableQuote = act(firm, quotes.new_version, quote, reason="客户加了一台", today=TODAY)
    return found


def states(firm: Desk, quote: EditableQuote) -> list[str]:
    """Return the states of all versions, the first first."""
    return [one.state for one in reversed(firm.now(quote).versions)]


# --- the states ---------------------------------------------------------------------------------------------------


def test_the_states_are_those_that_are_stored() -> None:
    assert set(TRANSITIONS) == set(RANK) == set(STATES)
    assert all(after <= set(STATES) for after in TRANSITIONS.values())


def test_the_document_names_every_way() -> None:
    rows = [
        line.split("|")[1:-1] for line in _DOCUMENT.read_text("utf-8").splitlines() if line.startswith("| ")
    ]
    written: dict[str, set[str]] = {state: set() for state in STATES}
    for before, _action, after, _what in ([cell.strip() for cell in row] for row in rows[1:]):
        written[before].add(after)
    assert written == {state: set(after) for state, after in TRANSITIONS.items()}


def test_one_version_stands_whatever_the_states() -> None:
    assert current([(1, "superseded"), (2, "sent"), (3, "draft")]) == 2
    assert current([(1, "accepted"), (2, "sent")]) == 1
    assert current([(1, "sent"), (2, "rejected")]) == 2
    assert current([(1, "superseded"), (2, "void"), (3, "draft")]) == 3
    assert current([(1, "void"), (2, "void")]) == 2
    assert current([]) is None
    assert in_work([(1, "sent"), (2, "void")]) == 1
    assert in_work([(1, "void"), (2, "void")]) == 2
    assert in_work([]) is None


@pytest.mark.parametrize(
    "decision", [Decision(), Decision("顾工", "price", "太贵\n“了”", late=True), Decision(note="x")]
)
def test_a_decision_is_read_back(decision: Decision) -> None:
    assert decision_from(decision.as_text()) == decision


@pytest.mark.parametrize("stored", ["口头同意", "[1]", "{", "7"])
def test_a_decision_in_any_other_text_is_a_note(stored: str) -> None:
    assert decision_from(stored) == Decision(note=stored)


def test_a_quote_goes_from_draft_to_accepted(firm: Desk) -> None:
    quote = firm.send(firm.saved("10%"))
    assert (quote.state, quote.read_only) == ("sent", True)
    done = accepted(firm, quote, who="顾工 ", note="电话确认\n\n下周签")
    assert done.info
    assert (done.state, done.info.decided_on) == ("accepted", TODAY)
    assert done.info.decision == Decision("顾工", "", "电话确认\n\n下周签")
    with firm.workspace.read() as session:
        assert quote.quote_id
        found = quotes.accepted_version(session, quote.quote_id)
    assert found
    assert (found.label, found.state) == (f"{quote.number}-V1", "accepted")


def test_only_what_was_accepted_feeds_a_contract(firm: Desk) -> None:
    quote = firm.send(firm.saved())
    with firm.workspace.read() as session:
        assert quote.quote_id
        assert quotes.accepted_version(session, quote.quote_id) is None


def test_a_rejection_says_why(firm: Desk) -> None:
    quote = firm.send(firm.saved())
    for values in ({"reason": ""}, {"reason": "luck"}, {"reason": "other", "note": "  "}):
        with pytest.raises(InvalidInputError):
            rejected(firm, quote, **values)
    done = rejected(firm, quote, reason="other", note="换了工艺", who="采购部")
    assert done.info
    assert (done.state, done.info.decision) == ("rejected", Decision("采购部", "other", "换了工艺"))


@pytest.mark.parametrize("answer", [accepted, rejected])
def test_only_what_was_sent_is_answered(firm: Desk, answer: Callable[..., EditableQuote]) -> None:
    draft = firm.saved("10%")
    waiting = firm.saved("20%")
    firm.submit(waiting)
    approved = firm.approved("20%")
    answered = answer(firm, firm.send(firm.saved()))
    void = voided(firm, firm.send(firm.saved()))
    for quote in (draft, waiting, approved, answered, void):
        with pytest.raises(RuleError):
            answer(firm, quote)


@pytest.mark.parametrize("answer", [accepted, rejected])
@pytest.mark.parametrize("on", [TODAY + DAY, TODAY - DAY])
def test_the_day_of_an_answer_lies_between_offer_and_today(
    firm: Desk, answer: Callable[..., EditableQuote], on: date
) -> None:
    quote = firm.send(firm.saved())
    with pytest.raises(InvalidInputError):
        answer(firm, quote, on=on)


def test_an_answer_is_refused_where_the_version_changed_elsewhere(firm: Desk) -> None:
    quote = firm.send(firm.saved())
    assert quote.row_version
    with pytest.raises(ConflictError):
        accepted(firm, quote, row_version=quote.row_version - 1)
    assert accepted(firm, quote, row_version=quote.row_version).state == "accepted"


# --- late acceptance ----------------------------------------------------------------------------------------------


def test_an_expired_offer_is_accepted_only_as_it_was_offered(firm: Desk) -> None:
    quote = firm.send(firm.saved(valid_until=TODAY + DAY))
    after = TODAY + 2 * DAY
    with pytest.raises(RuleError, match=f"{TODAY + DAY}"):
        accepted(firm, quote, on=after, today=after)
    done = accepted(firm, quote, on=after, today=after, as_offered=True)
    assert done.info
    assert (done.state, done.info.decision.late) == ("accepted", True)


def test_what_was_accepted_in_time_and_recorded_later_is_in_time(firm: Desk) -> None:
    quote = firm.send(firm.saved(valid_until=TODAY + DAY))
    done = accepted(firm, quote, on=TODAY + DAY, today=TODAY + 9 * DAY)
    assert done.info
    assert done.info.decision.late is False


def test_expiry_is_never_stored(firm: Desk) -> None:
    quote = firm.send(firm.saved(valid_until=TODAY + DAY))
    done = rejected(firm, quote, on=TODAY + 9 * DAY, today=TODAY + 9 * DAY)
    assert done.state == "rejected"
    with firm.workspace.read() as session:
        kinds = session.execute(text("SELECT DISTINCT state FROM quote_version")).scalars().all()
    assert list(kinds) == ["rejected"]


def test_what_is_past_its_last_day_is_not_sent(firm: Desk) -> None:
    quote = firm.saved(valid_until=TODAY + DAY)
    with pytest.raises(RuleError):
        act(firm, quotes.mark_sent, quote, today=TODAY + 2 * DAY)
    assert act(firm, quotes.mark_sent, quote, today=TODAY + DAY).state == "sent"


# --- versions -----------------------------------------------------------------------------------------------------


def test_a_new_version_begins_as_a_copy_with_a_reason(firm: Desk) -> None:
    first = firm.approved("30%", rounding="tax_rate", price_mode="tax_excluded", valid_until=TODAY + 9 * DAY)
    second = following(firm, firm.send(first))
    assert (second.version, second.state, second.versions[0].reason) == (2, "draft", "客户加了一台")
    assert replace(second.draft, valid_until=None) == replace(first.draft, valid_until=None)
    assert second.draft.valid_until == TODAY + 9 * DAY
    assert firm.newest(second) is None, "an approval isn't copied"


@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_new_version_needs_a_reason(firm: Desk, reason: str) -> None:
    quote = firm.send(firm.saved())
    with pytest.raises(InvalidInputError):
        act(firm, quotes.new_version, quote, reason=reason, today=TODAY)


def test_what_waits_for_approval_gets_no_new_version(firm: Desk) -> None:
    quote = firm.saved("20%")
    firm.submit(quote)
    with pytest.raises(RuleError):
        following(firm, quote)


def test_the_old_version_stands_until_the_new_one_is_sent(firm: Desk) -> None:
    first = firm.send(firm.saved())
    second = following(firm, first)
    assert (second.current, second.in_work) == (1, 2)
    done = firm.send(firm.changed(second, quantity=Decimal(2)))
    assert states(firm, done) == ["superseded", "sent"]
    assert (done.current, done.in_work) == (2, 2)


def test_the_old_version_can_be_accepted_while_the_new_one_is_made(firm: Desk) -> None:
    first = firm.send(firm.saved())
    following(firm, first)
    accepted(firm, first)
    assert states(firm, first) == ["accepted", "draft"]


def test_a_superseded_version_is_never_accepted(firm: Desk) -> None:
    first = firm.send(firm.saved())
    second = firm.send(following(firm, first))
    rejected(firm, second)
    with pytest.raises(RuleError):
        accepted(firm, first)
    assert states(firm, first) == ["superseded", "rejected"]


def test_what_was_accepted_stands_until_another_one_is(firm: Desk) -> None:
    first = accepted(firm, firm.send(firm.saved()))
    second = firm.send(following(firm, first))
    assert states(firm, first) == ["accepted", "sent"]
    assert second.current == 1
    accepted(firm, second)
    assert states(firm, first) == ["superseded", "accepted"]


def test_voiding_the_newest_brings_the_one_before_back(firm: Desk) -> None:
    first = firm.send(firm.saved())
    second = firm.send(following(firm, first))
    done = voided(firm, second)
    assert states(firm, first) == ["sent", "void"]
    assert (done.version, done.current) == (1, 1)
    third = following(firm, done)
    assert third.version == 3, "no version's number is given twice"
    assert third.draft.lines == first.draft.lines
    firm.send(third)
    assert states(firm, first) == ["superseded", "void", "sent"]
    voided(firm, third)
    assert states(firm, first) == ["sent", "void", "void"]


def test_voiding_a_draft_leaves_the_sent_one_as_it_is(firm: Desk) -> None:
    first = firm.send(firm.saved())
    following(firm, first)
    voided(firm, first)
    assert states(firm, first) == ["sent", "void"]


def test_voiding_needs_a_reason_and_no_answer(firm: Desk) -> None:
    quote = firm.send(firm.saved())
    with pytest.raises(InvalidInputError):
        act(firm, quotes.void, quote, reason=" ")
    for answer in (accepted, rejected):
        answered = answer(firm, firm.send(firm.saved()))
        with pytest.raises(RuleError):
            voided(firm, answered)
    with pytest.raises(RuleError):
        voided(firm, voided(firm, quote))


def test_voiding_takes_an_approval_with_it(firm: Desk) -> None:
    quote = firm.saved("20%")
    firm.submit(quote)
    voided(firm, quote)
    asked = firm.newest(quote)
    assert asked
    assert asked.state == "withdrawn"


def test_an_answer_is_taken_back(firm: Desk) -> None:
    for answer in (accepted, rejected):
        quote = answer(firm, firm.send(firm.saved()))
        back = act(firm, quotes.take_back, quote)
        assert (back.state, back.info.decided_on, back.info.decision) == ("sent", None, Decision())
        with pytest.raises(RuleError):
            act(firm, quotes.take_back, quote)


def test_with_an_acceptance_taken_back_the_earlier_one_stands_again(firm: Desk) -> None:
    first = accepted(firm, firm.send(firm.saved()))
    accepted(firm, firm.send(following(firm, first)))
    act(firm, quotes.take_back, first)
    assert states(firm, first) == ["accepted", "sent"]
    act(firm, quotes.take_back, first)
    assert states(firm, first) == ["superseded", "sent"]


def test_an_approved_version_that_was_never_sent_comes_back_as_approved(firm: Desk) -> None:
    first = firm.approved("20%")
    firm.send(firm.changed(following(firm, first), discount=NO_DISCOUNT))
    assert states(firm, first) == ["superseded", "sent"]
    voided(firm, first)
    assert states(firm, first) == ["approved", "void"]


def test_a_number_is_not_given_again_when_a_version_was_undone(firm: Desk) -> None:
    first = firm.send(firm.saved())
    assert first.quote_id
    with firm.workspace.write(STEP) as write:
        quotes.new_version(write.session, first.quote_id, reason="x", today=TODAY)
    history.undo(firm.workspace)
    assert following(firm, first).version == 3


# --- what was issued stays ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [accepted, rejected, voided, lambda _firm, quote: quote])
def test_what_was_sent_changes_in_no_way(firm: Desk, answer: Callable[..., EditableQuote]) -> None:
    quote = firm.send(firm.saved())
    done = answer(firm, quote)
    assert quote.quote_id
    with firm.workspace.read() as session:
        before = quotes.load(session, f"{quote.number}-V1")
    with pytest.raises(RuleError):
        firm.changed(replace(done, version=1), quantity=Decimal(9))
    with pytest.raises(RuleError), firm.workspace.write(STEP) as write:
        recycle_bin.delete(write.session, "quote", [quote.quote_id])
    with pytest.raises(RuleError):
        history.undo(firm.workspace)
    with firm.workspace.read() as session:
        after = quotes.load(session, f"{quote.number}-V1")
    assert replace(after, state=before.state) == before


def test_a_void_draft_that_nobody_saw_can_be_deleted(firm: Desk) -> None:
    quote = voided(firm, firm.saved())
    with firm.workspace.write(STEP) as write:
        assert quote.quote_id
        recycle_bin.delete(write.session, "quote", [quote.quote_id])


def test_sending_voids_the_request_of_the_version_before(firm: Desk) -> None:
    first = firm.approved("20%")
    asked = firm.newest(first)
    assert asked
    firm.send(firm.changed(following(firm, first), discount=NO_DISCOUNT))
    with firm.workspace.read() as session:
        assert approvals.waiting_for(session, firm.manager) == 0


# --- with the opportunity -----------------------------------------------------------------------------------------


def test_an_acceptance_keeps_a_file_and_names_the_alternatives(firm: Desk) -> None:
    with firm.workspace.write(STEP) as write:
        deal = factories.opportunity(write.session, customer_id=firm.customer)
    file = StoredFile("回签.pdf", 3, "a" * 64)
    first, second = (firm.send(firm.saved(opportunity_id=deal)) for _ in range(2))
    lost = rejected(firm, firm.send(firm.saved(opportunity_id=deal)))
    done = act(firm, quotes.accept, second, on=TODAY, today=TODAY, file=file)
    assert [one.number for one in done.alternatives] == [first.number]
    assert lost.number not in {one.number for one in done.alternatives}
    with firm.workspace.read() as session:
        (row,) = session.query(Attachment).all()
        assert (row.hash, row.purpose, row.opportunity_id) == (file.hash, quote_life.ACCEPTANCE, deal)
        assert [one.name for one in evidence.attachments(session, deal)] == ["回签.pdf"]


def test_a_file_needs_an_opportunity(firm: Desk) -> None:
    quote = firm.send(firm.saved())
    with pytest.raises(RuleError):
        accepted(firm, quote, file=StoredFile("a.pdf", 1, "b" * 64))


def test_a_signed_opportunity_lets_its_quote_be_accepted_late(firm: Desk) -> None:
    with firm.workspace.write(STEP) as write:
        deal = factories.opportunity(write.session, customer_id=firm.customer)
    quote = firm.send(firm.saved(opportunity_id=deal))
    with firm.workspace.write(STEP) as write:
        opportunities.win(write.session, deal, on=TODAY, amount=Decimal(9000))
    assert accepted(firm, quote).state == "accepted"


# --- prices of today ----------------------------------------------------------------------------------------------


def test_a_late_acceptance_sees_the_prices_of_today(firm: Desk) -> None:
    quote = firm.save(
        firm.draft(
            firm.line("10%"),
            firm.line(unit_price=Decimal(9_000)),
            firm.line(product_id=None, name="运费", model=""),
        )
    )
    firm.decide(firm.submit(quote), "director")
    firm.send(quote)
    with firm.workspace.write(STEP) as write:
        write.session.get_one(Product, firm.product).list_price = Decimal(11_000)
    assert quote.quote_id
    with firm.workspace.read() as session:
        found = quote_late.prices_now(session, quote.quote_id, TODAY + 60 * DAY)
    assert [(one.offered, one.now, one.typed) for one in found] == [
        (Decimal(10_000), Decimal(11_000), False),
        (Decimal(9_000), Decimal(11_000), True),
        (Decimal(10_000), None, True),
    ]
    assert [one.rise for one in found] == [Decimal("0.1"), Decimal(11) / 9 - 1, None]
    new = act(firm, quotes.new_version, quote, reason="重新报价", today=TODAY, reprice=True)
    assert [line.unit_price for line in new.draft.lines] == [Decimal(11_000), Decimal(9_000), Decimal(10_000)]
    assert new.draft.lines[0].discount == quote.draft.lines[0].discount


def test_prices_of_today_are_without_tax_where_the_quote_is(firm: Desk) -> None:
    net = firm.line(unit_price=Decimal("8849.557522"))
    quote = firm.send(firm.save(firm.draft(net, price_mode="tax_excluded")))
    with firm.workspace.write(STEP) as write:
        write.session.get_one(Product, firm.product).list_price = Decimal(11_300)
    new = act(firm, quotes.new_version, quote, reason="x", today=TODAY, reprice=True)
    assert new.draft.lines[0].unit_price == Decimal(10_000)
