"""What is asked when some of several cards may not go to a stage just so."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtWidgets import QLineEdit, QScrollArea, QVBoxLayout, QWidget

from salesdesk.domain.stage_gate import LONGEST_REASON
from salesdesk.i18n import _, ngettext
from salesdesk.services.opportunity_bulk import Refused
from salesdesk.ui.widgets.basics import label, margins
from salesdesk.ui.widgets.form import FieldError, FormDialog
from salesdesk.ui.widgets.text_lines import cut

_LEAVE, _WAIVE = "leave", "waive"
_MOST_HEIGHT: Final = 260
_LONGEST: Final = 200


class BulkGateDialog(FormDialog):
    """Lists what is missing; the others move, or all where somebody who may waives it.

    `then` gets who stays where it is, and the reason of a waiver.
    """

    def __init__(
        self,
        refused: Sequence[Refused],
        chosen: int,
        stage: str,
        then: Callable[[frozenset[uuid.UUID], str], object],
        parent: QWidget,
    ) -> None:
        super().__init__(_("Move to {stage}").format(stage=cut(stage, 60)), _("Move"), parent)
        self._refused, self._then = refused, then
        self.setMinimumWidth(520)
        rest = chosen - len(refused)
        self.head.addWidget(
            label(
                ngettext(
                    "{count} can't go to this stage yet:", "{count} can't go to this stage yet:", len(refused)
                ).format(count=len(refused)),
                "section",
            )
        )
        self.head.addWidget(_listed(refused))
        ways: list[tuple[object, str]] = (
            [(_LEAVE, _("Move the other {count} only").format(count=rest))] if rest else []
        )
        if all(one.may_waive for one in refused):
            ways.append((_WAIVE, _("Let all of them pass, with a reason")))
        self.way = self.add_choice(_("What to do"), ways) if ways else None
        self.reason: QLineEdit | None = None
        if any(code == _WAIVE for code, _name in ways):
            self.reason = self.add_text(
                _("Reason"), longest=LONGEST_REASON, hint=_("kept with what is missing")
            )
        if not ways:
            self.head.addWidget(label(_("Only a manager may let them go on."), "secondary", wrap=True))
        self.confirm.setEnabled(bool(ways))

    def save(self) -> None:
        """Hand over who stays where it is, and the reason of a waiver."""
        if self.way is None:
            return
        if self.way.currentData() == _LEAVE:
            self._then(frozenset(one.id for one in self._refused), "")
            return
        reason = self.reason.text().strip() if self.reason is not None else ""
        if not reason:
            raise FieldError(_("Say why they may go on."), self.reason or self.confirm)
        self._then(frozenset(), reason)


def _listed(refused: Sequence[Refused]) -> QWidget:
    content = QWidget()
    lines = QVBoxLayout(content)
    margins(lines, 0, 4, 8, 4, gap=6)
    for one in refused:
        missing = one.reason or _("; ").join(dict.fromkeys(gap.text for gap in one.gaps))
        lines.addWidget(label(cut(one.name, _LONGEST), "strong", wrap=True))
        lines.addWidget(label(cut(missing, 2 * _LONGEST), "small", wrap=True))
    lines.addStretch()
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(content)
    area.setMaximumHeight(_MOST_HEIGHT)
    return area
