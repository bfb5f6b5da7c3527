"""The legal review of a contract: what it is warned of, and its points, each judged where it stands."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from salesdesk.domain.contract_guards import BUYER_KINDS
from salesdesk.domain.legal_review import LONGEST_NOTE, NEEDS_NOTE, RESULTS, Result
from salesdesk.i18n import N_, _, moment
from salesdesk.services import customers, legal_reviews
from salesdesk.services.legal_reviews import LONGEST_POINT, PointView, ReviewView
from salesdesk.ui.contracts.desk import Desk
from salesdesk.ui.contracts.waiver_dialog import WaiverDialog
from salesdesk.ui.widgets.ask_text import TextDialog, ask_text
from salesdesk.ui.widgets.basics import ElidedLabel, button, label, margins, set_state
from salesdesk.ui.widgets.cards import chip, column, empty, show_chip
from salesdesk.ui.widgets.choice_box import ChoiceBox
from salesdesk.ui.widgets.text_lines import cut
from salesdesk.ui.words import REVIEW_OUTCOME, tone, word

_TONES: Final = {"passed": "ok", "conditional": "warn", "refused": "bad"}
_RESULT_WIDTH: Final = 110
_MOST_NAMED: Final = 3
_NOTE_WIDTH: Final = 220


class ReviewTab(QWidget):
    """Shows the review of the contract on the desk; whoever may judges, notes and waives here."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.outcome = chip()
        self.told = ElidedLabel("", "secondary")
        self.start = button(_("Start the legal review"))
        self.start.clicked.connect(self.begin)
        self.take_back = button(_("Take it back to write on"))
        self.take_back.clicked.connect(self._on_take_back)
        self.add = button(_("Add a point…"))
        self.add.clicked.connect(self.ask_point)
        self.waive = button(_("Waive the review…"))
        self.waive.clicked.connect(self.ask_waiver)
        head = QHBoxLayout()
        margins(head, 14, 10, 14, 4, gap=8)
        head.addWidget(self.outcome)
        head.addWidget(self.told, 1)
        for part in (self.add, self.waive, self.take_back, self.start):
            head.addWidget(part)
        self._warnings = QVBoxLayout()
        margins(self._warnings, gap=4)
        warnings = QWidget()
        warnings.setLayout(self._warnings)
        self.buyer = ChoiceBox()
        self.buyer.setAccessibleName(_("Kind of buyer"))
        self.buyer.addItem("", "")
        for code, name in BUYER_KINDS.items():
            self.buyer.addItem(_(name), code)
        self.buyer.activated.connect(lambda _row: self._set_buyer())
        self._buyer = QWidget()
        line = QHBoxLayout(self._buyer)
        margins(line, 0, 0, 0, 4, gap=8)
        line.addWidget(label(_("Kind of buyer"), "secondary"))
        line.addWidget(self.buyer)
        line.addStretch(1)
        self._list = QWidget()
        self._points = QVBoxLayout(self._list)
        margins(self._points)
        self.nothing = label(
            _("The review goes through a checklist. Until it has passed or is waived, nothing is issued."),
            "secondary",
            wrap=True,
        )
        area, layout = column(self._buyer, warnings, self.nothing, self._list)
        layout.setContentsMargins(14, 4, 14, 8)
        whole = QVBoxLayout(self)
        margins(whole)
        whole.addLayout(head)
        whole.addWidget(area, 1)
        self.rows: dict[uuid.UUID, PointRow] = {}

    # --- showing ------------------------------------------------------------------------------------------------

    def show_content(self) -> None:
        """Show the review as it stands."""
        content = self._desk.content
        review, state = content.review, content.opened.version.state
        writable = not self._desk.data.read_only
        judged = writable and state == "in_review"
        self._show_head(review)
        self.start.setVisible(writable and state == "draft")
        self.take_back.setVisible(judged)
        self.add.setVisible(judged)
        self.waive.setVisible(judged and not review.lets_issue)
        self._show_buyer()
        self._show_warnings()
        if [point.id for point in review.points] != list(self.rows):
            self._build(review)
        for point in review.points:
            self.rows[point.id].show_point(point, judged=judged)
        self.nothing.setVisible(not review.points)

    def _show_head(self, review: ReviewView) -> None:
        shown = bool(review.points)
        show_chip(
            self.outcome,
            word(REVIEW_OUTCOME, review.outcome) if shown else "",
            tone(REVIEW_OUTCOME, review.outcome),
        )
        told = []
        if review.waiver:
            told.append(
                _("Waived by {person}: {reason}").format(
                    person=cut(review.waived_by, 30), reason=cut(review.waiver, 120)
                )
            )
        elif review.asked_at is not None:
            told.append(
                _("Asked by {person}, {moment}").format(
                    person=cut(review.asked_by, 30), moment=moment(review.asked_at)
                )
                if review.asked_by
                else moment(review.asked_at)
            )
        if review.judges and self._desk.content.opened.version.state == "in_review":
            people = _(", ").join(cut(name, 30) for name in review.judges[:_MOST_NAMED])
            told.append(
                _("Judged by {people}").format(people=people + "…" * (len(review.judges) > _MOST_NAMED))
            )
        self.told.setText(" · ".join(told))

    def _show_buyer(self) -> None:
        """Offer the kinds of buyers, on which warnings depend; what nobody has said is guessed."""
        buyer = self._desk.content.buyer
        self._buyer.setVisible(self._desk.content.row.kind == "sale")
        unknown = _("Not known")
        if buyer.guessed:
            unknown = _("Guessed: {kind}").format(kind=_(BUYER_KINDS[buyer.guessed]))
        self.buyer.setItemText(0, unknown)
        self.buyer.setCurrentIndex(self.buyer.findData(buyer.said))
        self.buyer.setEnabled(not self._desk.data.read_only)

    def _set_buyer(self) -> None:
        buyer = self._desk.content.buyer
        try:
            self._desk.do(
                N_("Say what kind of buyer {number} has"),
                customers.change,
                buyer.customer_id,
                "buyer_kind",
                self.buyer.currentData(),
                row_version=buyer.row_version,
            )
        finally:
            self._show_buyer()

    def _show_warnings(self) -> None:
        empty(self._warnings)
        content = self._desk.content
        texts = [(one.text, "warn") for one in content.warnings]
        if content.opened.version.state in ("draft", "in_review"):
            texts = [*((text, "bad") for text in content.problems), *texts]
        for text, kind in texts:
            shown = label(f"• {cut(text)}", "", wrap=True)
            shown.setProperty("role", "error" if kind == "bad" else "warning")
            self._warnings.addWidget(shown)

    def _build(self, review: ReviewView) -> None:
        empty(self._points)
        self.rows = {}
        for point in review.points:
            row = PointRow(point, self._judge)
            self.rows[point.id] = row
            self._points.addWidget(row)

    def focus_open(self) -> None:
        """Put the keyboard on the first point that nobody has judged."""
        row = next((row for row in self.rows.values() if not row.point.result), None)
        if row is not None and not row.result.isHidden():
            row.result.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what the user does -------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Give the draft to its review."""
        self._desk.do(N_("Start the legal review of {number}"), legal_reviews.start, self._desk.id)

    def _on_take_back(self) -> None:
        self._desk.do(N_("Take {number} back from its review"), legal_reviews.take_back, self._desk.id)

    def _judge(self, point: uuid.UUID, result: Result, note: str) -> None:
        try:
            self._desk.do(N_("Judge a point of {number}"), legal_reviews.judge, point, result, note)
        finally:
            self.show_content()

    def ask_point(self) -> TextDialog:
        """Ask for a point of the reviewer's own."""
        dialog = ask_text(
            self,
            _("Add a point"),
            _("Point"),
            "",
            lambda text: self._desk.do(
                N_("Add a point to the review of {number}"), legal_reviews.add_point, self._desk.id, text
            ),
        )
        dialog.text.setMaxLength(LONGEST_POINT)
        return dialog

    def ask_waiver(self) -> WaiverDialog:
        """Ask why the contract may be issued without a passed review, and for the PIN of who says so."""
        data = self._desk.data
        asks = data.read(legal_reviews.needs_pin, data.person)
        dialog = WaiverDialog(self._waive, self.window(), asks_pin=asks)
        dialog.open()
        return dialog

    def _waive(self, reason: str, pin: str) -> None:
        label_ = N_("Waive the review of {number}")
        self._desk.do(label_, legal_reviews.waive, self._desk.id, reason, pin=pin)


