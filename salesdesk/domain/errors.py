"""Errors that a user can act on."""

from __future__ import annotations


class SalesDeskError(Exception):
    """Tell the user, in their language, what happened and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidInputError(SalesDeskError):
    """Refuse input that can't be understood: a file, a number, an argument."""


class RuleError(SalesDeskError):
    """Refuse an action that a rule of the trade forbids."""


class ConflictError(SalesDeskError):
    """Refuse a write whose record was changed elsewhere since it was read."""
