"""The log of seals: who may put which on what, and that every use is a numbered line which stays."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text

from salesdesk.domain.contract_version import content_hash
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.services import (
    approvals,
    contract_store,
    contracts,
    history,
    people,
    pins,
    quotes,
    recycle_bin,
    seal_log,
    seals,
)
from salesdesk.services.check import check
from salesdesk.services.seals import SealFacts
from salesdesk.storage.records import Contract, ContractVersion
from salesdesk.storage.workspace import Workspace
from tests.factories import STEP
from tests.services.approving import desk
from tests.services.contracting import TODAY, Firm
from tests.services.sealing import PICTURE, PINS, SealedFirm, day, on_contract, on_quote


@pytest.fixture
def firm(workspace: Workspace) -> SealedFirm:
    """Give a firm with a seal."""
    return SealedFirm(workspace)


def refused(firm: SealedFirm, subject: Any, seal: uuid.UUID | None = None, **values: Any) -> bool:
    """Tell whether the use is refused, and leaves nothing in the log and no number taken."""
    before = firm.log()
    with pytest.raises(RuleError):
        firm.use(subject, seal, **values)
    return firm.log() == before


def test_every_use_stands_in_the_log_under_its_own_number(firm: SealedFirm) -> None:
    contract = firm.issued()
    assert firm.use(on_contract(contract)) == "SL-2026-0001"
    assert refused(firm, on_contract(contract), pin="0001")
    assert firm.use(on_contract(contract), purpose="  寄给\n客户 ") == "SL-2026-0002"
    assert firm.use(on_contract(contract), today=day(2027)) == "SL-2027-0001"
    newest, second, first = firm.log()
    assert newest.number == "SL-2027-0001"
    assert (second.seal, second.used_by, second.approved_by) == ("合同专用章", "何静", "陈思远")
    assert (first.kind, first.record, first.way, first.copies) == ("contract", contract, "image", 1)
    assert first.document.endswith("-V1")
    assert len(first.file_hash) == 64
    assert firm.log("客户") == [second]
    assert firm.log(seal=firm.seal, person=firm.manager, kind="contract") == [newest, second, first]
    assert firm.log(person=firm.seller) == firm.log(kind="quote") == []
    assert firm.ask(seal_log.seals_used) == [(firm.seal, "合同专用章")]
    assert {name for _id, name in firm.ask(seal_log.people_in_it)} == {"何静", "陈思远"}
    with firm.workspace.read() as session:
        assert check(session).ok


def test_a_retired_seal_is_put_on_nothing_and_stays_named(firm: SealedFirm) -> None:
    contract = on_contract(firm.issued())
    firm.use(contract)
    view = firm.view()
    facts = replace(view.facts, active=False)
    firm.issue_step(seals.change, firm.seal, facts, row_version=view.row_version, proof=firm.proof())
    for way in ("image", "stamp"):
        assert refused(firm, contract, way=way)
    assert firm.log()[0].seal == "合同专用章"


def test_only_what_was_issued_and_stands_is_sealed(firm: SealedFirm) -> None:
    contract = firm.contract()
    assert refused(firm, on_contract(contract))
    firm.reviewed(firm.filled(contract))
    assert refused(firm, on_contract(contract))
    firm.issue_step(contracts.issue, contract)
    firm.use(on_contract(contract))
    firm.issue_step(contracts.sign, contract, on=TODAY)
    firm.use(on_contract(contract))
    firm.do(contracts.amend, contract, reason="改", today=TODAY)
    assert refused(firm, on_contract(contract, 2))
    firm.use(on_contract(contract))
    firm.do(contracts.void, contract, reason="不改了")
    firm.issue_step(contracts.terminate, contract, on=TODAY, reason="客户退出", kept=Decimal(0))
    assert refused(firm, on_contract(contract))


def test_what_was_replaced_is_not_sealed(firm: SealedFirm) -> None:
    contract = firm.issued()
    firm.issue_step(contracts.revise, contract, reason="改", today=TODAY)
    assert refused(firm, on_contract(contract))
    assert refused(firm, on_contract(contract, 2))


def test_a_text_that_was_changed_past_the_program_is_not_sealed(firm: SealedFirm) -> None:
    contract = firm.issued()
    with firm.workspace.write(STEP) as write:
        write.session.execute(
            text("UPDATE contract_clause SET text_zh = '免费', row_version = row_version + 1")
        )
    assert refused(firm, on_contract(contract))


def test_a_contract_that_is_a_word_file_has_no_place_for_a_picture(firm: SealedFirm) -> None:
    contract = firm.issued()
    with firm.workspace.write(STEP) as write:
        write.session.execute(
            text(
                "UPDATE contract_version SET template_file = :name, content_hash = '', "
                "row_version = row_version + 1"
            ),
            {"name": PICTURE},
        )
        (row,) = write.session.scalars(select(ContractVersion))
        found = contract_store.read(write.session, write.session.get_one(Contract, contract), row)
        row.content_hash = content_hash(found)
    with pytest.raises(RuleError, match="Word"):
        firm.use(on_contract(contract))
    assert firm.use(on_contract(contract), way="stamp")


@pytest.mark.parametrize(
    "values", [{"way": "wax"}, {"copies": 0}, {"copies": 100}, {"purpose": " "}, {"seal": uuid.uuid4()}]
)
def test_what_a_use_must_say(firm: SealedFirm, values: dict[str, Any]) -> None:
    contract = on_contract(firm.issued())
    with pytest.raises(InvalidInputError):
        firm.use(contract, **values)
    assert firm.log() == []


def test_a_picture_needs_its_keepers_pin_and_a_managers(firm: SealedFirm) -> None:
    contract = on_contract(firm.issued())
    for values in (
        {"pin": ""},
        {"pin": PINS["manager"]},
        {"permission": None},
        {"permission": firm.proof("manager", "0001")},
        {"permission": firm.proof("keeper")},
        {"permission": firm.proof("seller")},
        {"permission": replace(firm.proof("manager"), person=uuid.uuid4())},
    ):
        assert refused(firm, contract, **values)
    assert firm.use(contract, permission=firm.proof("director")) == "SL-2026-0001"
    assert firm.use(contract, way="stamp", pin="", permission=None, copies=4) == "SL-2026-0002"
    assert (firm.log()[0].used_by, firm.log()[0].approved_by, firm.log()[0].copies) == ("林晓", "", 4)


def test_a_director_who_keeps_a_seal_needs_nobody_above(firm: SealedFirm) -> None:
    contract = on_contract(firm.issued())
    own = firm.add(name="公章", kind="company", keeper_id=firm.director)
    firm.use(contract, own, pin=PINS["director"], permission=None)
    assert (firm.log()[0].used_by, firm.log()[0].approved_by) == ("周建国", "周建国")
    managed = firm.add(name="财务章", kind="finance", keeper_id=firm.manager)
    assert refused(firm, contract, managed, pin=PINS["manager"], permission=firm.proof("manager"))


def test_without_picture_or_keeper_there_is_no_picture(firm: SealedFirm) -> None:
    contract = on_contract(firm.issued())
    assert refused(firm, contract, firm.add(image=""))
    assert refused(firm, contract, firm.add(keeper_id=None))
    firm.do(people.delete, firm.keeper)
    assert refused(firm, contract)


def test_after_some_wrong_pins_one_waits(firm: SealedFirm) -> None:
    contract = on_contract(firm.issued())
    for _time in range(3):
        assert refused(firm, contract, pin="0001")
    assert refused(firm, contract)


def test_who_works_alone_needs_a_pin_where_one_is_set(workspace: Workspace) -> None:
    firm = Firm(workspace)
    contract = on_contract(firm.issued())
    seal = firm.issue_step(seals.add, SealFacts("合同专用章", "contract", image=PICTURE))
    values: Any = {"way": "image", "purpose": "签约", "today": TODAY}
    assert firm.issue_step(seal_log.use, seal, contract, **values) == "SL-2026-0001"
    firm.do(pins.set_pin, firm.seller, "4417")
    with pytest.raises(RuleError):
        firm.issue_step(seal_log.use, seal, contract, **values)
    assert firm.issue_step(seal_log.use, seal, contract, pin="4417", **values) == "SL-2026-0002"


# --- quotes -------------------------------------------------------------------------------------------------------


def seal_of(workspace: Workspace, keeper: uuid.UUID) -> uuid.UUID:
    """Add a seal that a director keeps."""
    with workspace.write(STEP, kind="issue") as write:
        return seals.add(
            write.session,
            SealFacts("合同专用章", "contract", keeper, PICTURE),
            proof=approvals.Proof(keeper, "8341"),
        )


def test_a_quote_is_sealed_once_it_is_approved_or_sent_and_never_before(workspace: Workspace) -> None:
    firm = desk(workspace)
    seal = seal_of(workspace, firm.director)

    def sealed(quote: Any, today: Any = TODAY, version: int = 1) -> str:
        values: Any = {"way": "image", "purpose": "投标", "pin": "8341", "today": today}
        with workspace.write(STEP, kind="issue") as write:
            return seal_log.use(write.session, seal, on_quote(quote.quote_id, version), **values)

    def never(quote: Any, **values: Any) -> None:
        with pytest.raises(RuleError):
            sealed(quote, **values)

    plain = firm.saved("")
    never(plain)
    firm.send(plain)
    assert sealed(plain) == "SL-2026-0001"
    valid_until = firm.now(plain).info.valid_until  # type: ignore[union-attr]  # it is saved
    assert sealed(plain, today=valid_until)
    never(plain, today=valid_until + timedelta(days=1))

    quote = firm.saved("16%")
    never(quote)
    asked = firm.submit(quote)
    never(quote)
    firm.decide(asked)
    assert sealed(quote) == "SL-2026-0003"
    with pytest.raises(RuleError):  # what is sealed is out: another text is another version
        firm.reopen(quote)
    assert quote.quote_id
    with pytest.raises(RuleError), workspace.write(STEP) as write:
        recycle_bin.delete(write.session, "quote", [quote.quote_id])
    with workspace.write(STEP, person=firm.seller) as write:
        quotes.new_version(write.session, quote.quote_id, reason="再让一点", today=TODAY)
    never(quote, version=2)
    with workspace.write(STEP) as write:
        quotes.void(write.session, plain.quote_id, reason="错了")  # type: ignore[arg-type]  # it is saved
    never(plain)


def test_a_quote_that_was_changed_after_its_approval_is_not_sealed(workspace: Workspace) -> None:
    firm = desk(workspace)
    seal = seal_of(workspace, firm.director)
    quote = firm.approved("16%")
    with workspace.write(STEP) as write:
        write.session.execute(
            text("UPDATE quote_line SET unit_price = unit_price / 2, row_version = row_version + 1")
        )
    assert quote.quote_id
    values: Any = {"way": "image", "purpose": "投标", "pin": "8341", "today": TODAY}
    with pytest.raises(RuleError), workspace.write(STEP, kind="issue") as write:
        seal_log.use(write.session, seal, on_quote(quote.quote_id), **values)


def test_a_state_written_into_the_file_lets_no_quote_be_sealed(workspace: Workspace) -> None:
    firm = desk(workspace)
    seal = seal_of(workspace, firm.director)
    quote = firm.saved("16%")
    assert quote.quote_id
    values: Any = {"way": "image", "purpose": "投标", "pin": "8341", "today": TODAY}
    for state in ("approved", "sent", "accepted"):
        with workspace.write(STEP) as write:
            write.session.execute(
                text("UPDATE quote_version SET state = :state, row_version = row_version + 1"),
                {"state": state},
            )
        with pytest.raises(RuleError), workspace.write(STEP, kind="issue") as write:
            seal_log.use(write.session, seal, on_quote(quote.quote_id), **values)


# --- what stands in the log stays ---------------------------------------------------------------------------------


def test_undo_takes_no_line_back(firm: SealedFirm) -> None:
    contract = on_contract(firm.issued())
    firm.use(contract)
    firm.do(
        seal_log.use,
        firm.seal,
        contract,
        way="image",
        purpose="签约",
        today=TODAY,
        pin=PINS["keeper"],
        permission=firm.proof("manager"),
    )  # as a step that undo would take back
    with pytest.raises(RuleError):
        history.undo(firm.workspace, person=firm.keeper)
    assert len(firm.log()) == 2


def test_who_left_stays_named(firm: SealedFirm) -> None:
    firm.use(on_contract(firm.issued()))
    firm.do(people.delete, firm.keeper)
    assert firm.log()[0].used_by == "何静"
    assert {name for _id, name in firm.ask(seal_log.people_in_it)} == {"何静", "陈思远"}


def test_the_check_misses_lines_that_were_taken_out_of_the_file(firm: SealedFirm) -> None:
    contract = on_contract(firm.issued())
    for _time in range(3):
        firm.use(contract)
    with firm.workspace.write(STEP) as write:
        write.session.execute(
            text(
                "UPDATE seal_use SET deleted_at = at, row_version = row_version + 1 WHERE number LIKE '%-0002'"
            )
        )
    with firm.workspace.read() as session:
        (problem,) = check(session).problems
    assert "2026" in problem
