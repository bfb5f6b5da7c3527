"""Everything that makes a design, in groups; each change is told at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.document_design import (
    LOGO_HEIGHTS,
    LONGEST,
    MARGINS,
    USUAL,
    USUAL_FOOTER,
    DocumentDesign,
)
from salesdesk.domain.mail_words import USUAL_MAIL
from salesdesk.i18n import LANGUAGE_NAMES, LANGUAGES, N_, _, translate
from salesdesk.ui.background import Background
from salesdesk.ui.designer.columns import ColumnsModel, ColumnsView
from salesdesk.ui.designer.fields import ChoiceField, ColorField, NumberField, TicksField, WordingField
from salesdesk.ui.designer.pdf_field import PdfField
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.cards import Card

_CAPTION: Final = 104
_PLACES: Final = (
    ("right", N_("Right")),
    ("left", N_("Left")),
    ("centre", N_("Centre")),
    ("none", N_("No logo")),
)
_ORIENTATIONS: Final = (
    ("auto", N_("By the number of columns")),
    ("portrait", N_("Portrait")),
    ("landscape", N_("Landscape")),
)
_SIZES: Final = (("small", N_("Small")), ("normal", N_("Normal")), ("large", N_("Large")))
_SIDES: Final = (
    ("left", N_("Left")),
    ("right", N_("Right")),
    ("top", N_("Top")),
    ("next_top", N_("Top from page 2")),
    ("bottom", N_("Bottom")),
)
_FACTS: Final = (
    ("phone", N_("Phone")),
    ("email", N_("E-mail")),
    ("tax_id", N_("Tax ID (USCC)")),
    ("bank", N_("Bank account")),
)
_HIDDEN: Final = (
    ("prices", N_("Prices")),
    ("discounts", N_("Discounts")),
    ("models", N_("Models")),
    ("list_prices", N_("List prices")),
)
_PARTS: Final = (
    ("seal_area", N_("Places for signature and seal")),
    ("pictures", N_("Pictures of the products")),
    ("data_sheets", N_("Data sheets of the products")),
    ("show_footer", N_("Sentence at the foot of every page")),
)
_BACKGROUND: Final = (("first", N_("Under the first page")), ("all", N_("Under every page")))
TYPED: Final = frozenset(
    ("greeting", "closing", "footer", "watermark", "mail", "margins", "logo_height", "accent")
)
"""What changes with every key that is pressed."""


class DesignForm(QWidget):
    """Shows a design; `edited` brings the changed one, and which of its fields changed."""

    edited = Signal(object, str)
    company_requested = Signal()

    def __init__(self, folder: Path, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._design = USUAL
        self._layout = QVBoxLayout(self)
        margins(self._layout, 0, 0, 10, 0, gap=12)
        self.fields: dict[str, Any] = {}
        self._add_letterhead(folder, background)
        self._add_columns()
        self._add_parts()
        self._add_texts()
        self._add_enclosures(folder, background)
        self._layout.addStretch()

    # --- the groups ---------------------------------------------------------------------------------------------

    def _add_letterhead(self, folder: Path, background: Background) -> None:
        grid = self._group(_("Letterhead"))
        self._field(grid, "accent", _("Colour"), ColorField(_("Colour")))
        self._field(grid, "logo_place", _("Logo"), ChoiceField(_("Logo"), _named(_PLACES)))
        self.company = button(_("Logo and data of the company…"), "link")
        self.company.clicked.connect(self.company_requested)
        grid.addWidget(self.company, grid.rowCount(), 1, Qt.AlignmentFlag.AlignLeft)
        height = NumberField(_("Height of the logo"), LOGO_HEIGHTS)
        self._field(grid, "logo_height", _("Height of the logo"), height, unit=True)
        self._field(grid, "orientation", _("Page"), ChoiceField(_("Page"), _named(_ORIENTATIONS)))
        self._field(grid, "font_size", _("Type"), ChoiceField(_("Type"), _named(_SIZES)))
        _put(grid, _("Margins in mm"), self._margins(), top=True)
        paper = PdfField(_("Letterhead as PDF"), folder, background, most=1)
        self.background_file = paper
        paper.edited.connect(lambda files: self._take("background", files[0] if files else None))
        _put(grid, _("Letterhead as PDF"), paper, top=True)
        pages = ChoiceField(_("Letterhead as PDF"), _named(_BACKGROUND))
        self._field(grid, "background_pages", "", pages)

    def _margins(self) -> QWidget:
        result = QWidget()
        grid = QGridLayout(result)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        self.margins: dict[str, NumberField] = {}
        caption = _("Margins in mm")
        for place, (side, name) in enumerate(_SIDES):
            field = NumberField(f"{caption}: {_(name)}", MARGINS[side])
            field.edited.connect(
                lambda size, side=side: self._take("margins", replace(self._design.margins, **{side: size}))
            )
            self.margins[side] = field
            row, column = divmod(place, 2)
            grid.addWidget(label(_(name), "small"), row, 2 * column)
            grid.addWidget(field, row, 2 * column + 1)
        grid.setColumnStretch(4, 1)
        return result

    def _add_columns(self) -> None:
        card = Card(_("Columns"))
        hint = label(
            _(
                "Drag, or Alt+↑ and Alt+↓, to move; the space bar ticks. A column that no line fills is left out."
            ),
            "small",
            wrap=True,
        )
        self.columns_model = ColumnsModel(self)
        self.columns = ColumnsView(self.columns_model)
        self.columns_problem = label(role="error", wrap=True)
        self.columns_problem.hide()
        self.columns_model.edited.connect(self._on_columns)
        self.columns_model.refused.connect(self._on_refused)
        for part in (hint, self.columns, self.columns_problem):
            card.body.addWidget(part)
        self._layout.addWidget(card)

    def _on_columns(self, columns: tuple[str, ...]) -> None:
        self.columns_problem.hide()
        self._take("columns", columns)

    def _on_refused(self, problem: str) -> None:
        self.columns_problem.setText(problem)
        self.columns_problem.show()

    def _add_parts(self) -> None:
        grid = self._group(_("What stands there"))
        self._field(
            grid, "customer_facts", _("Customer"), TicksField(_("Customer"), _named(_FACTS)), top=True
        )
        self._field(grid, "seller_facts", _("Supplier"), TicksField(_("Supplier"), _named(_FACTS)), top=True)
        boxes = QWidget()
        column = QVBoxLayout(boxes)
        margins(column, gap=2)
        for key, name in _PARTS:
            box = QCheckBox(_(name))
            box.clicked.connect(lambda ticked, key=key: self._take(key, ticked))
            self.fields[key] = box
            column.addWidget(box)
        _put(grid, _("Parts"), boxes, top=True)
        note = _("Hidden in new quotes")
        self._field(grid, "hidden", note, TicksField(note, _named(_HIDDEN)), top=True)
        languages = [
            ("", _("One language")),
            *((code, _("Also {language}").format(language=name)) for code, name in LANGUAGE_NAMES),
        ]
        second = ChoiceField(_("Second language"), languages)
        self._field(grid, "second_language", _("Second language"), second)

    def _add_texts(self) -> None:
        grid = self._group(_("Texts"))
        for key, caption, lines in (
            ("greeting", _("Greeting"), True),
            ("closing", _("Closing"), True),
            ("footer", _("Foot of the page"), False),
            ("watermark", _("Watermark"), False),
            ("mail", _("Text of a mail"), True),
        ):
            self._field(grid, key, caption, WordingField(caption, LONGEST[key], lines=lines), top=True)
        for key, usual in (("footer", USUAL_FOOTER), ("mail", USUAL_MAIL)):
            wording: WordingField = self.fields[key]
            wording.set_hints({code: translate(usual, code) for code in LANGUAGES})

    def _add_enclosures(self, folder: Path, background: Background) -> None:
        grid = self._group(_("Enclosed PDFs"))
        for key, caption in (("covers", _("Before the quote")), ("appendices", _("Behind the quote"))):
            self._field(grid, key, caption, PdfField(caption, folder, background), top=True)

    def _group(self, title: str) -> QGridLayout:
        card = Card(title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, _CAPTION)
        grid.setColumnStretch(1, 1)
        card.body.addLayout(grid)
        self._layout.addWidget(card)
        return grid

    def _field(
        self, grid: QGridLayout, key: str, caption: str, field: Any, *, top: bool = False, unit: bool = False
    ) -> None:
        self.fields[key] = field
        field.edited.connect(lambda value: self._take(key, value))
        shown: QWidget = field
        if unit:
            shown = QWidget()
            row = QHBoxLayout(shown)
            margins(row, gap=6)
            row.addWidget(field)
            row.addWidget(label("mm", "secondary"))
            row.addStretch()
        _put(grid, caption, shown, top=top)

    # --- what is shown and changed ------------------------------------------------------------------------------

    def show_design(self, design: DocumentDesign) -> None:
        """Show a design; what is typed just now stays as it was typed."""
        self._design = design
        for key, field in self.fields.items():
            value = getattr(design, key)
            if isinstance(field, QCheckBox):
                field.setChecked(value)
            else:
                field.show_value(value)
        for side, margin in self.margins.items():
            margin.show_value(getattr(design.margins, side))
        self.columns_model.show_columns(design.columns)
        self.background_file.show_value((design.background,) if design.background else ())
        self._show_dependent()

    def set_read_only(self, *, read_only: bool) -> None:
        """Let nobody change anything."""
        self.columns_model.read_only = read_only
        for field in (*self.fields.values(), self.background_file):
            if isinstance(field, PdfField | WordingField):
                field.set_read_only(read_only=read_only)
            else:
                field.setEnabled(not read_only)
        for margin in self.margins.values():
            margin.setEnabled(not read_only)

    def pdf_fields(self) -> tuple[PdfField, ...]:
        """Return the fields that try PDFs out."""
        return (self.background_file, self.fields["covers"], self.fields["appendices"])

    def _show_dependent(self) -> None:
        """Let only that be changed which has an effect."""
        self.fields["logo_height"].setReadOnly(self._design.logo_place == "none")
        self.fields["background_pages"].setVisible(self._design.background is not None)
        self.fields["footer"].setVisible(self._design.show_footer)

    def _take(self, key: str, value: Any) -> None:
        self._design = replace(self._design, **{key: value})
        self._show_dependent()
        self.edited.emit(self._design, key)


def _named(choices: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [(code, _(name)) for code, name in choices]


def _put(grid: QGridLayout, caption: str, field: QWidget, *, top: bool = False) -> None:
    row = grid.rowCount()
    shown = label(caption, "secondary", wrap=True)
    shown.setFixedWidth(_CAPTION)
    where = Qt.AlignmentFlag.AlignTop if top else Qt.AlignmentFlag.AlignVCenter
    grid.addWidget(shown, row, 0, where)
    grid.addWidget(field, row, 1)
