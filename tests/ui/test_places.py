"""The way back and forward."""

from __future__ import annotations

import uuid

from salesdesk.ui.places import Place, Trail

BOARD, CUSTOMERS, QUOTES = Place("board"), Place("customers"), Place("quotes")


def walked(*places: Place) -> Trail:
    trail = Trail()
    for place in places:
        trail.go(place)
    return trail


def test_a_new_trail_leads_nowhere() -> None:
    trail = walked(BOARD)
    assert (trail.before(), trail.after()) == (None, None)


def test_steps_back_and_forward_visit_the_same_places() -> None:
    trail = walked(BOARD, CUSTOMERS, QUOTES)
    trail.step(back=True)
    assert (trail.here, trail.before(), trail.after()) == (CUSTOMERS, BOARD, QUOTES)
    trail.step(back=False)
    assert (trail.here, trail.after()) == (QUOTES, None)


def test_a_new_place_ends_the_way_forward() -> None:
    trail = walked(BOARD, CUSTOMERS)
    trail.step(back=True)
    trail.go(QUOTES)
    assert (trail.before(), trail.after()) == (BOARD, None)


def test_the_same_place_again_is_no_step() -> None:
    trail = walked(BOARD, Place("board", state="other filter"))
    assert trail.before() is None


def test_another_record_is_another_place() -> None:
    first, second = Place("customer", uuid.UUID(int=1)), Place("customer", uuid.UUID(int=2))
    assert walked(first, second).before() == first


def test_a_place_that_is_gone_is_left_out() -> None:
    trail = walked(BOARD, CUSTOMERS, QUOTES)
    trail.forget(back=True)
    assert trail.before() == BOARD


def test_the_way_back_has_an_end() -> None:
    trail = walked(*(Place("customer", uuid.UUID(int=number)) for number in range(1, 500)))
    steps = 0
    while trail.before() is not None:
        trail.step(back=True)
        steps += 1
    assert steps < 60
