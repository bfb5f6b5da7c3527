"""Bank statements of several banks, in both encodings, and what isn't one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from salesdesk.domain.errors import InvalidInputError
from salesdesk.exchange.bank_statement import Statement, read

ICBC = """[HISTORYDETAIL]
账号,6222000011112222,户名,云帆砺行
凭证号,本方账号,对方账号,交易时间,借/贷,借方发生额,贷方发生额,对方行号,摘要,用途,对方单位名称,余额
00000000,6222,1234,2026-06-03 10:20:11,贷,,"300,000.00",102,货款,C-2026-0001 预付款,恒岳轴承有限公司,500000
00000000,6222,9999,2026-06-03 11:00:00,借,1200.00,,102,手续费,,工商银行,498800
合计,,,,,1200.00,300000.00,,,,,
"""
CMB = """交易日,交易时间,交易金额,借贷标志,对方户名,对方账号,流水号,附言
20260603,102011,300000.00,贷,恒岳轴承有限公司,1234,R1,货款
20260604,090000,88.00,借,电信,55,R2,话费
""".replace("交易日,交易时间", "交易日期,时分秒")
ALL_ONE = """日期;收入;支出;对方名称;摘要
2026年6月3日;300000;;恒岳轴承有限公司;货款
2026/6/4;--;20;电信;话费
2026.6.5;¥0.00;;无;
"""


def write(folder: Path, text: str, encoding: str = "gb18030") -> Path:
    file = folder / "流水.csv"
    file.write_bytes(text.encode(encoding))
    return file


def read_text(folder: Path, text: str, encoding: str = "gb18030") -> Statement:
    return read(write(folder, text, encoding))


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(("text", "outgoing"), [(ICBC, 1), (CMB, 1), (ALL_ONE, 2)])
def test_the_money_that_came_in_is_found(tmp_path: Path, text: str, outgoing: int, encoding: str) -> None:
    found = read_text(tmp_path, text, encoding)
    (line,) = found.lines
    assert (line.day, line.amount, line.currency) == (date(2026, 6, 3), Decimal(300_000), "CNY")
    assert line.payer == "恒岳轴承有限公司"
    assert found.outgoing == outgoing
    assert found.problems == ()


def test_a_contract_number_is_kept_with_the_purpose(tmp_path: Path) -> None:
    (line,) = read_text(tmp_path, ICBC).lines
    assert "C-2026-0001" in line.purpose


def test_the_same_line_has_the_same_name_in_every_file(tmp_path: Path) -> None:
    first = read_text(tmp_path, CMB).lines
    later = read_text(tmp_path, CMB + "20260605,1,5.00,贷,甲,1,R3,x\n", "utf-8").lines
    assert [one.key for one in first] == [later[0].key]
    assert len({one.key for one in later}) == 2


def test_equal_lines_are_told_apart_by_their_turn(tmp_path: Path) -> None:
    text = "日期,收入,对方户名\n2026-06-03,5.00,甲\n2026-06-03,5.00,甲\n"
    keys = [line.key for line in read_text(tmp_path, text).lines]
    assert len(set(keys)) == 2
    assert keys == [line.key for line in read_text(tmp_path, text).lines]


def test_lines_that_can_not_be_read_are_named(tmp_path: Path) -> None:
    text = (
        "日期,金额,收支,对方,币种\n2026-06-03,五元,收,甲,\n2026-02-30,5,收,甲,\n2026-06-03,5,?,甲,\n"
        "2026-06-03,5.001,收,甲,\n2026-06-03,5,收,甲,ABC\n2026-06-03,6,收入,甲,美元\n"
    )
    found = read_text(tmp_path, text)
    assert [problem.line for problem in found.problems] == [2, 3, 4, 5, 6]
    assert [(line.amount, line.currency) for line in found.lines] == [(Decimal(6), "USD")]


HEAD = "日期,收入,支出,对方户名,流水号,附言\n"


def test_money_that_is_taken_back_is_named_and_not_lost(tmp_path: Path) -> None:
    text = f"{HEAD}2026-06-03,-500.00,,甲,1,冲正\n,500.00,,甲,2,x\n2026-06-03,5,,甲,3,x\n"
    found = read_text(tmp_path, text)
    assert [problem.line for problem in found.problems] == [2, 3]
    assert [line.reference for line in found.lines] == ["3"]


def test_sums_and_titles_between_the_lines_are_no_lines(tmp_path: Path) -> None:
    line = "20260603102011,5.00,,甲,1,x\n"
    found = read_text(
        tmp_path, f"{HEAD}{line}本页合计,5.00,,,,\n{HEAD}{line.replace('1,x', '2,x')},10.00,,,,总 计\n"
    )
    assert found.problems == ()
    assert [(line.day, line.reference) for line in found.lines] == [
        (date(2026, 6, 3), "1"),
        (date(2026, 6, 3), "2"),
    ]


def test_cells_that_would_be_formulas_are_texts(tmp_path: Path) -> None:
    text = f'{HEAD}="2026-06-03",="5.00",,"=cmd|\'/c calc\'!A0",="0012",=1+1\n2026-06-03,=5+5,,甲,2,x\n'
    found = read_text(tmp_path, text)
    (line,) = found.lines
    assert (line.amount, line.payer, line.reference) == (Decimal(5), "cmd|'/c calc'!A0", "0012")
    assert [problem.line for problem in found.problems] == [3]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "日期,对方\n2026-01-01,甲\n", "金额\n5\n", "x" * 50_000])
def test_what_is_no_statement_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidInputError):
        read_text(tmp_path, text)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), max_size=5))
def test_no_content_breaks_the_reading(tmp_path: Path, cells: list[list[str]]) -> None:
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells]
    file = tmp_path / "any.csv"
    file.write_bytes("\n".join(["日期,收入,对方户名", *quoted]).encode("utf-8-sig", "replace"))
    try:
        found = read(file)
    except InvalidInputError:
        return
    assert all(line.amount > 0 for line in found.lines)
