"""Approvals by signed file: taken where everything fits, refused where anything doesn't."""

from __future__ import annotations

import base64
import json
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.exchange import approval_file, approval_keys
from salesdesk.exchange.approval_file import Request
from salesdesk.exchange.approval_keys import PublicKey
from salesdesk.services import approval_exchange, approvals
from salesdesk.services.approvals import Proof, RequestView
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests import filling
from tests.factories import STEP
from tests.services.approving import PINS, Desk, desk

SIGN_WITH = "4-Hasen!"


@pytest.fixture
def firm(workspace: Workspace) -> Desk:
    """Give a firm whose director signs elsewhere, with a key that is known here."""
    made = desk(workspace)
    key = approval_keys.create("周建国", SIGN_WITH)
    trust(made, made.director, key)
    return made


def trust(firm: Desk, person: uuid.UUID, key: PublicKey) -> None:
    with firm.workspace.write(STEP) as write:
        proof = Proof(firm.director, PINS["director"])
        approval_exchange.set_key(write.session, person, key, proof=proof)


def sent(firm: Desk, asked: RequestView, folder: Path) -> Request:
    """Write a request out, and return it as it is read elsewhere."""
    with firm.workspace.read() as session:
        request = approval_exchange.request_of(session, asked.id)
    approval_file.write_request(folder / "ask.sdapproval", request)
    return approval_file.read_request(folder / "ask.sdapproval")


def decided(request: Request, folder: Path, *, approve: bool = True, at: datetime | None = None) -> Path:
    file = folder / f"{uuid.uuid4().hex}.sdapproval"
    comment = "同意" if approve else "毛利太低"
    approval_file.write_decision(
        file, request, approve=approve, comment=comment, pin=SIGN_WITH, at=at or now()
    )
    return file


def take(firm: Desk, file: Path, **values: Any) -> RequestView:
    with firm.workspace.write(STEP, person=firm.seller, kind="issue") as write:
        return approval_exchange.take_decision(write.session, file, **values)


def test_a_signed_approval_comes_back_by_file(firm: Desk, tmp_path: Path) -> None:
    quote = firm.saved("26%")
    request = sent(firm, firm.submit(quote, "年度框架"), tmp_path)
    assert (request.label, request.asked_by, request.reason) == (f"{quote.number}-V1", "林晓", "年度框架")
    assert request.draft.lines == quote.draft.lines
    assert request.totals.gross == quote.versions[0].gross
    assert {need.rule.role for need in request.why()} == {"regional_manager", "director"}
    done = take(firm, decided(request, tmp_path))
    assert done.state == "approved"
    assert [(step.person, step.comment, step.signed) for step in done.steps] == [("周建国", "同意", True)] * 2
    assert firm.send(quote).state == "sent"


def test_a_signed_refusal_gives_the_draft_back(firm: Desk, tmp_path: Path) -> None:
    quote = firm.saved("26%")
    request = sent(firm, firm.submit(quote), tmp_path)
    assert take(firm, decided(request, tmp_path, approve=False)).state == "refused"
    assert firm.now(quote).state == "draft"
    with pytest.raises(InvalidInputError):
        approval_file.write_decision(
            tmp_path / "x", request, approve=False, comment=" ", pin=SIGN_WITH, at=now()
        )


@pytest.mark.parametrize(
    "field", ["request", "quote", "content_hash", "decision", "comment", "approver", "decided_at", "key"]
)
def test_no_field_of_a_decision_can_be_changed(firm: Desk, tmp_path: Path, field: str) -> None:
    file = decided(
        sent(firm, firm.submit(firm.saved("26%")), tmp_path), tmp_path, approve=field != "decision"
    )
    value = json.loads(file.read_text(encoding="utf-8"))
    other: dict[str, Any] = {
        "decision": "approved",
        "decided_at": (now() + timedelta(hours=1)).isoformat(),
        "key": base64.b64encode(bytes(range(32))).decode(),
    }
    value[field] = other.get(field, f"{value[field]}1")
    file.write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(RuleError):
        take(firm, file)


def test_the_quote_in_a_request_can_not_be_made_better(firm: Desk, tmp_path: Path) -> None:
    sent(firm, firm.submit(firm.saved("26%")), tmp_path)
    file = tmp_path / "ask.sdapproval"
    value = json.loads(file.read_text(encoding="utf-8"))
    value["draft"]["lines"][0]["unit_price"] = "9999"
    file.write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(RuleError):
        approval_file.read_request(file)


def test_reasons_left_out_of_a_request_are_found_again(firm: Desk, tmp_path: Path) -> None:
    sent(firm, firm.submit(firm.saved("26%")), tmp_path)
    file = tmp_path / "ask.sdapproval"
    value = json.loads(file.read_text(encoding="utf-8"))
    value["needs"] = []
    file.write_text(json.dumps(value), encoding="utf-8")
    assert "director" in {need.rule.role for need in approval_file.read_request(file).why()}


def test_a_decision_is_taken_once(firm: Desk, tmp_path: Path) -> None:
    file = decided(sent(firm, firm.submit(firm.saved("26%")), tmp_path), tmp_path)
    take(firm, file)
    with pytest.raises(RuleError):
        take(firm, file)


def test_a_decision_fits_its_request_only(firm: Desk, tmp_path: Path) -> None:
    quote = firm.saved("26%")
    asked = firm.submit(quote)
    file = decided(sent(firm, asked, tmp_path), tmp_path)
    firm.reopen(quote)
    again = firm.submit(firm.changed(firm.now(quote), discount=firm.line("60%").discount))
    with pytest.raises(RuleError):
        take(firm, file)
    found = firm.newest(quote)
    assert found
    assert (found.id, found.state) == (again.id, "pending")


