"""Two versions of a quote, or of two quotes, side by side; what changed is printed as 变更说明."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from salesdesk import paths
from salesdesk.domain.change_statement import ChangeStatement, Entry, StatementLine, statement
from salesdesk.domain.document_design import DocumentDesign
from salesdesk.domain.quote_compare import Comparison, compare
from salesdesk.exchange import output
from salesdesk.i18n import _
from salesdesk.services import quotes
from salesdesk.services.quotes import EditableQuote
from salesdesk.ui.background import Job
from salesdesk.ui.page import PageContext
from salesdesk.ui.quotes import editor_export
from salesdesk.ui.widgets.basics import ElidedLabel, button, label, margins, plain
from salesdesk.ui.widgets.choice_box import ChoiceBox
from salesdesk.ui.widgets.export_bar import show_folder
from salesdesk.ui.widgets.figure_table import Cell, FigureColumn, FigureTable
from salesdesk.ui.widgets.files import choose_target
from salesdesk.ui.words import QUOTE_STATE, word

Tell = Callable[..., object]

_SIZE: Final = (1080, 660)
_MARKS: Final = {
    "same": ("", ""),
    "changed": ("warn", "warn_soft"),
    "added": ("ok", "ok_soft"),
    "removed": ("bad", "bad_soft"),
}
"""What a line's word and cells are marked with."""
_MOST_OTHERS: Final = 40
_AROUND: Final = 150


