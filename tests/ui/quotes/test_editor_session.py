"""What becomes of typed work where it can't be saved: kept, told, offered again, and nothing of others overwritten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from salesdesk.domain.errors import ConflictError
from salesdesk.services import drafts
from salesdesk.services.drafts import KeptDraft
from salesdesk.storage.connection import StorageError
from salesdesk.ui.data import Data
from salesdesk.ui.quotes import editor_session
from salesdesk.ui.quotes.editor_page import QuoteEditorPage
from tests.ui.quotes.conftest import Firm, Opener, child, line, press, saved
from tests.ui.quotes.test_editor_page import change_elsewhere, names, stored_of

ENTER = Qt.Key.Key_Return


@contextmanager
def out_of_reach(data: Data) -> Iterator[None]:
    """Take the workspace's folder away for a while, so that nothing can be written."""
    place = data.workspace.path
    away = place.rename(place.with_name("Away.salesdesk"))
    try:
        yield
    finally:
        away.rename(place)


def remark(page: QuoteEditorPage, text: str) -> None:
    """Change a draft."""
    page.session.edit(replace(page.session.draft, remark=text), "x")


def kept(data: Data) -> list[KeptDraft]:
    return data.read(drafts.kept, editor_session.KIND)


@pytest.fixture
def standing(data: Data, firm: Firm, opened: Opener) -> QuoteEditorPage:
    """Give the editor of a saved quote."""
    return opened(quote_id=saved(data, firm).quote_id)


def test_a_draft_that_cannot_be_kept_is_told_and_tried_again(
    qtbot: QtBot, data: Data, standing: QuoteEditorPage
) -> None:
    with out_of_reach(data):
        remark(standing, "含运费")
        with qtbot.waitSignal(standing.session.keep_failed, timeout=3000):
            pass
        assert standing.message.isVisible()
        assert str(data.workspace.path) in standing.message.text()
        assert standing.unsaved() == standing.head.saved.text() == "尚未保存，草稿也未能暂存"
        assert standing.session._timer.isActive()
    standing.session._timer.setInterval(0)
    with qtbot.waitSignal(standing.session.keep_failed, timeout=3000):
        pass
    assert not standing.message.isVisible()
    assert standing.unsaved() == standing.head.saved.text() == "尚未保存，已暂存草稿"
    assert "含运费" in kept(data)[0].content


def test_what_can_neither_be_saved_nor_kept_is_not_left(data: Data, standing: QuoteEditorPage) -> None:
    remark(standing, "含运费")
    with out_of_reach(data), pytest.raises(StorageError):
        standing.leave()
    standing.leave()
    assert stored_of(data, standing).draft.remark == "含运费"


def test_what_cannot_be_saved_but_kept_is_kept(data: Data, firm: Firm, standing: QuoteEditorPage) -> None:
    remark(standing, "含运费")
    change_elsewhere(data, standing.record)
    standing.leave()
    assert "含运费" in kept(data)[0].content


def test_after_a_conflict_leaving_does_not_replace_the_other_change(
    data: Data, opened: Opener, standing: QuoteEditorPage
) -> None:
    remark(standing, "含运费")
    change_elsewhere(data, standing.record)
    with pytest.raises(ConflictError):
        standing.save()
    standing.leave()
    assert [one.name for one in stored_of(data, standing).draft.lines] == ["别的"]
    again = opened(quote_id=standing.record)
    assert again.session.draft.remark == "含运费"
    assert "别处" in again.message.text()
    again.leave()
    assert [one.name for one in stored_of(data, standing).draft.lines] == ["别的"]
    child(again.message, QPushButton).click()
    assert names(again) == ["别的"]
    again.leave()
    assert kept(data) == []


def test_discarding_after_a_conflict_goes_back_to_what_is_stored(
    data: Data, standing: QuoteEditorPage
) -> None:
    remark(standing, "含运费")
    change_elsewhere(data, standing.record)
    with pytest.raises(ConflictError):
        standing.save()
    standing.session.discard()
    assert names(standing) == ["别的"]
    assert not standing.unsaved()


def test_looking_at_another_version_after_a_conflict_replaces_nothing(
    data: Data, standing: QuoteEditorPage
) -> None:
    remark(standing, "含运费")
    change_elsewhere(data, standing.record)
    with pytest.raises(ConflictError):
        standing.save()
    standing.opening.show_version(1)
    assert [one.name for one in stored_of(data, standing).draft.lines] == ["别的"]
    assert standing.session.draft.remark == "含运费"


def test_going_on_with_another_quote_keeps_what_was_typed_a_moment_ago(
    qtbot: QtBot, data: Data, opened: Opener
) -> None:
    first = opened()
    first.lines.entry.begin()
    press(qtbot, "夹具", ENTER)
    first.session.keep_now()
    page = opened()
    page.lines.entry.begin()
    press(qtbot, "刀柄座", ENTER)
    typed = page.session.key
    child(page.message, QPushButton).click()
    assert names(page) == ["夹具"]
    assert "刀柄座" in next(one.content for one in kept(data) if one.key == typed)


def test_all_quotes_that_were_not_saved_are_offered(qtbot: QtBot, data: Data, opened: Opener) -> None:
    for name in ("夹具", "丝锥", "铣刀"):
        session = editor_session.opened(data, None)
        session.edit(replace(session.draft, customer=name, lines=(line(name),)), "x")
        session.keep_now()
    page = opened()
    menu = child(page.message, QPushButton).menu()
    titles = [re.sub(r".* · ", "", action.text()) for action in menu.actions()]
    assert titles == ["铣刀", "丝锥", "夹具"]
    menu.actions()[1].trigger()
    assert names(page) == ["丝锥"]
    child(page.message, QPushButton).click()
    assert names(page) == []
    menu = child(page.message, QPushButton).menu()
    assert len(menu.actions()) == 2
    menu.actions()[0].trigger()
    assert names(page) == ["铣刀"]
    child(page.message, QPushButton).click()
    assert page.message.isVisible()
    child(page.message, QPushButton).click()
    assert names(page) == ["夹具"]


def test_head_and_page_say_the_same_of_what_is_unsaved(
    qtbot: QtBot, data: Data, standing: QuoteEditorPage
) -> None:
    assert standing.unsaved() == ""
    with qtbot.waitSignal(standing.undo_changed):
        remark(standing, "含运费")
    qtbot.waitUntil(lambda: standing.head.saved.text() == standing.unsaved() != "")
    with qtbot.waitSignal(standing.undo_changed):
        standing.save()
    assert standing.unsaved() == ""
    assert standing.head.saved.text() == "所有更改已保存"


def test_a_new_customer_is_announced_once_its_name_is_finished(
    qtbot: QtBot, data: Data, opened: Opener
) -> None:
    page = opened()
    press(qtbot, "全新客户")
    assert not page.form.new_customer.isVisible()
    press(qtbot, ENTER)
    assert page.form.new_customer.isVisible()
    assert page.lines.entry.hasFocus(), "Enter goes on to the lines"
    page.form.customer.setFocus()
    page.form.customer.end(False)
    press(qtbot, "二")
    assert not page.form.new_customer.isVisible()
    page.lines.entry.begin()
    press(qtbot, "夹具", ENTER)
    assert page.form.new_customer.isVisible()
    assert page.save()
    assert not page.form.new_customer.isVisible()
    known = opened()
    press(qtbot, "华锐精工", ENTER)
    assert not known.form.new_customer.isVisible()
