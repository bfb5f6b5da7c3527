"""What the references between records mean when one of them is deleted or comes back."""

from __future__ import annotations

from typing import Final

BELONGS: Final = frozenset(
    {
        "contact.customer_id",
        "activity.customer_id",
        "activity.opportunity_id",
        "stage_change.opportunity_id",
        "quote_version.quote_id",
        "quote_line.version_id",
        "price_book_entry.product_id",
        "price_book_entry.price_book_id",
        "price_book.customer_id",
        "product_spec.product_id",
        "product_part.product_id",
        "opportunity_item.opportunity_id",
        "attachment.opportunity_id",
        "attachment.quote_id",
        "gate_waiver.opportunity_id",
        "close_shift.opportunity_id",
        "stakeholder.opportunity_id",
        "stakeholder.contact_id",
        "requirement.opportunity_id",
        "rival.opportunity_id",
        "interest.opportunity_id",
        "landmark.opportunity_id",
        "action_step.opportunity_id",
        "value_case.opportunity_id",
        "quote_scenario.quote_id",
        "approval_request.version_id",
        "approval_step.request_id",
        "contract_version.contract_id",
        "contract_clause.version_id",
        "contract_line.version_id",
        "legal_review_item.contract_id",
        "contract_event.contract_id",
        "contract_file.contract_id",
        "instalment.contract_id",
        "receipt_allocation.receipt_id",
        "service_ticket.contract_id",
        "ticket_item.ticket_id",
        "punch_item.event_id",
    }
)
"""References to what the row belongs to: it is deleted, and comes back, with it."""
LET_GO: Final = frozenset(
    {
        "activity.contact_id",
        "customer.parent_id",
        "person.manager_id",
        "opportunity.sr_id",
        "opportunity.fr_id",
        "opportunity.reopened_from_id",
        "action_step.owner_id",
        "seal.keeper_id",
    }
)
"""References that are emptied when what they name is deleted, and filled again when it comes back."""
LOST: Final = frozenset({"seal.keeper_id"})
"""Those of them that stay empty: who keeps a seal is a director's to say, by their PIN."""
STANDS: Final = frozenset(
    {
        "gate_waiver.person_id",
        "gate_waiver.stage_id",
        "opportunity_item.done_by",
        "opportunity_item.stage_id",
        "opportunity_item.stage_item_id",
        "attachment.stage_item_id",
        "stage_change.from_stage_id",
        "stage_change.to_stage_id",
        "approval_request.asked_by",
        "approval_step.person_id",
        "contract.review_asked_by",
        "contract.waived_by",
        "legal_review_item.person_id",
        "seal_use.seal_id",
        "seal_use.quote_version_id",
        "seal_use.used_by",
        "seal_use.approved_by",
        "invoice.requested_by",
        "contract_line.quote_line_id",
        "service_ticket.accepted_by",
        "service_ticket.done_by",
        "ticket_item.person_id",
        "punch_item.done_by",
        "contract_line.product_id",
        "quote_version.design_id",
        "contract_version.design_id",
    }
)
"""References that tell what was: they stay when what they name is deleted, and stand in nobody's way."""
GIVEN_ANEW: Final = frozenset({"opportunity.stage_id"})
"""References that lead elsewhere when a row comes back after what they name was deleted."""
MAY_LACK: Final = (
    LET_GO
    | STANDS
    | {
        "customer.owner_id",
        "opportunity.owner_id",
        "activity.owner_id",
        "contract.owner_id",
        "service_ticket.owner_id",
        "opportunity.product_id",
    }
)
"""References that are left empty where a row comes back after what they name was deleted."""
