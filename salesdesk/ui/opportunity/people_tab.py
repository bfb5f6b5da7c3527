"""Who decides at the customer, what the decision chain lacks, and which levels know each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from salesdesk.domain.buying_center import ATTITUDE_NAMES, LEVEL_NAMES, ROLE_NAMES
from salesdesk.domain.changes import Label
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.relationships import LEVELS, Cell, Matrix
from salesdesk.domain.texts import one_line
from salesdesk.i18n import N_, _, number
from salesdesk.services import activities, buying_center, contacts, opportunity_rows
from salesdesk.services.buying_center import StakeholderRow
from salesdesk.ui.opportunity.list_part import ListPart
from salesdesk.ui.opportunity.reading import Content
from salesdesk.ui.opportunity.writer import Writer
from salesdesk.ui.widgets.basics import button, label, margins, set_state, tip
from salesdesk.ui.widgets.cards import empty, in_label
from salesdesk.ui.widgets.edit_columns import EditColumn
from salesdesk.ui.widgets.empty_state import EmptyState
from salesdesk.ui.widgets.facts import Fact, Facts
from salesdesk.ui.widgets.text_lines import cut
from salesdesk.ui.widgets.timeline import day_words

_MARKS: Final = {2: "++", 1: "+", 0: "○", -1: "−", -2: "−−"}
_TONES: Final = {2: "ok", 1: "ok", -1: "warn", -2: "bad"}
_TASK_DAYS: Final = 7


class PeopleTab(QWidget):
    """The decision chain as a table, warnings below it, and the matrix of levels."""

    def __init__(self, writer: Writer, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._writer, self._now = writer, now
        self._customer: Any = None
        self.table = ListPart(
            _("Decision chain"),
            "stakeholder",
            self._columns(),
            writer,
            parse={"influence": int, "attitude": int},
            named=lambda row: str(row.contact),
            add_hint=_("Add a contact…"),
            fitted=True,
        )
        self.table.add_row = self._add
        self._row: StakeholderRow | None = None
        self._begun: StakeholderRow | None = None
        self.table.selectionModel().currentChanged.connect(self._on_current)
        self.person, self.facts = label(role="strong", wrap=True), Facts()
        self.facts.opened.connect(lambda _key: self._begin())
        self.facts.edited.connect(self._on_fact)
        self.gaps = QVBoxLayout()
        margins(self.gaps, gap=2)
        self.support = label(role="secondary", wrap=True)
        self.matrix = MatrixView()
        self.matrix.task_requested.connect(self._on_task)
        self.nobody = EmptyState()
        self.nobody.show_text(
            "users-round",
            _("Whoever decides at the customer stands here. Name the customer first: contacts are its."),
        )
        inner = QWidget()
        layout = QVBoxLayout(inner)
        margins(layout, 1, 0, 1, 12, gap=10)
        layout.addWidget(self.table)
        for part in (self.gaps, self.person, self.facts, self.support, self.matrix):
            line = QHBoxLayout()
            margins(line, 14, 0, 14, 0)
            if isinstance(part, QVBoxLayout):
                line.addLayout(part, 1)
            else:
                line.addWidget(part, 1)
            layout.addLayout(line)
        layout.addStretch()
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inner)
        whole = QVBoxLayout(self)
        margins(whole)
        whole.addWidget(self.area)
        whole.addWidget(self.nobody)

    def _columns(self) -> tuple[EditColumn[Any], ...]:
        return (
            EditColumn(
                "contact",
                N_("Contact"),
                lambda row: " · ".join(part for part in (row.contact, row.title, row.firm) if part),
                suggested=self._names,
                share=5,
                strong=True,
                begins=True,
                fixed=True,
                longest=200,
                hint=N_("A contact of the customer, or the name of a new one"),
            ),
            _choice("role", N_("Role"), ROLE_NAMES, 96),
            _choice("level", N_("Level"), (("", N_("Not said")), *LEVEL_NAMES), 104),
            EditColumn(
                "influence",
                N_("Influence"),
                lambda row: f"{row.influence} / 5",
                typed=lambda row: str(row.influence),
                choices=lambda: [(str(one), f"{one} / 5") for one in (5, 4, 3, 2, 1)],
                width=78,
                hint=N_("From 1 (little) to 5 (decides)"),
            ),
            EditColumn(
                "attitude",
                N_("Attitude"),
                lambda row: attitude_words(row.attitude),
                typed=lambda row: str(row.attitude),
                choices=lambda: [(str(code), attitude_words(code)) for code, _name in ATTITUDE_NAMES],
                width=140,
                tone=lambda row: _TONES.get(row.attitude, "secondary"),
            ),
        )

    def show_content(self, content: Content) -> None:
        """Show who decides."""
        summary = content.details.summary
        self._customer = summary.customer_id
        self.area.setVisible(self._customer is not None)
        self.nobody.setVisible(self._customer is None)
        writable = not self._writer.data.read_only and summary.status != "lost"
        self.table.show_rows(content.chain.rows, writable=writable)
        self._show_current()
        empty(self.gaps)
        for gap in content.chain.gaps if summary.status == "open" else ():
            self.gaps.addWidget(label(f"⚠ {gap.text}", "warning", wrap=True))
        support = content.chain.support
        self.support.setVisible(bool(content.chain.rows))
        self.support.setText(
            _("Support, influence × attitude: {score} of ±{most} ({share}%)").format(
                score=f"{support.score:+d}", most=number(support.most, 0), share=f"{support.share * 100:+.0f}"
            )
        )
        self.matrix.show_matrix(
            content.matrix, self._now().date(), writable=writable and summary.status == "open"
        )

    def finish(self) -> str:
        """Write what stands in an open editor; return what is wrong with it where it is refused."""
        self.facts.finish()
        return self.table.finish() or self.facts.complaint()

    def _show_current(self) -> None:
        """Show what is known of the contact where the keyboard is, else of the first one."""
        row = self._row = self.table.current_row() or next(iter(self.table.rows.rows), None)
        self.person.setVisible(row is not None)
        self.facts.setVisible(row is not None)
        if row is None:
            return
        last = "" if row.last_on is None else day_words(row.last_on, self._now().date())
        self.person.setText(" · ".join(cut(part, 60) for part in (row.contact, row.title, row.firm) if part))
        writable = self.table.rows.writable
        self.facts.show_facts(
            [
                Fact("concern", _("Concern"), row.concern, multiline=True, editable=writable, longest=2_000),
                Fact(
                    "criteria", _("Criteria"), row.criteria, multiline=True, editable=writable, longest=2_000
                ),
                Fact("last", _("Last contact"), last, editable=False),
            ]
        )

    def _on_fact(self, key: str, typed: str) -> None:
        if self._begun is not None:
            try:
                self._writer.change_row("stakeholder", self._begun, self._begun.contact, **{key: typed})
            except SalesDeskError as error:
                self.facts.complain(key, error.message)

    def _on_current(self) -> None:
        """Write what stands in an editor before another contact is shown."""
        self.facts.finish()
        self._show_current()

    def _begin(self) -> None:
        self._begun = self._row

    def _names(self) -> list[str]:
        return [one.name for one in self._writer.data.read(buying_center.contact_choices, self._writer.id)]

    def _add(self, _key: str, typed: str) -> None:
        """Put a contact into the chain; a name that nobody bears is a new contact of the customer."""
        name = one_line(typed)
        known = self._writer.data.read(buying_center.contact_choices, self._writer.id)
        found = next((one.id for one in known if one.name.casefold() == name.casefold()), None)
        if found is not None:
            self._writer.add("stakeholder", name, contact=found)
            return
        label_ = Label(N_("Decision chain: add “{name}”"), {"name": in_label(name)})
        self._writer.data.write(label_, _add_new, self._customer, self._writer.id, name)

    def _on_task(self, cell: Cell) -> None:
        """Plan what would fill an empty cell of the matrix."""
        due = self._now().date() + timedelta(days=_TASK_DAYS)
        self._writer.data.write(
            Label(N_("Plan: {activity}"), {"activity": in_label(cell.suggestion)}),
            activities.plan,
            kind="task",
            subject=cell.suggestion[:200],
            due_on=due,
            opportunity_id=self._writer.id,
            owner_id=self._writer.data.person,
        )


def _add_new(session: Any, customer_id: Any, opportunity_id: Any, name: str) -> None:
    contact = contacts.create(session, customer_id, name=name)
    opportunity_rows.add(session, "stakeholder", opportunity_id, contact=contact)


def _choice(key: str, title: str, names: Any, width: int) -> EditColumn[Any]:
    return EditColumn(
        key,
        title,
        lambda row: _(dict(names).get(getattr(row, key), "")) if getattr(row, key) else "",
        typed=lambda row: str(getattr(row, key)),
        choices=lambda: [(code, _(name)) for code, name in names],
        width=width,
    )


def attitude_words(code: int) -> str:
    """Return an attitude as a mark with its word."""
    return f"{_MARKS.get(code, '')} {_(dict(ATTITUDE_NAMES)[code])}"


class MatrixView(QWidget):
    """Which levels of the customer and of ours know each other; an empty cell offers the task that would fill it."""

    task_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: object = None
        self.title = label(role="strong")
        self._grid = QGridLayout()
        self._grid.setSpacing(4)
        for place in (1, 2, 3):
            self._grid.setColumnStretch(place, 1)
        layout = QVBoxLayout(self)
        margins(layout, gap=6)
        layout.addWidget(self.title)
        layout.addLayout(self._grid)
        self.setAccessibleName(_("Relationship matrix"))

    def show_matrix(self, matrix: Matrix, today: Any, *, writable: bool) -> None:
        """Show the matrix as it is seen from a day."""
        if (matrix, today, writable) == self._shown:
            return
        self._shown = (matrix, today, writable)
        self.title.setText(_("Relationship matrix · covered {percent}%").format(percent=matrix.coverage))
        empty(self._grid)
        names = dict(LEVEL_NAMES)
        for place, ours in enumerate(LEVELS, start=1):
            self._grid.addWidget(label(_("Ours: {level}").format(level=_(names[ours])), "small"), 0, place)
        for row, theirs in enumerate(LEVELS, start=1):
            self._grid.addWidget(
                label(_("Customer: {level}").format(level=_(names[theirs])), "small"), row, 0
            )
            for place, ours in enumerate(LEVELS, start=1):
                self._grid.addWidget(
                    self._cell(matrix.cell(theirs, ours), today, writable=writable), row, place
                )

    def _cell(self, cell: Cell, today: Any, *, writable: bool) -> QWidget:
        if cell.covered and cell.last_on is not None:
            who = _(", ").join(cut(name, 12) for name in cell.contacts[:2])
            result = label(f"{who} · {day_words(cell.last_on, today)}", "chip")
            set_state(result, "tone", "ok")
            return result
        if not cell.suggestion:
            return label("—", "secondary")
        if not writable:
            return label(_("No contact yet"), "warning")
        task = button(_("+ Task"), "link")
        task.setFixedWidth(task.fontMetrics().horizontalAdvance(task.text()) + 14)
        task.setToolTip(tip(cell.suggestion))
        task.setAccessibleName(_("Make a task: {text}").format(text=cut(cell.suggestion)))
        task.clicked.connect(lambda: self.task_requested.emit(cell))
        return task
