"""The guides of the stages and the selling method are complete, in both languages, and fit the pipelines."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from string import Formatter
from typing import Any

import pytest

from salesdesk import resources
from salesdesk.domain.pipeline import PipelineTemplate, StageTemplate, templates

KINDS = ["check", "evidence", "step", "resource", "question", "message", "monitor"]
FIELDS = {
    "customer", "contact", "need", "budget", "amount", "expected_close_on", "product", "decider",
    "departments", "team", "requirements", "quote", "quote_sent", "competitor", "next_step",
}  # fmt: skip
PLACEHOLDERS = {"customer", "contact", "owner", "company", "opportunity"}
KEYS = {"kind", "text_zh", "text_en", "detail_zh", "detail_en", "required", "role"}
HELD_BY_THE_PROGRAM = {
    "有效联系人1名": "contact",
    "需求一句话": "need",
    "预算范围字段": "budget",
    "报价单V1": "quote",
    "报价单": "quote_sent",
    "最新有效报价单": "quote_sent",
    "已发送报价单PDF": "quote_sent",
}
ASKED_BY_A_CHECK = {"来源、标签": "来源和标签已填写", "法务审核已发起": "法务审核已发起"}
PER_STAGE = {"check": (2, 5), "step": (3, 5), "resource": (1, 3), "question": (2, 3), "message": (1, 2)}
HAN = re.compile(r"[\u3400-\u9fff]")

Guide = dict[str, Any]
Item = dict[str, Any]


def load(name: str) -> Guide:
    """Read a file of templates."""
    content: Guide = json.loads(resources.path("templates", name).read_text(encoding="utf-8"))
    return content


GUIDES = load("stage_guides.json")
SSM = load("methods.json")["ssm"]
STAGES = [(template, stage) for template in templates().values() for stage in template.stages]
EACH = pytest.mark.parametrize(
    ("template", "stage"), STAGES, ids=[f"{template.code}.{stage.code}" for template, stage in STAGES]
)


def guide(template: PipelineTemplate, stage: StageTemplate) -> Guide:
    """Return the guide of a stage."""
    found: Guide = GUIDES[template.code][stage.code]
    return found


def items(template: PipelineTemplate, stage: StageTemplate, kind: str = "") -> list[Item]:
    """Return the items of a stage, all or those of a kind."""
    return [item for item in guide(template, stage)["items"] if kind in ("", item["kind"])]


def texts(value: Any) -> Iterator[tuple[str, str]]:
    """Yield every Chinese text with its English one, at any depth."""
    if isinstance(value, list):
        for entry in value:
            yield from texts(entry)
    elif isinstance(value, dict):
        for key, entry in value.items():
            if key.endswith("_zh"):
                yield entry, value[key.removesuffix("_zh") + "_en"]
            yield from texts(entry)


def placeholders(text: str) -> set[str]:
    """Return the names in braces; a brace that is not closed is an error."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_guides_have_the_stages_of_the_pipelines_in_order() -> None:
    expected = {code: [stage.code for stage in template.stages] for code, template in templates().items()}
    assert {code: list(stages) for code, stages in GUIDES.items()} == expected


@EACH
def test_a_guide_has_known_parts_only(template: PipelineTemplate, stage: StageTemplate) -> None:
    found = guide(template, stage)
    assert set(found) == {"fields", "items", "buying_step_zh", "buying_step_en"}
    assert set(found["fields"]) <= FIELDS - {"departments"}
    assert len(set(found["fields"])) == len(found["fields"])
    for item in found["items"]:
        assert set(item) == KEYS
        assert item["role"] in {"", "AR", "SR", "FR"}
        assert isinstance(item["required"], bool)
    kinds = [item["kind"] for item in found["items"]]
    assert kinds == sorted(kinds, key=KINDS.index)


@EACH
def test_the_first_check_is_the_success_criterion(template: PipelineTemplate, stage: StageTemplate) -> None:
    first = items(template, stage)[0]
    assert (first["kind"], first["required"]) == ("check", True)
    assert (first["text_zh"], first["text_en"]) == (stage.success_zh, stage.success_en)


@EACH
def test_a_gate_asks_for_few_things(template: PipelineTemplate, stage: StageTemplate) -> None:
    required = [item for item in items(template, stage) if item["required"]]
    assert {item["kind"] for item in required} <= {"check", "evidence"}
    assert len(required) + len(guide(template, stage)["fields"]) <= 5
    if stage.kind != "open":
        assert guide(template, stage)["fields"] == []


