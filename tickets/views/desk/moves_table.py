"""The moves that stand in a ticket's head: when each is offered, and what it does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from standards.choices import Milestone
from tickets.choices import PromiseState
from tickets.forms import moves as forms
from tickets.lifecycle import Who, allowed_moves
from tickets.models import Promise, Ticket
from tickets.policies import may_supervise
from tickets.selectors.panel import Panel
from tickets.selectors.ticket_page import TicketHead
from tickets.views.desk import moves_steps as steps

Step = Callable[[Ticket, User, Any, datetime], Ticket]


@dataclass(frozen=True, slots=True)
class MoveSpec:
    """One move as the page offers it."""

    slug: str
    name: str
    """The move's name in the lifecycle table."""
    label: LazyText | str
    icon: str
    step: Step
    done: LazyText | str
    form: type[forms.MoveForm] | None = None
    title: LazyText | str = ""
    place: str = "bar"
    key: str = ""
    tone: str = ""

    @property
    def asks(self) -> bool:
        """Whether a form is filled in first; else the button makes the move."""
        return self.form is not None

    @property
    def heading(self) -> LazyText | str:
        """What the form is headed with."""
        return self.title or self.label


SPECS = (
    MoveSpec(
        "accept",
        "accept_dispatch",
        pgettext_lazy("button", "Accept"),
        "check",
        steps.accept,
        _("Accepted: you answer for this ticket."),
        key="a",
        tone="primary",
    ),
    MoveSpec(
        "return",
        "return_dispatch",
        pgettext_lazy("button", "Return"),
        "undo-2",
        steps.send_back,
        _("Returned."),
        forms.ReasonForm,
        title=_("Return the dispatch"),
    ),
    MoveSpec(
        "take",
        "take",
        pgettext_lazy("button", "Take"),
        "hand",
        steps.take,
        _("The ticket is yours."),
        key="t",
        tone="primary",
    ),
    MoveSpec(
        "resume",
        "resume",
        pgettext_lazy("button", "Resume"),
        "play",
        steps.resume,
        _("The ticket runs on."),
        tone="primary",
    ),
    MoveSpec(
        "dispatch",
        "dispatch",
        pgettext_lazy("button", "Dispatch"),
        "send",
        steps.dispatch,
        _("Dispatched."),
        forms.DispatchForm,
        title=_("Dispatch to a team or person"),
        key="d",
    ),
    MoveSpec(
        "transfer",
        "transfer",
        pgettext_lazy("button", "Transfer"),
        "arrow-right-left",
        steps.transfer,
        _("Transferred."),
        forms.TransferForm,
        title=_("Transfer to a team or person"),
    ),
    MoveSpec(
        "hold",
        "hold",
        pgettext_lazy("button", "Hold"),
        "pause",
        steps.hold,
        _("The ticket is on hold."),
        forms.HoldForm,
        title=_("Put on hold"),
    ),
    MoveSpec(
        "attend",
        "attend",
        _("Attend to the customer"),
        "hand-helping",
        steps.attend,
        _("Attended."),
        place="panel",
    ),
    MoveSpec(
        "care",
        "care_for_visitor",
        _("Look after the waiting visitor"),
        "armchair",
        steps.care,
        _("Recorded."),
        forms.CareForm,
        place="panel",
    ),
    MoveSpec(
        "move-promise",
        "move_promise",
        _("Move the promise"),
        "calendar-clock",
        steps.move_promise,
        _("The promise is moved; the customer is told."),
        forms.PromiseMoveForm,
        place="menu",
    ),
    MoveSpec(
        "promise",
        "make_promise",
        _("Make a promise"),
        "handshake",
        steps.promise,
        _("Promised."),
        forms.PromiseAgainForm,
        place="menu",
    ),
    MoveSpec(
        "chase",
        "chase",
        _("The customer chases"),
        "bell-ring",
        steps.chase,
        _("The chase is counted and passed on."),
        forms.ChaseForm,
        place="menu",
    ),
    MoveSpec(
        "type",
        "change_type",
        _("Change the type"),
        "tag",
        steps.change_type,
        _("The type is changed; gates and timers are judged again."),
        forms.TypeForm,
        place="menu",
    ),
    MoveSpec(
        "priority",
        "change_priority",
        _("Change the priority"),
        "flag",
        steps.change_priority,
        _("The priority is changed; the timers are judged again."),
        forms.PriorityForm,
        place="menu",
    ),
    MoveSpec(
        "handling",
        "change_priority",
        _("Change the handling"),
        "layers",
        steps.change_handling,
        _("The handling is changed; the timers are judged again."),
        forms.HandlingForm,
        place="menu",
    ),
    MoveSpec(
        "merge",
        "merge",
        _("Merge into another ticket"),
        "merge",
        steps.merge,
        _("Merged."),
        forms.MergeForm,
        place="menu",
    ),
    MoveSpec(
        "adopt",
        "adopt_edition",
        _("Adopt the new edition"),
        "book-up",
        steps.adopt,
        _("The ticket is judged by the edition now in force."),
        forms.NothingToSayForm,
        place="menu",
    ),
    MoveSpec(
        "reopen",
        "reopen",
        pgettext_lazy("button", "Reopen"),
        "rotate-ccw",
        steps.reopen,
        _("Reopened: back to confirming the need."),
        forms.ReasonForm,
        title=_("Reopen the ticket"),
        place="menu",
    ),
    MoveSpec(
        "spam",
        "mark_spam",
        _("Mark as spam"),
        "shield-x",
        steps.spam,
        _("Marked as spam."),
        forms.NothingToSayForm,
        place="menu",
        tone="danger",
    ),
    MoveSpec(
        "cancel",
        "cancel",
        _("Cancel the ticket"),
        "circle-x",
        steps.cancel,
        _("Cancelled."),
        forms.ReasonForm,
        place="menu",
        tone="danger",
    ),
)
BY_SLUG = {spec.slug: spec for spec in SPECS}


def offered_moves(
    head: TicketHead, user: User, *, panel: Panel, promise: Promise | None
) -> list[MoveSpec]:
    """Return the moves that the table and the policies allow this person now."""
    ticket = head.ticket
    allowed = {
        move.name
        for move in allowed_moves(ticket.stage, Who.STAFF, held=ticket.is_held)
    }
    running = {
        row.deadline.milestone
        for row in panel.timers
        if row.deadline.stopped_at is None
    }
    promised = promise is not None and promise.state == PromiseState.OPEN
    over = promised and Milestone.PROMISE in {
        row.deadline.milestone for row in panel.timers if row.state == "over"
    }
    fits = {
        "accept": head.pending_for_me,
        "return": head.pending_for_me,
        "take": ticket.assignee_id != user.pk and head.pending is None,
        "resume": ticket.is_held,
        "attend": Milestone.ATTEND in running,
        "care": Milestone.WAITING_CARE in running,
        "move-promise": promised and not over,
        "promise": not promised or over,
        "adopt": head.newer_edition,
        "cancel": may_supervise(user),
    }
    return [
        spec for spec in SPECS if spec.name in allowed and fits.get(spec.slug, True)
    ]
