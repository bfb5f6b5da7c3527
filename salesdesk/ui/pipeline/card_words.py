"""What stands on a card, in words: for its picture, its tool tip, and screen readers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from salesdesk.domain import risk
from salesdesk.domain.activity import ACTIVITY_NAMES
from salesdesk.i18n import _, day, money_short, ngettext, number
from salesdesk.services.board import Card, NextStep
from salesdesk.ui.words import VALUE_CLASS, word

_KINDS = dict(ACTIVITY_NAMES)


@dataclass(frozen=True, slots=True)
class Said:
    """What is said in a chip, the longest text first, its tone, and the code of the risk that it tells, if any."""

    texts: tuple[str, ...]
    tone: str = ""
    risk: str = ""


def most_urgent(card: Card) -> Said:
    """Return what a card says first: that it stands too long, is left alone, or what is to be done next."""
    if card.status != "open":
        return Said(_days(card))
    if card.past_max:
        values = {"days": number(card.days_in_stage, 0), "max": card.max_days}
        return Said(
            (_("In stage {days}/{max} d").format(**values), _("{days}/{max} d").format(**values)),
            "warn",
            risk.PAST_MAX,
        )
    if card.next_step is not None:
        return _step(card.next_step)
    if card.untouched:
        days = number(card.days_untouched, 0)
        texts = _("Untouched for {days} d").format(days=days), _("{days} d").format(days=days)
        return Said(texts, "warn", risk.UNTOUCHED)
    return Said((_("No next step"), _("No step")), "warn", risk.NO_NEXT_STEP)


def _step(step: NextStep) -> Said:
    kind = _(_KINDS[step.kind]) if step.kind in _KINDS else step.kind
    today = date.today()  # noqa: DTZ011 - plans are for local days
    away = (step.due_on - today).days
    if step.state == "overdue":
        late = ngettext("{count} day late", "{count} days late", -away).format(count=number(-away, 0))
        short = _("{count} d late").format(count=number(-away, 0))
        return Said((_("{when} · {what}").format(when=late, what=kind), late, short), "bad")
    when = {0: _("Today"), 1: _("Tomorrow")}.get(away, f"{step.due_on.month}/{step.due_on.day}")
    text = _("{when} {what}").format(when=when, what=kind)
    return Said((text, when), "accent" if step.state == "today" else "")


def _days(card: Card) -> tuple[str, ...]:
    days = number(card.days_in_stage, 0)
    return (_("In stage {days} d").format(days=days), _("{days} d").format(days=days))


def amount_texts(card: Card) -> tuple[str, ...]:
    """Return the amount, or that there is none; then with a decimal less, where at least two digits are left."""
    if card.amount is None:
        return (_("No amount"),)
    usual, brief = (money_short(card.amount, card.currency, fewer=fewer) for fewer in (0, 1))
    return (usual, brief) if sum(sign.isdigit() for sign in brief) > 1 else (usual,)


def title_text(card: Card) -> str:
    """Return the title; where the column is no stage, the stage comes first."""
    if card.key == card.stage_id:
        return card.title
    return _("{stage} · {title}").format(stage=card.stage, title=card.title)


def customer_text(card: Card) -> str:
    """Return the customer, or that there is none."""
    return card.customer if card.customer is not None else _("No customer yet")


def sentence(card: Card) -> str:
    """Return a card as one sentence, for screen readers."""
    return _(", ").join(part for part in _parts(card) if part)


def _parts(card: Card) -> Iterator[str]:
    yield customer_text(card)
    if card.value_class:
        yield word(VALUE_CLASS, card.value_class)
    yield title_text(card)
    yield amount_texts(card)[0]
    if card.owner:
        yield _("Owner: {name}").format(name=card.owner)
    said = most_urgent(card).texts[0]
    yield said
    days = _days(card)[0]
    if said != days and not card.past_max:
        yield days
    if card.expected_close_on is not None:
        yield _("expected close {day}").format(day=day(card.expected_close_on))
    if card.to_do:
        yield _("{done} of {all} done for this stage").format(done=card.done, all=card.to_do)
    yield from (risk.reason(code, card.risk)[:-1] for code in card.flags)


def told(card: Card) -> str:
    """Return what the tool tip of a card tells: its full names, its plan, its risks with their reasons."""
    step = card.next_step
    lines = [
        customer_text(card),
        title_text(card),
        amount_texts(card)[0],
        _("Next: {what}").format(what=f"{most_urgent_step(step)} {step.subject}".strip()) if step else "",
        *(risk.reason(code, card.risk) for code in card.flags),
    ]
    return "\n".join(line for line in lines if line)


def most_urgent_step(step: NextStep) -> str:
    """Return a planned step in words: when, and what."""
    return _step(step).texts[0]
