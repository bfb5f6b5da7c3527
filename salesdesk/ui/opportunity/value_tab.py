"""What the offer is worth to the customer: positioning, pain and vision, figures, and the customer action map."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.errors import ConflictError, SalesDeskError
from salesdesk.domain.import_values import parse_fraction
from salesdesk.domain.money import parse_amount
from salesdesk.domain.value_case import YEARS, ValueFigures, figures
from salesdesk.i18n import N_, SYMBOLS, _, day, money, money_short, number
from salesdesk.services import value_cases
from salesdesk.services.value_cases import LONGEST, ValueCaseRow
from salesdesk.ui.opportunity.list_part import ListPart
from salesdesk.ui.opportunity.reading import Content
from salesdesk.ui.opportunity.writer import Writer
from salesdesk.ui.widgets.basics import button, label, margins, set_state
from salesdesk.ui.widgets.edit_columns import EditColumn
from salesdesk.ui.widgets.facts import Fact, Facts
from salesdesk.ui.widgets.timeline import day_words
from salesdesk.ui.widgets.typed import parse_day, read_typed

_POSITIONING: Final = (
    ("segment", N_("Target"), N_("for which kind of customer")),
    ("need", N_("Its need"), N_("which problem it wants to be rid of")),
    ("offer", N_("Our offer"), N_("what we bring, in one sentence")),
    ("differentiator", N_("Difference"), N_("what others don't have")),
    ("proof", N_("Proof"), N_("trial data, references, certificates")),
)
_VISION: Final = (
    ("pain", N_("Pain"), N_("what hurts today, and whom")),
    ("vision", N_("Vision"), N_("what it looks like when that is solved")),
    ("baseline", N_("Present way"), N_("what is counted into the yearly cost")),
)
_FIGURES: Final = (
    ("baseline_amount", N_("Yearly cost today"), N_("such as 120万")),
    ("improvement", N_("Saved of it"), N_("such as 25%")),
    ("investment", N_("Investment"), N_("empty: the opportunity's amount")),
)


class ValueTab(QScrollArea):
    """Each text and each figure is one step; what follows from the figures is shown while one types."""

    pdf_requested = Signal()

    def __init__(self, writer: Writer, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._writer, self._today = writer, today
        self._content: Content | None = None
        self._begun = 0
        self.positioning, self.vision = Facts(), Facts()
        self.figures = FigureFields()
        self.pdf = button(_("Value page as PDF…"))
        self.pdf.clicked.connect(self.pdf_requested)
        self.map = ListPart(
            _("Customer action map"),
            "action_step",
            self._columns(),
            writer,
            parse={"due_on": self._day, "done_on": self._day, "owner": self._person},
            named=lambda row: str(row.customer_step),
            add_hint=_("Add a step of the customer…"),
            fitted=True,
        )
        for part in (self.positioning, self.vision):
            part.edited.connect(self._on_text)
            part.opened.connect(lambda _key: self._begin())
        self.figures.edited.connect(self._on_figure)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._inner())

    def _inner(self) -> QWidget:
        inner = QWidget()
        layout = QVBoxLayout(inner)
        margins(layout, 1, 10, 1, 12, gap=6)
        for title, part in (
            (_("Positioning"), self.positioning),
            (_("Pain and vision"), self.vision),
            (_("Value in figures"), self.figures),
        ):
            line = QHBoxLayout()
            margins(line, 14, 0, 14, 0)
            line.addWidget(label(title, "strong"), 1)
            if part is self.positioning:
                line.addWidget(self.pdf)
            layout.addLayout(line)
            body = QHBoxLayout()
            margins(body, 14, 0, 14, 6)
            body.addWidget(part)
            layout.addLayout(body)
        head = QHBoxLayout()
        margins(head, 14, 0, 14, 0)
        head.addWidget(label(_("Customer action map"), "strong"))
        layout.addLayout(head)
        layout.addWidget(self.map)
        layout.addStretch()
        return inner

    def _columns(self) -> tuple[EditColumn[Any], ...]:
        return (
            EditColumn(
                "customer_step",
                N_("Customer's step"),
                lambda row: str(row.customer_step),
                share=5,
                strong=True,
                begins=True,
                longest=400,
            ),
            self._date_column("due_on", N_("Day")),
            EditColumn(
                "customer_owner", N_("There"), lambda row: str(row.customer_owner), share=3, longest=200
            ),
            EditColumn("our_action", N_("What we do"), lambda row: str(row.our_action), share=5, longest=400),
            EditColumn(
                "owner",
                N_("Here"),
                lambda row: str(row.owner),
                typed=lambda row: row.owner_id.hex if row.owner_id else "",
                choices=self._people,
                share=2,
            ),
            EditColumn("evidence", N_("Evidence"), lambda row: str(row.evidence), share=3, longest=400),
            self._date_column("done_on", N_("Done")),
        )

    def _date_column(self, key: str, title: str) -> EditColumn[Any]:
        return EditColumn(
            key,
            title,
            lambda row: self._shown(getattr(row, key)),
            typed=lambda row: _typed(getattr(row, key)),
            width=72,
            hint=N_("Such as 11/25, today or +7"),
        )

    def show_content(self, content: Content) -> None:
        """Show the value case."""
        self._content = content
        case, summary = content.value, content.details.summary
        writable = not self._writer.data.read_only and summary.status != "lost"
        for part, fields in ((self.positioning, _POSITIONING), (self.vision, _VISION)):
            part.show_facts(
                [
                    Fact(
                        key,
                        _(caption),
                        getattr(case, key),
                        multiline=True,
                        editable=writable,
                        longest=LONGEST,
                        hint=_(hint),
                    )
                    for key, caption, hint in fields
                ]
            )
        self.figures.show_case(case, summary.amount, writable=writable)
        self.map.show_rows(content.actions, writable=writable)

    def finish(self) -> str:
        """Write what stands in open editors; return what is wrong with what is refused."""
        for part in (self.positioning, self.vision):
            part.finish()
        said = (
            self.positioning.complaint(),
            self.vision.complaint(),
            self.figures.finish(),
            self.map.finish(),
        )
        return next((problem for problem in said if problem), "")

    def _begin(self) -> None:
        self._begun = self._content.value.row_version if self._content else 0

    def _on_text(self, key: str, typed: str) -> None:
        part = self.positioning if any(key == one[0] for one in _POSITIONING) else self.vision
        captions = {one: caption for one, caption, _hint in (*_POSITIONING, *_VISION)}
        try:
            self._write(captions[key], {key: typed}, self._begun)
        except SalesDeskError as error:
            part.complain(key, error.message)
            if isinstance(error, ConflictError):
                self._begin()

    def _on_figure(self, key: str, value: object) -> None:
        captions = {one: caption for one, caption, _hint in _FIGURES}
        if self._content is not None:
            try:
                self._write(captions[key], {key: value}, self._content.value.row_version)
            except SalesDeskError as error:
                self.figures.complain(key, error.message)

    def _write(self, caption: str, values: dict[str, Any], version: int) -> None:
        step = Label(N_("Value case: change {field}"), {"field": _(caption)})
        self._writer.data.write(step, value_cases.change, self._writer.id, row_version=version, **values)

    def _shown(self, value: date | None) -> str:
        return "" if value is None else day_words(value, self._today())

    def _day(self, typed: str) -> date | None:
        return parse_day(typed, self._today()) if typed.strip() else None

    def _person(self, typed: str) -> Any:
        return uuid.UUID(typed) if typed else None

    def _people(self) -> list[tuple[str, str]]:
        people = self._content.details.choices.people if self._content else ()
        return [("", "—"), *((one.id.hex, one.name) for one in people)]


class FigureFields(QWidget):
    """Yearly cost, share saved and investment, and what follows from them at every key; `edited` brings a value."""

    edited = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._case: ValueCaseRow | None = None
        self._amount: Decimal | None = None
        self.fields: dict[str, QLineEdit] = {}
        self.result = label(role="strong", wrap=True)
        self.problem = label(role="error", wrap=True)
        self.problem.hide()
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        for place, (key, caption, hint) in enumerate(_FIGURES):
            shown, field = label(_(caption), "small"), QLineEdit()
            field.setMaxLength(40)
            field.setPlaceholderText(_(hint))
            field.setAccessibleName(_(caption))
            field.textEdited.connect(lambda _text, key=key: self._on_typed(key))
            field.editingFinished.connect(lambda key=key: self._on_finished(key))
            shown.setBuddy(field)
            grid.addWidget(shown, 0, place)
            grid.addWidget(field, 1, place)
            grid.setColumnStretch(place, 1)
            self.fields[key] = field
        layout = QVBoxLayout(self)
        margins(layout, gap=6)
        layout.addLayout(grid)
        layout.addWidget(self.problem)
        layout.addWidget(self.result)

    def show_case(self, case: ValueCaseRow, amount: Decimal | None, *, writable: bool) -> None:
        """Show the figures; what is being typed stays. `amount` counts where no investment is given."""
        self._case, self._amount = case, amount
        for key, field in self.fields.items():
            field.setReadOnly(not writable)
            if not field.isModified():
                field.setText(typed_value(key, case))
                field.setCursorPosition(0)
        self._show_result()

    def finish(self) -> str:
        """Send what was typed and not sent yet; return what is wrong with what is refused."""
        for key in self.fields:
            self._on_finished(key)
        return "" if self.problem.isHidden() else self.problem.text()

    def complain(self, key: str, message: str) -> None:
        """Say what is wrong with what was typed."""
        set_state(self.fields[key], "invalid", value=True)
        self.problem.setText(message)
        self.problem.show()

    def _on_typed(self, key: str) -> None:
        set_state(self.fields[key], "invalid", value=False)
        self.problem.hide()
        self._show_result()

    def _on_finished(self, key: str) -> None:
        field = self.fields[key]
        if not field.isModified() or self._case is None:
            return
        value, problem = self._read(key)
        if problem:
            self.complain(key, problem)
            return
        field.setModified(False)
        if value == getattr(self._case, key):
            field.setText(typed_value(key, self._case))
        else:
            self.edited.emit(key, value)

    def _read(self, key: str) -> tuple[Decimal | None, str]:
        typed = self.fields[key].text()
        if not typed.strip():
            return None, ""
        return read_typed(parse_fraction if key == "improvement" else parse_amount, typed)

    def _show_result(self) -> None:
        case = self._case
        if case is None:
            return
        values = {key: self._read(key)[0] for key in self.fields}
        given = bool(self.fields["investment"].text().strip())
        investment = values["investment"] if given else self._amount
        shown = figures(values["baseline_amount"], values["improvement"], investment, case.currency)
        self.result.setText(result_text(shown, case.currency))


def typed_value(key: str, case: ValueCaseRow) -> str:
    """Return a figure as it can be typed again."""
    value = getattr(case, key)
    if value is None:
        return ""
    if key == "improvement":
        return f"{(value * 100).normalize():f}%"
    return money(value, case.currency, space="").removeprefix(SYMBOLS.get(case.currency, case.currency))


def result_text(shown: ValueFigures, currency: str) -> str:
    """Return what follows from the figures, in words."""
    if shown.yearly_saving is None:
        return _(
            "Yearly cost and the share saved of it give the saving, and with the investment the payback."
        )
    parts = [_("Saves {amount} a year").format(amount=money_short(shown.yearly_saving, currency))]
    if shown.payback_months is not None:
        parts.append(_("pays back in {months} months").format(months=number(shown.payback_months)))
    if shown.net is not None:
        parts.append(
            _("{amount} left after {years} years").format(
                amount=money_short(shown.net, currency), years=YEARS
            )
        )
    return " · ".join(parts)


def _typed(value: date | None) -> str:
    return "" if value is None else day(value)
