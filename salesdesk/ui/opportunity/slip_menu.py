"""Why an expected close is put off: asked when a later day is typed (requirement A01)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QMenu, QWidget, QWidgetAction

from salesdesk.domain.slips import SLIP_REASONS
from salesdesk.i18n import _

_LONGEST = 200
OTHER = "other"


class SlipMenu(QMenu):
    """Offers the common reasons and a line for another one; `then` gets the reason once, an empty one by Esc."""

    def __init__(self, then: Callable[[str], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._then: Callable[[str], object] | None = then
        self.setAccessibleName(_("Why is it put off?"))
        self.addSection(_("Why is it put off?"))
        for code, name in SLIP_REASONS:
            if code != OTHER:
                self.addAction(_(name)).triggered.connect(lambda _checked=False, code=code: self._take(code))
        self.own = QLineEdit()
        self.own.setMaxLength(_LONGEST)
        self.own.setPlaceholderText(_("Other reason, in a few words"))
        self.own.setAccessibleName(_("Other reason, in a few words"))
        self.own.returnPressed.connect(self._on_own)
        line = QWidgetAction(self)
        line.setDefaultWidget(self.own)
        self.addAction(line)
        self.addSeparator()
        self.addAction(_("Without a reason")).triggered.connect(lambda: self._take(""))

    def finish(self) -> None:
        """Take what was typed, or no reason: the menu goes away."""
        self._take(self.own.text().strip())

    def _on_own(self) -> None:
        self.finish()
        self.close()

    def _take(self, reason: str) -> None:
        then, self._then = self._then, None
        if then is not None:
            then(reason)
