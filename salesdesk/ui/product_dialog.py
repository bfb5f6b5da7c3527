"""Asks for a new product, from wherever one is missing."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import QStringListModel, Qt, QTimer
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from salesdesk.domain import product as rules
from salesdesk.domain.changes import Label
from salesdesk.domain.customer import cleaned_name
from salesdesk.domain.tax_rates import CLASSES, percent
from salesdesk.i18n import N_, _
from salesdesk.services import product_editing, tax_rates
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.cards import in_label
from salesdesk.ui.widgets.form import FormDialog
from salesdesk.ui.widgets.text_lines import cut

_PAUSE_MS: Final = 200


class NewProductDialog(FormDialog):
    """Names products that may be the same one; `then` gets the id of the new product once the dialog is closed."""

    def __init__(
        self,
        context: PageContext,
        then: Callable[[uuid.UUID], object],
        *,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("New product"), _("Create"), parent)
        self.setMinimumWidth(480)
        self._data = context.data
        self._then = then
        self._made: uuid.UUID | None = None
        self.accepted.connect(self._on_accepted)
        self.name = self.add_text(_("Product name"), cut(name, 200))
        self.hint = label(role="warning", wrap=True)
        self.hint.hide()
        self.head.addWidget(self.hint)
        self.model = self.add_text(_("Model"))
        self.code = self.add_text(_("Product code"), longest=60)
        self.family = self.add_text(_("Family"), longest=100)
        self.unit = self.add_text(_("Unit"), longest=20, hint=_("such as 台, 套, kg"))
        self.list_price = self.add_text(_("List price with tax"), hint=_("such as 58,000 or 5.8万"))
        self.cost = self.add_text(_("Cost without tax"))
        rates = self._data.read(tax_rates.by_class)
        self.tax_class = self.add_choice(
            _("Tax class"),
            [(code, _class_name(code, rates.get(code))) for code in CLASSES],
            "goods",
        )
        self._suggest_families()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._compare)
        for field in (self.name, self.model):
            field.textChanged.connect(lambda _text: self._pause.start())
        self.name.setFocus()

    def save(self) -> None:
        """Write the product."""
        name = self.read(self.name, cleaned_name)
        values = {
            "name": name,
            "list_price": self._price(self.list_price),
            "cost": self._price(self.cost),
            "tax_class": str(self.tax_class.currentData() or ""),
            **{field: getattr(self, field).text() for field in ("model", "code", "family", "unit")},
        }
        what = Label(N_("New product “{name}”"), {"name": in_label(name)})
        self._made = self._data.write(what, _create, values)

    def _price(self, field: QLineEdit) -> Decimal | None:
        return self.read(field, rules.parse_price) if field.text().strip() else None

    def _on_accepted(self) -> None:
        if self._made is not None:
            self._then(self._made)

    def _suggest_families(self) -> None:
        completer = QCompleter(QStringListModel(self._data.read(product_editing.families), self), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.family.setCompleter(completer)

    def _compare(self) -> None:
        """Say which products may be the same, without standing in the way."""
        found = self._data.read(product_editing.similar, self.name.text(), self.model.text())
        names = _(", ").join(cut(each, 40) for each in found)
        self.hint.setText(_("There is already: {names}").format(names=names))
        self.hint.setVisible(bool(names))


def _create(session: Any, values: Mapping[str, Any]) -> uuid.UUID:
    return product_editing.create(session, **values)


def _class_name(code: str, rate: Decimal | None) -> str:
    return f"{_(CLASSES[code])} {percent(rate)}" if rate is not None else _(CLASSES[code])
