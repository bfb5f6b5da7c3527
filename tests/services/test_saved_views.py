"""Views that are kept under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.errors import InvalidInputError
from salesdesk.services import history, saved_views
from tests.factories import STEP

if TYPE_CHECKING:
    from salesdesk.storage.workspace import Workspace


def names(workspace: Workspace, page: str = "board") -> list[tuple[str, str]]:
    with workspace.read() as session:
        return [(view.name, view.content) for view in saved_views.views(session, page)]


def test_a_name_that_is_there_is_kept_anew_in_its_place(workspace: Workspace) -> None:
    for name, content in (("我的", "1"), (" 华东 大单\n", "2"), ("我的", "3")):
        with workspace.write(STEP) as write:
            saved_views.save(write.session, "board", name, content)
    with workspace.write(STEP) as write:
        saved_views.save(write.session, "quotes", "我的", "4")
    assert names(workspace) == [("我的", "3"), ("华东 大单", "2")]
    assert names(workspace, "quotes") == [("我的", "4")]


def test_a_view_is_renamed_and_deleted_and_undo_brings_it_back(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        one = saved_views.save(write.session, "board", "一", "{}")
        two = saved_views.save(write.session, "board", "二", "{}")
    with workspace.write(STEP) as write:
        saved_views.rename(write.session, one, "一号")
        saved_views.rename(write.session, two, "二")
    with workspace.write(STEP) as write:
        saved_views.delete(write.session, one)
    assert names(workspace) == [("二", "{}")]
    history.undo(workspace)
    assert names(workspace) == [("一号", "{}"), ("二", "{}")]


@pytest.mark.parametrize("name", ["", "  ", "长" * 101, "二"])
def test_a_view_needs_a_name_of_its_own(workspace: Workspace, name: str) -> None:
    with workspace.write(STEP) as write:
        one = saved_views.save(write.session, "board", "一", "{}")
        saved_views.save(write.session, "board", "二", "{}")
    with pytest.raises(InvalidInputError), workspace.write(STEP) as write:
        saved_views.rename(write.session, one, name)


def test_a_view_that_is_gone_is_told(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        one = saved_views.save(write.session, "board", "一", "{}")
    with workspace.write(STEP) as write:
        saved_views.delete(write.session, one)
    with pytest.raises(InvalidInputError, match="不在"), workspace.write(STEP) as write:
        saved_views.rename(write.session, one, "二")
