"""Our own firm: every field saved as it is left, and the logo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QWidget

from salesdesk.domain.changes import Changes, Label
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.tax_rates import TAXPAYERS
from salesdesk.i18n import N_, SYMBOLS, _
from salesdesk.services import company
from salesdesk.ui.page import PageContext
from salesdesk.ui.settings.letterhead import Letterhead
from salesdesk.ui.settings.section import Section, card
from salesdesk.ui.widgets.facts import Fact, Facts
from salesdesk.ui.widgets.picture_field import PictureField

_FIELDS: Final = {
    "name": (N_("Company name"), N_("Change the company's name")),
    "name_en": (N_("English name"), N_("Change the company's English name")),
    "address": (N_("Address"), N_("Change the company's address")),
    "phone": (N_("Phone"), N_("Change the company's phone number")),
    "email": (N_("E-mail"), N_("Change the company's e-mail address")),
    "website": (N_("Website"), N_("Change the company's website")),
    "tax_id": (N_("Tax ID (USCC)"), N_("Change the company's tax ID")),
    "taxpayer": (N_("Taxpayer"), N_("Change the company's kind of taxpayer")),
    "bank": (N_("Bank"), N_("Change the company's bank")),
    "bank_account": (N_("Bank account"), N_("Change the company's bank account")),
    "currency": (N_("Currency"), N_("Change the company's currency")),
}
"""Caption and the label of the step that changes it, both message ids."""
_CHOICES: Final[dict[str, Callable[[], dict[str, str]]]] = {
    "currency": lambda: {code: code for code in SYMBOLS},
    "taxpayer": lambda: {code: _(name) for code, name in TAXPAYERS.items()},
}


class CompanySection(Section):
    """What documents say of us."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = context.data
        self._profile = company.CompanyProfile()
        self._versions: dict[str, int] = {}
        self.facts = Facts()
        self.letterhead = Letterhead()
        self.logo = PictureField(
            context.data.workspace.files,
            context.background,
            self.letterhead,
            read_only=context.data.read_only,
            nothing=_("No logo yet"),
            roomy=True,
        )
        self.column.addWidget(
            card(
                _("My company"),
                self.facts,
                note=_("Stands on quotes and their documents. Each field is saved when you leave it."),
            )
        )
        self.column.addWidget(card(_("Logo"), self.logo, note=_("As it stands at the top of documents.")))
        self.column.addStretch()
        self.facts.edited.connect(self._on_edited)
        self.facts.opened.connect(self._on_opened)
        self.logo.stored.connect(self._on_logo)
        self._data.changed.connect(self._on_changed)
        self._show()

    def focus_first(self) -> None:
        """Put the keyboard on the name."""
        self.facts.value("name").setFocus()

    def busy(self) -> bool:
        """Tell whether a logo is being read."""
        return self.logo.busy()

    def leave(self) -> None:
        """Save the field that is being edited."""
        self.facts.finish()
        self.logo.leave()

    def _show(self) -> None:
        self._profile = self._data.read(company.profile)
        self.facts.show_facts([self._fact(field) for field in _FIELDS])
        self.letterhead.show_firm(self._profile.name)
        self.logo.show_picture(self._profile.logo)

    def _fact(self, field: str) -> Fact:
        value = getattr(self._profile, field)
        choices = tuple(_CHOICES[field]().items()) if field in _CHOICES else ()
        return Fact(
            field,
            _(_FIELDS[field][0]),
            dict(choices).get(value, value),
            editor=value,
            choices=choices,
            editable=not self._data.read_only,
            longest=company.LONGEST.get(field, 200),
        )

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("company"):
            self._show()

    def _on_opened(self, field: str) -> None:
        self._versions[field] = self._profile.row_version

    def _on_edited(self, field: str, typed: str) -> None:
        version = self._versions.get(field, self._profile.row_version)
        # A second try after a complaint is made in the knowledge of what stands there now.
        self._versions[field] = self._profile.row_version
        try:
            self._data.write(Label(_FIELDS[field][1]), company.change, field, typed, row_version=version)
        except SalesDeskError as error:
            self.facts.complain(field, error.message)

    def _on_logo(self, logo: str) -> None:
        what = Label(N_("Change the company's logo") if logo else N_("Remove the company's logo"))
        if logo != self._profile.logo:
            self._data.write(what, company.set_logo, logo, row_version=self._profile.row_version)
        self._show()
