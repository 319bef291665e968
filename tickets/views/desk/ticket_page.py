"""The ticket page put together: reads, forms, and what was typed and refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from accounts.models import User
from accounts.policies import StaffRequest
from standards.choices import EvidenceKind, Milestone
from standards.selectors import Rulebook, load_rulebook
from tickets.choices import LIVE_CHANNELS, STATE_LABELS, Channel, Priority, Stage
from tickets.forms.composer import ComposerForm, Mode
from tickets.forms.evidence import SectionForm, Surroundings
from tickets.forms.evidence_service import FORMS
from tickets.forms.moves import MoveForm, request_type_choices, team_members
from tickets.gates import gate_states
from tickets.lifecycle import FORWARD, Who, allowed_moves
from tickets.models import Evidence, Ticket
from tickets.selectors.beside import load_beside
from tickets.selectors.panel import (
    ONWARD,
    Panel,
    automation,
    build_panel,
    last_promise,
)
from tickets.selectors.phrases import phrase_values, ready_phrases
from tickets.selectors.ticket_page import (
    TicketHead,
    load_deadlines,
    load_evidence,
    load_ticket_head,
)
from tickets.selectors.timeline import ALL, load_timeline
from tickets.views.desk.moves_table import MoveSpec, offered_moves

MODES_BY_MOVE = {
    "answer": Mode.ANSWER,
    "note": Mode.NOTE,
    "report_progress": Mode.PROGRESS,
    "complete": Mode.RESULT,
}
"""Which way of writing each move of the table opens."""

FORWARD_KINDS = {
    Stage.SERVE: EvidenceKind.RESULT,
    Stage.CLOSE: EvidenceKind.ACCEPTANCE,
}
"""The record that is itself the step out of a stage."""


@dataclass(slots=True)
class Kept:
    """What was typed and could not be accepted; it is shown again."""

    sheet: MoveSpec | None = None
    sheet_form: MoveForm | None = None
    composer: ComposerForm | None = None
    stage: "StageForms | None" = None
    stage_errors: list[str] = field(default_factory=list)
    skip_code: str = ""
    skip_reason: str = ""


@dataclass(slots=True)
class StageForms:
    """The forms of a stage's open gates, and of the step out of it."""

    sections: dict[str, SectionForm]
    forward: SectionForm | None = None


@dataclass(slots=True)
class Desk:
    """A ticket with everything the handbook says about it, ready to be shown."""

    head: TicketHead
    rulebook: Rulebook
    evidence: list[Evidence]
    panel: Panel
    deadlines: list[Any]

    @property
    def ticket(self) -> Ticket:
        """The ticket itself."""
        return self.head.ticket


def open_desk(user: User, number: str, *, now: datetime) -> Desk:
    """Read a ticket, its records and timers, and judge them. Raises Http404."""
    head = load_ticket_head(user, number, now=now)
    ticket = head.ticket
    rulebook = load_rulebook(ticket.edition_id)
    evidence, deadlines = load_evidence(ticket), load_deadlines(ticket)
    forward = FORWARD.get(Stage(ticket.stage), "")
    own = {rule.holds for rule in rulebook.rules if rule.stage == ticket.stage}
    later = set(FORWARD.values()) - {forward}
    states = gate_states(
        ticket=ticket,
        rulebook=rulebook,
        facts=ticket.facts,
        evidence=evidence,
        holds=({forward} | own) - later - {""},
    )
    panel = build_panel(
        ticket,
        rulebook=rulebook,
        states=states,
        deadlines=deadlines,
        user=user,
        now=now,
    )
    return Desk(head, rulebook, evidence, panel, deadlines)


def stage_forms(
    desk: Desk,
    user: User,
    *,
    suggestions: Any = (),
    data: QueryDict | None = None,
    drafts: QueryDict | None = None,
) -> StageForms:
    """Return the forms of the open gates; those made by another are left out.

    `drafts` is what stood in the other sections when one was recorded: it is
    shown again, and not judged yet.
    """
    ticket = desk.ticket
    around = Surroundings(
        ticket=ticket,
        user=user,
        suggestions=suggestions,
        types=request_type_choices,
        engineers=lambda: team_members(ticket),
    )
    kinds = [
        item.rule.evidence
        for item in desk.panel.open_gates
        if not item.together_with and item.rule.evidence not in ONWARD
    ]
    last = FORWARD_KINDS.get(Stage(ticket.stage))
    return StageForms(
        sections={
            kind: FORMS[kind](around, data, drafts) for kind in kinds if kind in FORMS
        },
        forward=FORMS[last](around, data, drafts) if last else None,
    )


