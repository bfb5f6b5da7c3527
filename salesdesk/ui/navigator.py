"""Goes from page to page, and back."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, Signal

from salesdesk.domain.errors import InvalidInputError, SalesDeskError
from salesdesk.ui import pages
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.places import Place, Trail

_PAGE_OF: Final = {
    "customer": "customer",
    "quote": "quote",
    "contract": "contract",
    "service_ticket": "ticket",
    "opportunity": "opportunity",
    "product": "product",
}
"""The page that shows a kind of record."""


class Navigator(QObject):
    """Shows the pages of the open workspace in the window, one at a time."""

    shown = Signal(object)
    action_requested = Signal(str, object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._context: PageContext | None = None
        self._trail = Trail()

    @property
    def page(self) -> Page | None:
        """Return the page that is shown, if it is one of the workspace's."""
        page = self._window.page
        return page if isinstance(page, Page) else None

    @property
    def here(self) -> Place | None:
        """Return where the user is, or was before the first page was shown."""
        return self._trail.here

    def begin(self, context: PageContext) -> None:
        """Start anew in a workspace."""
        self._context = context
        self._trail = Trail()

    def end(self) -> None:
        """Save what isn't saved: the workspace is about to close."""
        self._leave()
        self._context = None

    def give_up(self) -> None:
        """Leave the page as it is from now on: what isn't saved can't be, and the user knows."""
        self._context = None

    def go(self, place: Place) -> None:
        """Show a place; where its page can't be made, the one before stays."""
        self._leave()
        try:
            self._show(place)
        except Exception:
            self._come_back()
            raise
        self._trail.go(place)

    def open_record(self, kind: str, record: uuid.UUID) -> None:
        """Show a record on its page."""
        if kind in _PAGE_OF:
            self.go(Place(_PAGE_OF[kind], record))
        else:
            self.action_requested.emit(f"open-{kind}", record)

    def step(self, *, back: bool) -> None:
        """Go one step back or forward; a place whose record is gone is passed over."""
        if (self._trail.before() if back else self._trail.after()) is None:
            return
        self._leave()
        while (place := self._trail.before() if back else self._trail.after()) is not None:
            try:
                self._show(place)
            except InvalidInputError:
                self._trail.forget(back=back)
            except Exception:
                self._come_back()
                raise
            else:
                self._trail.step(back=back)
                return
        self._come_back()

    def return_here(self) -> None:
        """Make the page anew where the user is: after the frame was, or after another page stood in its place."""
        if self._trail.here is not None:
            self._show(self._trail.here)

    def _come_back(self) -> None:
        """Make the page anew that was left for another: it has stopped what it read and drew."""
        with suppress(SalesDeskError):
            self.return_here()

    def keep_state(self) -> None:
        """Save what isn't saved and remember how the page looks, before the frame is made anew."""
        self._leave()

    def _leave(self) -> None:
        page, here = self.page, self._trail.here
        if page is None or here is None or self._context is None:
            return
        page.leave()
        self._trail.here = replace(here, record=page.record or here.record, state=page.state())

    def _show(self, place: Place) -> None:
        if self._context is None:
            return
        page = pages.make(self._context, place)
        page.open_requested.connect(self.open_record)
        page.action_requested.connect(self.action_requested)
        self._window.show_page(page)
        self._window.navigation.select(page.name)
        self.shown.emit(page)
        page.focus_content()
