"""A plan of payments in a table: what each part comes to, what makes it due, which one takes the rest."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from salesdesk.domain import payment_plan, payment_terms
from salesdesk.domain.errors import InvalidInputError, SalesDeskError
from salesdesk.domain.money import exact, half_width, minor_units, parse_amount
from salesdesk.domain.payment_plan import PlanLine
from salesdesk.domain.payment_terms import TRIGGERS, percent_text
from salesdesk.i18n import N_, _, day, language
from salesdesk.services import lists
from salesdesk.storage.ids import new_id
from salesdesk.ui.contracts.payment_tables import shown_money
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.edit_columns import EditColumn
from salesdesk.ui.widgets.edit_table import EditTable
from salesdesk.ui.widgets.form import FormDialog
from salesdesk.ui.widgets.typed import parse_day

_WIDTH: Final = 980
_HEIGHT: Final = 230
KINDS: Final = {"percent": N_("Share"), "amount": N_("Amount"), "balance": N_("The rest")}
"""How a part is agreed, with names to be translated."""
_NAMES: Final[dict[str, str]] = dict(TRIGGERS.items())
_FIRST: Final = PlanLine(kind="percent", trigger="delivered")
_PERCENT_PLACES: Final = payment_plan.SHARE_PLACES - 2


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A part of the plan with what it comes to; None while the plan doesn't work."""

    id: uuid.UUID
    line: PlanLine
    amount: Decimal | None


