"""What a whole quote is used for besides: what-if, copies of it, lines of others, templates."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.quote import MOST_LINES, QuoteDraft
from salesdesk.i18n import N_, _
from salesdesk.services import quote_copies, quote_templates, quotes
from salesdesk.services.quote_scenarios import Scenario
from salesdesk.ui.quote_templates_dialog import TemplatesDialog
from salesdesk.ui.quotes.editor_earlier import DuplicateDialog, EarlierDialog
from salesdesk.ui.quotes.editor_host import Part
from salesdesk.ui.quotes.editor_scenarios import ScenariosDialog
from salesdesk.ui.widgets.ask_text import ask_text


class Tools(Part):
    """Carries out what the menu of the page offers; whatever changes the draft is one step that can be undone."""

    def __init__(self, page: QWidget, today: date) -> None:
        super().__init__(page)
        self._today = today

    def fill(self, menu: QMenu) -> None:
        """Offer what can be done with the quote as it stands."""
        session = self.session
        saved, writes = session.quote.quote_id is not None, not session.read_only
        looking = session.data.read_only
        ways: tuple[tuple[str, str, Callable[[], object], bool] | None, ...] = (
            (_("What-if…"), "Ctrl+Shift+W", self.what_if, writes),
            None,
            (_("Duplicate this quote…"), "Ctrl+Shift+D", self.duplicate, saved and not looking),
            (_("Lines from another quote…"), "Ctrl+Shift+I", self.take_lines, writes),
            (_("Begin with an earlier quote…"), "", self.begin_earlier, not looking),
            None,
            (_("Begin with a template…"), "Ctrl+Shift+T", self.templates, not looking),
            (_("Save as a template…"), "", self.save_template, bool(session.draft.lines) and not looking),
        )
        menu.clear()
        for way in ways:
            if way is None:
                menu.addSeparator()
                continue
            title, keys, run, possible = way
            # As text: the page has the keys, and a key that two have works for none.
            menu.addAction(f"{title}\t{keys}" if keys else title, run).setEnabled(possible)

    # --- what-if ------------------------------------------------------------------------------------------------

    def what_if(self) -> None:
        """Compare the quote, which is saved first, with its scenarios."""
        if not self.session.read_only and self.editor.save():
            preferences = self.editor.context.preferences
            ScenariosDialog(self.session, preferences, self._take_over, self.page).open()

    def _take_over(self, scenario: Scenario) -> None:
        current = self.session.draft
        after = replace(
            scenario.draft,
            customer=current.customer,
            customer_id=current.customer_id,
            opportunity_id=current.opportunity_id,
        )
        self.session.edit(after, _("Take over {name}").format(name=scenario.name))

    # --- copies -------------------------------------------------------------------------------------------------

    def duplicate(self) -> None:
        """Ask at which prices the quote is made again, and begin a new one like it."""
        quote = self.session.quote
        if quote.quote_id is None or self.session.data.read_only:
            return
        number = f"{quote.number}-V{quote.version}"
        then = partial(self._begin_copy, quote.quote_id, quote.version)
        DuplicateDialog(number, then, self.page).open()

    def begin_earlier(self) -> None:
        """Choose an earlier quote and begin a new one like it."""
        self._choose(lambda quote, _rows, fresh: self._begin_copy(quote, None, fresh), with_lines=False)

    def _begin_copy(self, quote_id: uuid.UUID, version: int | None, fresh: bool) -> None:  # noqa: FBT001 - bound
        self._begin({"copy_of": quote_id, "version": version, "fresh_prices": fresh})

    def take_lines(self) -> None:
        """Choose lines of another quote and put them below the others."""
        if not self.session.read_only:
            self._choose(self._take_lines, with_lines=True)

    def _take_lines(self, quote_id: uuid.UUID, rows: tuple[int, ...], fresh: bool) -> None:  # noqa: FBT001 - bound
        session = self.session
        found = session.data.read(
            quote_copies.lines_for, session.draft, quote_id, None, self._today, fresh_prices=fresh
        )
        taken = tuple(found[row] for row in rows if row < len(found)) if rows else found
        lines = (*session.draft.lines, *taken)
        if len(lines) > MOST_LINES:
            text = _("A quote has at most {most} lines.").format(most=MOST_LINES)
            self.editor.message.show_message(text, tone="warn")
            return
        first = len(session.draft.lines)
        session.edit(replace(session.draft, lines=lines), _("Take lines of another quote"))
        self.editor.body.lines.view.select_rows(first, len(taken), 1)

    def _choose(
        self, then: Callable[[uuid.UUID, tuple[int, ...], bool], object], *, with_lines: bool
    ) -> None:
        data, customer = self.session.data, self.session.draft.customer_id
        EarlierDialog(data, customer, then, self.page, with_lines=with_lines).open()

    # --- templates ----------------------------------------------------------------------------------------------

    def templates(self) -> None:
        """Show the templates, to begin a quote with one."""
        then = partial(self._begin_template)
        TemplatesDialog(self.session.data, then, self.page).open()

    def save_template(self) -> None:
        """Ask for a name and keep the quote as a template."""
        if self.session.draft.lines and not self.session.data.read_only:
            ask_text(self.page, _("Save as a template"), _("Name"), "", self._save_template)

    def _save_template(self, name: str) -> None:
        what = Label(N_("Save template {name}"), {"name": name[:80]})
        data = self.session.data
        data.write(what, quote_templates.create, name, self.session.draft, self._today)
        self.editor.message.show_message(_("Template “{name}” was saved.").format(name=name[:80]), tone="ok")

    def _begin_template(self, template: uuid.UUID) -> None:
        self._begin({"template": template})

    # --- beginning ----------------------------------------------------------------------------------------------

    def _begin(self, what: Mapping[str, Any]) -> None:
        """Begin here where nothing was begun yet, else in a new quote for the same customer in case of a template."""
        session = self.session
        if session.quote.quote_id is None and not session.draft.lines:
            self.begin(what)
        else:
            self.editor.begin_quote(what)

    def begin(self, what: Mapping[str, Any]) -> None:
        """Put into the new quote what a template or an earlier quote has."""
        session = self.session
        try:
            draft, name = self._begun(what)
        except SalesDeskError as error:
            self.editor.message.show_message(error.message, tone="warn")
            return
        if draft is not None:
            session.edit(draft, name)

    def _begun(self, what: Mapping[str, Any]) -> tuple[QuoteDraft | None, str]:
        data, current = self.session.data, self.session.draft
        if isinstance(template := what.get("template"), uuid.UUID):
            draft = data.read(quote_templates.begun, template, current, self._today)
            return draft, _("Begin with a template")
        if not isinstance(earlier := what.get("copy_of"), uuid.UUID):
            return None, ""
        draft = data.read(
            quote_copies.copied,
            earlier,
            what.get("version"),
            self._today,
            fresh_prices=bool(what.get("fresh_prices")),
        )
        name = _("Begin with an earlier quote")
        if current.customer_id is None or current.customer_id == draft.customer_id:
            return draft, name
        fresh = data.read(quotes.new, customer_id=current.customer_id, today=self._today).draft
        own = {
            field: getattr(fresh, field)
            for field in ("customer", "customer_id", "contact", "contact_phone", "contact_email", "language")
        }
        return replace(draft, **own, opportunity_id=current.opportunity_id, project=current.project), name
