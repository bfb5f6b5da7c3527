"""Asking for a folder or for files, without stopping the program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from salesdesk.i18n import _


def choose_folder(parent: QWidget, title: str, start: Path, then: Callable[[Path], object]) -> QFileDialog:
    """Ask for a folder and call `then` with it; nothing happens when the user thinks better of it."""
    dialog = _dialog(parent, title, start)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.open()
    return dialog


def choose_tables(
    parent: QWidget, title: str, start: Path, then: Callable[[list[Path]], object]
) -> QFileDialog:
    """Ask for table files and call `then` with them."""
    dialog = _dialog(parent, title, start)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilters([_("Tables (*.csv *.tsv *.txt)"), _("All files (*)")])
    dialog.filesSelected.connect(lambda chosen: then([Path(file) for file in chosen]))
    dialog.open()
    return dialog


def choose_target(
    parent: QWidget, title: str, start: Path, kind: str, then: Callable[[Path], object]
) -> QFileDialog:
    """Ask where a file is to be written, `start` being proposed; an existing one is only replaced on confirmation."""
    dialog = _dialog(parent, title, start.parent)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(kind)
    dialog.setDefaultSuffix(start.suffix.lstrip("."))
    dialog.selectFile(start.name)
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.open()
    return dialog


def choose_picture(parent: QWidget, title: str, start: Path, then: Callable[[Path], object]) -> QFileDialog:
    """Ask for a picture and call `then` with its file."""
    return _choose_one(parent, title, start, then, _("Pictures (*.png *.jpg *.jpeg)"))


def choose_approval(parent: QWidget, title: str, start: Path, then: Callable[[Path], object]) -> QFileDialog:
    """Ask for a file of an approval, a request, a decision or a key, and call `then` with it."""
    return _choose_one(parent, title, start, then, _("Approval files (*.sdapproval)"))


def choose_price_list(
    parent: QWidget, title: str, start: Path, then: Callable[[Path], object]
) -> QFileDialog:
    """Ask for a spreadsheet or a text table and call `then` with it."""
    return _choose_one(parent, title, start, then, _("Price lists (*.xlsx *.xlsm *.csv *.tsv *.txt)"))


def choose_table(parent: QWidget, title: str, start: Path, then: Callable[[Path], object]) -> QFileDialog:
    """Ask for a text table and call `then` with its file."""
    return _choose_one(parent, title, start, then, _("Tables (*.csv *.tsv *.txt)"))


def choose_pdf(parent: QWidget, title: str, start: Path, then: Callable[[Path], object]) -> QFileDialog:
    """Ask for a PDF and call `then` with its file."""
    return _choose_one(parent, title, start, then, _("PDF files (*.pdf)"))


def choose_certificate(
    parent: QWidget, title: str, start: Path, then: Callable[[Path], object]
) -> QFileDialog:
    """Ask for the file of a certificate with its key, and call `then` with it."""
    return _choose_one(parent, title, start, then, _("Certificates (*.pfx *.p12)"))


def choose_word(parent: QWidget, title: str, start: Path, then: Callable[[Path], object]) -> QFileDialog:
    """Ask for a Word file and call `then` with it."""
    return _choose_one(parent, title, start, then, _("Word files (*.docx)"))


def choose_files(
    parent: QWidget, title: str, start: Path, then: Callable[[list[Path]], object]
) -> QFileDialog:
    """Ask for files of any kind and call `then` with them."""
    dialog = _dialog(parent, title, start)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda chosen: then([Path(file) for file in chosen]))
    dialog.open()
    return dialog


def choose_file(parent: QWidget, title: str, start: Path, then: Callable[[Path], object]) -> QFileDialog:
    """Ask for any file and call `then` with it."""
    return _choose_one(parent, title, start, then)


def _choose_one(
    parent: QWidget, title: str, start: Path, then: Callable[[Path], object], kind: str = ""
) -> QFileDialog:
    """Ask for one file, of a kind unless all are asked for, and call `then` with it."""
    dialog = _dialog(parent, title, start)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    if kind:
        dialog.setNameFilters([kind, _("All files (*)")])
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.open()
    return dialog


def _dialog(parent: QWidget, title: str, start: Path) -> QFileDialog:
    dialog = QFileDialog(parent, title, str(start))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    # Qt's own Chinese lacks these two.
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, _("Look in:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, _("Files of type:"))
    return dialog
