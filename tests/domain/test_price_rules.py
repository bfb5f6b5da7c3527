"""The price that a buyer is entitled to, and where it comes from."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from salesdesk import i18n
from salesdesk.domain import price_rules as rules
from salesdesk.domain.price_rules import Asked, Book, Break, Buyer, Goods, Price
from salesdesk.domain.price_words import in_short, in_words, rule_in_words

DAY = date(2026, 6, 30)
CUSTOMER = uuid.uuid4()


def book(code: str, **values: Any) -> Book:
    """Return a book; a number given as text is one."""
    numbers = {"factor", "rounding_to", "ending"}
    made: dict[str, Any] = {key: Decimal(value) if key in numbers else value for key, value in values.items()}
    return Book(id=uuid.uuid4(), name=code.title(), code=code, **made)


def breaks(*pairs: tuple[str, str]) -> tuple[Break, ...]:
    """Return breaks from quantity and price."""
    return tuple(Break(Decimal(least), Decimal(price)) for least, price in pairs)


def goods(
    listed: str | None = "100", prices: dict[Book, tuple[Break, ...]] | None = None, **values: Any
) -> Goods:
    """Return a product with its list price and what books list for it."""
    found = {one.id: given for one, given in (prices or {}).items()}
    return Goods(None if listed is None else Decimal(listed), breaks=found, **values)


def ask(quantity: str = "1", **values: Any) -> Asked:
    """Return what is asked for."""
    if "fx_rate" in values:
        values["fx_rate"] = Decimal(values["fx_rate"])
    return Asked(Decimal(quantity), **({"day": DAY} | values))


def price(found: Price | None) -> str | None:
    """Return the amount of a price as text, without zeros at its end."""
    return None if found is None else f"{found.amount.normalize():f}"


LIST, DEALER, KEY = book("list"), book("dealer"), book("key", value_class="key")
OWN = book("own", customer_id=CUSTOMER)
EACH = goods(
    prices={
        LIST: breaks(("1", "98")),
        DEALER: breaks(("1", "88")),
        KEY: breaks(("1", "85")),
        OWN: breaks(("1", "80")),
    }
)


@pytest.mark.parametrize(
    ("buyer", "amount", "level"),
    [
        (Buyer(), "98", "list"),
        (Buyer(price_book="list"), "98", "list"),
        (Buyer(price_book="dealer"), "88", "assigned"),
        (Buyer(price_book="gone"), "98", "list"),
        (Buyer(price_book="dealer", value_class="key"), "85", "value_class"),
        (Buyer(price_book="key"), "85", "assigned"),
        (Buyer(CUSTOMER, "key", "dealer"), "80", "own"),
        (Buyer(uuid.uuid4(), "regular", ""), "98", "list"),
        (Buyer(price_book="own"), "98", "list"),
    ],
)
def test_the_nearest_book_counts(buyer: Buyer, amount: str, level: str) -> None:
    found = rules.entitled([LIST, DEALER, KEY, OWN], EACH, buyer, ask())
    assert (price(found), found and found.level) == (amount, level)


def test_a_book_without_a_price_leaves_it_to_the_next_one() -> None:
    buyer = Buyer(CUSTOMER, "key", "dealer")
    only_dealer = goods(prices={DEALER: breaks(("3", "70")), LIST: breaks(("1", "98"))})
    for quantity, amount in (("3", "70"), ("2", "98"), ("0.5", "100")):
        assert price(rules.entitled([LIST, DEALER, KEY, OWN], only_dealer, buyer, ask(quantity))) == amount
    assert price(rules.entitled([LIST], goods(None), buyer, ask())) is None
    assert price(rules.entitled([], goods("7"), buyer, ask())) == "7"


@pytest.mark.parametrize(
    ("first", "last", "amount"),
    [
        (None, None, "80"),
        (DAY, DAY, "80"),
        (date(2026, 7, 1), None, "98"),
        (None, date(2026, 6, 29), "98"),
        (None, date(2026, 6, 30), "80"),
    ],
)
def test_a_book_holds_to_the_end_of_its_last_day(first: date | None, last: date | None, amount: str) -> None:
    own = replace(OWN, valid_from=first, valid_until=last)
    assert price(rules.entitled([LIST, own], EACH, Buyer(CUSTOMER), ask())) == amount


def test_of_two_books_at_one_level_the_newer_one_counts() -> None:
    campaign = replace(LIST, id=uuid.uuid4(), valid_from=date(2026, 6, 1), valid_until=date(2026, 6, 30))
    later = goods(prices={LIST: breaks(("1", "98")), campaign: breaks(("1", "90"))})
    assert price(rules.entitled([LIST, campaign], later, Buyer(), ask())) == "90"
    assert price(rules.entitled([LIST, campaign], later, Buyer(), ask(day=date(2026, 7, 1)))) == "98"


@pytest.mark.parametrize(
    ("rule", "amount"),
    [
        ({"factor": "0.88"}, "87.99"),
        ({"factor": "1"}, "99.99"),
        ({}, "99.99"),
        ({"factor": "0.88", "rounding_to": "10"}, "90"),
        ({"factor": "0.88", "rounding_to": "10", "rounding_mode": "down"}, "80"),
        ({"factor": "0.81", "rounding_to": "10", "rounding_mode": "up"}, "90"),
        ({"factor": "0.85", "rounding_to": "5"}, "85"),
        ({"factor": "0.825", "rounding_to": "5"}, "80"),
        ({"factor": "0.88", "rounding_to": "10", "rounding_mode": "up", "ending": "-0.01"}, "89.99"),
        ({"factor": "0.88", "rounding_to": "10", "ending": "9.99"}, "99.99"),
        ({"factor": "0", "ending": "-5"}, "0"),
    ],
)
def test_a_rule_makes_the_price_from_the_parents(rule: dict[str, str], amount: str) -> None:
    dealer = replace(book("dealer", **rule), parent_id=LIST.id)
    found = rules.entitled(
        [LIST, dealer], goods(prices={LIST: breaks(("1", "99.99"))}), Buyer(price_book="dealer"), ask()
    )
    assert price(found) == amount


def test_half_a_step_is_rounded_away_from_zero() -> None:
    half = book("dealer", factor="0.5", rounding_to="1")
    assert price(rules.entitled([half], goods("5"), Buyer(price_book="dealer"), ask())) == "3"


def test_a_rule_follows_the_breaks_of_its_parent_and_the_parents_rule() -> None:
    dealer = replace(book("dealer", factor="0.88"), parent_id=LIST.id)
    below = replace(book("below", factor="0.5"), parent_id=dealer.id)
    stepped = goods("58000", {LIST: breaks(("3", "56840"), ("6", "55680"))})
    for code, quantity, amount in (
        ("dealer", "1", "51040"),
        ("dealer", "5", "50019.2"),
        ("dealer", "6", "48998.4"),
        ("below", "6", "24499.2"),
    ):
        found = rules.entitled([LIST, dealer, below], stepped, Buyer(price_book=code), ask(quantity))
        assert price(found) == amount


def test_a_rule_without_a_parent_is_on_the_products_list_price() -> None:
    assert (
        price(rules.entitled([book("a", factor="0.9")], goods("100"), Buyer(price_book="a"), ask())) == "90"
    )


def test_books_that_lead_to_each_other_end_at_the_list_price() -> None:
    one, other = book("one", factor="0.5"), book("other", factor="0.5")
    one, other = replace(one, parent_id=other.id), replace(other, parent_id=one.id)
    assert price(rules.entitled([one, other], goods("100"), Buyer(price_book="one"), ask())) == "25"


def test_a_parent_out_of_date_is_followed_by_the_book_of_its_code() -> None:
    old = replace(LIST, valid_until=date(2025, 12, 31))
    new = replace(LIST, id=uuid.uuid4(), valid_from=date(2026, 1, 1))
    dealer = replace(book("dealer", factor="0.5"), parent_id=old.id)
    stepped = goods(prices={old: breaks(("1", "60")), new: breaks(("1", "80"))})
    assert price(rules.entitled([old, new, dealer], stepped, Buyer(price_book="dealer"), ask())) == "40"
    assert price(rules.entitled([old, dealer], stepped, Buyer(price_book="dealer"), ask())) == "50"


@pytest.mark.parametrize(
    ("quantity", "average"),
    [
        ("1", "100"),
        ("9", "100"),
        ("10", "99"),
        ("15", "96"),
        ("20", "94"),
        ("9.5", "99.473684"),
        ("0.5", "100"),
    ],
)
def test_in_a_slab_each_part_has_its_own_price(quantity: str, average: str) -> None:
    slab = replace(LIST, breaks="slab")
    stepped = goods("120", {slab: breaks(("1", "100"), ("10", "90"), ("20", "80"))})
    found = rules.entitled([slab], stepped, Buyer(), ask(quantity))
    assert price(found) == average
    assert found is not None
    if quantity == "15":
        i18n.set_language("en")
        assert in_words(found)[-1] == (
            "In “List” each part at its own price: 9 at ¥\u2009100.00, 6 at ¥\u200990.00; on average ¥\u200996.00"
        )


def test_pieces_below_the_first_slab_have_the_price_that_they_would_have_without_it() -> None:
    slab = replace(book("dealer", factor="0.9"), breaks="slab")
    stepped = goods("100", {slab: breaks(("5", "80"))})
    assert price(rules.entitled([slab], stepped, Buyer(price_book="dealer"), ask("4"))) == "90"
    assert price(rules.entitled([slab], stepped, Buyer(price_book="dealer"), ask("8"))) == "85"
    plain = replace(slab, factor=None)
    stepped = goods("100", {plain: breaks(("5", "80"))})
    assert price(rules.entitled([plain], stepped, Buyer(price_book="dealer"), ask("8"))) == "90"
    stepped = goods(None, {plain: breaks(("5", "80"))})
    assert price(rules.entitled([plain], stepped, Buyer(price_book="dealer"), ask("8"))) == "80"


def test_an_entry_in_the_quotes_currency_wins_over_one_that_is_exchanged() -> None:
    dollars = replace(LIST, id=uuid.uuid4(), currency="USD")
    both = goods("7200", {LIST: breaks(("1", "7100")), dollars: breaks(("1", "1100"))})
    in_dollars = ask(currency="USD", fx_rate="7.1")
    assert price(rules.entitled([LIST, dollars], both, Buyer(), in_dollars)) == "1100"
    assert price(rules.entitled([LIST], both, Buyer(), in_dollars)) == "1000"
    assert price(rules.entitled([LIST, dollars], both, Buyer(), ask())) == "7100"
    assert price(rules.entitled([LIST], both, Buyer(), ask(currency="USD"))) is None
    assert (
        price(rules.entitled([dollars], goods(None, {dollars: breaks(("1", "9"))}), Buyer(), ask())) is None
    )


def test_the_customers_own_price_is_exchanged_before_a_list_in_the_currency_counts() -> None:
    dollars = replace(LIST, id=uuid.uuid4(), currency="USD")
    both = goods("100", {OWN: breaks(("1", "71")), dollars: breaks(("1", "13"))})
    found = rules.entitled([LIST, dollars, OWN], both, Buyer(CUSTOMER), ask(currency="USD", fx_rate="7.1"))
    assert price(found) == "10"


@pytest.mark.parametrize(
    ("currency", "rate", "amount"),
    [("USD", "7.1234", "140.38"), ("JPY", "0.0478", "20921"), ("EUR", "7.8", "128.21")],
)
def test_an_exchanged_price_is_rounded_once_to_the_minor_unit(currency: str, rate: str, amount: str) -> None:
    found = rules.entitled([], goods("1000"), Buyer(), ask(currency=currency, fx_rate=rate))
    assert price(found) == amount


def test_a_rule_in_another_currency_works_on_the_exchanged_price_unrounded() -> None:
    dollars = replace(book("usd", factor="100", rounding_to="0.01", currency="USD"), parent_id=LIST.id)
    found = rules.entitled(
        [LIST, dollars], goods("10"), Buyer(price_book="usd"), ask(currency="USD", fx_rate="7")
    )
    assert price(found) == "142.86"  # 10 ÷ 7 rounded first would make it 143


def test_the_floor_is_the_customers_own_else_the_one_for_all_and_never_a_sale_price() -> None:
    below = replace(book("floor", kind="floor", factor="0.78"), parent_id=LIST.id)
    own = book("own-floor", kind="floor", customer_id=CUSTOMER, factor="0.5")
    stepped = goods("100", {LIST: breaks(("1", "100"), ("6", "96"))})
    assert price(rules.floor([LIST, below], stepped, Buyer(), ask("6"))) == "74.88"
    assert price(rules.floor([LIST, below, own], stepped, Buyer(CUSTOMER), ask("6"))) == "50"
    assert price(rules.floor([LIST, below, own], stepped, Buyer(), ask("1"))) == "78"
    assert rules.floor([LIST], stepped, Buyer(), ask()) is None
    assert price(rules.entitled([LIST, below], stepped, Buyer(price_book="floor"), ask())) == "100"


def test_the_list_price_is_that_of_one_piece() -> None:
    stepped = goods("100", {LIST: breaks(("6", "96"))})
    assert price(rules.listed([LIST], stepped, ask("10"))) == "100"
    assert price(rules.listed([LIST, DEALER], EACH, ask("10"))) == "98"


def test_a_price_can_be_asked_of_one_book() -> None:
    found = rules.in_book([LIST, DEALER], EACH, DEALER.id, ask())
    assert (price(found), found and found.level) == ("88", "chosen")
    assert rules.in_book([LIST], EACH, DEALER.id, ask()) is None


def test_where_a_price_comes_from_is_said_in_words() -> None:
    i18n.set_language("en")
    dealer = replace(
        book("dealer", factor="0.88", rounding_to="10", rounding_mode="up", ending="-0.01"), parent_id=LIST.id
    )
    stepped = goods("100", {LIST: breaks(("1", "100"), ("3", "98"))})
    found = rules.entitled(
        [LIST, dealer], stepped, Buyer(price_book="dealer"), ask("3", currency="USD", fx_rate="7.1")
    )
    assert found is not None
    assert in_words(found) == (
        "The price book “Dealer” that the customer buys by",
        "In “List” from 3 on: ¥\u200998.00",
        "By the rule of “Dealer”: ¥\u200998.00 × 0.88, rounded up to 10, −0.01 = ¥\u200989.99",
        "Exchange: ¥\u200989.99 ÷ 7.1 = $\u200912.67",
    )
    assert in_short(found) == "Dealer"
    assert rule_in_words(dealer, "List") == "List × 0.88, rounded up to 10, −0.01"
    assert rule_in_words(LIST) == ""
    own = rules.entitled([], goods("7"), Buyer(), ask())
    assert own is not None
    assert in_words(own) == (
        "No price book has a price: the product's list price",
        "List price of the product: ¥\u20097.00",
    )


prices = st.decimals("0.01", "100000", places=2)
pairs = st.lists(
    st.tuples(st.integers(1, 60), prices), min_size=1, max_size=5, unique_by=lambda pair: pair[0]
)
quantities = st.decimals("0.0001", "200", places=4)


@given(pairs, quantities)
def test_a_slabs_average_lies_between_its_prices(steps: list[tuple[int, Decimal]], quantity: Decimal) -> None:
    slab = replace(LIST, breaks="slab")
    given_breaks = tuple(Break(Decimal(least), amount) for least, amount in steps)
    found = rules.entitled(
        [slab], Goods(Decimal(50), breaks={slab.id: given_breaks}), Buyer(), ask(str(quantity))
    )
    assert found is not None
    asked_for = [Decimal(50), *(amount for _least, amount in steps)]
    assert min(asked_for) <= found.amount <= max(asked_for)


@given(pairs, st.integers(1, 200))
def test_a_slabs_average_is_what_piece_by_piece_comes_to(
    steps: list[tuple[int, Decimal]], count: int
) -> None:
    slab = replace(LIST, breaks="slab")
    given_breaks = tuple(Break(Decimal(least), amount) for least, amount in steps)
    found = rules.entitled(
        [slab], Goods(Decimal(50), breaks={slab.id: given_breaks}), Buyer(), ask(str(count))
    )
    by_piece = [
        max(((least, amount) for least, amount in steps if least <= piece), default=(0, Decimal(50)))[1]
        for piece in range(1, count + 1)
    ]
    assert found is not None
    assert abs(found.amount - sum(by_piece, Decimal(0)) / count) <= Decimal("0.0000005")


@given(
    prices,
    st.decimals("0", "3", places=6),
    st.decimals("0.01", "1000", places=2),
    st.sampled_from(["half_up", "up", "down"]),
)
def test_a_rounded_price_is_a_multiple_and_no_step_away(
    amount: Decimal, factor: Decimal, step: Decimal, mode: rules.RoundingMode
) -> None:
    made = rules.by_rule(amount, replace(LIST, factor=factor, rounding_to=step, rounding_mode=mode))
    exact = amount * factor
    assert made % step == 0
    assert abs(made - exact) <= step
    assert mode == "half_up" or (made >= exact if mode == "up" else made <= exact)
