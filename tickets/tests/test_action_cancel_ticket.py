"""Other ends: cancelled, spam, merged into another ticket."""

import pytest

from standards.choices import Milestone
from tickets.actions.accept_result import accept_result
from tickets.actions.answer_customer import answer_customer
from tickets.actions.cancel_ticket import cancel_ticket, mark_spam, merge_ticket
from tickets.actions.dispatch_ticket import dispatch_ticket
from tickets.actions.finish_ticket import finish_ticket
from tickets.choices import AcceptedBy, Ending, EntryKind, PromiseState, Stage
from tickets.errors import MoveRefused, Refused
from tickets.models import FAR_FUTURE, Dispatch, Entry
from tickets.signals import ticket_ended
from tickets.tests.stories import (
    DAY,
    HOUR,
    MINUTE,
    findings,
    fresh,
    last_entry,
    nothing_kept,
    running,
    timer,
    to_close,
    to_serve,
)

pytestmark = pytest.mark.django_db


def cancel(ticket, actor, now, reason="不需要了"):
    return cancel_ticket(ticket=ticket, actor=actor, reason=reason, now=now)


def merge(ticket, into, actor, now):
    return merge_ticket(ticket=ticket, into=into, actor=actor, now=now)


def test_cancelling_stops_everything_and_says_why(cast, make_ticket, frozen_now):
    ticket = to_serve(make_ticket(), cast.alice, frozen_now)
    now = frozen_now + HOUR
    ticket = cancel(ticket, cast.alice, now)
    assert (ticket.stage, ticket.ending) == (Stage.CANCELLED, Ending.CANCELLED)
    assert (ticket.ended_at, ticket.next_due_at) == (now, FAR_FUTURE)
    assert running(ticket) == set()
    assert ticket.promises.get().state == PromiseState.WITHDRAWN
    assert last_entry(ticket, EntryKind.NOTE).body == "不需要了"
    assert findings(now) == []


def test_the_customer_may_cancel(make_ticket, frozen_now):
    ticket = cancel(make_ticket(), None, frozen_now)
    assert last_entry(ticket, EntryKind.MOVED).actor is None


def test_a_breach_up_to_then_stands(cast, make_ticket, frozen_now):
    ticket = cancel(make_ticket(), cast.alice, frozen_now + 25 * HOUR)
    row = timer(ticket, Milestone.FIRST_ANSWER)
    assert (row.outcome, row.breached_at) == ("cancelled", frozen_now + DAY)
    assert findings(frozen_now + 25 * HOUR) == []


def test_a_waiting_dispatch_is_withdrawn(cast, make_ticket, frozen_now):
    ticket = dispatch_ticket(
        ticket=to_serve(make_ticket(), cast.alice, frozen_now),
        actor=cast.alice,
        to_team=cast.repairs,
        to_user=None,
        need="",
        now=frozen_now,
    )
    cancel(ticket, cast.alice, frozen_now)
    assert Dispatch.objects.get().state == "withdrawn"


