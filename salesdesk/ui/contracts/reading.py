"""What the page of a contract shows, read in one go."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from salesdesk.domain import contract_version
from salesdesk.domain.contract_guards import Guard
from salesdesk.domain.merge_fields import Value
from salesdesk.services import clause_library, contracts, legal_reviews, tickets
from salesdesk.services.clause_library import Variant
from salesdesk.services.contracts import (
    Buyer,
    ContractRow,
    EditableContract,
    FileRow,
    QuoteChange,
    VersionRow,
)
from salesdesk.services.legal_reviews import ReviewView
from salesdesk.services.tickets import TicketView

TABLES: Final = (
    *(
        "contract",
        "contract_version",
        "contract_clause",
        "contract_line",
        "legal_review_item",
        "contract_file",
        "service_ticket",
    ),
    *("clause_template", "word_template", "company", "customer", "person", "quote", "quote_version"),
)
"""What the page shows something of."""


@dataclass(frozen=True, slots=True)
class Content:
    """The newest version of a contract with all that the page says of it; `values` stand in its blanks."""

    row: ContractRow
    opened: EditableContract
    values: Mapping[str, Value]
    review: ReviewView
    buyer: Buyer
    warnings: tuple[Guard, ...]
    problems: tuple[str, ...]
    quote_change: QuoteChange | None
    variants: tuple[Variant, ...]
    versions: tuple[VersionRow, ...]
    files: tuple[FileRow, ...]
    tickets: tuple[TicketView, ...]
    orders: tuple[ContractRow, ...]


def read(session: Any, contract_id: uuid.UUID) -> Content:
    """Return what the page of a contract shows; InvalidInputError where it is gone."""
    opened = contracts.edit(session, contract_id)
    return Content(
        row=contracts.brief(session, contract_id),
        opened=opened,
        values=contract_version.values(opened.version),
        review=legal_reviews.review(session, contract_id),
        buyer=contracts.buyer(session, contract_id),
        warnings=contracts.warnings(session, contract_id),
        problems=contracts.problems(session, contract_id),
        quote_change=contracts.quote_change(session, contract_id),
        variants=clause_library.variants(session),
        versions=contracts.versions(session, contract_id),
        files=contracts.kept_files(session, contract_id),
        tickets=tuple(tickets.of_contract(session, contract_id)),
        orders=tuple(contracts.under(session, contract_id)),
    )
