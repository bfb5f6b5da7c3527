"""Qt's own texts, such as those of its file dialogs, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtWidgets import QApplication

from salesdesk import i18n


class QtTexts:
    """Holds the catalogue that is in use."""

    def __init__(self, parent: QObject) -> None:
        self._translator = QTranslator(parent)

    def use_language(self) -> None:
        """Take the language that holds now."""
        QApplication.removeTranslator(self._translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load(QLocale(i18n.language()), "qtbase", "_", folder):
            QApplication.installTranslator(self._translator)
