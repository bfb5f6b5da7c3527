"""The technical deviation list of a quote, taken from the requirement sheet of its opportunity."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.deviation import VERDICTS, Deviation
from salesdesk.i18n import _
from salesdesk.services import quote_deviations
from salesdesk.ui.quotes.editor_session import QuoteSession
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.figure_table import Cell, FigureColumn, FigureTable

_TONES: Final = {"yes": "ok", "partly": "warn", "no": "bad", "": ""}
_SIZE: Final = (760, 440)


class DeviationDialog(QDialog):
    """Shows the rows; in a draft they are taken anew from the sheet or away, as steps of the editor."""

    def __init__(self, session: QuoteSession, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Technical deviation list"))
        self.setModal(True)
        self.resize(*_SIZE)
        self._session = session
        draft = session.draft
        self._sheet = session.data.read(quote_deviations.from_sheet, draft.opportunity_id)
        self.said = label("", "secondary", wrap=True)
        columns = (
            FigureColumn(_("Parameter"), 120, right=False, grows=True),
            FigureColumn(_("Required"), 140, right=False, grows=True),
            FigureColumn(_("Our response"), 140, right=False, grows=True),
            FigureColumn(_("Deviates"), 110, right=False),
        )
        self.table = FigureTable(columns, _("Technical deviation list"))
        self.take = button(_("Take from the requirement sheet"), "primary")
        self.take.clicked.connect(lambda: self._set(self._sheet, _("Take the deviation list")))
        self.remove = button(_("Leave it out"))
        self.remove.clicked.connect(lambda: self._set((), _("Leave the deviation list out")))
        self.done_button = button(_("Close"))
        self.done_button.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        margins(buttons, gap=8)
        buttons.addWidget(self.remove)
        buttons.addStretch()
        for part in (self.take, self.done_button):
            buttons.addWidget(part)
        layout = QVBoxLayout(self)
        margins(layout, 20, 16, 20, 16, gap=12)
        layout.addWidget(self.said)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        self._show()

    def _set(self, rows: tuple[Deviation, ...], text: str) -> None:
        session = self._session
        session.edit(replace(session.draft, deviations=rows), text)
        self._show()

    def _show(self) -> None:
        rows, editable = self._session.draft.deviations, not self._session.read_only
        differs = bool(self._sheet) and self._sheet != rows
        self.table.show_rows([_row(one) for one in rows or self._sheet])
        self.take.setVisible(editable and differs)
        self.take.setText(
            _("Take it anew from the requirement sheet") if rows else _("Print it with the quote")
        )
        self.remove.setVisible(editable and bool(rows))
        self.said.setText(self._sentence(differs=differs))

    def _sentence(self, *, differs: bool) -> str:
        rows = self._session.draft.deviations
        if not rows and not self._sheet:
            return _("The opportunity of this quote has no requirement sheet. Fill it in on its page first.")
        if not rows:
            return _(
                "This is the requirement sheet of the opportunity. The quote prints it only when you want it."
            )
        open_rows = sum(one.deviates for one in rows)
        text = _("The quote prints these {count} rows, {open} of them with a deviation.").format(
            count=len(rows), open=open_rows
        )
        if differs and not self._session.read_only:
            text += " " + _("The requirement sheet says something else by now.")
        return text


def _row(one: Deviation) -> tuple[Cell, ...]:
    verdict = _(VERDICTS[one.met])
    about = _("{parameter}: required {required}, ours {ours}, {verdict}").format(
        parameter=one.parameter, required=one.required or "—", ours=one.ours or "—", verdict=verdict
    )
    return (
        Cell(one.parameter, about=about, strong=one.must),
        Cell(one.required or "—"),
        Cell(one.ours or "—"),
        Cell(verdict, tone=_TONES[one.met], strong=one.deviates),
    )
