"""How many people sell, and the pipeline that fits: proposed, and changed where another one is wanted."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.pipeline import templates
from salesdesk.i18n import N_, _
from salesdesk.services.company import DEFAULT_PIPELINE
from salesdesk.services.pipelines import LIGHT
from salesdesk.ui.template_choice import name_of, stages_of
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.choice_box import ChoiceBox

_SIZES: Final = (
    (N_("1 to 5"), LIGHT),
    (N_("6 to 50"), DEFAULT_PIPELINE),
    (N_("More than 50"), DEFAULT_PIPELINE),
)
"""How many people sell, and the template that fits so many."""
_USUAL: Final = 1


class PipelineField(QWidget):
    """Proposes a template by the number of people; `template` is the one that is taken."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.people = ChoiceBox()
        self.people.setAccessibleName(_("People who sell"))
        for text, _code in _SIZES:
            self.people.addItem(_(text))
        self.people.setCurrentIndex(_USUAL)
        self.people.activated.connect(self._on_people)
        self.name = label(role="strong")
        self.stages = label(role="small", wrap=True)
        self.change = button(_("Other pipeline…"), "link")
        self.change.clicked.connect(self.ask)
        head = QHBoxLayout()
        margins(head, gap=8)
        head.addWidget(self.people)
        head.addStretch()
        head.addWidget(self.change)
        layout = QVBoxLayout(self)
        margins(layout, gap=4)
        layout.addLayout(head)
        layout.addWidget(self.name)
        layout.addWidget(self.stages)
        self.template = DEFAULT_PIPELINE
        self.take(self.template)

    def take(self, code: str) -> None:
        """Take a template."""
        self.template = code
        template = templates()[code]
        self.name.setText(name_of(template))
        self.stages.setText(stages_of(template))

    def ask(self) -> None:
        """Offer all templates."""
        from salesdesk.ui.start.template_dialog import TemplateDialog  # noqa: PLC0415 - only when it is asked for

        TemplateDialog(self.template, self.take, self).open()

    def _on_people(self, place: int) -> None:
        self.take(_SIZES[place][1])