class CompareDialog(QDialog):
    """Shows what differs between two versions; changed cells are marked by words and by colour."""

    def __init__(self, context: PageContext, quote: EditableQuote, tell: Tell, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Compare versions"))
        self.setModal(True)
        ground = parent.window().size()
        self.resize(min(_SIZE[0], ground.width() - 40), min(_SIZE[1], ground.height() - 40))
        self._context, self._quote, self._tell = context, quote, tell
        self._reasons = {f"{quote.number}-V{one.version}": one.reason for one in quote.versions}
        self.comparison: Comparison | None = None
        self.shown: ChangeStatement | None = None
        choices = self._choices()
        self.before, self.after = self._combo(_("Before"), choices), self._combo(_("Now"), choices)
        self.everything = QCheckBox(_("Unchanged lines too"))
        self.lines = FigureTable(_line_columns(), _("Lines"))
        self.texts = ElidedLabel("", "secondary")
        self.terms = FigureTable(_term_columns(), _("Terms and totals"))
        self.said = label("", "strong", wrap=True)
        self.print = button(_("Statement of changes as PDF…"), "primary")
        self.close_button = button(_("Close"))
        self._arrange()
        self._choose()
        self._connect()
        self._compare()
        self.lines.setFocus()

    def _choices(self) -> list[tuple[str, str]]:
        """Return the versions that can be compared, each with its words: this quote's, then the customer's others."""
        quote = self._quote
        found = [
            (f"{quote.number}-V{one.version}", one.state, f"{one.issued_on:%Y-%m-%d}", one.reason[:30])
            for one in quote.versions
        ]
        if quote.draft.customer_id is not None:
            others = self._context.data.read(quotes.of_customer, quote.draft.customer_id)
            found += [
                (f"{one.number}-V{one.version}", one.state, f"{one.issued_on:%Y-%m-%d}", "")
                for one in others
                if one.id != quote.quote_id
            ][:_MOST_OTHERS]
        return [
            (key, " · ".join(part for part in (key, word(QUOTE_STATE, state), on, reason) if part))
            for key, state, on, reason in found
        ]

    def _combo(self, name: str, choices: list[tuple[str, str]]) -> QComboBox:
        field = ChoiceBox()
        field.setAccessibleName(name)
        field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        field.setMinimumContentsLength(20)
        for key, text in choices:
            field.addItem(plain(text), key)
        return field

    def _choose(self) -> None:
        """Begin with the shown version beside the one before it, else beside another quote."""
        quote = self._quote
        numbers = [one.version for one in quote.versions]
        own = numbers.index(quote.version) if quote.version in numbers else 0
        self.after.setCurrentIndex(own)
        self.before.setCurrentIndex(min(own + 1, self.before.count() - 1))
        if own + 1 == len(numbers) > 1:  # the first version: what became of it
            self.before.setCurrentIndex(own)
            self.after.setCurrentIndex(own - 1)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        margins(head, gap=8)
        for name, field in ((_("Before"), self.before), (_("Now"), self.after)):
            caption = label(name, "secondary")
            caption.setBuddy(field)
            head.addWidget(caption)
            head.addWidget(field, 1)
        head.addWidget(self.everything)
        above, below = QWidget(), QWidget()
        for widget, parts in ((above, (self.lines, self.texts)), (below, (self.terms,))):
            inner = QVBoxLayout(widget)
            margins(inner, gap=6)
            for part in parts:
                inner.addWidget(part, 1 if isinstance(part, FigureTable) else 0)
        self.parted = parted = QSplitter(Qt.Orientation.Vertical)
        parted.setChildrenCollapsible(False)
        parted.addWidget(above)
        parted.addWidget(below)
        parted.setStretchFactor(0, 3)
        parted.setStretchFactor(1, 2)
        buttons = QHBoxLayout()
        margins(buttons, gap=8)
        buttons.addWidget(self.said, 1)
        for action in (self.print, self.close_button):
            buttons.addWidget(action)
        layout = QVBoxLayout(self)
        margins(layout, 20, 16, 20, 16, gap=12)
        layout.addLayout(head)
        layout.addWidget(parted, 1)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        self.before.currentIndexChanged.connect(self._compare)
        self.after.currentIndexChanged.connect(self._compare)
        self.everything.toggled.connect(self._show)
        self.lines.selectionModel().currentRowChanged.connect(self._show_texts)
        self.print.clicked.connect(self._on_print)
        self.close_button.clicked.connect(self.accept)

    # --- shown --------------------------------------------------------------------------------------------------

    def _compare(self) -> None:
        data = self._context.data
        before, after = (
            data.read(quotes.load, str(field.currentData())) for field in (self.before, self.after)
        )
        self.comparison = compare(before, after)
        self.shown = statement(self.comparison, reason=self._reasons.get(after.label, ""))
        self._show()

    def _rows(self) -> list[StatementLine]:
        if self.shown is None:
            return []
        every = self.everything.isChecked()
        return [line for line in self.shown.lines if every or line.kind != "same" or line.moved]

    def _show(self) -> None:
        found = self.shown
        if found is None:
            return
        self.lines.show_rows([_line_row(line) for line in self._rows()])
        entries = [(entry, False) for entry in found.terms] + [(entry, True) for entry in found.sums]
        self.terms.show_rows([_entry_row(entry, right=right) for entry, right in entries])
        self._share_height()
        text = _("Both versions say the same.")
        if not found.is_equal:
            text = _("Total: {before} → {after}").format(
                before=found.sums[-1].before if found.sums else "",
                after=found.sums[-1].after if found.sums else "",
            )
            text = f"{text} ({found.difference})" if found.difference else text
        self.said.setText(text)
        self.print.setEnabled(not found.is_equal)
        if self._rows() and not self.lines.currentIndex().isValid():
            self.lines.setCurrentIndex(self.lines.figures.index(0, 0))
        self._show_texts()

    def _share_height(self) -> None:
        """Give terms and totals the height that they need, up to more than half."""
        room = max(self.height() - _AROUND, 200)
        below = min(self.terms.whole_height() + 4, round(room * 0.55))
        self.parted.setSizes([room - below, below])

    def _show_texts(self) -> None:
        """Say below the table what else differs in the line at the cursor."""
        rows, row = self._rows(), self.lines.currentIndex().row()
        line = rows[row] if 0 <= row < len(rows) else None
        self.texts.setText(_in_words(line) if line else "")

    # --- printed ------------------------------------------------------------------------------------------------

    def _on_print(self) -> None:
        comparison = self.comparison
        if comparison is None:
            return
        name = _("Changes {before} to {after}").format(
            before=comparison.before.label, after=comparison.after.label.rpartition("-")[2]
        )
        start = paths.documents_dir() / f"{name}.pdf"
        title = _("Statement of changes as PDF")
        choose_target(self, title, start, _("PDF files (*.pdf)"), partial(self._print, comparison))

    def _print(self, comparison: Comparison, file: Path) -> None:
        reason = self._reasons.get(comparison.after.label, "")
        printed = statement(comparison, language=comparison.after.language, reason=reason, for_customer=True)
        files = editor_export.pictures(self._context.data)
        design = comparison.after.design
        job = self._context.background.job(partial(_write, printed, design, files, file))
        tell, opened = self._tell, partial(show_folder, file)
        done = _("The PDF is in {path}.").format(path=file)
        job.done.connect(lambda _file: tell(done, "ok", (_("Open the folder"), opened)))
        job.failed.connect(lambda text: tell(text, "bad"))
        self._context.background.start(job)
        self.accept()


def _write(
    printed: ChangeStatement,
    design: DocumentDesign,
    files: Callable[[str], bytes | None],
    file: Path,
    job: Job,
) -> Path:
    from salesdesk.documents.change_pdf import printed_changes  # noqa: PLC0415 - ReportLab only when it prints

    output.write(file, printed_changes(printed, design, files, lambda: job.report(0, 0)))
    return file


def _line_columns() -> tuple[FigureColumn, ...]:
    names = (_("Quantity"), _("Unit price"), _("Discount"), _("Amount"))
    before, now = _("{name} before"), _("{name} now")
    return (
        FigureColumn(_("What changed"), 84, right=False),
        FigureColumn(_("Product"), 150, right=False, grows=True),
        *(FigureColumn(side.format(name=name), 60) for name in names for side in (before, now)),
    )


def _term_columns() -> tuple[FigureColumn, ...]:
    return (
        FigureColumn(_("Item"), 110, right=False),
        FigureColumn(_("Before"), 160, right=False, grows=True),
        FigureColumn(_("Now"), 160, right=False, grows=True),
        FigureColumn(_("Difference in amount"), 110),
    )


def _line_row(line: StatementLine) -> tuple[Cell, ...]:
    tone, _ground = _MARKS[line.kind]
    muted = "muted" if line.kind == "same" else ""
    cells = [
        Cell(line.word, tone=tone or "note", about=_in_words(line), strong=bool(tone)),
        Cell(line.name, tone=muted, strong=not muted, about=_in_words(line)),
    ]
    for entry in line.figures:
        cells += [_figure(line, entry, now=now) for now in (False, True)]
    return tuple(cells)


def _figure(line: StatementLine, entry: Entry, *, now: bool) -> Cell:
    """Return a figure as it was or is; one that changed says so, and is marked."""
    text = entry.after if now else entry.before
    marked = entry.changed and line.kind != "same"
    side = _("{name} now") if now else _("{name} before")
    about = _("{name}: {text}").format(name=side.format(name=entry.label), text=text or "—")
    if marked:
        about = _("{what} (changed)").format(what=about)
    ground = _MARKS[line.kind][1] if marked and text else ""
    tone = "muted" if line.kind == "same" else ""
    return Cell(text, tone=tone, about=about, ground=ground, strong=marked)


def _entry_row(entry: Entry, *, right: bool) -> tuple[Cell, ...]:
    ground = "warn_soft" if entry.changed else ""
    return (
        Cell(entry.label, tone="secondary" if not right else "", strong=right),
        Cell(entry.before or "—"),
        Cell(entry.after or "—", ground=ground, strong=entry.changed),
        Cell(entry.difference),
    )


def _in_words(line: StatementLine) -> str:
    """Return everything that changed in a line, as a sentence."""
    parts: list[Any] = [line.word or _("Unchanged"), line.name]
    entries = [*line.figures, *line.texts] if line.kind == "changed" else list(line.texts)
    parts += [
        _("{name}: {text}").format(name=one.label, text=f"{one.before or '—'} → {one.after or '—'}")
        for one in entries
        if one.changed
    ]
    return " · ".join(parts)
