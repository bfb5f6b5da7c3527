"""Messages are filled once and never lose a word."""

from __future__ import annotations

from hypothesis import given, strategies as st

from salesdesk.domain.messages import PLACEHOLDERS, Message, fill

NAMES = st.dictionaries(st.sampled_from(list(PLACEHOLDERS)), st.text(max_size=20))


def test_names_take_the_place_of_their_placeholders() -> None:
    values = {"contact": "周总", "owner": "林晓", "company": "锐博"}
    assert fill("{contact}您好，我是{company}的{owner}。", values, "zh_CN") == Message(
        "周总您好，我是锐博的林晓。"
    )


def test_what_is_not_known_stays_to_be_filled_in() -> None:
    assert fill("{contact}您好", {"contact": ""}, "zh_CN") == Message("【联系人】您好", ("contact",))
    assert fill("Dear {contact}", {}, "en") == Message("Dear [contact]", ("contact",))


def test_a_value_is_no_template() -> None:
    found = fill("{customer} {owner} {other} {}", {"customer": "{owner}", "owner": "A"}, "en")
    assert found.text == "{owner} A {other} {}"


@given(st.text(max_size=60), NAMES)
def test_a_text_without_placeholders_stays_as_it_is(text: str, values: dict[str, str]) -> None:
    plain = text.replace("{", "(")
    assert fill(plain, values, "en") == Message(plain)
