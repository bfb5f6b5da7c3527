"""How the states of a contract and of its version change together."""

from __future__ import annotations

from salesdesk.domain.contract import after, version_after
from salesdesk.storage import records
from salesdesk.storage.records import Contract


def move(contract: Contract, row: records.ContractVersion, action: str) -> None:
    """Let a version go through an action, and its contract with it before anything was signed.

    An amendment goes its own way while its contract stays as it is. RuleError where the action can't be done.
    """
    state = version_after(row.state, action)
    if row.kind == "original":
        contract.state = after(contract.state, action)
    row.state = state
