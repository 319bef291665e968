"""What a notice says in one line."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from standards.choices import Milestone
from tickets.choices import EntryKind
from tickets.models import Notice

ICONS = {
    EntryKind.WARNED: "timer",
    EntryKind.BREACHED: "triangle-alert",
    EntryKind.CUSTOMER_MESSAGE: "message-circle",
    EntryKind.CHASED: "bell-ring",
    EntryKind.DISPATCHED: "send",
    EntryKind.TRANSFERRED: "arrow-left-right",
    EntryKind.TAKEN: "hand",
    EntryKind.SCORED: "star",
    EntryKind.RECOVERY_OPENED: "heart-handshake",
}


@dataclass(frozen=True)
class NoticeLine:
    """A notice, ready to be shown."""

    pk: int
    number: str
    subject: str
    sees_ticket: bool
    icon: str
    tone: str
    text: str
    detail: str
    by: str
    at: datetime
    is_unread: bool


def notice_line(notice: Notice) -> NoticeLine:
    """Return what a notice says; `sees_ticket` was annotated by the selector."""
    entry = notice.entry
    kind = EntryKind(entry.kind)
    sees = bool(getattr(notice, "sees_ticket", False))
    tone = {EntryKind.WARNED: "warn", EntryKind.BREACHED: "over"}.get(kind, "")
    text = str(kind.label)
    milestone = entry.data.get("milestone", "")
    if tone and milestone in Milestone.values:
        text = text + _(": ") + str(Milestone(milestone).label)
        if entry.data.get("rule"):
            text += f" {entry.data['rule']}"
        if notice.level > 100:
            text += " · " + _("%(level)s %% of the time") % {"level": notice.level}
    return NoticeLine(
        pk=notice.pk,
        number=notice.ticket.number,
        subject=notice.ticket.subject if sees else "",
        sees_ticket=sees,
        icon=ICONS.get(kind, "info"),
        tone=tone,
        text=text,
        detail=" ".join(entry.body.split())[:120] if sees and not tone else "",
        by=str(entry.actor) if entry.actor else "",
        at=notice.created_at,
        is_unread=notice.read_at is None,
    )
