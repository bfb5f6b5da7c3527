"""Language and appearance of the window."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QWidget

from salesdesk import i18n
from salesdesk.i18n import LANGUAGE_NAMES, N_, _
from salesdesk.ui.page import PageContext
from salesdesk.ui.settings.section import Section, card
from salesdesk.ui.widgets.basics import margins

_THEMES: Final = (("system", N_("Like the system")), ("light", N_("Light")), ("dark", N_("Dark")))


class LookSection(Section):
    """Shows the choices; its signals tell what was chosen."""

    language_chosen = Signal(str)
    theme_chosen = Signal(str)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.languages = _Choices(LANGUAGE_NAMES, i18n.language(), _("Language"))
        themes = tuple((mode, _(name)) for mode, name in _THEMES)
        self.themes = _Choices(themes, context.preferences.theme, _("Appearance"))
        self.languages.chosen.connect(self.language_chosen)
        self.themes.chosen.connect(self.theme_chosen)
        note = _("Of the window. A quote is written in the language of its customer.")
        self.column.addWidget(card(_("Language"), self.languages, note=note))
        self.column.addWidget(card(_("Appearance"), self.themes))
        self.column.addStretch()

    def focus_first(self) -> None:
        """Put the keyboard on the language."""
        self.languages.focus_chosen()


class _Choices(QWidget):
    """Values side by side, one of them chosen."""

    chosen = Signal(str)

    def __init__(self, choices: tuple[tuple[str, str], ...], current: str, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.buttons = {code: QRadioButton(text) for code, text in choices}
        group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        margins(layout, gap=20)
        for code, radio in self.buttons.items():
            radio.setChecked(code == current)
            radio.setAccessibleName(f"{name}: {radio.text()}")
            radio.toggled.connect(lambda on, code=code: self.chosen.emit(code) if on else None)
            group.addButton(radio)
            layout.addWidget(radio)
        layout.addStretch()

    def focus_chosen(self) -> None:
        """Put the keyboard on the chosen value."""
        for radio in self.buttons.values():
            if radio.isChecked():
                radio.setFocus()
