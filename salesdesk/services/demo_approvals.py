"""The approvals of the demo's quotes: some wait, the others were given by who may give them."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import select

from salesdesk.domain.approval import approvers
from salesdesk.domain.approval_needs import needs_as_text
from salesdesk.domain.quote_content import content_hash
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.services import approval_rules
from salesdesk.services.approval_reading import needed
from salesdesk.services.demo_base import Build, Seller, texts
from salesdesk.storage.ids import new_id
from salesdesk.storage.records import ApprovalRequest, ApprovalStep, Person

_OUTSIDE = ("sent", "accepted", "rejected", "superseded", "approved")


class Approvals:
    """Collects what the versions of the quotes needed, and writes it when the versions are there."""

    def __init__(self, build: Build) -> None:
        self._build = build
        self._requests: list[dict[str, Any]] = []
        self._steps: list[dict[str, Any]] = []
        people = build.session.execute(select(Person.id, Person.role)).all()
        self._directors: list[uuid.UUID] = [row.id for row in people if row.role == "director"]
        self._assistant = next((row.id for row in people if row.role == "assistant"), None)
        self._leads = {
            row.id: row.manager_id for row in build.session.execute(select(Person.id, Person.manager_id))
        }
        approval_rules.seed(build.session)

    def fingerprint(self, version: QuoteVersion) -> str:
        """Return what an approval of the version would be bound to."""
        return content_hash(version.draft, version.valid_until)

    def add(self, row_id: uuid.UUID, version: QuoteVersion, seller: Seller, ago: int) -> None:
        """Ask for what a version needs, and approve it where the version went on from there."""
        found = needed(self._build.session, version)
        if not found or version.state == "draft":
            return
        given, reasons = version.state in _OUTSIDE, texts("sales")["approval_reasons"]
        request = {
            "id": new_id(),
            "version_id": row_id,
            "content_hash": self.fingerprint(version),
            "state": "approved" if given else "pending",
            "asked_by": self._assistant if seller.id in self._directors else seller.id,
            "asked_at": self._build.at(ago, 11, 5),
            "reason": reasons[len(self._requests) % len(reasons)],
            "needs": needs_as_text(found),
            "comments": "[]",
        }
        self._requests.append(request)
        for position, role in enumerate(approvers(found)):
            self._steps.append(
                {
                    "request_id": request["id"],
                    "position": position,
                    "role": role,
                    "decision": "approved" if given else "",
                    "person_id": self._decider(role, seller) if given else None,
                    "at": self._build.at(ago, 14, 30 + position * 20) if given else None,
                }
            )

    def _decider(self, role: str, seller: Seller) -> uuid.UUID | None:
        found: uuid.UUID | None = None if role == "director" else self._leads.get(seller.id)
        return found or self._directors[0]

    def insert(self) -> None:
        """Write all of it."""
        self._build.insert(ApprovalRequest, self._requests)
        self._build.insert(ApprovalStep, self._steps)
