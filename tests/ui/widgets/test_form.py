"""The dialogs that ask for some values."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from salesdesk.ui.widgets.form import FormDialog


class Asking(FormDialog):
    """Asks for a reason and a remark."""

    def __init__(self) -> None:
        super().__init__("Reason", "Submit")
        self.reason = self.add_text("Reason")
        self.remark = self.add_text("Remark")
        self.taken: list[str] = []

    def save(self) -> None:
        self.taken.append(self.reason.text())


def test_what_is_typed_goes_into_the_first_field_and_return_confirms(qtbot: QtBot) -> None:
    dialog = Asking()
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.focusWidget() is dialog.reason)
    qtbot.keyClicks(dialog.focusWidget(), "first order\r")
    assert dialog.taken == ["first order"]
