"""Contracts: what one can see and do, from the accepted quote to the end of the warranty."""

from __future__ import annotations

from salesdesk.services.contract_editing import (
    ContractDraft,
    EditableContract,
    VersionDifference,
    beside,
    beside_template,
    edit,
    problems,
    save,
    warnings,
)
from salesdesk.services.contract_life import complete, issue, keep_file, revise, sign, terminate, void
from salesdesk.services.contract_list import (
    AcceptedQuote,
    ContractRow,
    FileRow,
    VersionRow,
    accepted_quotes,
    brief,
    contracts,
    issued_file,
    kept_files,
    load,
    of_customer,
    of_opportunity,
    versions,
)
from salesdesk.services.contract_making import amend, follow_quote, make, make_framework

__all__ = [
    "AcceptedQuote",
    "ContractDraft",
    "ContractRow",
    "EditableContract",
    "FileRow",
    "VersionDifference",
    "VersionRow",
    "accepted_quotes",
    "amend",
    "beside",
    "beside_template",
    "brief",
    "complete",
    "contracts",
    "edit",
    "follow_quote",
    "issue",
    "issued_file",
    "keep_file",
    "kept_files",
    "load",
    "make",
    "make_framework",
    "of_customer",
    "of_opportunity",
    "problems",
    "revise",
    "save",
    "sign",
    "terminate",
    "versions",
    "void",
    "warnings",
]