@EACH
def test_the_evidence_of_the_template_is_asked_for(template: PipelineTemplate, stage: StageTemplate) -> None:
    found = guide(template, stage)
    evidence, monitored = [], []
    for entry in stage.evidence_zh.strip("—").split(";"):
        if entry.startswith("监控:"):
            monitored += entry.removeprefix("监控:").split("/")
        elif entry in HELD_BY_THE_PROGRAM:
            assert HELD_BY_THE_PROGRAM[entry] in found["fields"]
        elif entry in ASKED_BY_A_CHECK:
            checks = [item["text_zh"] for item in items(template, stage, "check")]
            assert any(text.startswith(ASKED_BY_A_CHECK[entry]) for text in checks)
        elif entry:
            evidence.append(entry)
    assert [item["text_zh"] for item in items(template, stage, "evidence")] == evidence
    assert [item["text_zh"] for item in items(template, stage, "monitor")] == monitored


@EACH
def test_a_stage_says_enough_and_not_too_much(template: PipelineTemplate, stage: StageTemplate) -> None:
    count = Counter(item["kind"] for item in items(template, stage))
    assert all(least <= count[kind] <= most for kind, (least, most) in PER_STAGE.items())
    names = [(item["kind"], item["text_zh"]) for item in items(template, stage)]
    assert len(set(names)) == len(names)
    for item in items(template, stage):
        if item["kind"] not in ("check", "evidence"):
            assert item["detail_zh"]


def test_a_signed_paper_is_needed_where_a_sale_is_won() -> None:
    for template, stage in STAGES:
        if stage.closes_won or stage.kind == "won":
            assert any(item["required"] for item in items(template, stage, "evidence"))


def test_the_team_is_named_where_a_project_is_approved_or_designed() -> None:
    asked = [
        f"{code}.{stage}"
        for code, stages in GUIDES.items()
        for stage in stages
        if "team" in stages[stage]["fields"]
    ]
    assert asked == ["equipment8.design", "ltc.validate_opp"]


@pytest.mark.parametrize("content", [GUIDES, SSM], ids=["guides", "ssm"])
def test_every_text_stands_in_both_languages(content: Guide) -> None:
    pairs = list(texts(content))
    assert pairs
    for chinese, english in pairs:
        assert bool(chinese) == bool(english)
        assert HAN.search(chinese) or chinese in ("", "SAT")
        assert chinese != english or not chinese
        assert not HAN.search(english)
        assert (chinese, english) == (chinese.strip(), english.strip())


@EACH
def test_texts_are_short(template: PipelineTemplate, stage: StageTemplate) -> None:
    found = guide(template, stage)
    assert 0 < len(found["buying_step_zh"]) <= len(found["buying_step_en"]) <= 120
    for item in found["items"]:
        for language in ("zh", "en"):
            assert 0 < len(item[f"text_{language}"]) <= 120
            assert len(item[f"detail_{language}"]) <= 600


@EACH
def test_only_messages_have_placeholders_the_same_in_both_languages(
    template: PipelineTemplate, stage: StageTemplate
) -> None:
    for item in items(template, stage):
        for part in ("text", "detail"):
            used = placeholders(item[f"{part}_zh"])
            assert used == placeholders(item[f"{part}_en"])
            may = PLACEHOLDERS if (item["kind"], part) == ("message", "detail") else set()
            assert used <= may
        if item["kind"] == "message":
            assert placeholders(item["detail_zh"]) & {"contact", "customer"}


def test_the_method_has_seven_steps_each_with_outcomes_to_verify() -> None:
    assert len(SSM["steps"]) == 7
    for step in SSM["steps"]:
        assert set(step) == {"buying_step_zh", "buying_step_en", "outcomes"}
        assert 2 <= len(step["outcomes"]) <= 3
        assert all(set(outcome) == {"text_zh", "text_en"} for outcome in step["outcomes"])
    assert max(len(text) for pair in texts(SSM["steps"]) for text in pair) <= 120
    assert max(len(SSM["note_zh"]), len(SSM["note_en"])) <= 600


@pytest.mark.parametrize("template", templates().values(), ids=lambda template: template.code)
def test_the_method_follows_every_pipeline_forward(template: PipelineTemplate) -> None:
    steps = SSM["map"][template.code]
    assert list(steps) == [stage.code for stage in template.stages]
    assert list(steps.values()) == sorted(steps.values())
    assert set(steps.values()) <= set(range(7))


def test_the_method_has_no_pipeline_that_is_unknown() -> None:
    assert list(SSM["map"]) == list(templates())
