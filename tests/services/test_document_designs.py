"""Designs: kept in an order whose first is the default, and frozen with what goes out."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from salesdesk import i18n
from salesdesk.documents.quote_print import printed
from salesdesk.domain.document_design import USUAL, DocumentDesign, PdfFile, Wording, design_as_json
from salesdesk.domain.errors import ConflictError, InvalidInputError
from salesdesk.domain.quote import QuoteDraft
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.services import approvals, document_designs, history, quotes, recycle_bin
from salesdesk.services.check import check
from salesdesk.services.document_designs import DesignFacts
from salesdesk.storage import files, records
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.domain.drafts import draft as a_draft, line, percent
from tests.factories import STEP

TODAY = date(2026, 11, 24)
GREEN = DocumentDesign(accent="#1b5e20", footer=Wording("绿色制造", "Green"))
RED = replace(GREEN, accent="#b71c1c")


@pytest.fixture(autouse=True)
def _english(_language: None) -> None:
    i18n.set_language("en")


def do(workspace: Workspace, function: Callable[..., Any], *args: Any, **values: Any) -> Any:
    with workspace.write(STEP) as write:
        return function(write.session, *args, **values)


def designs(workspace: Workspace) -> tuple[DesignFacts, ...]:
    with workspace.read() as session:
        return document_designs.all_designs(session)


def facts(workspace: Workspace, design_id: uuid.UUID) -> DesignFacts:
    return next(one for one in designs(workspace) if one.id == design_id)


def redesign(workspace: Workspace, design_id: uuid.UUID, design: DocumentDesign) -> None:
    version = facts(workspace, design_id).row_version
    do(workspace, document_designs.save, design_id, design, row_version=version)


def quote_in(
    workspace: Workspace, design_id: uuid.UUID | None, draft: QuoteDraft | None = None
) -> QuoteVersion:
    with workspace.write(STEP) as write:
        wanted = replace(draft or a_draft(line(name="泵"), customer="华锐精工"), design_id=design_id)
        return quotes.save_draft(write.session, wanted, today=TODAY, seller_name="云帆砺行")


def loaded(workspace: Workspace, version: QuoteVersion) -> QuoteVersion:
    with workspace.read() as session:
        return quotes.load(session, version.label)


def quote_id(workspace: Workspace, version: QuoteVersion) -> uuid.UUID:
    with workspace.read() as session:
        return session.scalars(select(records.Quote.id).where(records.Quote.number == version.number)).one()


def send(workspace: Workspace, version: QuoteVersion) -> None:
    factories.approve(workspace, quote_id(workspace, version))
    with workspace.write(STEP, kind="issue") as write:
        quotes.mark_sent(write.session, quote_id(workspace, version))


# --- the list -------------------------------------------------------------------------------------------------------


def test_without_designs_everything_looks_as_usual(workspace: Workspace) -> None:
    with workspace.read() as session:
        assert document_designs.default_id(session) is None
        assert document_designs.of(session, None) == USUAL
        assert document_designs.of(session, uuid.uuid4()) == USUAL
        assert document_designs.begun(session, a_draft()) == a_draft()


def test_a_design_is_made_changed_renamed_and_copied(workspace: Workspace) -> None:
    first = do(workspace, document_designs.create, " 标准\n抬头 ", GREEN)
    assert [(one.name, one.design, one.is_default) for one in designs(workspace)] == [
        ("标准 抬头", GREEN, True)
    ]
    redesign(workspace, first, RED)
    other = do(workspace, document_designs.copy, first)
    do(workspace, document_designs.rename, first, "红", row_version=facts(workspace, first).row_version)
    assert facts(workspace, first).name == "红"
    assert (facts(workspace, other).name, facts(workspace, other).design) == ("标准 抬头 2", RED)
    history.undo(workspace)
    assert facts(workspace, first).name == "标准 抬头"


def test_names_are_given_once_and_cut(workspace: Workspace) -> None:
    for _each in range(3):
        do(workspace, document_designs.create, "名" * 120)
    names = [one.name for one in designs(workspace)]
    assert names == ["名" * 100, "名" * 98 + " 2", "名" * 98 + " 3"]
    with pytest.raises(InvalidInputError, match="name"):
        do(workspace, document_designs.create, " \u200b ")


def test_a_name_stays_its_own(workspace: Workspace) -> None:
    made = do(workspace, document_designs.create, "标准")
    do(workspace, document_designs.rename, made, "标准", row_version=1)
    assert facts(workspace, made).name == "标准"


def test_the_first_is_the_default(workspace: Workspace) -> None:
    first = do(workspace, document_designs.create, "甲")
    second = do(workspace, document_designs.create, "乙", GREEN)
    third = do(workspace, document_designs.create, "丙")
    do(workspace, document_designs.make_default, second)
    assert [one.id for one in designs(workspace)] == [second, first, third]
    assert [one.is_default for one in designs(workspace)] == [True, False, False]
    with workspace.read() as session:
        assert document_designs.default_id(session) == second
        assert document_designs.of(session, second) == GREEN


def test_a_new_quote_begins_in_the_default_design(workspace: Workspace) -> None:
    hiding = DocumentDesign(hidden=("models",), second_language="en")
    first = do(workspace, document_designs.create, "甲", hiding)
    other = do(workspace, document_designs.create, "乙")
    with workspace.read() as session:
        begun = document_designs.begun(session, a_draft(language="zh_CN"))
        assert (begun.design_id, begun.hidden, begun.second_language) == (first, ("models",), "en")
        english = document_designs.begun(session, a_draft(language="en"))
        assert (english.design_id, english.second_language) == (first, "")
        chosen = document_designs.begun(session, begun, other)
        assert (chosen.design_id, chosen.hidden, chosen.second_language) == (other, (), "")
        fresh = quotes.new(session, today=TODAY).draft
        assert (fresh.design_id, fresh.hidden, fresh.second_language) == (first, ("models",), "en")


def test_a_stale_change_is_refused(workspace: Workspace) -> None:
    made = do(workspace, document_designs.create, "甲")
    redesign(workspace, made, GREEN)
    with pytest.raises(ConflictError):
        do(workspace, document_designs.save, made, RED, row_version=1)
    with pytest.raises(ConflictError):
        do(workspace, document_designs.rename, made, "乙", row_version=1)
    assert (facts(workspace, made).design, facts(workspace, made).name) == (GREEN, "甲")


def test_what_is_wrong_is_not_kept(workspace: Workspace) -> None:
    with pytest.raises(InvalidInputError, match="too light"):
        do(workspace, document_designs.create, "甲", DocumentDesign(accent="#ffff00"))
    made = do(workspace, document_designs.create, "甲")
    with pytest.raises(InvalidInputError, match="name"):
        redesign(workspace, made, DocumentDesign(columns=("amount",)))
    with pytest.raises(InvalidInputError, match="no longer there"):
        do(workspace, document_designs.copy, uuid.uuid4())


def test_a_design_that_can_not_be_read_says_so_and_loses_no_quote(workspace: Workspace) -> None:
    made = do(workspace, document_designs.create, "甲", GREEN)
    version = quote_in(workspace, made)
    with workspace.write(STEP) as write:
        write.session.get_one(records.DocumentDesign, made).content = '{"format": 9}'
    assert "newer" in facts(workspace, made).problem
    assert loaded(workspace, version).design == USUAL


def test_a_deleted_design_comes_back_from_the_bin(workspace: Workspace) -> None:
    first = do(workspace, document_designs.create, "甲", GREEN)
    second = do(workspace, document_designs.create, "乙")
    version = quote_in(workspace, first)
    assert [one.quotes for one in designs(workspace)] == [1, 0]
    do(workspace, document_designs.delete, [first])
    assert [one.id for one in designs(workspace)] == [second]
    assert loaded(workspace, version).design == GREEN, "a quote keeps the look that it has"
    with workspace.read() as session:
        assert [(one.kind, one.title) for one in recycle_bin.deleted(session)] == [("document_design", "甲")]
        assert check(session).ok
    do(workspace, recycle_bin.restore, "document_design", [first])
    assert [one.id for one in designs(workspace)] == [first, second]


# --- frozen with what goes out --------------------------------------------------------------------------------------


def test_a_draft_looks_as_its_design_says_now(workspace: Workspace) -> None:
    made = do(workspace, document_designs.create, "甲", GREEN)
    version = quote_in(workspace, made)
    assert version.design == GREEN
    redesign(workspace, made, RED)
    assert loaded(workspace, version).design == RED


def test_what_was_sent_looks_as_it_did(workspace: Workspace) -> None:
    made = do(workspace, document_designs.create, "甲", GREEN)
    version = quote_in(workspace, made)
    redesign(workspace, made, RED)
    send(workspace, version)
    sent = loaded(workspace, version)
    assert sent.state == "sent"
    paper = printed(sent)
    redesign(workspace, made, USUAL)
    do(workspace, document_designs.delete, [made])
    assert loaded(workspace, version) == sent
    assert printed(loaded(workspace, version)) == paper
    assert sent.design == RED


def test_what_waits_for_approval_looks_as_it_did(workspace: Workspace) -> None:
    made = do(workspace, document_designs.create, "甲", GREEN)
    low = a_draft(line(discount=percent("30%")), customer="华锐精工")
    version = quote_in(workspace, made, low)
    redesign(workspace, made, RED)
    with workspace.write(STEP, kind="issue") as write:
        asked = approvals.submit(write.session, quote_id(workspace, version), reason="")
    redesign(workspace, made, USUAL)
    assert loaded(workspace, version).state == "pending_approval"
    assert loaded(workspace, version).design == RED
    with workspace.write(STEP, kind="issue") as write:
        approvals.decide(write.session, asked.id, approve=True)
        quotes.mark_sent(write.session, quote_id(workspace, version))
    assert (loaded(workspace, version).state, loaded(workspace, version).design) == ("sent", RED)


def test_a_new_version_looks_as_the_design_says_now(workspace: Workspace) -> None:
    made = do(workspace, document_designs.create, "甲", GREEN)
    version = quote_in(workspace, made)
    send(workspace, version)
    redesign(workspace, made, RED)
    do(workspace, quotes.new_version, quote_id(workspace, version), reason="新", today=TODAY)
    with workspace.read() as session:
        assert quotes.load(session, f"{version.number}-V2").design == RED
        assert quotes.load(session, version.label).design == GREEN


def test_a_design_from_elsewhere_gives_way_to_the_default(workspace: Workspace) -> None:
    assert quote_in(workspace, uuid.uuid4()).design == USUAL
    made = do(workspace, document_designs.create, "甲", GREEN)
    version = quote_in(workspace, uuid.uuid4())
    assert (version.draft.design_id, version.design) == (made, GREEN)


def test_a_quote_without_a_design_never_gets_one(workspace: Workspace) -> None:
    version = quote_in(workspace, None)
    do(workspace, document_designs.create, "甲", GREEN)
    assert loaded(workspace, version).design == USUAL
    send(workspace, version)
    assert loaded(workspace, version).design == USUAL


# --- PDFs -----------------------------------------------------------------------------------------------------------


def test_a_pdf_is_kept_under_its_content(workspace: Workspace, tmp_path: Path) -> None:
    source = tmp_path / "信 纸.pdf"
    source.write_bytes(b"%PDF-1.7\n%%EOF")
    kept = document_designs.keep_pdf(workspace.files, source)
    assert kept.name == "信 纸.pdf"
    assert document_designs.pdf_content(workspace.files, kept) == b"%PDF-1.7\n%%EOF"


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "no PDF"), (b"MZ" * 900 + b"%PDF-1.7", "no PDF"), (b"%PDF-" + b"x" * 20 * 2**20, "20 MB")],
)
def test_what_is_no_pdf_is_not_kept(workspace: Workspace, tmp_path: Path, content: bytes, said: str) -> None:
    source = tmp_path / "x.pdf"
    source.write_bytes(content)
    with pytest.raises(InvalidInputError, match=said):
        document_designs.keep_pdf(workspace.files, source)
    assert not [path for path in workspace.files.rglob("*") if path.is_file()]


def test_a_file_that_is_not_there_is_named(workspace: Workspace, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.pdf"):
        with pytest.raises(InvalidInputError):
            document_designs.keep_pdf(workspace.files, path)
    with pytest.raises(InvalidInputError, match=r"gone\.pdf"):
        document_designs.pdf_content(workspace.files, PdfFile("ab" * 32, "gone.pdf"))


def test_the_check_names_a_design_whose_file_is_gone(workspace: Workspace) -> None:
    kept = PdfFile(files.store(workspace.files, b"%PDF-"), "抬头.pdf")
    do(workspace, document_designs.create, "甲", DocumentDesign(background=kept))
    with workspace.read() as session:
        assert check(session, workspace.files).ok
        files.path(workspace.files, kept.hash).unlink()
        (problem,) = check(session, workspace.files).problems
    assert "甲" in problem
    assert "抬头.pdf" in problem


def test_the_kept_form_is_the_domains(workspace: Workspace) -> None:
    made = do(workspace, document_designs.create, "甲", GREEN)
    with workspace.read() as session:
        assert session.get_one(records.DocumentDesign, made).content == design_as_json(GREEN)
