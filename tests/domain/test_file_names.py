"""Names of files from outside."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from salesdesk.domain.file_names import LONGEST, runs_when_opened, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("需求表.xlsx", "需求表.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\林\\合同.pdf", "合同.pdf"),
        ("a<b>:c.pdf", "a_b__c.pdf"),
        ("con.txt", "_con.txt"),
        ("报价\u202efdp.exe", "报价fdp.exe"),
        (" . ", "file"),
        ("", "file"),
        ("name. ", "name"),
        (".profile", "profile"),
    ],
)
def test_a_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_every_system_takes(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= LONGEST
    assert not set(safe) & set('<>:"/\\|?*')
    assert safe == safe.strip(" .")
    assert safe_name(safe) == safe


@pytest.mark.parametrize("name", ["setup.EXE", "a.pdf.js", "x.lnk"])
def test_programs_are_told_by_their_ending(name: str) -> None:
    assert runs_when_opened(name)


@pytest.mark.parametrize("name", ["合同.pdf", "exe", "需求.xlsx"])
def test_documents_are_no_programs(name: str) -> None:
    assert not runs_when_opened(name)