def show_page(
    request: StaffRequest,
    number: str,
    *,
    now: datetime,
    kept: Kept | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the ticket page, with what was typed and refused in its place."""
    kept = kept or Kept()
    user = request.user
    desk = open_desk(user, number, now=now)
    ticket, panel = desk.ticket, desk.panel
    beside = load_beside(user, ticket)
    timeline = load_timeline(
        ticket,
        beside=beside,
        deadlines=desk.deadlines,
        show=request.GET.get("show", ALL),
        before=request.GET.get("before", ""),
    )
    forms = kept.stage or stage_forms(desk, user, suggestions=beside.suggestions)
    for item in panel.gates:
        item.form = forms.sections.get(item.rule.evidence)
    promise = last_promise(desk.deadlines)
    context = {
        "now": now,
        "head": desk.head,
        "ticket": ticket,
        "state_label": STATE_LABELS[Stage(ticket.stage)],
        "priority_label": Priority(ticket.priority).label,
        "panel": panel,
        "stage_label": Stage(ticket.stage).label,
        "full_text": user.panel_detail,
        "forward_form": forms.forward,
        "kept": kept,
        "beside": beside,
        "timeline": timeline,
        "promise": promise,
        "hold_end": automation(desk.deadlines, Milestone.HOLD_END),
        "records": _records(desk),
        "is_live": ticket.channel in LIVE_CHANNELS,
        "channel_label": Channel(ticket.channel).label,
        "phrases": ready_phrases(
            desk.rulebook,
            ticket,
            values=phrase_values(
                ticket, agent=user, promise=promise, visit=desk.head.visit, now=now
            ),
        ),
        **_composer(desk, kept),
        **_moves(desk, user, kept),
    }
    return render(request, "desk/ticket.html", context, status=status)


def _records(desk: Desk) -> Mapping[str, Evidence]:
    """Return the last record of each kind in this cycle, by kind."""
    return {
        record.kind: record
        for record in desk.evidence
        if record.cycle == desk.ticket.cycle and not record.is_exception
    }


def _composer(desk: Desk, kept: Kept) -> dict[str, Any]:
    ticket = desk.ticket
    allowed = {
        move.name
        for move in allowed_moves(ticket.stage, Who.STAFF, held=ticket.is_held)
    }
    modes = [mode for name, mode in MODES_BY_MOVE.items() if name in allowed]
    form = kept.composer or ComposerForm()
    wanted = form.data.get("mode") if form.is_bound else None
    asked = {item.rule.evidence for item in desk.panel.open_gates}
    forward = desk.panel.forward
    return {
        "composer": form,
        "modes": modes,
        "mode": wanted if wanted in modes else (modes[0] if modes else ""),
        "asks_restatement": EvidenceKind.RESTATEMENT in asked
        or (ticket.stage == Stage.GREET and ticket.channel not in LIVE_CHANNELS),
        "asks_work_done": EvidenceKind.SERVICE_RECORD in asked,
        "may_go_on": forward is not None
        and forward.name in allowed
        and ticket.stage in (Stage.GREET, Stage.CONFIRM),
    }


def _moves(desk: Desk, user: User, kept: Kept) -> dict[str, Any]:
    offered = offered_moves(
        desk.head, user, panel=desk.panel, promise=last_promise(desk.deadlines)
    )
    return {
        "bar": [spec for spec in offered if spec.place == "bar"],
        "menu": [spec for spec in offered if spec.place == "menu"],
        "slugs": {spec.slug for spec in offered},
        "sheet": kept.sheet,
        "sheet_form": kept.sheet_form,
    }


def is_fragment(request: HttpRequest) -> bool:
    """Say whether htmx asks for a part of the page."""
    return request.headers.get("HX-Request") == "true"
