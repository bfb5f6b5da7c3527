"""The pipeline templates are complete and consistent."""

from __future__ import annotations

from decimal import Decimal

import pytest

from salesdesk import i18n
from salesdesk.domain import pipeline
from salesdesk.domain.pipeline import LOSS_REASONS, STATUSES, PipelineTemplate, templates

ALL = pytest.mark.parametrize("template", templates().values(), ids=lambda template: template.code)


def test_the_equipment_pipeline_is_the_first_of_six() -> None:
    assert list(templates()) == ["equipment8", "process7", "b2b4", "ltc", "opp5", "sme4"]


def test_a_stage_carries_what_its_template_says() -> None:
    stage = templates()["equipment8"].stages[1]
    assert (stage.code, stage.name_zh, stage.name_en) == ("discovery", "需求探索", "Needs discovery")
    assert (stage.min_days, stage.max_days, stage.probability) == (14, 28, Decimal("0.2"))
    assert (stage.kind, stage.closes_won) == ("open", False)
    assert stage.activities_zh == "客户拜访、需求调研、痛点分析"
    assert stage.success_en == "Concrete needs and budget range are clear"


def test_a_stage_without_a_limit_has_no_days() -> None:
    last = templates()["equipment8"].stages[-1]
    assert (last.min_days, last.max_days) == (None, None)


@ALL
def test_open_stages_come_first_and_grow_more_likely(template: PipelineTemplate) -> None:
    kinds = [stage.kind for stage in template.stages]
    chances = [stage.probability for stage in template.stages]
    assert kinds == sorted(kinds, key=["open", "won", "post_sale"].index)
    assert chances == sorted(chances)
    assert all(0 < chance <= 1 for chance in chances)


@ALL
def test_each_template_tells_where_the_sale_is_won(template: PipelineTemplate) -> None:
    assert sum(stage.closes_won or stage.kind == "won" for stage in template.stages) == 1


@ALL
def test_stage_codes_are_unique_in_a_template(template: PipelineTemplate) -> None:
    codes = [stage.code for stage in template.stages]
    assert len(set(codes)) == len(codes)


@ALL
def test_days_are_in_order(template: PipelineTemplate) -> None:
    assert all(
        stage.min_days <= stage.max_days for stage in template.stages if stage.max_days and stage.min_days
    )


def test_templates_cannot_be_changed_by_a_reader() -> None:
    with pytest.raises(TypeError):
        templates()["new"] = templates()["sme4"]  # type: ignore[index]  # that it has no such method is the point


def test_the_reasons_of_a_loss_end_with_the_one_of_imports() -> None:
    codes = [code for code, _ in LOSS_REASONS]
    assert codes[:-1] == ["price", "competitor", "budget", "technical", "no_decision", "other"]
    assert codes[-1] == pipeline.UNSPECIFIED


def test_reasons_and_statuses_have_names_in_english() -> None:
    names = [i18n.translate(name, "en") for _, name in (*LOSS_REASONS, *STATUSES)]
    assert len(set(names)) == len(names)


def test_every_template_has_one_stage_in_which_a_contract_is_negotiated() -> None:
    found = {
        template.code: [
            stage.code
            for stage in template.stages
            if pipeline.negotiates(stage.code, stage.name_zh, stage.name_en)
        ]
        for template in templates().values()
    }
    assert found == {
        "equipment8": ["negotiation"],
        "process7": ["negotiation"],
        "b2b4": ["contract"],
        "ltc": ["contract"],
        "opp5": ["propose"],
        "sme4": ["negotiating"],
    }


@pytest.mark.parametrize(
    ("code", "name", "found"),
    [
        ("negotiation", "商务", True),
        ("x1", "价格谈判", True),
        ("", "Negotiating", True),
        ("", "Contact", False),
    ],
)
def test_a_stage_of_ones_own_negotiates_by_its_name(code: str, name: str, found: bool) -> None:  # noqa: FBT001 - a case
    assert pipeline.negotiates(code, name) == found
