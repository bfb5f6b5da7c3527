"""The parts of the quote editor and where they stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.quote import QuoteDraft
from salesdesk.i18n import _
from salesdesk.ui.page import PageContext
from salesdesk.ui.quotes.editor_approval import ApprovalCard
from salesdesk.ui.quotes.editor_form import FormCard
from salesdesk.ui.quotes.editor_lines import LinesCard
from salesdesk.ui.quotes.editor_session import QuoteSession
from salesdesk.ui.quotes.editor_terms import TermsCard
from salesdesk.ui.quotes.editor_totals import TotalsCard
from salesdesk.ui.widgets.basics import button, margins
from salesdesk.ui.widgets.document_preview import Preview
from salesdesk.ui.widgets.scrolling import Scrolling

_RIGHT: Final = 384
_RIGHT_NARROW: Final = 264
_WIDE: Final = 1160
_LEAST_PREVIEW: Final = 160
_LEAST_WORK: Final = 240
_KEY: Final = "quote-editor"
"""Under which the device remembers whether the preview is folded away."""


class EditorBody(QWidget):
    """Holds head form, lines and terms on the left, figures and preview on the right; the preview folds away."""

    def __init__(
        self, session: QuoteSession, context: PageContext, logo: Callable[[str], bytes | None]
    ) -> None:
        super().__init__()
        self._preferences = context.preferences
        folded = self._kept("folded")
        self._folded = folded if isinstance(folded, bool) else None
        more = self._kept("more_folded") is not False
        self.form = FormCard(session.data, date.today(), more_folded=more)  # noqa: DTZ011 - a local date is meant
        self.lines = LinesCard(session, context)
        self.terms = TermsCard()
        self.totals = TotalsCard(context.preferences)
        self.approval = ApprovalCard(session.data)
        self.preview = Preview(logo, scrolls=False)
        self.fold = button("", "link")
        self.fold.setAccessibleName(_("Preview"))
        self.fold.clicked.connect(self._on_fold)
        self.form.fold.folded.connect(lambda folded: self._keep("more_folded", folded))
        self.approval.read.connect(self.totals.margin.show_version)
        self._arrange()

    def _arrange(self) -> None:
        page = QWidget()
        left = QVBoxLayout(page)
        margins(left, gap=12)
        left.addWidget(self.form)
        left.addWidget(self.lines, 100)
        left.addWidget(self.terms)
        left.addStretch(1)
        head = QHBoxLayout()
        margins(head, gap=2)
        for part in (self.preview.caption, self.preview.back, self.preview.forward):
            head.addWidget(part)
        head.addStretch()
        head.addWidget(self.fold)
        column = QWidget()
        right = QVBoxLayout(column)
        margins(right, gap=10)
        right.addWidget(self.totals)
        right.addWidget(self.approval)
        right.addLayout(head)
        right.addWidget(self.preview, 1)
        right.addStretch(0)
        self._right = _Column(column)
        self.preview.setMinimumHeight(_LEAST_PREVIEW)
        columns = QHBoxLayout(self)
        margins(columns, gap=14)
        columns.addWidget(_Work(page), 1)
        columns.addWidget(self._right)

    def refresh_costs(self) -> None:
        """Show or hide costs and margins as the preferences say now."""
        self.totals.margin.refresh()

    def follow(self, session: QuoteSession, draft: QuoteDraft) -> None:
        """Let preview and approval show a draft, in a moment."""
        self.preview.request(partial(session.as_version, draft))
        self.approval.follow(session, draft)

    def busy(self) -> bool:
        """Tell whether preview or approval are still of an earlier moment."""
        return self.preview.busy() or self.approval.busy()

    def stop(self) -> None:
        """Read and draw no more."""
        self.lines.stop()
        self.preview.stop()
        self.approval.stop()

    def next_part(self) -> None:
        """Put the focus on the next of head, lines, row to add, terms, discount."""
        parts: tuple[tuple[QWidget, QWidget], ...] = (
            (self.form, self.form.customer),
            (self.lines.view, self.lines.view),
            (self.lines.entry, self.lines.entry),
            (self.terms, self.terms.fields["delivery_terms"]),
            (self.totals, self.totals.discount),
        )
        focused = self.window().focusWidget() or self
        usable = [
            (part, to) for part, to in parts if to.isVisible() and to.focusPolicy() != Qt.FocusPolicy.NoFocus
        ]
        places = [n for n, (part, _to) in enumerate(usable) if part is focused or part.isAncestorOf(focused)]
        following = (places[-1] + 1) % len(usable) if places else 0
        usable[following][1].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_preview()

    def _place_preview(self) -> None:
        wide = self.width() >= _WIDE
        self._right.set_width(_RIGHT if wide else _RIGHT_NARROW)
        shown = wide if self._folded is None else not self._folded
        for part in (self.preview, self.preview.caption, self.preview.back, self.preview.forward):
            part.setVisible(shown)
        self.fold.setText(_("Hide") if shown else _("Show the preview"))

    def _kept(self, name: str) -> object:
        return self._preferences.lists.get(_KEY, {}).get(name)

    def _keep(self, name: str, value: object) -> None:
        self._preferences.lists[_KEY] = {**self._preferences.lists.get(_KEY, {}), name: value}
        self._preferences.save()

    def _on_fold(self) -> None:
        self._folded = self.preview.isVisible()
        self._keep("folded", self._folded)
        self._place_preview()


class _Work(Scrolling):
    """Holds form, lines and terms; it scrolls where the window is too low for what is opened."""

    def __init__(self, content: QWidget) -> None:
        super().__init__(content)
        self._content = content

    def minimumSizeHint(self) -> QSize:
        return QSize(self._content.minimumSizeHint().width(), _LEAST_WORK)


class _Column(Scrolling):
    """Holds the column of figures and preview; it scrolls where the window is too low for all of it."""

    def __init__(self, content: QWidget) -> None:
        super().__init__(content)
        self._content = content
        self.set_width(_RIGHT_NARROW)
        self.verticalScrollBar().rangeChanged.connect(self._give_room)

    def set_width(self, width: int) -> None:
        """Give the content a width, with room for the scroll bar beside it where there is one."""
        self._content.setFixedWidth(width)
        self._give_room()

    def _give_room(self) -> None:
        bar = self.verticalScrollBar()
        room = bar.sizeHint().width() if bar.maximum() > 0 else 0
        self.setFixedWidth(self._content.width() + room)
