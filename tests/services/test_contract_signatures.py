"""PDFs signed with a certificate are kept with what was issued, and nothing takes them away again."""

from __future__ import annotations

import pytest

from salesdesk.domain.contract_version import content_hash
from salesdesk.domain.errors import RuleError
from salesdesk.services import contract_signatures, contracts, history
from salesdesk.services.evidence import StoredFile
from salesdesk.storage.workspace import Workspace
from tests.services.contracting import TODAY, Firm

FILE = StoredFile("C-2026-0001-V1.pdf", 9, "a" * 64)


@pytest.fixture
def firm(workspace: Workspace) -> Firm:
    return Firm(workspace)


def test_a_signed_pdf_is_kept_with_what_was_issued_and_undo_leaves_it(firm: Firm) -> None:
    contract = firm.issued()
    content = content_hash(firm.edit(contract).version)
    firm.issue_step(contract_signatures.keep, contract, FILE, content=content)
    (kept,) = firm.ask(contracts.kept_files, contract)
    assert (kept.name, kept.hash, kept.kind) == (FILE.name, FILE.hash, "other")
    with pytest.raises(RuleError):  # it would take back what was done before the issue
        history.undo(firm.workspace, person=firm.seller)
    assert firm.ask(contracts.kept_files, contract) == (kept,)


def test_one_of_a_signed_contract_is_kept_too(firm: Firm) -> None:
    contract = firm.signed()
    content = content_hash(firm.edit(contract).version)
    firm.issue_step(contract_signatures.keep, contract, FILE, content=content)
    assert len(firm.ask(contracts.kept_files, contract)) == 1


def test_a_draft_and_another_content_are_refused(firm: Firm) -> None:
    draft = firm.contract()
    content = content_hash(firm.edit(draft).version)
    with pytest.raises(RuleError):
        firm.issue_step(contract_signatures.keep, draft, FILE, content=content)
    issued = firm.reviewed(firm.filled(draft))
    firm.issue_step(contracts.issue, issued)
    with pytest.raises(RuleError):
        firm.issue_step(contract_signatures.keep, issued, FILE, content="b" * 64)
    stale = content_hash(firm.edit(issued).version)
    firm.issue_step(contracts.revise, issued, reason="改日期", today=TODAY)
    with pytest.raises(RuleError):
        firm.issue_step(contract_signatures.keep, issued, FILE, content=stale)
    assert firm.ask(contracts.kept_files, issued) == ()