class PointRow(QWidget):
    """One point: what it asks, how it stands, and a note, which a condition or a refusal needs."""

    judged = Signal()

    def __init__(
        self,
        point: PointView,
        judge: Callable[[uuid.UUID, Result, str], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._judge, self.point = judge, point
        self.text = label(cut(point.text), "", wrap=True)
        self.by = ElidedLabel("", "small")
        self.result = ChoiceBox()
        self.result.setMinimumHeight(28)
        self.result.setAccessibleName(_("Result: {point}").format(point=cut(point.text, 80)))
        for code, name in RESULTS.items():
            self.result.addItem(_(name), code)
        self.result.ensurePolished()
        self.result.setFixedWidth(max(_RESULT_WIDTH, self.result.sizeHint().width()))
        self.result.activated.connect(lambda _row: self._take())
        self.state = chip()
        self.note = QLineEdit()
        self.note.setMaxLength(LONGEST_NOTE)
        self.note.setFixedWidth(_NOTE_WIDTH)
        self.note.setPlaceholderText(_("Note"))
        self.note.setAccessibleName(_("Note: {point}").format(point=cut(point.text, 80)))
        self.note.editingFinished.connect(self._on_note)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 5, 0, 5)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(0)
        grid.addWidget(self.text, 0, 0)
        grid.addWidget(self.by, 1, 0)
        for place, part in enumerate((self.state, self.result, self.note), start=1):
            grid.addWidget(part, 0, place, 2, 1)
        grid.setColumnStretch(0, 1)

    def show_point(self, point: PointView, *, judged: bool) -> None:
        """Show how the point stands; `judged` lets people judge it."""
        self.point = point
        self.result.setCurrentIndex(list(RESULTS).index(point.result))
        self.result.setVisible(judged)
        show_chip(self.state, "" if judged else _(RESULTS[point.result]), _TONES.get(point.result, ""))
        if self.note.text() != point.note and not (self.note.hasFocus() and self.note.isModified()):
            self.note.setText(cut(point.note, LONGEST_NOTE))
            self.note.setCursorPosition(0)
        self.note.setReadOnly(not judged)
        self.note.setVisible(judged or bool(point.note))
        set_state(self.note, "invalid", value=False)
        told = [cut(point.person, 30), moment(point.at)] if point.at is not None else []
        if point.reopened:
            told.insert(0, _("Open again: what was judged has changed."))
        self.by.setText(" · ".join(filter(None, told)))
        self.by.setVisible(bool(told))

    def _wanted(self) -> Result:
        found: Result = self.result.currentData()
        return found

    def _take(self) -> None:
        """Hand over the judgement; one that must say why waits for its note."""
        wanted, note = self._wanted(), self.note.text()
        if wanted in NEEDS_NOTE and not note.strip():
            set_state(self.note, "invalid", value=True)
            self.note.setPlaceholderText(_("Say why"))
            self.note.setFocus()
            return
        self.note.setModified(False)
        self._judge(self.point.id, wanted, note)

    def _on_note(self) -> None:
        if not self.note.isModified() or self.note.isReadOnly():
            return
        if self._wanted() or self.point.result:
            self._take()
