"""What is said of an approval: why it is needed, who asked, who decided."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from salesdesk.domain.approval import Need, in_words
from salesdesk.i18n import _, moment
from salesdesk.services import people
from salesdesk.services.approvals import Outlook, RequestView

_MOST: Final = 6
_LONGEST: Final = 300


def reasons(needs: Sequence[Need], covered: Collection[Need] = ()) -> list[str]:
    """Return why approval is needed, a line each; the same hit that two roles see is said once."""
    lines: dict[str, None] = {}
    for need in needs:
        text = in_words(need)
        if need in covered:
            text = _("{reason} (approved before)").format(reason=text)
        lines[f"· {text}"] = None
    shown = list(lines)[:_MOST]
    if len(lines) > _MOST:
        shown.append(_("· and {count} more").format(count=len(lines) - _MOST))
    return shown


def to_be_asked(outlook: Outlook) -> str:
    """Return who is going to be asked."""
    if not outlook.needs:
        return ""
    roles = [role_name(role) for role in outlook.roles]
    if not roles:
        return _("An earlier approval covers it: submitting is enough.")
    return _("Goes to: {roles}").format(roles=" → ".join(roles))


def asked(request: RequestView | None) -> str:
    """Return who asked, why, and what was said since."""
    if request is None:
        return ""
    text = _("Asked by {name}, {time}").format(name=request.asker or "—", time=moment(request.asked_at))
    said = _("{name}: {text}")
    lines = [said.format(name=text, text=request.reason[:_LONGEST]) if request.reason else text]
    lines += [said.format(name=one.person or "—", text=one.text[:_LONGEST]) for one in request.comments]
    return "\n".join(lines)


def past(request: RequestView) -> str:
    """Return what became of the last request of a version that is a draft again."""
    last = next((step for step in reversed(request.steps) if step.decision), None)
    match request.state:
        case "refused" if last is not None:
            text = _("Refused by {name}: {comment}")
            return text.format(name=last.person or "—", comment=last.comment[:_LONGEST])
        case "withdrawn":
            return _("The request was withdrawn.")
        case "void":
            return _("The approval is void: the quote became a draft again.")
        case "approved":
            return _("The approval is void: the quote was changed after it.")
    return ""


def steps(request: RequestView) -> list[str]:
    """Return the steps of a request, each with its decision."""
    lines = []
    for step in request.steps:
        mark = {"approved": "✓", "refused": "✗"}.get(step.decision, "…")
        text = f"{mark} {role_name(step.role)}"
        if step.decision and step.at is not None:
            who = _("{name} (own quote)").format(name=step.person or "—") if step.by_self else step.person
            text += f" · {who} · {moment(step.at)}"
        elif step is request.current:
            text += " · " + _("to decide")
        if step.signed:
            text += " · " + _("signed file")
        if step.comment:
            text += f"\n   {step.comment[:_LONGEST]}"
        lines.append(text)
    return lines


def role_name(role: str) -> str:
    """Return what a role is called."""
    return _(people.ROLES.get(role, role))
