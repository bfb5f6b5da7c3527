"""The firm's Word templates: taken, replaced, removed; contracts that are written with one."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesdesk import i18n
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.word_fields import Found, look
from salesdesk.services import check, contracts, history, legal_reviews, word_templates
from salesdesk.services.word_templates import NewFile, TemplateRow
from salesdesk.storage.records import Customer
from salesdesk.storage.workspace import Workspace
from tests.services.contracting import TODAY, Firm

WHOLE = "{{contract.no}} {{buyer.name}} {{seller.name}} {{total.figures}}"


@pytest.fixture
def firm(workspace: Workspace) -> Firm:
    """Return a firm."""
    return Firm(workspace)


def taken(firm: Firm, tmp_path: Path, text: str = WHOLE, name: str = "合同.docx") -> NewFile:
    """Take a file of this text; what is in it is looked up as a text."""
    source = tmp_path / name
    source.write_bytes(text.encode())
    return word_templates.take(
        firm.workspace.files, source, lambda content, _name: look([(content.decode(), "")])
    )


def kept(firm: Firm, tmp_path: Path, text: str = WHOLE, name: str = "我方合同") -> TemplateRow:
    """Keep a template and return it."""
    made = firm.do(word_templates.add, name, taken(firm, tmp_path, text))
    return next(row for row in firm.ask(word_templates.templates) if row.id == made)


def test_a_file_is_kept_under_its_hash_with_what_was_found(firm: Firm, tmp_path: Path) -> None:
    row = kept(firm, tmp_path, WHOLE + "{{byer}}")
    assert (row.name, row.file.name, row.found.unknown) == ("我方合同", "合同.docx", ("byer",))
    assert word_templates.content(firm.workspace.files, row.file.hash, row.name).decode().startswith(WHOLE)
    assert firm.ask(word_templates.found, row.file.hash) == row.found
    assert firm.ask(word_templates.found, "0" * 64) is None
    history.undo(firm.workspace, person=firm.seller)
    assert firm.ask(word_templates.templates) == ()


def test_what_is_no_word_file_is_not_kept(firm: Firm, tmp_path: Path) -> None:
    def refuse(_content: bytes, name: str) -> Found:
        raise InvalidInputError(name)

    source = tmp_path / "a.docx"
    for content in (b"", b"x"):
        source.write_bytes(content)
        with pytest.raises(InvalidInputError):
            word_templates.take(firm.workspace.files, source, refuse)
    with pytest.raises(InvalidInputError):
        word_templates.take(firm.workspace.files, tmp_path / "none.docx", refuse)
    assert not [file for file in firm.workspace.files.rglob("*") if file.is_file()]


def test_names_are_one_line_and_each_others(firm: Firm, tmp_path: Path) -> None:
    first, second = kept(firm, tmp_path, name="a\nb"), kept(firm, tmp_path, name="a b")
    assert [row.name for row in firm.ask(word_templates.templates)] == ["a b", "a b 2"]
    firm.do(word_templates.rename, second.id, "标准", row_version=second.row_version)
    with pytest.raises(ConflictError):
        firm.do(word_templates.rename, second.id, "x", row_version=second.row_version)
    with pytest.raises(InvalidInputError):
        firm.do(word_templates.rename, first.id, " \n ", row_version=first.row_version)


def test_a_contract_is_written_with_a_template_and_keeps_it_when_another_file_takes_its_place(
    firm: Firm, tmp_path: Path
) -> None:
    row = kept(firm, tmp_path)
    issued, draft = firm.contract(), firm.contract(firm.quote("500"))
    for each in (issued, draft):
        firm.save(each, template_file=row.file.hash, template_name=row.name)
    assert firm.ask(contracts.problems, issued) == (), "the clauses' empty blanks are no matter"
    firm.reviewed(issued)
    firm.issue_step(contracts.issue, issued)
    firm.do(
        word_templates.replace_file,
        row.id,
        taken(firm, tmp_path, WHOLE + "{{contract.place}}"),
        row_version=row.row_version,
    )
    (now,) = firm.ask(word_templates.templates)
    assert (now.name, now.id == row.id) == (row.name, False)
    assert firm.edit(issued).version.template_file == row.file.hash
    assert firm.edit(issued).version.template == row.found
    assert firm.edit(draft).version.template_file == now.file.hash
    assert any("签订地点" in one for one in firm.ask(contracts.problems, draft))
    firm.do(word_templates.remove, now.id)
    assert firm.edit(draft).version.template == now.found
    assert firm.ask(lambda session: check.check(session, firm.workspace.files)).ok


def test_the_same_file_in_its_place_changes_nothing(firm: Firm, tmp_path: Path) -> None:
    row = kept(firm, tmp_path)
    same = taken(firm, tmp_path)
    assert firm.do(word_templates.replace_file, row.id, same, row_version=row.row_version) == row.id


def test_faults_of_a_template_keep_a_contract_from_being_issued(firm: Firm, tmp_path: Path) -> None:
    i18n.set_language("en")
    row = kept(firm, tmp_path, "{{contract.no}} {{byer.name}} {{line.no}}")
    contract = firm.filled(firm.contract())
    firm.save(contract, template_file=row.file.hash, template_name=row.name)
    told = " ".join(firm.ask(contracts.problems, contract))
    for part in ("byer.name", "line.no", "Buyer", "Seller", "Total in figures"):
        assert part in told
    firm.reviewed(contract)
    with pytest.raises(RuleError, match=r"byer\.name"):
        firm.issue_step(contracts.issue, contract)


def test_another_template_opens_what_was_judged_of_the_clauses(firm: Firm, tmp_path: Path) -> None:
    row = kept(firm, tmp_path)
    contract = firm.reviewed(firm.filled(firm.contract()))
    assert firm.ask(legal_reviews.review, contract).lets_issue
    firm.do(legal_reviews.take_back, contract)
    firm.save(contract, template_file=row.file.hash, template_name=row.name)
    firm.do(legal_reviews.start, contract)
    open_points = {one.code for one in firm.ask(legal_reviews.review, contract).points if not one.result}
    assert {"penalty", "forum", "other", "delivery"} <= open_points
    assert "authority" not in open_points


def test_only_a_template_of_the_firm_can_be_chosen(firm: Firm) -> None:
    contract = firm.contract()
    with pytest.raises(InvalidInputError):
        firm.save(contract, template_file="0" * 64, template_name="x")


def test_warnings_are_of_the_template_and_not_of_the_clauses(firm: Firm, tmp_path: Path) -> None:
    i18n.set_language("en")
    row = kept(firm, tmp_path, WHOLE + "背靠背付款")
    contract = firm.contract()
    firm.do(lambda session: setattr(session.get_one(Customer, firm.buyer), "buyer_kind", "large"))
    before = {one.code for one in firm.ask(contracts.warnings, contract)}
    firm.save(contract, template_file=row.file.hash, template_name=row.name)
    after = {one.code for one in firm.ask(contracts.warnings, contract)}
    assert after - before >= {"third_party"}


def test_the_check_names_a_template_that_is_gone(firm: Firm, tmp_path: Path) -> None:
    row = kept(firm, tmp_path)
    contract = firm.contract()
    firm.save(contract, template_file=row.file.hash, template_name=row.name)
    (firm.workspace.files / row.file.hash[:2] / row.file.hash).unlink()
    with pytest.raises(InvalidInputError, match="我方合同"):
        word_templates.content(firm.workspace.files, row.file.hash, row.name)
    problems = firm.ask(lambda session: check.check(session, firm.workspace.files)).problems
    assert len([one for one in problems if "我方合同" in one or "C-" in one]) == 2


def test_versions_that_are_written_with_other_templates_differ_in_their_paragraphs(
    firm: Firm, tmp_path: Path
) -> None:
    one, other = kept(firm, tmp_path, WHOLE + "\n旧条款"), kept(firm, tmp_path, WHOLE + "\n新条款", "新版")
    contract = firm.contract()
    firm.save(contract, template_file=one.file.hash, template_name=one.name)
    firm.reviewed(contract)
    firm.issue_step(contracts.issue, contract)
    firm.issue_step(contracts.revise, contract, reason="条款", today=TODAY)
    assert firm.ask(contracts.beside, contract, 1, 2).templates is None
    clauses = firm.edit(contract).draft.clauses[:3]
    firm.save(contract, template_file=other.file.hash, template_name=other.name, clauses=clauses)
    found = firm.ask(contracts.beside, contract, 1, 2)
    assert (found.templates, found.text_gone, found.text_new) == (
        ("我方合同", "新版"),
        ("旧条款",),
        ("新条款",),
    )
    assert found.clauses == ()
    firm.save(contract, template_file="", template_name="")
    found = firm.ask(contracts.beside, contract, 1, 2)
    assert (found.templates, found.text_gone) == (("我方合同", ""), ())
