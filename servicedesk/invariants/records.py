"""Invariants of the records: stages, revisits, messages, files, guards."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Count, Exists, F, OuterRef, Q

from servicedesk.guards import expected_guards, installed_guards
from surveys.models import Invitation, Recovery, Revisit, Score
from tickets.choices import EntryKind, OutboxState, Stage
from tickets.models import Attachment, Entry, OutboxMessage, Ticket

COMPLETED = (Stage.CLOSE, Stage.FOLLOW_UP, Stage.DONE)


def entries_replay_to_the_stage(now: datetime) -> Iterator[str]:
    """Replaying the moves of a ticket gives the stage that is stored."""
    reached: dict[int, str] = {}
    moves = Entry.objects.filter(kind=EntryKind.MOVED).order_by("pk")
    for ticket_id, data in moves.values_list("ticket_id", "data").iterator(
        chunk_size=5000
    ):
        if data["from"] != reached.get(ticket_id, Stage.GREET):
            yield f"ticket {ticket_id}: a move from {data['from']} out of order"
        reached[ticket_id] = data["to"]
    tickets = Ticket.objects.values_list("pk", "number", "stage")
    for pk, number, stage in tickets.iterator(chunk_size=5000):
        if reached.get(pk, Stage.GREET) != stage:
            yield f"{number} is stored as {stage}, replayed as {reached.get(pk)}"


def opened_once(now: datetime) -> Iterator[str]:
    """Every ticket was received exactly once."""
    rows = Ticket.objects.annotate(
        openings=Count("entries", filter=Q(entries__kind=EntryKind.OPENED))
    ).exclude(openings=1)
    yield from rows.values_list("number", flat=True)


def completed_tickets_told_the_result(now: datetime) -> Iterator[str]:
    """Every completed ticket has a result in its cycle."""
    told = Entry.objects.filter(
        ticket=OuterRef("pk"), cycle=OuterRef("cycle"), kind=EntryKind.RESULT
    )
    rows = Ticket.objects.filter(stage__in=COMPLETED).filter(~Exists(told))
    yield from rows.values_list("number", flat=True)


def one_revisit_per_completion(now: datetime) -> Iterator[str]:
    """Every completion older than two minutes has exactly one revisit."""
    revisit = Revisit.objects.filter(ticket=OuterRef("pk"), cycle=OuterRef("cycle"))
    rows = Ticket.objects.filter(
        stage__in=COMPLETED, completed_at__lt=now - timedelta(minutes=2)
    ).filter(~Exists(revisit))
    for number in rows.values_list("number", flat=True):
        yield f"{number} has no revisit"
    early = Revisit.objects.filter(
        cycle=F("ticket__cycle"), ticket__completed_at__isnull=True
    ).exclude(state="dropped")
    for row in early:
        yield f"revisit {row.pk} without a completion"


def done_means_followed_up(now: datetime) -> Iterator[str]:
    """A ticket is done only with its revisit recorded and its recoveries closed."""
    recorded = Revisit.objects.filter(
        ticket=OuterRef("pk"), cycle=OuterRef("cycle"), state="recorded"
    )
    unclosed = Recovery.objects.filter(ticket=OuterRef("pk")).exclude(state="closed")
    rows = Ticket.objects.filter(stage=Stage.DONE).filter(
        ~Exists(recorded) | Exists(unclosed)
    )
    yield from rows.values_list("number", flat=True)


def one_answer_per_invitation(now: datetime) -> Iterator[str]:
    """A used survey link has exactly one score."""
    scored = Score.objects.filter(
        ticket=OuterRef("ticket"), cycle=OuterRef("cycle"), source="link"
    )
    rows = Invitation.objects.annotate(scored=Exists(scored)).exclude(
        Q(used_at__isnull=False, scored=True) | Q(used_at__isnull=True, scored=False)
    )
    for row in rows:
        yield f"invitation {row.pk}"


def messages_do_not_wait(now: datetime) -> Iterator[str]:
    """With a mail server, no message waits unseen and no lease outlives its time."""
    if not settings.MAIL_IS_SET_UP:
        return
    stuck = OutboxMessage.objects.filter(
        Q(state=OutboxState.LEASED, lease_until__lt=now - timedelta(minutes=2))
        | Q(state=OutboxState.PENDING, next_try_at__lt=now - timedelta(minutes=2))
    )
    for row in stuck:
        yield f"message {row.pk} is {row.state}"


def attachments_have_files(now: datetime) -> Iterator[str]:
    """Every attachment has its file, of the stored size."""
    rows = Attachment.objects.values_list("pk", "file", "size")
    for pk, name, size in rows.iterator(chunk_size=2000):
        try:
            found = default_storage.size(name)
        except OSError:
            yield f"attachment {pk}: no file"
        else:
            if found != size:
                yield f"attachment {pk}: {found} bytes instead of {size}"


def guards_are_installed(now: datetime) -> Iterator[str]:
    """The triggers that keep history from being changed are in place."""
    yield from sorted(expected_guards() - installed_guards())


CHECKS = (
    entries_replay_to_the_stage,
    opened_once,
    completed_tickets_told_the_result,
    one_revisit_per_completion,
    done_means_followed_up,
    one_answer_per_invitation,
    messages_do_not_wait,
    attachments_have_files,
    guards_are_installed,
)
