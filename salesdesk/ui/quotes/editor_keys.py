"""The keys of the quote editor, for the list that F1 shows."""

from __future__ import annotations

from typing import Final

from salesdesk.i18n import N_
from salesdesk.ui import costs
from salesdesk.ui.quotes import editor_discount

KEYS: Final = (
    ("Ctrl+L", N_("Add a line below")),
    ("/", N_("Find a product")),
    ("Ctrl+Enter", N_("In the row to add: take the text as it is")),
    ("Ctrl+Shift+L", N_("To the head of the quote")),
    ("Ctrl+Shift+M", N_("More of the head: project, tender, greeting, rounding, design")),
    ("Ctrl+Shift+W", N_("What-if")),
    ("Ctrl+Shift+D", N_("Duplicate this quote")),
    ("Ctrl+Shift+I", N_("Lines from another quote")),
    ("Ctrl+Shift+T", N_("Begin with a template")),
    ("F6", N_("Next part of the page")),
    ("Tab / Enter", N_("Next cell / next line")),
    ("F2", N_("Edit a cell")),
    ("Esc", N_("Restore a cell")),
    ("Ctrl+D", N_("Duplicate lines")),
    ("Alt+↑ / Alt+↓", N_("Move lines; a section moves with its lines")),
    ("Del", N_("Remove lines")),
    ("Ctrl+C / Ctrl+V", N_("Copy lines / paste rows of a spreadsheet")),
    ("Ctrl+Shift+O", N_("Optional, not in the total")),
    ("Ctrl+Shift+F", N_("Free of charge")),
    ("Ctrl+Shift+A", N_("Alternative to the line above")),
    ("Ctrl+Shift+C", N_("Choose this alternative")),
    ("Ctrl+Shift+H", N_("Section above")),
    ("Ctrl+Shift+N", N_("Note below")),
    ("Ctrl+Shift+P", N_("Percent charge below")),
    ("F4", N_("Details of the line")),
    ("F3", N_("Prices of this product")),
    ("F9 / Shift+F9", N_("Prices of today / the price book's price")),
    ("Ctrl+Shift+X", N_("Options to this product")),
    (N_("Discount"), N_("15% or 8.5折; -500 takes 500 off the line; =9800 makes 9,800 the unit price")),
    (
        N_("Discount on the whole"),
        editor_discount.HINT,
    ),
    ("F7", N_("Explain the amount of the line, or the total")),
    (costs.KEY, N_("Hide or show costs and margins")),
    ("Ctrl+PgUp / Ctrl+PgDn", N_("Page of the preview")),
    ("Ctrl+S", N_("Save now")),
    ("Ctrl+E", N_("Export PDF")),
    (
        "Ctrl+Shift+Enter",
        N_("Next step: submit for approval, approve, mark as sent, accepted by the customer"),
    ),
    (N_("Enter in the customer"), N_("To the lines")),
    ("Ctrl+Shift+E", N_("Other ways out: picture, mail, print")),
    ("Ctrl+P", N_("Print")),
)
