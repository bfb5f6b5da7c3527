"""The requirement sheet and the landmarks of an opportunity, each a table that is edited like a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.landmarks import standing
from salesdesk.i18n import N_, _, day, ngettext, number
from salesdesk.services import opportunity_rows
from salesdesk.services.opportunity_lists import LandmarkRow, RequirementRow
from salesdesk.ui.opportunity import requirement_paste
from salesdesk.ui.opportunity.list_part import ListPart
from salesdesk.ui.opportunity.reading import Content
from salesdesk.ui.opportunity.writer import Writer
from salesdesk.ui.widgets.basics import label, margins
from salesdesk.ui.widgets.edit_columns import EditColumn
from salesdesk.ui.widgets.typed import parse_day

MET: Final = (
    ("", N_("Not said"), ""),
    ("yes", N_("Met"), "ok"),
    ("partly", N_("Partly"), "warn"),
    ("no", N_("Not met"), "bad"),
)
"""Whether we meet a requirement: code, name, tone."""
_STATE_TONES: Final = {
    "reached": "ok",
    "early": "ok",
    "on_time": "ok",
    "late": "warn",
    "overdue": "bad",
    "due": "warn",
    "open": "secondary",
}


class SheetTab(QWidget):
    """A table with a line of explanation above it."""

    def __init__(self, table: ListPart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self.hint = label(role="secondary", wrap=True)
        head = QHBoxLayout()
        margins(head, 14, 8, 14, 4)
        head.addWidget(self.hint, 1)
        layout = QVBoxLayout(self)
        margins(layout, 1, 0, 1, 6)
        layout.addLayout(head)
        layout.addWidget(table, 1)

    def finish(self) -> str:
        """Write what stands in an open editor; return what is wrong with it where it is refused."""
        return self.table.finish()


class NeedsTab(SheetTab):
    """What the customer asks for, line by line, and what we offer (requirement A03)."""

    def __init__(self, writer: Writer, parent: QWidget | None = None) -> None:
        self._writer = writer
        table = ListPart(
            _("Requirement sheet"),
            "requirement",
            _requirement_columns(),
            writer,
            parse={"must": lambda typed: typed == "must"},
            named=lambda row: str(row.parameter),
            add_hint=_("Add a requirement…"),
        )
        table.takes_pasted = True
        table.paste_requested.connect(self._on_pasted)
        super().__init__(table, parent)

    def show_content(self, content: Content) -> None:
        """Show the sheet."""
        summary, rows = content.details.summary, content.requirements
        self.table.show_rows(rows, writable=not self._writer.data.read_only and summary.status != "lost")
        if not rows:
            self.hint.setText(
                _(
                    "What the customer asks for stands here, a line each. Type below, or paste rows from a table."
                )
            )
            return
        off = [row for row in rows if row.met in ("no", "partly")]
        text = ngettext("{count} requirement", "{count} requirements", len(rows)).format(
            count=number(len(rows))
        )
        parts = [text, _("{count} met").format(count=number(sum(row.met == "yes" for row in rows)))]
        if off:
            parts.append(_("{count} deviations").format(count=number(len(off))))
        open_ = sum(row.must and not row.met for row in rows)
        if open_:
            parts.append(_("{count} musts not answered yet").format(count=number(open_)))
        self.hint.setText(" · ".join(parts))

    def _on_pasted(self, text: str) -> None:
        """Add lines copied from a table, all as one step."""
        rows = requirement_paste.parse(text)
        if rows:
            label_ = Label(N_("Requirements: paste {count} lines"), {"count": number(len(rows))})
            self._writer.data.write(label_, _add_all, self._writer.id, rows)


def _add_all(session: Any, opportunity_id: Any, rows: Sequence[dict[str, Any]]) -> None:
    for values in rows:
        opportunity_rows.add(session, "requirement", opportunity_id, **values)


def _requirement_columns() -> tuple[EditColumn[Any], ...]:
    return (
        EditColumn(
            "parameter",
            N_("Parameter"),
            lambda row: str(row.parameter),
            share=5,
            strong=True,
            begins=True,
            longest=200,
        ),
        EditColumn("required", N_("Required"), lambda row: str(row.required), share=5, longest=400),
        EditColumn("unit", N_("Unit"), lambda row: str(row.unit), width=64, longest=40),
        EditColumn(
            "must",
            N_("Weight"),
            lambda row: _("Must") if row.must else _("Wish"),
            typed=lambda row: "must" if row.must else "wish",
            choices=lambda: [("must", _("Must")), ("wish", _("Wish"))],
            width=70,
        ),
        EditColumn("ours", N_("Ours"), lambda row: str(row.ours), share=5, longest=400),
        EditColumn(
            "met",
            N_("Met"),
            lambda row: _met(row)[0] if row.met else "",
            typed=lambda row: str(row.met),
            choices=lambda: [(code, _(name)) for code, name, _tone in MET],
            width=84,
            tone=lambda row: _met(row)[1],
        ),
    )


def _met(row: RequirementRow) -> tuple[str, str]:
    names = {code: (_(name), tone) for code, name, tone in MET}
    return names.get(row.met, ("", ""))


class LandmarksTab(SheetTab):
    """The dated points on the way to the signature, planned and reached (requirement E14)."""

    def __init__(self, writer: Writer, today: Callable[[], date], parent: QWidget | None = None) -> None:
        self._writer, self._today = writer, today
        table = ListPart(
            _("Landmarks"),
            "landmark",
            self._columns(),
            writer,
            parse={"planned_on": self._day, "reached_on": self._day},
            named=lambda row: str(row.name),
            add_hint=_("Add a landmark…"),
        )
        super().__init__(table, parent)

    def _columns(self) -> tuple[EditColumn[Any], ...]:
        hint = N_("Such as 11/25, today or +7")
        return (
            EditColumn(
                "name",
                N_("Landmark"),
                lambda row: str(row.name),
                share=5,
                strong=True,
                begins=True,
                longest=200,
            ),
            EditColumn(
                "planned_on", N_("Planned"), lambda row: _shown_day(row.planned_on), width=100, hint=hint
            ),
            EditColumn(
                "reached_on", N_("Reached"), lambda row: _shown_day(row.reached_on), width=100, hint=hint
            ),
            EditColumn(
                "state",
                N_("Against the plan"),
                lambda row: landmark_state(row, self._today())[0],
                width=150,
                editable=False,
                tone=lambda row: landmark_state(row, self._today())[1],
            ),
            EditColumn(
                "note",
                N_("Note"),
                lambda row: " ".join(row.note.split()),
                typed=lambda row: str(row.note),
                share=4,
            ),
        )

    def show_content(self, content: Content) -> None:
        """Show the landmarks."""
        summary, rows = content.details.summary, content.landmarks
        self.table.show_rows(rows, writable=not self._writer.data.read_only and summary.status != "lost")
        if not rows:
            self.hint.setText(
                _(
                    "What must be reached before the signature stands here, each with its day, such as “trial passed”."
                )
            )
            return
        reached = sum(row.reached_on is not None for row in rows)
        late = sum(
            row.reached_on is None and row.planned_on is not None and row.planned_on < self._today()
            for row in rows
        )
        text = _("{reached} of {count} reached").format(reached=number(reached), count=number(len(rows)))
        self.hint.setText(text + (" · " + _("{count} late").format(count=number(late)) if late else ""))

    def _day(self, typed: str) -> date | None:
        return parse_day(typed, self._today()) if typed.strip() else None


def _shown_day(value: date | None) -> str:
    return "" if value is None else day(value)


def landmark_state(row: LandmarkRow, today: date) -> tuple[str, str]:
    """Return how a landmark stands against its plan, in words, and the tone of that."""
    found = standing(row.planned_on, row.reached_on, today)
    return found.text, _STATE_TONES.get(found.state, "")
