"""The settings: sections at the left, the chosen one beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from salesdesk.i18n import N_, _
from salesdesk.ui import icons
from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.settings.approval_section import ApprovalSection
from salesdesk.ui.settings.company_section import CompanySection
from salesdesk.ui.settings.data_section import DataSection
from salesdesk.ui.settings.look_section import LookSection
from salesdesk.ui.settings.people_section import PeopleSection
from salesdesk.ui.settings.section import Section
from salesdesk.ui.settings.tax_section import TaxSection
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.scrolling import Scrolling

_SECTIONS: Final = (
    ("company", N_("My company"), "building-2"),
    ("people", N_("People"), "users-round"),
    ("approvals", N_("Approvals"), "square-check-big"),
    ("taxes", N_("Tax rates"), "file-text"),
    ("look", N_("Language and appearance"), "sun-moon"),
    ("data", N_("Data"), "folder-open"),
)


class SettingsPage(Page):
    """Shows one section at a time; what is changed is saved at once."""

    name = "settings"

    def __init__(self, context: PageContext, state: object | None = None) -> None:
        super().__init__()
        self.company = CompanySection(context)
        self.people = PeopleSection(context)
        self.approvals = ApprovalSection(context)
        self.taxes = TaxSection(context)
        self.look = LookSection(context)
        self.data_section = DataSection(context)
        self.sections: dict[str, Section] = {
            "company": self.company,
            "people": self.people,
            "approvals": self.approvals,
            "taxes": self.taxes,
            "look": self.look,
            "data": self.data_section,
        }
        self.people.person_chosen.connect(lambda person: self.action_requested.emit("person", person))
        self.look.language_chosen.connect(lambda code: self.action_requested.emit("language", code))
        self.look.theme_chosen.connect(lambda mode: self.action_requested.emit("theme", mode))
        self.buttons = {name: self._button(name, title, icon) for name, title, icon in _SECTIONS}
        self.pipelines = self._leading("pipelines", _("Sales pipelines"), "square-kanban")
        self.designs = self._leading("designer", _("Document designs"), "file-text")
        self.seals = self._leading("seals", _("Seals"), "stamp")
        self._arrange()
        self.show_section(state if isinstance(state, str) and state in self.sections else "company")

    def _button(self, name: str, title: str, icon: str) -> QPushButton:
        result = button(f"  {_(title)}", "page")
        result.setIcon(icons.icon(icon, on="accent"))
        result.setIconSize(QSize(18, 18))
        result.setCheckable(True)
        result.setAutoExclusive(True)
        result.setAccessibleName(_(title))
        result.clicked.connect(lambda: self.show_section(name))
        return result

    def _leading(self, page: str, title: str, icon: str) -> QPushButton:
        """Return what leads to a page of its own."""
        result = button(f"  {title}  →", "page")
        result.setIcon(icons.icon(icon, on="accent"))
        result.setIconSize(QSize(18, 18))
        result.setAccessibleName(title)
        result.clicked.connect(lambda: self.action_requested.emit(page, None))
        return result

    def _arrange(self) -> None:
        self._stack = QStackedWidget()
        for section in self.sections.values():
            self._stack.addWidget(Scrolling(section))
        choices = QWidget()
        choices.setFixedWidth(236)
        left = QVBoxLayout(choices)
        margins(left, gap=2)
        for shown in self.buttons.values():
            left.addWidget(shown)
        left.addWidget(self.pipelines)
        left.addWidget(self.designs)
        left.addWidget(self.seals)
        left.addStretch()
        body = QHBoxLayout()
        margins(body, gap=18)
        body.addWidget(choices)
        body.addWidget(self._stack, 1)
        layout = QVBoxLayout(self)
        margins(layout, 18, 12, 18, 10, gap=10)
        layout.addWidget(label(_("Settings"), "title"))
        layout.addLayout(body, 1)

    def show_section(self, name: str) -> None:
        """Show a section."""
        self._shown = name
        self.buttons[name].setChecked(True)
        self._stack.setCurrentIndex(list(self.sections).index(name))

    # --- what the frame asks ------------------------------------------------------------------------------------

    def state(self) -> str:
        """Return which section is shown."""
        return self._shown

    def focus_content(self) -> None:
        """Put the keyboard on the section."""
        self.sections[self._shown].focus_first()

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of the fields."""
        return (
            ("F2", _("Edit the field")),
            ("Enter", _("Save the field")),
            ("Esc", _("Leave the field as it was")),
        )

    def busy(self) -> bool:
        """Tell whether a section waits for something."""
        return any(section.busy() for section in self.sections.values())

    def leave(self) -> None:
        """Save the field that is being edited."""
        for section in self.sections.values():
            section.leave()