def test_a_reason_is_needed(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    with nothing_kept(Refused):
        cancel(ticket, cast.alice, frozen_now, reason="  ")


def test_twice_is_refused(cast, make_ticket, frozen_now):
    ticket = cancel(make_ticket(), cast.alice, frozen_now)
    with nothing_kept():
        cancel(ticket, cast.alice, frozen_now)


def test_what_was_accepted_is_not_cancelled(cast, make_ticket, frozen_now):
    ticket = to_close(make_ticket(), cast.alice, frozen_now)
    ticket = accept_result(
        ticket=ticket, actor=None, by=AcceptedBy.CUSTOMER, words="", now=frozen_now
    )
    with nothing_kept():
        cancel(ticket, cast.alice, frozen_now)


def test_spam_ends_without_a_word(cast, make_ticket, frozen_now):
    ticket = mark_spam(ticket=make_ticket(), actor=cast.alice, now=frozen_now)
    assert (ticket.stage, ticket.ending) == (Stage.CANCELLED, Ending.SPAM)
    assert running(ticket) == set()
    assert not Entry.objects.filter(kind=EntryKind.NOTE).exists()


def test_what_is_being_served_is_no_spam(cast, make_ticket, frozen_now):
    ticket = to_serve(make_ticket(), cast.alice, frozen_now)
    with nothing_kept():
        mark_spam(ticket=ticket, actor=cast.alice, now=frozen_now)


# --- merging ------------------------------------------------------------------


def test_the_loser_points_to_the_winner(cast, make_ticket, frozen_now):
    loser, winner = make_ticket(), make_ticket()
    before = Entry.objects.filter(ticket=loser).count()
    now = frozen_now + MINUTE
    loser = merge(loser, winner, cast.alice, now)
    assert (loser.ending, loser.merged_into) == (Ending.MERGED, winner)
    assert running(loser) == set()
    assert running(winner) != set()
    # Its entries stay where they are; both timelines name the other ticket.
    assert Entry.objects.filter(ticket=loser).count() == before + 2
    assert last_entry(loser, EntryKind.MERGED).data == {"into": winner.number}
    assert last_entry(winner, EntryKind.MERGED).data == {"from": loser.number}
    assert (fresh(winner).stage, fresh(winner).updated_at) == (Stage.GREET, now)
    assert findings(now) == []


def test_what_nobody_has_answered_goes_on_waiting_in_the_winner(
    cast, make_ticket, frozen_now
):
    winner = make_ticket()
    answer_customer(ticket=winner, actor=cast.alice, text="您好", now=frozen_now)
    loser = make_ticket(now=frozen_now + MINUTE)
    now = frozen_now + HOUR
    merge(loser, winner, cast.alice, now)
    row = timer(winner, Milestone.NEXT_ANSWER)
    assert row.started_at == fresh(winner).unanswered_since == loser.opened_at
    assert findings(now) == []
    answer_customer(ticket=winner, actor=cast.alice, text="已合并办理", now=now)
    assert timer(winner, Milestone.NEXT_ANSWER).outcome == "met"


def test_a_ticket_is_not_merged_into_itself(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    with nothing_kept(Refused):
        merge(ticket, fresh(ticket), cast.alice, frozen_now)


def test_nothing_is_merged_into_what_has_ended(cast, make_ticket, frozen_now):
    winner = cancel(make_ticket(), cast.alice, frozen_now)
    loser = make_ticket()
    with nothing_kept(Refused):
        merge(loser, winner, cast.alice, frozen_now)


def test_no_two_tickets_merge_into_each_other(cast, make_ticket, frozen_now):
    one, other = make_ticket(), make_ticket()
    merge(one, other, cast.alice, frozen_now)
    with nothing_kept(Refused):
        merge(other, one, cast.alice, frozen_now)


def test_merging_twice_is_refused(cast, make_ticket, frozen_now):
    one, other = make_ticket(), make_ticket()
    merge(one, other, cast.alice, frozen_now)
    with nothing_kept(MoveRefused):
        merge(one, other, cast.alice, frozen_now)


def test_an_ended_ticket_hears_no_more(cast, make_ticket, frozen_now):
    ticket = to_close(make_ticket(), cast.alice, frozen_now)
    ticket = accept_result(
        ticket=ticket, actor=None, by=AcceptedBy.CUSTOMER, words="", now=frozen_now
    )
    ticket = finish_ticket(ticket=ticket, actor=None, now=frozen_now)
    winner = make_ticket()
    with nothing_kept():
        merge(ticket, winner, cast.alice, frozen_now)


def test_the_follow_up_hears_of_an_end(
    cast, make_ticket, frozen_now, django_capture_on_commit_callbacks
):
    heard = []

    def hear(ticket, **kwargs):
        heard.append(ticket.ending)

    ticket = make_ticket()
    ticket_ended.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            cancel(ticket, cast.alice, frozen_now)
    finally:
        ticket_ended.disconnect(hear)
    assert heard == [Ending.CANCELLED]
