"""The pipeline templates as people choose among them: each with its stages in a line."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from salesdesk.domain.pipeline import PipelineTemplate, templates
from salesdesk.i18n import _, language
from salesdesk.ui.widgets.basics import label, margins, plain


class TemplateChoice(QWidget):
    """Offers the six templates; `chosen` tells of the one that the user picked."""

    chosen = Signal(str)

    def __init__(self, current: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self.options: dict[str, QRadioButton] = {}
        layout = QVBoxLayout(self)
        margins(layout, gap=8)
        for code, template in templates().items():
            option = QRadioButton(plain(name_of(template)))
            option.setAccessibleDescription(stages_of(template))
            option.clicked.connect(lambda _on, chosen=code: self.chosen.emit(chosen))
            self._group.addButton(option)
            self.options[code] = option
            line = label(stages_of(template), "small", wrap=True)
            line.setContentsMargins(24, 0, 0, 0)
            entry = QVBoxLayout()
            margins(entry, gap=1)
            entry.addWidget(option)
            entry.addWidget(line)
            layout.addLayout(entry)
        layout.addStretch()
        self.set_code(current)

    def code(self) -> str:
        """Return the chosen template."""
        return next(code for code, option in self.options.items() if option.isChecked())

    def set_code(self, code: str) -> None:
        """Choose a template."""
        self.options[code].setChecked(True)


def name_of(template: PipelineTemplate) -> str:
    """Return the name of a template in the language of the window."""
    return template.name_zh if language() == "zh_CN" else template.name_en


def stages_of(template: PipelineTemplate) -> str:
    """Return the stages of a template in one line, in the language of the window."""
    chinese = language() == "zh_CN"
    names = [stage.name_zh if chinese else stage.name_en for stage in template.stages]
    return _("{count} stages: {names}").format(count=len(names), names=" → ".join(names))
