"""What the value proposition says that a customer gets on paper, as plain values (requirement E17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from salesdesk.domain.value_case import ValueFigures
from salesdesk.i18n import Language


@dataclass(frozen=True, slots=True)
class ActionLine:
    """A line of the customer action map."""

    customer_step: str
    due_on: date | None = None
    customer_owner: str = ""
    our_action: str = ""
    owner: str = ""
    evidence: str = ""
    done_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueSheet:
    """A value proposition, ready to print: positioning, pain and vision, figures, action map.

    `baseline` says what the present way is, `baseline_amount` what it costs a year, `improvement` the fraction saved;
    `investment` is what the customer spends. `logo` is the hash of our picture. `prepared_on` is the document's date.
    """

    project: str
    customer: str
    seller: str
    person: str
    prepared_on: date
    language: Language
    currency: str
    logo: str = ""
    segment: str = ""
    need: str = ""
    offer: str = ""
    differentiator: str = ""
    proof: str = ""
    pain: str = ""
    vision: str = ""
    baseline: str = ""
    baseline_amount: Decimal | None = None
    improvement: Decimal | None = None
    investment: Decimal | None = None
    figures: ValueFigures
    actions: tuple[ActionLine, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to say to the customer yet."""
        said = (
            self.segment,
            self.need,
            self.offer,
            self.differentiator,
            self.proof,
            self.pain,
            self.vision,
            self.baseline,
        )
        return not any(said) and self.figures.yearly_saving is None and not self.actions
