"""Labels and changes."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given, strategies as st

from salesdesk.domain.changes import Changes, Label


def test_a_label_is_filled_with_its_values() -> None:
    assert str(Label("Move {name} to {stage}", {"name": "A {stage}", "stage": "B"})) == "Move A {stage} to B"


@pytest.mark.parametrize(
    "template", ["{", "{}", "{name.__class__}", "{name!r}", "{missing}", "{name:>999999999}"]
)
def test_a_template_that_is_none_of_ours_is_shown_as_it_is(template: str) -> None:
    assert str(Label(template, {"name": "x"})) == template


@given(st.text(), st.dictionaries(st.text(), st.text()))
def test_no_label_fails(template: str, values: dict[str, str]) -> None:
    assert isinstance(str(Label(template, values)), str)


def test_changes_tell_which_tables_they_touch() -> None:
    changes = Changes({"customer": frozenset({uuid.uuid4()})})
    assert changes.touches("quote", "customer")
    assert not changes.touches("quote")
