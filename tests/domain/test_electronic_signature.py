"""What a contract says of electronic signatures, in its own words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from salesdesk.domain import clauses
from salesdesk.domain.clauses import Clause
from salesdesk.domain.electronic_signature import agreement
from salesdesk.i18n import Language
from tests.documents.contract_samples import contract


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh_CN", "采用双方认可的电子签名的，与纸质具有同等效力"),
        ("en", "mutually accepted electronic signatures have equal effect"),
    ],
)
def test_the_shipped_clause_is_found(language: Language, words: str) -> None:
    assert agreement(contract(1, language=language)) == words


def test_a_contract_without_a_word_of_it_has_none() -> None:
    rest = tuple(one for one in clauses.template() if one.code != "c18")
    assert agreement(contract(1, clauses=rest)) == ""


def test_a_clause_of_ones_own_is_read_to_the_end_of_its_sentence() -> None:
    own = Clause(text_zh="合同一式两份；双方同意使用电子签章签署本合同。附件另附。")
    assert agreement(contract(1, clauses=(own,))) == "双方同意使用电子签章签署本合同"


def test_a_refusal_is_shown_as_it_stands_too() -> None:
    last = replace(clauses.template()[-1], text_zh="双方不接受电子签名。")
    assert agreement(contract(1, clauses=(last,))) == "双方不接受电子签名"
