"""Quotes whose stored texts were changed by hand: each says what is wrong, none takes another with it."""

from __future__ import annotations

from typing import Any, Final

import pytest
from sqlalchemy import update

from salesdesk.domain.errors import InvalidInputError
from salesdesk.services import quote_scenarios, quote_templates, quotes
from salesdesk.services.check import check
from salesdesk.storage import bulk, journal
from salesdesk.storage.workspace import Workspace
from tests.factories import STEP
from tests.services.approving import SELLER, TODAY, Desk, desk

DEEP: Final = "[" * 100_000
DAMAGED: Final = ("", "null", "{", "5", "[1, null]", DEEP)


@pytest.fixture
def firm(workspace: Workspace) -> Desk:
    """Give a firm whose quotes need approval."""
    return desk(workspace)


def write(firm: Desk, table: str, column: str, value: str) -> None:
    """Write a value into a column of all rows, past the program."""
    with firm.workspace.write(STEP) as step:
        rows: Any = journal.table_named(table)
        bulk.update_rows(step.session, update(rows).values({column: value}))


@pytest.mark.parametrize("column", ["customer", "seller", "terms"])
@pytest.mark.parametrize("value", DAMAGED)
def test_a_version_that_can_not_be_read_says_so(firm: Desk, column: str, value: str) -> None:
    quote = firm.saved("")
    write(firm, "quote_version", column, value)
    with firm.workspace.read() as session:
        assert quote.quote_id
        with pytest.raises(InvalidInputError, match=f"{quote.number}-V1"):
            quotes.edit(session, quote.quote_id)
        assert [str(quote.number) in problem for problem in check(session).problems] == [True]
        assert len(quotes.of_customer(session, firm.customer)) == 1


@pytest.mark.parametrize("value", [*DAMAGED, '[{"person": 1, "at": "x", "text": null}]', '[{"metric": "x"}]'])
def test_a_request_is_read_without_what_is_damaged(firm: Desk, value: str) -> None:
    quote = firm.approved("16%")
    for column in ("needs", "comments"):
        write(firm, "approval_request", column, value)
    found = firm.newest(quote)
    assert found
    assert (found.needs, found.comments) == ((), ())
    assert firm.roles(firm.reopen(quote)) == ("regional_manager",)


@pytest.mark.parametrize("value", [*DAMAGED, '{"customer": "\\ud800", "lines": [{"name": "\\ud800"}]}'])
def test_templates_and_scenarios_begin_with_what_can_be_read(firm: Desk, value: str) -> None:
    quote = firm.saved("")
    assert quote.quote_id
    with firm.workspace.write(STEP) as step:
        quote_scenarios.add(step.session, quote.quote_id, "甲", quote.draft)
        template = quote_templates.create(step.session, "常用", quote.draft, TODAY)
    for table in ("quote_scenario", "quote_template"):
        write(firm, table, "content", value)
    with firm.workspace.read() as session:
        (scenario,) = quote_scenarios.scenarios(session, quote.quote_id)
        assert quotes.as_version(session, quote, scenario.draft, **SELLER).totals.gross == 0
        begun = quote_templates.begun(session, template, quote.draft, TODAY)
        assert begun.customer == "恒岳轴承"


def test_a_version_that_was_changed_after_it_was_sent_is_found(firm: Desk) -> None:
    quote = firm.send(firm.saved("5%"))
    with firm.workspace.read() as session:
        assert check(session).ok
    write(firm, "quote_line", "name", "别的机器")
    with firm.workspace.read() as session:
        assert [str(quote.number) in problem for problem in check(session).problems] == [True]


def test_a_damaged_note_of_an_answer_is_a_note(firm: Desk) -> None:
    quote = firm.saved("")
    write(firm, "quote_version", "decision_note", DEEP)
    assert firm.now(quote).state == "draft"
