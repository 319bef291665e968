"""Exceptions: a gate passed with a reason, by those whom the rule allows."""

import pytest
from django.core.exceptions import PermissionDenied

from standards.models import Rule
from standards.tests.editions import publish_next
from tickets.actions.advance_ticket import advance_ticket
from tickets.actions.cancel_ticket import mark_spam
from tickets.actions.complete_ticket import complete_ticket
from tickets.actions.identify_customer import identify_customer
from tickets.actions.skip_gate import skip_gate
from tickets.choices import EntryKind, Source, Stage
from tickets.errors import MoveRefused, Refused
from tickets.models import Evidence
from tickets.tests.stories import last_entry, nothing_kept, to_serve

pytestmark = pytest.mark.django_db


def rule_for(ticket, evidence) -> Rule:
    return Rule.objects.get(edition=ticket.edition, evidence=evidence)


def skip(ticket, actor, rule, now, reason="客户不便提供"):
    return skip_gate(ticket=ticket, actor=actor, rule=rule, reason=reason, now=now)


def test_a_lead_lets_the_gates_pass_and_it_is_counted(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    for evidence in ("identity", "customer_number"):
        ticket = skip(ticket, cast.lee, rule_for(ticket, evidence), frozen_now)
    ticket = advance_ticket(ticket=ticket, actor=cast.alice, now=frozen_now)
    assert ticket.stage == Stage.CONFIRM
    rows = Evidence.objects.filter(is_exception=True)
    assert [(row.actor, row.reason) for row in rows] == [(cast.lee, "客户不便提供")] * 2
    entry = last_entry(ticket, EntryKind.EXCEPTION)
    assert entry.data == {"rule": rule_for(ticket, "customer_number").code}


def test_an_agent_may_not(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    with nothing_kept(PermissionDenied):
        skip(ticket, cast.alice, rule_for(ticket, "identity"), frozen_now)


def test_nobody_skips_what_the_handbook_never_lets_pass(cast, make_ticket, frozen_now):
    ticket = to_serve(make_ticket(), cast.alice, frozen_now)
    with nothing_kept(PermissionDenied):
        skip(ticket, cast.sue, rule_for(ticket, "service_record"), frozen_now)
    with pytest.raises(MoveRefused):
        complete_ticket(
            ticket=ticket, actor=cast.sue, result="好", work_done="", now=frozen_now
        )


def test_a_reason_is_needed(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    with nothing_kept(Refused):
        skip(ticket, cast.lee, rule_for(ticket, "identity"), frozen_now, reason=" ")


def test_an_exception_is_made_once(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    rule = rule_for(ticket, "identity")
    skip(ticket, cast.lee, rule, frozen_now)
    with nothing_kept(Refused):
        skip(ticket, cast.lee, rule, frozen_now)


def test_what_is_on_record_needs_no_exception(cast, make_ticket, frozen_now):
    ticket = identify_customer(ticket=make_ticket(), actor=cast.lee, now=frozen_now)
    with nothing_kept(Refused):
        skip(ticket, cast.lee, rule_for(ticket, "identity"), frozen_now)


def test_a_rule_for_other_tickets_is_no_exception_here(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    with nothing_kept(Refused):
        skip(ticket, cast.sue, rule_for(ticket, "complaint_review"), frozen_now)


def test_a_rule_of_another_edition_does_not_judge(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    newer = publish_next(frozen_now)
    with nothing_kept(Refused):
        skip(
            ticket,
            cast.lee,
            Rule.objects.get(edition=newer, evidence="identity"),
            frozen_now,
        )


def test_imported_history_has_no_exceptions(cast, make_ticket, frozen_now):
    ticket = make_ticket(source=Source.IMPORTED)
    with nothing_kept(Refused):
        skip(ticket, cast.lee, rule_for(ticket, "identity"), frozen_now)


def test_the_record_made_later_replaces_the_exception(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    rule = rule_for(ticket, "identity")
    skip(ticket, cast.lee, rule, frozen_now)
    identify_customer(ticket=ticket, actor=cast.alice, now=frozen_now)
    with nothing_kept(Refused):
        skip(ticket, cast.lee, rule, frozen_now)


def test_an_ended_ticket_has_nothing_to_skip(cast, make_ticket, frozen_now):
    ticket = mark_spam(ticket=make_ticket(), actor=cast.alice, now=frozen_now)
    with nothing_kept():
        skip(ticket, cast.lee, rule_for(ticket, "identity"), frozen_now)
