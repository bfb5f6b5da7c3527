"""Pages drawn to pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from salesdesk.domain.errors import InvalidInputError
from salesdesk.ui import screenshot, theme
from tests.ui.pages import PAGES

if TYPE_CHECKING:
    from pathlib import Path

    from salesdesk.i18n import Language
    from salesdesk.storage.workspace import Workspace


@pytest.mark.parametrize("size", [(1440, 900), (1024, 680)])
@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_board_is_drawn_in_its_size_and_theme(
    seeded: Workspace, tmp_path: Path, size: tuple[int, int], mode: theme.Mode, language: Language
) -> None:
    out = tmp_path / "board.png"
    screenshot.render("board", workspace=seeded, out=out, size=size, theme=mode, language=language)
    picture = QImage(str(out))
    assert (picture.width(), picture.height()) == size
    assert picture.pixelColor(size[0] - 2, 60) == theme.color("background")


def test_the_first_page_needs_no_workspace(tmp_path: Path) -> None:
    out = tmp_path / "start.png"
    screenshot.render("start", workspace=None, out=out, size=(1024, 680), theme="light", language="en")
    assert not QImage(str(out)).isNull()


def test_a_record_is_shown_open(seeded: Workspace, tmp_path: Path) -> None:
    plain, opened = tmp_path / "plain.png", tmp_path / "opened.png"
    for out, record in ((plain, None), (opened, "镗床")):
        screenshot.render(
            "board", workspace=seeded, out=out, size=(1024, 680), theme="light", language="en", record=record
        )
    assert QImage(str(plain)) != QImage(str(opened))


def test_an_unknown_page_is_refused_with_a_list() -> None:
    with pytest.raises(InvalidInputError) as refused:
        screenshot.check_page("moon")
    listed = refused.value.message.rpartition("：")[2].rstrip("。").split(", ")
    assert set(listed) == {*PAGES, "start"} - {"board-look"}


def test_the_board_without_a_workspace_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError):
        screenshot.render(
            "board", workspace=None, out=tmp_path / "x.png", size=(800, 600), theme="light", language="en"
        )


def test_an_unknown_record_is_refused(seeded: Workspace, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError):
        screenshot.render(
            "board",
            workspace=seeded,
            out=tmp_path / "x.png",
            size=(800, 600),
            theme="light",
            language="en",
            record="no such",
        )
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert QApplication.topLevelWidgets() == []


def test_a_place_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="missing"):
        screenshot.render(
            "start",
            workspace=None,
            out=tmp_path / "missing" / "x.png",
            size=(800, 600),
            theme="light",
            language="en",
        )


@pytest.mark.parametrize(("page", "language"), [("contract", "zh_CN"), ("contract", "en"), ("demand", "en")])
def test_a_page_does_not_make_the_least_window_larger(
    demo: Workspace, tmp_path: Path, page: str, language: Language
) -> None:
    out = tmp_path / "page.png"
    screenshot.render(page, workspace=demo, out=out, size=(1024, 680), theme="light", language=language)
    assert (QImage(str(out)).width(), QImage(str(out)).height()) == (1024, 680)
