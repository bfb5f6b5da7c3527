"""The handover sheet on paper: complete, in its language, the same every time, whatever is typed."""

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
from salesdesk.documents.handover_pdf import render_handover
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.handover import HandoverSheet, SheetPoint
from salesdesk.domain.welcome_pack import PackPerson
from tests.documents.contract_samples import BUYER, SELLER
from tests.documents.samples import page_texts, picture, pictures_of, squeezed, text_of


def sheet(**changes: Any) -> HandoverSheet:
    """Return a sheet with something in every place."""
    usual: dict[str, Any] = {
        "number": "ST-2026-0001",
        "language": "zh_CN",
        "contract": "C-2026-0001",
        "project": "磨床改造",
        "signed_on": date(2026, 6, 1),
        "due_on": date(2026, 6, 8),
        "state": "已接收",
        "total": "¥999.99",
        "seller": SELLER,
        "buyer": BUYER,
        "sales": "林晓",
        "service": "严服务",
        "text": "门口限高 3.5 m",
        "ours": (PackPerson(name="林晓", role="客户经理", phone="138 0000 1234"),),
        "theirs": (PackPerson(name="顾工", role="设备部部长"),),
        "points": (
            SheetPoint(text="合同及附件齐全", known="C-2026-0001 V1", state="完成", by="严服务", note="两份"),
            SheetPoint(text="随机备件"),
        ),
    }
    return HandoverSheet(**(usual | changes))


def test_everything_stands_on_it() -> None:
    (page,) = page_texts(render_handover(sheet()))
    text = squeezed(page)
    for part in (
        *("移交单", "ST20260001", "C20260001", "恒岳轴承有限公司", "磨床改造", "¥999.99"),
        *("严服务", "20260608", "门口限高3.5m", "顾工", "13800001234", "合同及附件齐全", "两份"),
        *("随机备件", "□", "移交人", "接收人"),
    ):
        assert part in text, part


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_its_language_is_its_own(language: Any) -> None:
    found = []
    for shown in i18n.LANGUAGES:
        i18n.set_language(shown)
        found.append(render_handover(sheet(language=language)))
    assert found[0] == found[1]
    assert ("Handover sheet" in text_of(found[0])) == (language == "en")


def test_many_points_go_over_pages_and_signatures_stay_together() -> None:
    points = tuple(SheetPoint(text="说明" * 40, known="已知" * 60, note="备注" * 50) for _ in range(40))
    pages = [squeezed(page) for page in page_texts(render_handover(sheet(points=points)))]
    assert len(pages) > 2
    (signed,) = [page for page in pages if "移交人（销售）" in page]
    assert "接收人（服务）" in signed


def test_what_is_not_known_leaves_no_empty_part() -> None:
    bare = sheet(text="", ours=(), theirs=(), points=(), due_on=None, service="", project="")
    (only,) = page_texts(render_handover(bare))
    assert "须知" not in only
    assert "核对清单" not in squeezed(only)


def test_our_logo_stands_in_the_head() -> None:
    known = sheet(seller=replace(SELLER, logo="a" * 64))
    assert pictures_of(render_handover(known, lambda _name: picture(300, 100)))
    assert not pictures_of(render_handover(known, lambda _name: None))


def test_characters_that_can_not_be_printed_are_named() -> None:
    with pytest.raises(InvalidInputError, match="U\\+1F600"):
        render_handover(sheet(text="\U0001f600"))


@settings(max_examples=20, deadline=None)
@given(st.text(st.characters(codec="ascii"), max_size=300), st.integers(0, 9))
def test_hostile_texts_are_printed(text: str, count: int) -> None:
    point = SheetPoint(text=text, known=text, state=text, by=text, note=text)
    hostile = sheet(project=text, text=text, service=text, points=(point,) * count)
    assert render_handover(hostile) == render_handover(hostile)


@pytest.mark.skipif(which("qpdf") is None, reason="qpdf isn't installed")
def test_its_structure_is_sound(tmp_path: Path) -> None:
    file = tmp_path / "sheet.pdf"
    file.write_bytes(render_handover(sheet()))
    subprocess.run(["qpdf", "--check", file], check=True, capture_output=True)
