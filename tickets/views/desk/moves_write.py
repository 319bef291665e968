"""The composer: what is written goes to the customer or to colleagues."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.policies import StaffRequest, require, works_at_desk
from standards.models import Phrase
from standards.selectors import Rulebook, load_rulebook, rule_applies
from tickets.actions.add_attachments import add_attachments
from tickets.actions.advance_ticket import advance_ticket
from tickets.actions.answer_customer import answer_customer
from tickets.actions.complete_ticket import complete_ticket
from tickets.actions.moving import lock_ticket
from tickets.actions.report_progress import report_progress
from tickets.actions.write_note import write_note
from tickets.choices import STATE_LABELS, EntryKind, Stage
from tickets.forms.composer import ComposerForm, Mode
from tickets.models import Entry, Ticket
from tickets.policies import get_ticket_for
from tickets.views.desk.ticket_page import Kept, show_page

TWICE_WITHIN = timedelta(seconds=60)
"""The same words by the same person within this time were sent twice by mistake."""

KINDS = {
    Mode.ANSWER: EntryKind.ANSWERED,
    Mode.NOTE: EntryKind.NOTE,
    Mode.PROGRESS: EntryKind.PROGRESS,
    Mode.RESULT: EntryKind.RESULT,
}
SENT = {
    Mode.ANSWER: _("The answer is sent."),
    Mode.NOTE: _("The note is kept."),
    Mode.PROGRESS: _("The progress report is sent."),
    Mode.RESULT: _("The result is sent; the ticket is completed."),
}


@require_http_methods(["GET", "POST"])
@require(works_at_desk)
def write(request: StaffRequest, number: str) -> HttpResponse:
    """Send an answer, a note, a progress report or the result.

    Forbidden wording is shown first: warned of once, or refused. What was typed
    stays in the field whenever it is not sent.
    """
    if request.method != "POST":
        return redirect("ticket", number=number)  # a page that was reloaded
    now = timezone.now()
    ticket = get_ticket_for(request.user, number)
    rulebook = load_rulebook(ticket.edition_id)
    facts = ticket.facts
    form = ComposerForm(
        request.POST,
        request.FILES,
        expressions=tuple(
            expression
            for expression in rulebook.expressions
            if rule_applies(rulebook.by_id[expression.rule_id], facts)
        ),
    )
    if not form.is_valid():
        kept = Kept(composer=form)
        return show_page(request, number, now=now, kept=kept, status=422)
    try:
        ticket = _send(form, ticket, request.user, rulebook, now)
    except ValidationError as error:
        form.add_error(None, error)
        kept = Kept(composer=form)
        return show_page(request, number, now=now, kept=kept, status=422)
    messages.success(request, str(SENT[Mode(form.cleaned_data["mode"])]))
    if form.goes_on and form.cleaned_data["mode"] == Mode.ANSWER:
        _go_on(request, ticket, now)
    return redirect("ticket", number=ticket.number)


def _send(
    form: ComposerForm, ticket: Ticket, user: User, rulebook: Rulebook, now: datetime
) -> Ticket:
    values = form.cleaned_data
    kind = KINDS[Mode(values["mode"])]
    with transaction.atomic():
        locked = lock_ticket(ticket.pk)
        if _was_sent(locked, user, kind, values["body"], now):
            return locked
        ticket = _act(form, locked, user, rulebook, now)
        if values["attachments"]:
            entry = Entry.objects.filter(ticket=ticket, kind=kind, actor=user).latest(
                "pk"
            )
            add_attachments(
                entry=entry, files=values["attachments"], actor=user, now=now
            )
    return ticket


def _act(
    form: ComposerForm, ticket: Ticket, user: User, rulebook: Rulebook, now: datetime
) -> Ticket:
    values = form.cleaned_data
    body = values["body"]
    if values["mode"] == Mode.NOTE:
        return write_note(ticket=ticket, actor=user, text=body, now=now)
    if values["mode"] == Mode.PROGRESS:
        return report_progress(
            ticket=ticket,
            actor=user,
            done=body,
            next_step=values["next_step"],
            expected=values["expected"],
            now=now,
        )
    if values["mode"] == Mode.RESULT:
        return complete_ticket(
            ticket=ticket,
            actor=user,
            result=body,
            work_done=values["work_done"],
            now=now,
        )
    return answer_customer(
        ticket=ticket,
        actor=user,
        text=body,
        now=now,
        phrase=_phrase(rulebook, values["phrase"]),
        restatement=body if values["restates"] else "",
    )


def _was_sent(
    ticket: Ticket, user: User, kind: EntryKind, body: str, now: datetime
) -> bool:
    return Entry.objects.filter(
        ticket=ticket,
        kind=kind,
        actor=user,
        body=body,
        happened_at__gte=now - TWICE_WITHIN,
    ).exists()


def _phrase(rulebook: Rulebook, pk: int | None) -> Phrase | None:
    return next((phrase for phrase in rulebook.phrases if phrase.pk == pk), None)


def _go_on(request: StaffRequest, ticket: Ticket, now: datetime) -> None:
    """Leave the stage after sending; what is still missing is said, not lost."""
    try:
        ticket = advance_ticket(ticket=ticket, actor=request.user, now=now)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return
    messages.info(
        request,
        gettext("Now: %(state)s") % {"state": STATE_LABELS[Stage(ticket.stage)]},
    )
