"""Requirements pasted from a table."""

from __future__ import annotations

from salesdesk.ui.opportunity.requirement_paste import MOST, parse


def test_rows_of_a_spreadsheet_become_requirements() -> None:
    text = "参数\t要求值\t单位\t必须\t我方\t满足\n主轴转速\t12000\trpm\t是\t15000\t满足\n\n防护等级\tIP54\t\t希望\n"
    assert parse(text) == [
        {
            "parameter": "主轴转速",
            "required": "12000",
            "unit": "rpm",
            "must": True,
            "ours": "15000",
            "met": "yes",
        },
        {"parameter": "防护等级", "required": "IP54", "unit": "", "must": False},
    ]


def test_a_list_of_names_is_enough_and_empty_first_cells_say_nothing() -> None:
    assert parse("流量\n\t12\n压力\r\n") == [{"parameter": "流量"}, {"parameter": "压力"}]


def test_what_is_not_understood_is_no_answer() -> None:
    assert parse("噪声\t80\tdB\t\t78\t待定")[0]["met"] == ""
    assert parse("噪声\t80\tdB\t\t78\t部分满足")[0]["met"] == "partly"
    assert parse("噪声\t80\tdB\t\t90\t×")[0]["met"] == "no"


def test_no_more_than_a_sheet_is_taken() -> None:
    assert len(parse("\n".join(f"x{number}" for number in range(MOST + 50)))) == MOST