def test_what_was_changed_since_is_not_approved(firm: Desk, tmp_path: Path) -> None:
    file = decided(sent(firm, firm.submit(firm.saved("26%")), tmp_path), tmp_path)
    with firm.workspace.write(STEP) as write:
        write.session.execute(
            text("UPDATE quote_line SET quantity = quantity * 9, row_version = row_version + 1")
        )
    with pytest.raises(RuleError):
        take(firm, file)


@pytest.mark.parametrize("days", [-40, 3])
def test_a_decision_of_another_time_is_refused(firm: Desk, tmp_path: Path, days: int) -> None:
    request = sent(firm, firm.submit(firm.saved("26%")), tmp_path)
    with pytest.raises(RuleError):
        take(firm, decided(request, tmp_path, at=now() + timedelta(days=days)))
    fresh = decided(request, tmp_path)
    with pytest.raises(RuleError):
        take(firm, fresh, clock=lambda: now() + timedelta(days=31))
    assert take(firm, fresh).state == "approved"


def test_a_key_that_nobody_knows_decides_nothing(firm: Desk, tmp_path: Path) -> None:
    request = sent(firm, firm.submit(firm.saved("26%")), tmp_path)
    file = decided(request, tmp_path)
    with firm.workspace.write(STEP) as write:
        write.session.execute(text("UPDATE person SET public_key = '', row_version = row_version + 1"))
    with pytest.raises(RuleError, match="周建国"):
        take(firm, file)


def test_the_signature_of_somebody_who_may_not_decides_nothing(firm: Desk, tmp_path: Path) -> None:
    key = approval_keys.own()
    assert key
    request = sent(firm, firm.submit(firm.saved("26%")), tmp_path)
    file = decided(request, tmp_path)
    with firm.workspace.write(STEP) as write:
        write.session.execute(text("UPDATE person SET public_key = '', row_version = row_version + 1"))
    trust(firm, firm.seller, key)
    with pytest.raises(RuleError):
        take(firm, file)


def test_a_decision_for_another_workspace_says_so(firm: Desk, tmp_path: Path) -> None:
    request = sent(firm, firm.submit(firm.saved("26%")), tmp_path)
    file = decided(request, tmp_path)
    other = filling.new_workspace(tmp_path / "Other.salesdesk")
    with other.write(STEP) as write, pytest.raises(RuleError, match=request.label):
        approval_exchange.take_decision(write.session, file)
    other.close()


def test_keys_come_in_by_a_directors_pin(firm: Desk, tmp_path: Path) -> None:
    key = approval_keys.own()
    assert key
    approval_file.write_key(tmp_path / "zhou.sdapproval", key)
    assert approval_file.read_key(tmp_path / "zhou.sdapproval") == key
    assert len(key.fingerprint.split()) == 6
    for proof in (None, Proof(firm.manager, PINS["manager"]), Proof(firm.director, "0000")):
        with firm.workspace.write(STEP) as write, pytest.raises(RuleError):
            approval_exchange.set_key(write.session, firm.manager, PublicKey("x", "AAAA"), proof=proof)
    with pytest.raises(RuleError):
        trust(firm, firm.manager, key)  # it is another's already


def test_the_private_key_needs_its_pin_and_is_nobody_elses_to_read(firm: Desk, tmp_path: Path) -> None:
    request = sent(firm, firm.submit(firm.saved("26%")), tmp_path)
    with pytest.raises(RuleError):
        approval_file.write_decision(tmp_path / "d", request, approve=True, comment="", pin="nein", at=now())
    file = approval_keys._file()
    assert "ENCRYPTED" in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(RuleError):
        approval_keys.create("x", "12345")


@pytest.mark.parametrize("content", ["", "[]", "{", '{"v": 1, "kind": "x"}', '{"v": 2}', "\x00"])
def test_other_files_are_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "x.sdapproval"
    file.write_text(content, encoding="utf-8")
    for read in (approval_file.read_request, approval_file.read_decision, approval_file.read_key):
        with pytest.raises(InvalidInputError):
            read(file)


def test_half_a_character_in_a_file_is_damage(firm: Desk, tmp_path: Path) -> None:
    request = sent(firm, firm.submit(firm.saved("26%")), tmp_path)
    for file, read, place in (
        (tmp_path / "ask.sdapproval", approval_file.read_request, ("draft", "customer")),
        (decided(request, tmp_path), approval_file.read_decision, ("comment",)),
    ):
        value = json.loads(file.read_text(encoding="utf-8"))
        inner = value[place[0]] if len(place) > 1 else value
        inner[place[-1]] = "\ud800"
        file.write_text(json.dumps(value), encoding="utf-8")
        with pytest.raises(InvalidInputError):
            read(file)


def test_the_wrong_kind_of_file_is_named(firm: Desk, tmp_path: Path) -> None:
    sent(firm, firm.submit(firm.saved("26%")), tmp_path)
    with pytest.raises(InvalidInputError):
        take(firm, tmp_path / "ask.sdapproval")


def test_a_request_that_waits_no_more_is_not_written(firm: Desk) -> None:
    asked = firm.submit(firm.saved("26%"))
    with firm.workspace.write(STEP, kind="issue") as write:
        approvals.withdraw(write.session, asked.id)
    with firm.workspace.read() as session, pytest.raises(RuleError):
        approval_exchange.request_of(session, asked.id)
