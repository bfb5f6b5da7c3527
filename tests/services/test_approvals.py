"""Approvals: asked for, decided and taken back, by whom one may."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from salesdesk.domain.approval import DEFAULT_RULES, Rule
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.services import approval_rules, approvals, pins
from salesdesk.services.approval_reading import waiting_for
from salesdesk.services.approvals import Proof
from salesdesk.services.check import check
from salesdesk.storage.records import Person
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP
from tests.services.approving import PINS, Desk, desk

EFFORT = pins._SCRYPT
"""What it is in the program; while tests run it is less."""


@pytest.fixture
def firm(workspace: Workspace) -> Desk:
    """Give a firm whose quotes need approval."""
    return desk(workspace)


def waiting(firm: Desk, person: uuid.UUID | None) -> int:
    with firm.workspace.read() as session:
        return waiting_for(session, person)


def test_a_new_workspace_has_the_ladder_and_an_older_one_reads_the_same(workspace: Workspace) -> None:
    with workspace.read() as session:
        older = approval_rules.rows(session)
    factories.set_up(workspace)
    with workspace.read() as session:
        newer = approval_rules.rows(session)
    assert [row.rule for row in older] == [row.rule for row in newer] == list(DEFAULT_RULES)
    assert older[0].id is None
    assert newer[0].id is not None


def test_the_edge_of_the_ladder_on_stored_quotes(firm: Desk) -> None:
    assert firm.roles(firm.saved("15%")) == ()
    assert firm.roles(firm.saved("15.01%")) == ("regional_manager",)
    assert firm.roles(firm.saved("22.01%")) == ("regional_manager", "director")
    assert firm.send(firm.saved("15%")).state == "sent"


def test_what_is_asked_is_decided_lowest_first(firm: Desk) -> None:
    quote = firm.saved("26%")
    asked = firm.submit(quote)
    assert (asked.state, [step.role for step in asked.steps]) == ("pending", ["regional_manager", "director"])
    assert (asked.asker, asked.reason) == ("林晓", "老客户")
    assert firm.now(quote).read_only
    assert (waiting(firm, firm.manager), waiting(firm, firm.director), waiting(firm, firm.seller)) == (
        1,
        1,
        0,
    )
    first = firm.decide(asked, "manager", comment="量大，可以")
    assert (first.state, first.steps[0].person, first.steps[0].comment) == ("pending", "陈思远", "量大，可以")
    assert (waiting(firm, firm.manager), waiting(firm, firm.director)) == (0, 1)
    with pytest.raises(RuleError):
        firm.decide(first, "manager")
    assert firm.decide(first, "director").state == "approved"
    assert firm.now(quote).state == "approved"
    assert firm.send(quote).state == "sent"
    with firm.workspace.read() as session:
        assert check(session).ok


def test_who_is_above_decides_for_those_below(firm: Desk) -> None:
    done = firm.decide(firm.submit(firm.saved("26%")), "director")
    assert [step.person for step in done.steps] == ["周建国", "周建国"]


def test_a_refusal_says_why_and_gives_the_draft_back(firm: Desk) -> None:
    quote = firm.saved("16%")
    asked = firm.submit(quote)
    with pytest.raises(InvalidInputError):
        firm.decide(asked, approve=False, comment=" ")
    refused = firm.decide(asked, approve=False, comment="底线是 15%")
    assert (refused.state, refused.steps[0].comment) == ("refused", "底线是 15%")
    assert firm.now(quote).state == "draft"
    with pytest.raises(RuleError):
        firm.send(quote)
    better = firm.changed(firm.now(quote), discount=firm.line("15%").discount)
    assert firm.send(better).state == "sent"


def test_nobody_decides_their_own_quote(firm: Desk) -> None:
    quote = firm.saved("16%")
    with firm.workspace.write(STEP, person=firm.manager, kind="issue") as write:
        asked = approvals.submit(write.session, quote.quote_id or uuid.uuid4(), reason="")
    with pytest.raises(RuleError, match="自己"):
        firm.decide(asked, "manager")
    assert firm.decide(asked, "director").state == "approved"


def test_a_seller_can_neither_decide_nor_ask_without_a_name(firm: Desk) -> None:
    quote = firm.saved("16%")
    with firm.workspace.write(STEP, kind="issue") as write, pytest.raises(RuleError):
        approvals.submit(write.session, quote.quote_id or uuid.uuid4(), reason="")
    with firm.workspace.write(STEP) as write:
        other = factories.person(write.session, name="王敏")
        pins.set_pin(write.session, other, "5120")
    asked = firm.submit(quote)
    with pytest.raises(RuleError):
        firm.decide(asked, proof=Proof(other, "5120"))
    with pytest.raises(InvalidInputError):
        firm.decide(asked, proof=None)


def test_who_works_alone_decides_and_it_is_logged_as_their_own(workspace: Workspace) -> None:
    factories.set_up(workspace)
    firm = Desk(workspace, *(uuid.uuid4() for _n in range(5)))
    with workspace.write(STEP) as write:
        firm.customer = factories.customer(write.session)
        firm.seller = factories.person(write.session, name="林晓")
    quote = firm.save(firm.draft(firm.line("16%", product_id=None)))
    asked = firm.submit(quote)
    with workspace.write(STEP, person=firm.seller, kind="issue") as write:
        done = approvals.decide(write.session, asked.id, approve=True)
    assert (done.state, done.steps[0].by_self, done.steps[0].person) == ("approved", True, "林晓")
    with workspace.write(STEP) as write:
        pins.set_pin(write.session, firm.seller, "5120")
    again = firm.submit(firm.save(firm.draft(firm.line("17%", product_id=None))))
    for wrong in (None, Proof(firm.seller, "5121")):
        with workspace.write(STEP, kind="issue") as write, pytest.raises(RuleError):
            approvals.decide(write.session, again.id, approve=True, proof=wrong)


def test_a_request_is_taken_back_and_talked_about(firm: Desk) -> None:
    quote = firm.saved("16%")
    asked = firm.submit(quote)
    with firm.workspace.write(STEP, person=firm.manager) as write:
        approvals.comment(write.session, asked.id, "付款方式？")
    with firm.workspace.write(STEP, person=firm.seller, kind="issue") as write:
        approvals.withdraw(write.session, asked.id)
    found = firm.newest(quote)
    assert found
    assert (found.state, [(one.person, one.text) for one in found.comments]) == (
        "withdrawn",
        [("陈思远", "付款方式？")],
    )
    assert firm.now(quote).state == "draft"
    with pytest.raises(RuleError):
        firm.decide(asked)


def test_a_quote_that_needs_nothing_is_not_asked_for(firm: Desk) -> None:
    with pytest.raises(RuleError):
        firm.submit(firm.saved("10%"))


# --- asking again -----------------------------------------------------------------------------------------------------


def test_what_is_no_worse_is_covered_by_the_approval_before(firm: Desk) -> None:
    quote = firm.approved("18%")
    better = firm.changed(firm.reopen(quote), discount=firm.line("17%").discount)
    assert firm.roles(better) == ()
    again = firm.submit(better)
    assert (again.state, again.steps[0].person) == ("approved", "周建国")
    assert "V1" in again.steps[0].comment
    worse = firm.changed(firm.reopen(quote), discount=firm.line("18.01%").discount)
    assert firm.roles(worse) == ("regional_manager",)
    assert firm.submit(worse).state == "pending"


def test_only_the_roles_that_see_something_worse_are_asked_again(firm: Desk) -> None:
    quote = firm.approved("26%")
    draft = firm.reopen(quote)
    longer = firm.save(replace(draft.draft, valid_until=draft.issued_on + timedelta(days=91)), draft)
    assert firm.roles(longer) == ("regional_manager",)
    asked = firm.submit(longer)
    assert [step.decision for step in asked.steps] == ["", "approved"]
    assert firm.decide(asked, "manager").state == "approved"


def test_a_typed_price_that_was_approved_covers_no_other(firm: Desk) -> None:
    typed = firm.line(name="非标夹具", model="", product_id=None, unit_price=Decimal(3_000))
    quote = firm.save(firm.draft(typed))
    assert firm.decide(firm.submit(quote)).state == "approved"
    lower = firm.changed(firm.reopen(quote), unit_price=Decimal(300))
    assert firm.roles(lower) == ("regional_manager",)


# --- PINs ---------------------------------------------------------------------------------------------------------


def test_a_wrong_pin_decides_nothing_and_slows_down(firm: Desk) -> None:
    asked = firm.submit(firm.saved("16%"))
    for _try in range(3):
        with pytest.raises(RuleError, match="PIN"):
            firm.decide(asked, proof=Proof(firm.manager, "1111"))
    with pytest.raises(RuleError, match="秒"):
        firm.decide(asked, proof=Proof(firm.manager, PINS["manager"]))
    assert firm.decide(asked, "director").state == "approved"


def test_setting_the_clock_shortens_no_wait_and_a_new_start_begins_it_anew(
    firm: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = firm.submit(firm.saved("16%"))
    running = 1000.0
    monkeypatch.setattr(pins, "_running", lambda: running)
    for _try in range(4):
        with pytest.raises(RuleError):
            firm.decide(asked, proof=Proof(firm.manager, "1111"))
        running += 5
    right = Proof(firm.manager, PINS["manager"])
    monkeypatch.setattr("time.time", lambda: 4e9)
    with pytest.raises(RuleError, match="5 秒"):
        firm.decide(asked, proof=right)
    running = 30.0  # started anew
    with pytest.raises(RuleError, match="10 秒"):
        firm.decide(asked, proof=right)
    running += 9.5
    with pytest.raises(RuleError, match="1 秒"):
        firm.decide(asked, proof=right)
    running += 1
    assert firm.decide(asked, proof=right).state == "approved"


def test_without_a_pin_nobody_decides(firm: Desk) -> None:
    with firm.workspace.write(STEP) as write:
        write.session.get_one(Person, firm.manager).pin_hash = ""
    asked = firm.submit(firm.saved("16%"))
    with pytest.raises(RuleError, match="陈思远"):
        firm.decide(asked, proof=Proof(firm.manager, ""))


def test_to_guess_a_pin_takes_memory_and_time() -> None:
    assert EFFORT["n"] * EFFORT["r"] * 128 >= 16 * 2**20


@pytest.mark.parametrize("pin", ["", "123", "1111", " 1 "])
def test_a_pin_that_is_too_easy_is_refused(firm: Desk, pin: str) -> None:
    with firm.workspace.write(STEP) as write, pytest.raises(InvalidInputError):
        pins.set_pin(write.session, firm.seller, pin)


def test_a_pin_is_kept_as_a_hash_and_changed_by_who_knows_it(firm: Desk) -> None:
    with firm.workspace.read() as session:
        stored = session.get_one(Person, firm.manager).pin_hash
    assert stored.startswith("scrypt$")
    assert PINS["manager"] not in stored
    with firm.workspace.write(STEP) as write, pytest.raises(RuleError):
        pins.set_pin(write.session, firm.manager, "9182", before="0000")
    with firm.workspace.write(STEP) as write:
        pins.set_pin(write.session, firm.manager, "9182", before=PINS["manager"])
    assert firm.decide(firm.submit(firm.saved("16%")), proof=Proof(firm.manager, "9182")).state == "approved"


# --- the rules ------------------------------------------------------------------------------------------------------


def test_only_a_director_by_pin_changes_the_rules(firm: Desk) -> None:
    with firm.workspace.read() as session:
        first = approval_rules.rows(session)[0]
    looser = Rule("discount", Decimal("0.9"), "regional_manager")
    for proof in (
        None,
        Proof(firm.seller, ""),
        Proof(firm.manager, PINS["manager"]),
    ):
        with firm.workspace.write(STEP, person=firm.director) as write, pytest.raises(RuleError):
            approval_rules.change(write.session, first, looser, active=True, proof=proof)
        with firm.workspace.write(STEP, person=firm.director) as write, pytest.raises(RuleError):
            approval_rules.add(write.session, looser, proof=proof)
        with firm.workspace.write(STEP, person=firm.director) as write, pytest.raises(RuleError):
            approval_rules.remove(write.session, first, proof=proof)
    with firm.workspace.write(STEP) as write, pytest.raises(RuleError):
        approval_rules.add(write.session, looser, proof=Proof(firm.director, "0000"))
    with firm.workspace.write(STEP) as write:
        proof = Proof(firm.director, PINS["director"])
        approval_rules.change(write.session, first, looser, active=True, proof=proof)
    assert firm.roles(firm.saved("16%")) == ()
    with firm.workspace.write(STEP) as write, pytest.raises(ConflictError):
        approval_rules.change(write.session, first, looser, active=False, proof=proof)


def test_a_rule_can_be_added_switched_off_and_taken_away(firm: Desk) -> None:
    proof = Proof(firm.director, PINS["director"])
    with firm.workspace.write(STEP) as write:
        approval_rules.add(write.session, Rule("amount", Decimal(9_000), "legal"), proof=proof)
    quote = firm.saved("5%")
    assert firm.roles(quote) == ("legal",)
    with firm.workspace.write(STEP) as write:
        last = approval_rules.rows(write.session)[-1]
        approval_rules.change(write.session, last, last.rule, active=False, proof=proof)
    assert firm.roles(quote) == ()
    with firm.workspace.write(STEP) as write:
        for row in approval_rules.rows(write.session):
            approval_rules.remove(write.session, row, proof=proof)
    with firm.workspace.read() as session:
        assert approval_rules.rows(session) == ()


def test_the_firms_own_terms_of_payment(firm: Desk) -> None:
    quote = firm.saved("", payment_term="monthly-30")
    assert firm.roles(quote) == ("regional_manager",)
    with firm.workspace.write(STEP) as write:
        row = next(row for row in approval_rules.rows(write.session) if row.rule.metric == "payment_term")
        assert approval_rules.standard_term(write.session) == "3-3-3-1"
        softer = replace(row.rule, standard="monthly-30")
        with pytest.raises(RuleError):
            approval_rules.change(write.session, row, softer, active=True, proof=None)
        proof = Proof(firm.director, PINS["director"])
        approval_rules.change(write.session, row, softer, active=True, proof=proof)
        assert approval_rules.standard_term(write.session) == "monthly-30"
    assert firm.roles(quote) == ()
    assert firm.roles(firm.saved("", payment_term="monthly-60")) == ("regional_manager",)


@pytest.mark.parametrize(
    "rule",
    [
        Rule("payment_term", None, "director", "made up"),
        Rule("discount", None, "director"),
        Rule("discount", Decimal("1.5"), "director"),
        Rule("validity", Decimal("1.5"), "director"),
        Rule("margin", Decimal("0.1"), "sales"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(firm: Desk, rule: Rule) -> None:
    with firm.workspace.write(STEP) as write, pytest.raises(InvalidInputError):
        approval_rules.add(write.session, rule, proof=Proof(firm.director, PINS["director"]))
