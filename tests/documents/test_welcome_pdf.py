"""The welcome pack on paper: complete in the customer's language, the same every time, whatever is typed."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from salesdesk import i18n
from salesdesk.documents.welcome_pdf import render_welcome_pack
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.welcome_pack import PackMilestone, PackPayment, PackPerson, WelcomePack, shipped
from tests.documents.contract_samples import BUYER, SELLER
from tests.documents.samples import page_texts, picture, pictures_of, squeezed, text_of


def pack(**changes: Any) -> WelcomePack:
    """Return a pack with something in every place."""
    language = changes.get("language", "zh_CN")
    usual: dict[str, Any] = {
        "number": "C-2026-0001",
        "project": "磨床改造",
        "language": language,
        "signed_on": date(2026, 6, 1),
        "seller": SELLER,
        "buyer": BUYER,
        "seller_person": "林晓",
        "letter": shipped("letter", language),
        "handbook": shipped("handbook", language),
        "ours": (
            PackPerson(name="林晓", role="客户经理", phone="138 0000 1234", email="lin@yunfan.example"),
        ),
        "theirs": (PackPerson(name="顾工", role="设备部部长"),),
        "payments": (
            PackPayment(label="预付款", amount="¥300.00", when="签订合同时", due_on=date(2026, 6, 8)),
            PackPayment(label="质保金", amount="¥100.00", when="质保期满时"),
        ),
        "milestones": (PackMilestone(name="签订合同", when="", done_on=date(2026, 6, 1)),),
    }
    return WelcomePack(**(usual | changes))


def test_letter_contacts_schedule_and_handbook_stand_in_this_order() -> None:
    letter, schedule, handbook = (squeezed(page) for page in page_texts(render_welcome_pack(pack())))
    for part in ("欢迎礼包", "恒岳轴承有限公司", "磨床改造", "顾工", "感谢贵公司选择我们", "林晓"):
        assert part in letter, part
    for part in (
        "我方联系人",
        "13800001234",
        "lin@yunfan.example",
        "贵方联系人",
        "设备部部长",
        "项目进程",
        "20260601",
    ):
        assert part in schedule, part
    for part in ("付款日程", "预付款", "¥300.00", "签订合同时", "20260608", "质保期满时", "622200001111"):
        assert part in schedule, part
    for part in ("服务手册", "报修与响应", "日常保养"):
        assert part in handbook, part
    assert "#" not in handbook


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_its_language_is_the_customers_whatever_the_windows_is(language: Any) -> None:
    found = []
    for shown in i18n.LANGUAGES:
        i18n.set_language(shown)
        found.append(render_welcome_pack(pack(language=language)))
    assert found[0] == found[1]
    text = text_of(found[0])
    assert ("Service handbook" in text) == (language == "en")
    assert ("服务手册" in text) == (language == "zh_CN")


def test_what_is_not_known_leaves_no_empty_part() -> None:
    bare = pack(handbook="", ours=(), theirs=(), payments=(), milestones=(), project="")
    (only,) = page_texts(render_welcome_pack(bare))
    assert "感谢贵公司选择我们" in squeezed(only)


def test_long_texts_go_over_pages_and_a_signature_is_never_alone() -> None:
    for more in range(0, 60, 7):
        letter = "\n\n".join(["约定"] * (30 + more))
        pages = [squeezed(page) for page in page_texts(render_welcome_pack(pack(letter=letter, handbook="")))]
        (signed,) = [page for page in pages if "林晓" in page and "客户经理" not in page]
        assert "约定" in signed


def test_our_logo_stands_in_the_head_and_a_lost_one_keeps_nothing_back() -> None:
    known = pack(seller=replace(SELLER, logo="a" * 64))
    assert pictures_of(render_welcome_pack(known, lambda _name: picture(300, 100)))
    assert not pictures_of(render_welcome_pack(known, lambda _name: None))


def test_characters_that_can_not_be_printed_are_named() -> None:
    with pytest.raises(InvalidInputError, match="U\\+1F600"):
        render_welcome_pack(pack(letter="\U0001f600"))


@settings(max_examples=20, deadline=None)
@given(st.text(st.characters(codec="ascii"), max_size=300), st.integers(0, 9))
def test_hostile_texts_are_printed(text: str, count: int) -> None:
    person = PackPerson(name=text, role=text, phone=text, email=text)
    hostile = pack(project=text, letter=text, handbook=f"# {text}\n{text}", ours=(person,) * count)
    assert render_welcome_pack(hostile) == render_welcome_pack(hostile)


@pytest.mark.skipif(which("qpdf") is None, reason="qpdf isn't installed")
def test_its_structure_is_sound(tmp_path: Path) -> None:
    for language in i18n.LANGUAGES:
        file = tmp_path / f"{language}.pdf"
        file.write_bytes(render_welcome_pack(pack(language=language)))
        subprocess.run(["qpdf", "--check", file], check=True, capture_output=True)
