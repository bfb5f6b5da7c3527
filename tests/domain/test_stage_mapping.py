"""The proposal for a mapping between pipelines."""

from __future__ import annotations

import itertools

import pytest

from salesdesk.domain.pipeline import templates
from salesdesk.domain.stage_mapping import MapStage, landing_of, propose, propose_won


def stages(code: str) -> list[MapStage]:
    return [
        MapStage(
            stage.code,
            stage.name_zh,
            stage.kind,
            stage.probability,
            stage.closes_won,
            f"{stage.name_zh} {stage.activities_zh} {stage.success_zh}",
        )
        for stage in templates()[code].stages
    ]


def before(code: str) -> list[MapStage]:
    return [stage for stage in stages(code) if stage.kind == "open"]


def test_a_small_firm_grows_into_eight_stages() -> None:
    assert propose(before("sme4"), stages("equipment8")) == {
        "contact": "lead",
        "quoted": "design",
        "negotiating": "negotiation",
    }
    won = [stage for stage in stages("sme4") if stage.kind == "won"]
    assert propose_won(won, stages("equipment8")) == {"won": "delivery"}


def test_and_back() -> None:
    found = propose(before("equipment8"), stages("sme4"))
    assert found["lead"] == "contact"
    assert found["decision"] == "negotiating"
    after = [stage for stage in stages("equipment8") if stage.kind == "post_sale"]
    assert set(propose_won(after, stages("sme4")).values()) == {"won"}


@pytest.mark.parametrize(("one", "other"), list(itertools.permutations(templates(), 2)))
def test_the_order_is_kept_and_each_side_stays_on_its_side(one: str, other: str) -> None:
    targets = stages(other)
    places = {stage.key: place for place, stage in enumerate(targets)}
    kinds = {stage.key: stage.kind for stage in targets}
    found = propose(before(one), targets)
    assert [places[found[stage.key]] for stage in before(one)] == sorted(
        places[found[stage.key]] for stage in before(one)
    )
    assert {kinds[key] for key in found.values()} == {"open"}
    after = [stage for stage in stages(one) if stage.kind != "open"]
    if any(stage.kind != "open" for stage in targets):
        assert "open" not in {kinds[key] for key in propose_won(after, targets).values()}


def test_the_same_pipeline_is_mapped_to_itself() -> None:
    for code in templates():
        assert propose(before(code), stages(code)) == {stage.key: stage.key for stage in before(code)}


def test_a_win_lands_where_signing_puts_it() -> None:
    assert landing_of(stages("process7")).key == "closed"
    assert landing_of(stages("equipment8")).key == "delivery"
    assert landing_of(stages("opp5")).key == "sign"