class PlanDialog(FormDialog):
    """Changes a plan over an amount; `then` gets it, and the key of the terms where it is just those."""

    def __init__(
        self,
        total: Decimal,
        currency: str,
        lines: Sequence[PlanLine],
        then: Callable[[tuple[PlanLine, ...], str], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Plan of payments"), _("Save"), parent)
        self.setMinimumWidth(_WIDTH)
        self.total, self._currency, self._then = total, currency, then
        self._today = lists.local_day()
        self._rows = tuple(PlanRow(new_id(), line, None) for line in lines)
        text = _("{amount} are split. Exactly one payment takes the rest.")
        self.head.addWidget(label(text.format(amount=shown_money(total, currency)), "secondary", wrap=True))
        terms: list[tuple[object, str]] = [("", _("Own terms"))]
        terms += [(term.key, payment_terms.name_of(term, language())) for term in payment_terms.TERMS]
        self.terms = self.add_choice(_("Terms"), terms, self._key())
        self.terms.activated.connect(self._on_terms)
        self.table: EditTable[PlanRow] = EditTable(
            _("Plan of payments"), self._columns(), self._write, add_hint=_("Another payment…")
        )
        self.table.setMinimumHeight(_HEIGHT)
        self.table.remove_requested.connect(self._on_remove)
        self.table.shift_requested.connect(self._on_shift)
        self.add_below(self.table)
        self.told = label(role="secondary", wrap=True)
        self.add_below(self.told)
        self._show()

    def _columns(self) -> tuple[EditColumn[PlanRow], ...]:
        def kinds() -> list[tuple[str, str]]:
            return [(code, _(name)) for code, name in KINDS.items()]

        def triggers() -> list[tuple[str, str]]:
            return [(code, _(name)) for code, name in _NAMES.items()]

        def retention() -> list[tuple[str, str]]:
            return [("", _("no")), ("yes", _("yes"))]

        return (
            EditColumn(
                "label", N_("Instalment"), lambda row: row.line.label, share=3, begins=True, longest=200
            ),
            EditColumn("label_en", N_("In English"), lambda row: row.line.label_en, share=3, longest=200),
            EditColumn("kind", N_("Agreed as"), lambda row: _(KINDS[row.line.kind]), _kind, kinds, width=80),
            EditColumn("value", N_("How much"), self._value, width=104, right=True, longest=30),
            EditColumn("amount", N_("Comes to"), self._amount, width=116, right=True, editable=False),
            EditColumn(
                "trigger",
                N_("Due upon"),
                lambda row: _(_NAMES[row.line.trigger]),
                _trigger,
                triggers,
                share=3,
            ),
            EditColumn(
                "offset", N_("Days after"), lambda row: str(row.line.offset_days), width=88, right=True
            ),
            EditColumn("fixed_on", N_("Agreed day"), _fixed, width=92, longest=20),
            EditColumn(
                "retention",
                N_("Retention"),
                lambda row: _("yes") if row.line.retention else "",
                lambda row: "yes" if row.line.retention else "",
                retention,
                width=84,
            ),
        )

    def _value(self, row: PlanRow) -> str:
        line = row.line
        if line.kind == "percent":
            return "" if line.share is None else percent_text(line.share * 100)
        if line.kind == "amount" and line.amount is not None:
            return f"{line.amount:,.{minor_units(self._currency)}f}"
        return ""

    def _amount(self, row: PlanRow) -> str:
        return "—" if row.amount is None else shown_money(row.amount, self._currency)

    # --- showing ------------------------------------------------------------------------------------------------

    def lines(self) -> tuple[PlanLine, ...]:
        """Return the plan as it stands."""
        return tuple(row.line for row in self._rows)

    def _show(self) -> None:
        """Show the parts with what they come to, or why they don't work."""
        amounts: Sequence[Decimal | None]
        try:
            amounts = payment_plan.split(self.lines(), self.total, minor_units(self._currency))
            self.told.setText(_("The payments make the whole amount."))
        except SalesDeskError as error:
            amounts = [None] * len(self._rows)
            self.told.setText(error.message)
        self._rows = tuple(
            replace(row, amount=amount) for row, amount in zip(self._rows, amounts, strict=True)
        )
        self.table.show_rows(self._rows, writable=True)
        self.terms.setCurrentIndex(max(self.terms.findData(self._key()), 0))

    def _key(self) -> str:
        """Return the key of the terms that the plan is just like, empty for its own."""
        terms = (term for term in payment_terms.TERMS if payment_plan.of_term(term.lines) == self.lines())
        return next((term.key for term in terms), "")

    # --- changing -----------------------------------------------------------------------------------------------

    def _on_terms(self, place: int) -> None:
        term = payment_terms.by_key(self.terms.itemData(place) or "")
        if term is not None:
            self._rows = tuple(PlanRow(new_id(), line, None) for line in payment_plan.of_term(term.lines))
        self._show()

    def _write(self, row: PlanRow | None, key: str, typed: str) -> None:
        """Take what was typed into a cell; in the empty row a payment begins."""
        if row is None:
            if typed.strip():
                line = replace(_FIRST, **self._changed(_FIRST, key, typed))
                self._rows = (*self._rows, PlanRow(new_id(), line, None))
                self._show()
            return
        standing = next((one.line for one in self._rows if one.id == row.id), row.line)
        line = replace(standing, **self._changed(standing, key, typed))
        rows = [replace(one, line=line) if one.id == row.id else one for one in self._rows]
        if key == "kind" and line.kind == "balance":
            rows = [one if one.id == row.id else self._no_balance(one) for one in rows]
        self._rows = tuple(rows)
        self._show()

    @staticmethod
    def _no_balance(row: PlanRow) -> PlanRow:
        """Return a part that another one takes the rest from: it keeps its share, else its amount."""
        if row.line.kind != "balance":
            return row
        kind: Any = "percent" if row.line.share is not None else "amount"
        return replace(
            row, line=replace(row.line, kind=kind, amount=None if kind == "percent" else row.amount)
        )

    def _changed(self, line: PlanLine, key: str, typed: str) -> dict[str, Any]:
        """Return what becomes of a part by what was typed; InvalidInputError where it can't stand."""
        if key == "value":
            return self._valued(line, typed)
        if key == "trigger":
            return _triggered(line, typed)
        if key == "offset":
            return {"offset_days": _days(typed)}
        if key == "fixed_on":
            return {"fixed_on": self._day(typed)}
        if key == "retention":
            return {"retention": typed == "yes"}
        return {key: typed}

    def _valued(self, line: PlanLine, typed: str) -> dict[str, Any]:
        text = half_width(typed).strip()
        if line.kind == "balance":
            raise InvalidInputError(_("This payment takes the rest: it has no amount of its own."))
        if text.endswith("%") or line.kind == "percent":
            share = exact(parse_amount(text.removesuffix("%").strip()), _PERCENT_PLACES)
            return {"kind": "percent", "share": (share / 100).normalize(), "amount": None}
        return {"amount": exact(parse_amount(text), minor_units(self._currency)), "share": None}

    def _day(self, typed: str) -> date | None:
        return parse_day(typed, self._today) if typed.strip() else None

    def _on_remove(self, row: PlanRow) -> None:
        self._rows = tuple(one for one in self._rows if one.id != row.id)
        self._show()

    def _on_shift(self, row: PlanRow, step: int) -> None:
        rows = list(self._rows)
        place = next(place for place, one in enumerate(rows) if one.id == row.id)
        rows.insert(min(max(place + step, 0), len(rows) - 1), rows.pop(place))
        self._rows = tuple(rows)
        self._show()

    def save(self) -> None:
        """Hand on the plan."""
        if problem := self.table.finish():
            raise InvalidInputError(problem)
        payment_plan.check(self.lines(), self.total, minor_units(self._currency))
        self._then(self.lines(), self._key())


def _kind(row: PlanRow) -> str:
    return row.line.kind


def _trigger(row: PlanRow) -> str:
    return row.line.trigger


def _fixed(row: PlanRow) -> str:
    return day(row.line.fixed_on) if row.line.fixed_on else ""


def _days(typed: str) -> int:
    text = half_width(typed).strip() or "0"
    if not text.isdecimal() or int(text) > payment_plan.LONGEST_OFFSET:
        raise InvalidInputError(
            _("A payment is due 0 to {most} days later.").format(most=payment_plan.LONGEST_OFFSET)
        )
    return int(text)


def _triggered(line: PlanLine, trigger: Any) -> dict[str, Any]:
    """Return what follows from another trigger: the usual name, unless it has one of its own, and the retention."""
    found: dict[str, Any] = {"trigger": trigger, "retention": trigger == "warranty_end"}
    if line.label in ("", payment_plan.label(line.trigger, "zh_CN")):
        found["label"] = payment_plan.label(trigger, "zh_CN")
    if line.label_en in ("", payment_plan.label(line.trigger, "en")):
        found["label_en"] = payment_plan.label(trigger, "en")
    return found
