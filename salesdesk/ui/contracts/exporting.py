"""Where a contract's document goes: asked once nothing keeps it back any more."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QWidget

from salesdesk import paths
from salesdesk.domain.contract_version import ContractVersion
from salesdesk.domain.errors import RuleError
from salesdesk.i18n import N_, _
from salesdesk.services import contracts
from salesdesk.ui.contracts import printing
from salesdesk.ui.contracts.desk import Desk
from salesdesk.ui.widgets.files import choose_target
from salesdesk.ui.widgets.message_bar import MessageBar

_DOCUMENTS: Final = {
    ".pdf": (N_("Export PDF"), N_("PDF files (*.pdf)")),
    ".docx": (N_("Export as Word"), N_("Word files (*.docx)")),
}


def ask_target(
    desk: Desk,
    message: MessageBar,
    page: QWidget,
    then: Callable[[ContractVersion, Path], object],
    *,
    to_text: Callable[[], object],
    ending: str = "",
) -> QFileDialog | None:
    """Ask where the document of the newest version goes, and call `then` with both.

    The ending says which one, else it is the version's own. What it lacks is said by the bar, which leads to the text.
    """
    desk.flush()
    try:
        version = desk.data.read(contracts.printable, desk.id)
    except RuleError as error:
        message.show_message(error.message, action=(_("To the text"), to_text))
        return None
    ending = ending or printing.ending(version)
    title, kind = _DOCUMENTS[ending]
    proposed = paths.documents_dir() / f"{version.label}{ending}"
    return choose_target(page, _(title), proposed, _(kind), partial(then, version))
