"""Files of an opportunity: kept once, told apart, opened from a copy."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from salesdesk import i18n
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.services import evidence, history
from salesdesk.storage.records import StageItem
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP
from tests.services.approving import desk


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "需求 表.txt"
    path.write_bytes(b"needs")
    return path


def stored(workspace: Workspace) -> list[Path]:
    return [path for path in workspace.files.rglob("*") if path.is_file()]


def test_the_same_content_is_kept_once(workspace: Workspace, paper: Path) -> None:
    copy = paper.with_name("copy.txt")
    copy.write_bytes(paper.read_bytes())
    first, second = (evidence.store(workspace.files, path) for path in (paper, copy))
    assert (first.name, second.name) == ("需求 表.txt", "copy.txt")
    assert first.hash == second.hash
    assert len(stored(workspace)) == 1


def test_what_can_not_be_taken_is_said_and_nothing_is_kept(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "MAX_BYTES", 2**20)
    large, empty = tmp_path / "large.bin", tmp_path / "empty.txt"
    large.write_bytes(bytes(2**20 + 1))
    empty.touch()
    for path, said in (
        (large, "2 MB"),
        (empty, "empty.txt"),
        (tmp_path / "gone", "gone"),
        (tmp_path, tmp_path.name),
    ):
        with pytest.raises(InvalidInputError, match=said):
            evidence.store(workspace.files, path)
    assert stored(workspace) == []


def test_a_file_is_attached_listed_taken_away_and_brought_back(workspace: Workspace, paper: Path) -> None:
    factories.set_up(workspace)
    file = evidence.store(workspace.files, paper)
    with workspace.write(STEP) as write:
        card = factories.opportunity(write.session)
        first = evidence.attach(write.session, card, file)
        assert evidence.attach(write.session, card, file) == first
    with workspace.write(STEP) as write:
        evidence.detach(write.session, first)
    with workspace.read() as session:
        assert evidence.attachments(session, card) == []
    history.undo(workspace)
    with workspace.read() as session:
        (row,) = evidence.attachments(session, card)
    assert (row.name, row.size, row.hash) == ("需求 表.txt", 5, file.hash)


def test_it_is_opened_from_a_copy_that_can_not_be_written_to(
    workspace: Workspace, paper: Path, tmp_path: Path
) -> None:
    file = evidence.store(workspace.files, paper)
    copy = evidence.copy_to_open(workspace.files, file, tmp_path / "open")
    assert copy.read_bytes() == b"needs"
    assert copy.stat().st_mode & 0o222 == 0
    assert copy == evidence.copy_to_open(workspace.files, file, tmp_path / "open")
    assert workspace.files not in copy.parents


def test_the_copies_are_taken_away_again(workspace: Workspace, paper: Path, tmp_path: Path) -> None:
    target = tmp_path / "open"
    evidence.copy_to_open(workspace.files, evidence.store(workspace.files, paper), target)
    evidence.forget_copies(target)
    assert not target.exists()
    evidence.forget_copies(target)
    assert len(stored(workspace)) == 1


def test_a_program_is_not_opened(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "setup.exe"
    path.write_bytes(b"MZ")
    file = evidence.store(workspace.files, path)
    with pytest.raises(RuleError, match="setup"):
        evidence.copy_to_open(workspace.files, file, tmp_path / "open")


def test_a_damaged_file_is_told(workspace: Workspace, paper: Path, tmp_path: Path) -> None:
    file = evidence.store(workspace.files, paper)
    (kept,) = stored(workspace)
    kept.write_bytes(b"other")
    with pytest.raises(InvalidInputError):
        evidence.copy_to_open(workspace.files, file, tmp_path / "open")


def test_a_quote_of_another_customer_is_not_linked(workspace: Workspace) -> None:
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        card = factories.opportunity(write.session, customer_id=factories.customer(write.session))
    with workspace.write(STEP) as write, pytest.raises(InvalidInputError):
        evidence.link_quote(write.session, card, card)


def test_a_quote_is_linked_once_in_a_slot_and_again_in_another(workspace: Workspace) -> None:
    firm = desk(workspace)
    quote = firm.saved()
    assert quote.quote_id
    with workspace.write(STEP) as write:
        session = write.session
        stage = factories.stages(session)[0].id
        card = factories.opportunity(session, stage_id=stage, customer_id=firm.customer)
        slot = StageItem(stage_id=stage, kind="evidence", text="方案书")
        session.add(slot)
        session.flush()
        first = evidence.link_quote(session, card, quote.quote_id, stage_item_id=slot.id)
        assert evidence.link_quote(session, card, quote.quote_id, stage_item_id=slot.id) == first
        loose = evidence.link_quote(session, card, quote.quote_id)
        assert loose != first
        assert evidence.link_quote(session, card, quote.quote_id) == loose
        evidence.detach(session, first)
        assert evidence.link_quote(session, card, quote.quote_id, stage_item_id=slot.id) != first
        assert len(evidence.attachments(session, card)) == 2


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_can_not_be_read_is_told(workspace: Workspace, paper: Path) -> None:
    paper.chmod(0)
    with pytest.raises(InvalidInputError):
        evidence.store(workspace.files, paper)


def test_the_slot_is_named_in_the_language_of_the_window(workspace: Workspace, paper: Path) -> None:
    i18n.set_language("en")
    factories.set_up(workspace)
    file = evidence.store(workspace.files, paper)
    with workspace.write(STEP) as write:
        stage = factories.stages(write.session)[0].id
        card = factories.opportunity(write.session, stage_id=stage)
        slot = StageItem(stage_id=stage, kind="evidence", text="需求文档", text_en="The needs in writing")
        write.session.add(slot)
        write.session.flush()
        evidence.attach(write.session, card, file, stage_item_id=slot.id)
        (row,) = evidence.attachments(write.session, card)
    assert row.slot == "The needs in writing"
