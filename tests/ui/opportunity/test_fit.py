"""Every tab of the page: no text is cut off, none is left in English, in both languages and at the least size."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from salesdesk.i18n import Language
from salesdesk.ui.opportunity.page import OpportunityPage
from tests.ui.pages import program_over, show
from tests.ui.test_fit import _SAME, cut_off, shown_texts

if TYPE_CHECKING:
    from salesdesk.storage.workspace import Workspace


@pytest.mark.parametrize(
    ("size", "language"), [((1024, 680), "en"), ((1024, 680), "zh_CN"), ((1440, 900), "en")]
)
def test_no_text_is_cut_off(demo: Workspace, size: tuple[int, int], language: Language) -> None:
    with program_over(demo, size, language=language) as program:
        page = show(program, "opportunity")
        assert isinstance(page, OpportunityPage)
        assert (program.window.width(), program.window.height()) == size
        for name, button in page.tabs.buttons.items():
            if button.isVisible():
                page.tabs.show_tab(name)
                for _time in range(3):
                    QApplication.processEvents()
                assert (name, cut_off(program.window)) == (name, [])


def test_nothing_is_english_in_a_chinese_window(demo: Workspace) -> None:
    with program_over(demo) as program:
        page = show(program, "opportunity")
        assert isinstance(page, OpportunityPage)
        for name in page.tabs.buttons:
            page.tabs.show_tab(name)
            QApplication.processEvents()
            texts = shown_texts(program.window, str(demo.path))
            english = [text for text in texts if re.search(r"[A-Za-z]{3,}", _SAME.sub("", text))]
            assert (name, english) == (name, [])
