"""Versions beside each other, files that are kept, particulars, wordings for later contracts."""

from __future__ import annotations

from pathlib import Path

from salesdesk.services import clause_library, contracts
from salesdesk.services.evidence import StoredFile
from salesdesk.storage import files
from tests.services.contracting import TODAY, Firm
from tests.ui.contracts.conftest import Show


def test_an_amendment_stands_beside_what_was_signed(firm: Firm, show: Show) -> None:
    contract = firm.signed()
    firm.do(contracts.amend, contract, reason="质保延长", today=TODAY)
    clauses = list(firm.edit(contract).draft.clauses)
    text = clauses[3].text_zh
    page = show(contract)
    assert len(page.versions.table.figures.rows) == 2
    same = page.versions.difference.toPlainText()
    page.desk.set_clause(3, text_zh=text + "另行约定。")
    page.desk.flush()
    shown = page.versions.difference.toPlainText()
    assert "另行约定。" in shown
    assert clauses[3].title_zh in shown
    assert shown != same


def test_a_kept_scan_is_copied_out_unchanged(firm: Firm, show: Show, tmp_path: Path) -> None:
    content = b"%PDF-1.4 scan"
    name = files.store(firm.workspace.files, content)
    contract = firm.signed(file=StoredFile("扫描.pdf", len(content), name))
    page = show(contract)
    page.versions.save_copy(page.desk.content.files[0], tmp_path / "x.pdf")
    assert (tmp_path / "x.pdf").read_bytes() == content
    assert page.message.isVisible()


def test_particulars_change_date_and_languages(firm: Firm, show: Show) -> None:
    contract = firm.contract()
    page = show(contract)
    dialog = page.actions_.ask_particulars()
    dialog.on.setText("2026-05-31")
    dialog.second.setCurrentIndex(0)
    dialog.title.setText("磨床合同")
    dialog.confirm.click()
    draft = firm.edit(contract).draft
    assert (draft.dated_on.isoformat(), draft.second_language, draft.title) == (
        "2026-05-31",
        None,
        "磨床合同",
    )
    assert page.text.editor.texts["en"].isHidden() or not page.text.editor.texts["en"].isVisible()


def test_a_wording_is_kept_and_chosen_in_another_contract(firm: Firm, show: Show) -> None:
    page = show(firm.contract())
    page.text.choose(6)
    page.desk.set_clause(6, text_zh="风险自交付时转移。")
    dialog = page.text.editor.ask_keep()
    dialog.text.setText("短")
    dialog.confirm.click()
    assert [one.clause.variant for one in firm.ask(clause_library.variants)] == ["短"]
    other = show(firm.contract(firm.quote("55")))
    other.text.choose(6)
    assert other.text.editor.variant.count() == 2
    other.text.editor.variant.setCurrentIndex(1)
    other.text.editor.variant.activated.emit(1)
    other.leave()
    assert firm.edit(other.record).version.clauses[6].text_zh == "风险自交付时转移。"
