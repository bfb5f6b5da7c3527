"""What is known of an opportunity: its fields, the team, the products of interest, the competitors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from salesdesk.domain.errors import ConflictError, InvalidInputError, SalesDeskError
from salesdesk.domain.money import parse_amount
from salesdesk.domain.roadmap import Proposal
from salesdesk.i18n import N_, _, money_short, number
from salesdesk.services import competitors, products
from salesdesk.services.opportunity_lists import InterestRow, RivalRow
from salesdesk.ui.opportunity.head import ROADMAP
from salesdesk.ui.opportunity.list_part import ListPart
from salesdesk.ui.opportunity.reading import Content
from salesdesk.ui.opportunity.slip_menu import SlipMenu
from salesdesk.ui.opportunity.writer import Writer
from salesdesk.ui.widgets import opportunity_facts as fields
from salesdesk.ui.widgets.basics import button, label
from salesdesk.ui.widgets.cards import Card
from salesdesk.ui.widgets.edit_columns import EditColumn
from salesdesk.ui.widgets.facts import Fact, Facts
from salesdesk.ui.widgets.headline import CustomerLine, TitleEdit
from salesdesk.ui.widgets.text_lines import cut

_FEW: Final = frozenset(
    {
        "loss",
        "amount",
        "probability",
        "expected_close_on",
        "roadmap",
        "need",
        "budget",
        "source",
        "remark",
    }
)
_MOST_PRODUCTS: Final = 1_000
_TEAM: Final = (
    ("owner", N_("AR account")),
    ("sr", N_("SR solution")),
    ("fr", N_("FR delivery")),
)
STANDINGS: Final = (
    ("", N_("Not known"), ""),
    ("behind", N_("Behind us"), "ok"),
    ("even", N_("Level with us"), "warn"),
    ("favoured", N_("Ahead of us"), "bad"),
)
"""How a competitor stands with the customer: code, name, tone."""


class FactsCard(Card):
    """The fields of the opportunity and its customer, edited where they stand."""

    open_requested = Signal(str, object)

    def __init__(self, writer: Writer, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(_("Basic facts"), parent)
        self._writer, self._today = writer, today
        self._content: Content | None = None
        self._begun: int | None = None
        self.slip: SlipMenu | None = None
        self.customer = CustomerLine(writer.data)
        self.facts = Facts()
        self.all_facts = button(_("Show all fields"), "link")
        self.all_facts.setCheckable(True)
        self.all_facts.clicked.connect(self._show)
        self.head.addWidget(self.all_facts)
        self.body.addWidget(self.customer)
        self.body.addWidget(self.facts)
        self.customer.chosen.connect(lambda chosen: self._write("customer", chosen))
        self.customer.open_requested.connect(lambda one: self.open_requested.emit("customer", one))
        self.facts.edited.connect(self._on_edited)
        self.facts.opened.connect(self.begin)

    def show_content(self, content: Content) -> None:
        """Show the fields."""
        self._content = content
        self._show()

    def _show(self) -> None:
        if self._content is None:
            return
        details, everything = self._content.details, self.all_facts.isChecked()
        summary, writable = details.summary, not self._writer.data.read_only
        editable = writable and not summary.is_closed
        self.all_facts.setText(_("Show fewer fields") if everything else _("Show all fields"))
        self.customer.show_customer(summary.customer_id, summary.customer or "", editable=editable)
        shown = [
            fact
            for fact in fields.facts(details, writable=writable)
            if fact.key not in ("owner", "stage", "days") and (everything or fact.key in _FEW)
        ]
        place = next((at for at, fact in enumerate(shown) if fact.key == "expected_close_on"), 0)
        proposal = self._content.health.proposal if editable else None
        shown.insert(place + 1, roadmap_fact(summary.roadmap, proposal, editable=editable))
        self.facts.show_facts(shown)

    def begin(self) -> None:
        """Remember what an editor was opened over: what is changed elsewhere in the meantime is not overwritten."""
        self._begun = self._content.details.summary.row_version if self._content else None

    def finish(self) -> str:
        """Write what stands in an open editor; return what is wrong with it where it is refused."""
        self.facts.finish()
        if self.slip is not None:
            self.slip.finish()
        return self.facts.complaint()

    def rename(self, typed: str, title: TitleEdit) -> None:
        """Write another title, which stands in the head."""
        try:
            self._write("name", typed)
        except SalesDeskError as error:
            title.complain(error.message)
            self.begin()

    def _on_edited(self, key: str, typed: str) -> None:
        try:
            value = fields.parse(key, typed, self._today())
        except SalesDeskError as error:
            self.facts.complain(key, error.message)
            return
        before = self._content.details.summary.expected_close_on if self._content else None
        if key == "expected_close_on" and before is not None and value is not None and value > before:
            self._ask_reason(value)
        else:
            self._try(key, value)

    def _ask_reason(self, value: date) -> None:
        """Ask why the close is put off; it is written whatever the answer."""
        menu = self.slip = SlipMenu(lambda reason: self._on_reason(value, reason), self)
        menu.aboutToHide.connect(menu.finish, Qt.ConnectionType.QueuedConnection)
        shown = self.facts.value("expected_close_on")
        menu.popup(shown.mapToGlobal(shown.rect().bottomLeft()))

    def _on_reason(self, value: date, reason: str) -> None:
        menu, self.slip = self.slip, None
        if menu is not None:
            menu.deleteLater()
        self._try("expected_close_on", value, reason)

    def _try(self, key: str, value: Any, reason: str = "") -> None:
        try:
            self._write(key, value, reason)
        except SalesDeskError as error:
            self.facts.complain(key, error.message)
            if isinstance(error, ConflictError):
                self.begin()

    def _write(self, key: str, value: Any, reason: str = "") -> None:
        if self._content is not None:
            summary = self._content.details.summary
            version, self._begun = self._begun or summary.row_version, None
            self._writer.change(summary, key, value, row_version=version, reason=reason)


def roadmap_fact(code: str, proposal: Proposal | None, *, editable: bool) -> Fact:
    """Return the status for the forecast as a field; where the facts speak for another one, that stands under it."""
    words = {one: (_(name), tone) for one, name, tone in ROADMAP}
    text, tone = words.get(code, ("", ""))
    choices = (("", "—"), *((one, _(name)) for one, name, _tone in ROADMAP))
    hint = ""
    if proposal is not None and code and proposal.state != code:
        hint = _("The facts speak for “{word}”: {reasons}").format(
            word=words.get(proposal.state, ("", ""))[0], reasons=cut(" ".join(proposal.reasons))
        )
    return Fact("roadmap", _("Forecast status"), text, code, choices, editable=editable, tone=tone, hint=hint)


class TeamCard(Card):
    """Who works on it: account, solution and delivery (requirement D14), and what the rule asks for."""

    def __init__(self, writer: Writer, parent: QWidget | None = None) -> None:
        super().__init__(_("Team"), parent)
        self._writer = writer
        self._content: Content | None = None
        self.facts = Facts()
        self.rule = label(role="warning", wrap=True)
        self.body.addWidget(self.facts)
        self.body.addWidget(self.rule)
        self.facts.edited.connect(self._on_edited)

    def show_content(self, content: Content) -> None:
        """Show the team."""
        self._content = content
        summary = content.details.summary
        # Who delivers is often named after the signature.
        late = summary.status == "won"
        writable = not self._writer.data.read_only
        people = fields.people_choices(content.details)
        values = {
            "owner": (summary.owner, summary.owner_id),
            "sr": (summary.sr, summary.sr_id),
            "fr": (summary.fr, summary.fr_id),
        }
        self.facts.show_facts(
            [
                Fact(
                    key,
                    _(caption),
                    values[key][0] or "",
                    fields.code_of(values[key][1]),
                    people,
                    editable=writable and (not summary.is_closed or (late and key != "owner")),
                )
                for key, caption in _TEAM
            ]
        )
        self._show_rule(
            content, missing=[key.upper() if key != "owner" else "AR" for key in values if not values[key][1]]
        )

    def _show_rule(self, content: Content, *, missing: list[str]) -> None:
        summary, least = content.details.summary, content.team_from
        wanted = summary.amount is not None and summary.amount >= least and summary.status == "open"
        self.rule.setVisible(bool(wanted and missing))
        if wanted and missing:
            self.rule.setText(
                _("From {amount} on the gate asks for all three. Missing: {roles}.").format(
                    amount=money_short(least, summary.currency), roles=_(", ").join(missing)
                )
            )

    def finish(self) -> str:
        """Write what stands in an open editor; return what is wrong with it where it is refused."""
        self.facts.finish()
        return self.facts.complaint()

    def _on_edited(self, key: str, typed: str) -> None:
        if self._content is None:
            return
        summary = self._content.details.summary
        try:
            value = fields.parse(key, typed, date.min)
            self._writer.change(summary, key, value, row_version=summary.row_version)
        except SalesDeskError as error:
            self.facts.complain(key, error.message)


class InterestsCard(Card):
    """The products that the customer is interested in."""

    def __init__(self, writer: Writer, parent: QWidget | None = None) -> None:
        super().__init__(_("Products of interest"), parent)
        self._data = writer.data
        columns: tuple[EditColumn[Any], ...] = (
            EditColumn(
                "product",
                N_("Product"),
                lambda row: " ".join(part for part in (row.product, row.model) if part),
                typed=lambda row: str(row.product),
                suggested=self._names,
                share=1,
                begins=True,
                fixed=True,
            ),
            EditColumn(
                "quantity", N_("Qty"), lambda row: number(row.quantity.normalize()), width=52, right=True
            ),
            EditColumn("price", N_("Price"), _price, width=78, right=True, editable=False),
        )
        self.table = ListPart(
            _("Products of interest"),
            "interest",
            columns,
            writer,
            parse={"quantity": parse_amount, "product": self._product},
            named=lambda row: str(row.product),
            add_hint=_("Add a product…"),
            fitted=True,
        )
        self._writer = writer
        self.sum = label(role="small")
        self.body.addWidget(self.table)
        self.body.addWidget(self.sum)

    def show_content(self, content: Content) -> None:
        """Show the products, and what they come to."""
        summary = content.details.summary
        writable = not self._data.read_only and summary.status != "lost"
        self.table.show_rows(content.interests, writable=writable)
        amounts = [row.amount for row in content.interests if row.amount is not None]
        self.sum.setVisible(bool(amounts))
        self.sum.setText(
            _("At the customer's prices {amount}").format(
                amount=money_short(sum(amounts, Decimal(0)), summary.currency)
            )
        )

    def _names(self) -> list[str]:
        return [name for _id, name in self._data.read(product_choices)]

    def _product(self, typed: str) -> Any:
        wanted = typed.strip().casefold()
        known = self._data.read(product_choices)
        found = [one for one, name in known if name.casefold() == wanted]
        found = found or [one for one, name in known if wanted in name.casefold()]
        if len(found) != 1:
            raise InvalidInputError(_("Choose a product of the list."))
        return found[0]


def product_choices(session: Any) -> list[tuple[Any, str]]:
    """Return the products with their models, as one types them."""
    return [
        (row.id, " ".join(part for part in (row.name, row.model) if part))
        for row in products.find(session, "", limit=_MOST_PRODUCTS)
    ]


def _price(row: InterestRow) -> str:
    return "" if row.price is None else money_short(row.price, row.currency)


class RivalsCard(Card):
    """The competitors in this opportunity, and how they stand."""

    def __init__(self, writer: Writer, parent: QWidget | None = None) -> None:
        super().__init__(_("Competitors"), parent)
        self._writer = writer
        columns: tuple[EditColumn[Any], ...] = (
            EditColumn(
                "competitor",
                N_("Competitor"),
                lambda row: str(row.competitor),
                suggested=self._names,
                share=3,
                begins=True,
                fixed=True,
            ),
            EditColumn(
                "standing",
                N_("Standing"),
                lambda row: _standing(row)[0],
                typed=lambda row: str(row.standing),
                choices=lambda: [(code, _(name)) for code, name, _tone in STANDINGS],
                width=88,
                tone=lambda row: _standing(row)[1],
            ),
            EditColumn(
                "note",
                N_("Note"),
                lambda row: " ".join(row.note.split()),
                share=3,
                typed=lambda row: str(row.note),
            ),
        )
        self.table = ListPart(
            _("Competitors"),
            "rival",
            columns,
            writer,
            named=lambda row: str(row.competitor),
            add_hint=_("Add a competitor…"),
            fitted=True,
        )
        self.body.addWidget(self.table)

    def show_content(self, content: Content) -> None:
        """Show the competitors."""
        writable = not self._writer.data.read_only and content.details.summary.status != "lost"
        self.table.show_rows(content.rivals, writable=writable)

    def _names(self) -> list[str]:
        return [one.name for one in self._writer.data.read(competitors.competitors)]


def _standing(row: RivalRow) -> tuple[str, str]:
    names = {code: (_(name), tone) for code, name, tone in STANDINGS}
    return names.get(row.standing, ("", ""))
