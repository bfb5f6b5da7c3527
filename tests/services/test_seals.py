"""Seals: who puts which on what, and the log that keeps it."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.services import seals
from salesdesk.services.check import check
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP
from tests.services.contracting import TODAY, Firm


@pytest.fixture
def firm(workspace: Workspace) -> Firm:
    """Give a firm with a buyer and a card."""
    return Firm(workspace)


def use(firm: Firm, seal: uuid.UUID, contract: uuid.UUID, way: str = "stamp", **values: Any) -> str:
    usual: dict[str, Any] = {"way": way, "purpose": "签约", "today": TODAY} | values
    return firm.issue_step(seals.use, seal, contract, **usual)


def test_every_use_stands_in_the_log_under_its_own_number(firm: Firm) -> None:
    contract = firm.issued()
    seal = firm.do(seals.add, "合同专用章", "contract", keeper_id=firm.seller)
    assert [use(firm, seal, contract), use(firm, seal, contract, copies=4)] == ["S-2026-0001", "S-2026-0002"]
    newest, first = firm.ask(seals.log)
    assert (newest.copies, first.seal, first.used_by, first.approved_by) == (4, "合同专用章", "林晓", "")
    assert firm.ask(seals.log, uuid.uuid4()) == ()
    firm.do(seals.remove, seal)
    assert firm.ask(seals.seals) == ()
    assert len(firm.ask(seals.log, contract)) == 2
    with firm.workspace.read() as session:
        assert check(session).ok


def test_only_what_was_issued_is_sealed(firm: Firm) -> None:
    seal = firm.do(seals.add, "公章", "company")
    with pytest.raises(RuleError):
        use(firm, seal, firm.contract())
    contract = firm.issued(firm.quote())
    for values in ({"way": "wax"}, {"copies": 0}, {"copies": 100}, {"purpose": " "}):
        with pytest.raises(InvalidInputError):
            use(firm, seal, contract, **values)
    for name, kind in (("", "company"), ("公章", "royal")):
        with pytest.raises(InvalidInputError):
            firm.do(seals.add, name, kind)
    with pytest.raises(InvalidInputError):
        use(firm, uuid.uuid4(), contract)


def test_a_picture_needs_its_keeper_and_a_manager_who_is_another(firm: Firm) -> None:
    contract = firm.issued()
    plain = firm.do(seals.add, "财务章", "finance")
    with pytest.raises(RuleError):
        use(firm, plain, contract, "image")
    seal = firm.do(seals.add, "合同专用章", "contract", keeper_id=firm.seller, image="a" * 64)
    assert use(firm, seal, contract, "image")
    with firm.workspace.write(STEP) as write:
        manager = factories.person(write.session, name="陈思远", role="regional_manager")
        other = factories.person(write.session, name="周敏")
    for permission in (None, other, firm.seller, uuid.uuid4()):
        with pytest.raises(RuleError):
            use(firm, seal, contract, "image", approved_by=permission)
    use(firm, seal, contract, "image", approved_by=manager)
    assert firm.ask(seals.log)[0].approved_by == "陈思远"
    foreign = firm.do(seals.add, "公章", "company", keeper_id=other, image="b" * 64)
    with pytest.raises(RuleError):
        use(firm, foreign, contract, "image", approved_by=manager)
