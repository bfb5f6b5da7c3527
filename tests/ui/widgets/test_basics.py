"""Labels and buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import Qt

from salesdesk.ui.widgets.basics import ElidedLabel, icon_button, label, plain, tip

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_a_label_shows_markup_as_text(qtbot: QtBot) -> None:
    made = label("<img src='/etc/passwd'>", wrap=True, selectable=True)
    qtbot.addWidget(made)
    assert made.textFormat() == Qt.TextFormat.PlainText


def test_an_elided_label_needs_no_room(qtbot: QtBot) -> None:
    made = ElidedLabel("一个很长的工作区名称" * 20)
    qtbot.addWidget(made)
    made.resize(80, 20)
    assert made.minimumSizeHint().width() == 0
    assert not made.grab().isNull()


def test_an_icon_button_has_a_name(qtbot: QtBot) -> None:
    made = icon_button("x", "关闭")
    qtbot.addWidget(made)
    assert made.accessibleName() == made.toolTip() == "关闭"


def test_an_ampersand_in_data_is_no_shortcut() -> None:
    assert plain("A&B") == "A&&B"


def test_markup_in_a_tool_tip_is_text() -> None:
    shown = tip("<b>A&B</b>" + "x" * 10_000)
    assert not Qt.mightBeRichText(shown)  # type: ignore[attr-defined,unused-ignore]
    assert len(shown) < 1000
