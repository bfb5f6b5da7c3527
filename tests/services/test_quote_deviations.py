"""The deviation list: from the requirement sheet into the quote, and frozen with its version."""

from __future__ import annotations

from dataclasses import replace

from salesdesk.domain.deviation import Deviation
from salesdesk.domain.quote_keeping import draft_as_json, draft_restored
from salesdesk.services import quote_deviations, quotes
from salesdesk.storage.records import Requirement
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP
from tests.services import approving
from tests.services.approving import TODAY


def test_the_list_comes_from_the_sheet_and_stays_as_it_was_sent(workspace: Workspace) -> None:
    firm = approving.desk(workspace)
    with workspace.write(STEP) as write:
        deal = factories.opportunity(write.session, customer_id=firm.customer)
        rows = [("噪声", "≤ 72", "dB(A)", "75", "no"), ("排气量", "13", "m³/min", "13.5", "yes")]
        for place, (parameter, required, unit, ours, met) in enumerate(rows):
            write.session.add(
                Requirement(
                    opportunity_id=deal,
                    position=place,
                    parameter=parameter,
                    required=required,
                    unit=unit,
                    ours=ours,
                    met=met,
                )
            )
    with workspace.read() as session:
        found = quote_deviations.from_sheet(session, deal)
        assert quote_deviations.from_sheet(session, None) == ()
    assert found == (
        Deviation("噪声", "≤ 72 dB(A)", "75", "no"),
        Deviation("排气量", "13 m³/min", "13.5", "yes"),
    )
    sent = firm.send(firm.saved(opportunity_id=deal, deviations=found))
    with workspace.write(STEP) as write:
        write.session.query(Requirement).first().ours = "70"  # type: ignore[union-attr]  # there is one
    with workspace.read() as session:
        assert quotes.load(session, f"{sent.number}-V1").draft.deviations == found
    assert sent.quote_id
    with workspace.write(STEP) as write:
        following = quotes.new_version(write.session, sent.quote_id, reason="x", today=TODAY)
    assert following.draft.deviations == found


def test_a_kept_draft_keeps_its_list(workspace: Workspace) -> None:
    firm = approving.desk(workspace)
    draft = replace(firm.draft(), deviations=(Deviation("噪声", "≤ 72", "75", "partly", must=False),))
    assert draft_restored(draft_as_json(draft)) == draft
