"""The agent's ticket page: whom it lets in, what it shows, how it tells the story."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tickets.actions.advance_ticket import advance_ticket
from tickets.actions.answer_customer import answer_customer
from tickets.actions.cancel_ticket import merge_ticket
from tickets.actions.create_customer import create_customer
from tickets.actions.hold_ticket import hold_ticket
from tickets.actions.identify_customer import identify_customer
from tickets.actions.record_evidence import record_evidence
from tickets.actions.skip_gate import skip_gate
from tickets.actions.write_note import write_note
from tickets.choices import HoldReason, Lane, Source
from tickets.models import Entry, Heartbeat
from tickets.selectors.timeline import read_cursor

pytestmark = pytest.mark.django_db

BUDGET = 12
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def signed_in(client, cast):
    def sign_in(user=None):
        client.force_login(user or cast.alice, backend=BACKEND)
        client.cookies["django_language"] = "en"
        Heartbeat.objects.update_or_create(
            name="sweep", defaults={"beat_at": timezone.now()}
        )
        return client

    return sign_in


def url(ticket, name="ticket", **kwargs):
    return reverse(name, kwargs={"number": ticket.number, **kwargs})


def many_entries(ticket, number):
    Entry.objects.bulk_create(
        Entry(
            ticket=ticket,
            cycle=1,
            kind="note",
            lane=Lane.BACK,
            body=f"note {count}",
            source=Source.MEASURED,
            happened_at=ticket.opened_at + timedelta(minutes=count),
            recorded_at=ticket.opened_at + timedelta(minutes=count),
        )
        for count in range(1, number + 1)
    )


# --- who may see it --------------------------------------------------------------


def test_a_stranger_is_asked_to_sign_in(client, desk, make_ticket):
    answer = client.get(url(make_ticket()))
    assert answer.status_code == 302
    assert reverse("login") in answer["Location"]


def test_unknown_and_foreign_tickets_look_alike(signed_in, cast, make_ticket):
    ticket = make_ticket()
    client = signed_in(cast.bob)
    foreign = client.get(url(ticket))
    unknown = client.get(reverse("ticket", kwargs={"number": "SD-AAAA-BBBB"}))
    assert foreign.status_code == unknown.status_code == 404


def test_who_does_not_work_at_the_desk_is_refused(signed_in, cast, make_ticket):
    assert signed_in(cast.carl).get(url(make_ticket())).status_code == 403


def test_the_page_itself_takes_no_post(signed_in, cast, make_ticket):
    assert signed_in().post(url(make_ticket())).status_code == 405


# --- what it shows ---------------------------------------------------------------


def test_it_shows_what_the_handbook_still_asks_for(signed_in, cast, make_ticket):
    page = signed_in().get(url(make_ticket())).content.decode()
    assert "Identity checked" in page
    assert 'id="gate-identity"' in page
    assert "recorded together with" in page  # the customer number
    assert "First answer" in page
    assert 'data-due="' in page


def test_it_suggests_customers_by_what_the_request_claims(
    signed_in, cast, make_ticket, frozen_now
):
    known = create_customer(name="老王", phone="+86 138-0013-8000", now=frozen_now)
    create_customer(name="别人", phone="13911112222", now=frozen_now)
    page = signed_in().get(url(make_ticket())).content.decode()
    assert known.number in page
    assert "别人" not in page


def test_earlier_tickets_of_other_teams_stay_unseen(
    signed_in, cast, make_ticket, frozen_now
):
    customer = create_customer(name="王小明", now=frozen_now)
    seen = make_ticket(subject="seen before")
    unseen = make_ticket(subject="of the repairs team")
    ticket = make_ticket()
    for one in (seen, unseen, ticket):
        identify_customer(
            ticket=one, actor=cast.alice, customer=customer, now=frozen_now
        )
    unseen.team = cast.repairs
    type(unseen).objects.filter(pk=unseen.pk).update(team=cast.repairs)
    page = signed_in().get(url(ticket)).content.decode()
    assert "seen before" in page
    assert "of the repairs team" not in page


def test_a_met_gate_names_who_when_and_leads_to_the_entry(
    signed_in, cast, make_ticket, frozen_now
):
    ticket = make_ticket()
    identify_customer(ticket=ticket, actor=cast.alice, now=frozen_now)
    page = signed_in().get(url(ticket)).content.decode()
    entry = Entry.objects.get(ticket=ticket, kind="identified")
    assert f"#entry-{entry.pk}" in page
    assert "gate-met" in page
    assert "王丽" in page


def test_an_exception_is_shown_with_its_reason(
    signed_in, cast, make_ticket, frozen_now
):
    ticket = make_ticket()
    rule = ticket.edition.rules.get(evidence="identity", kind="gate")
    skip_gate(
        ticket=ticket, actor=cast.lee, rule=rule, reason="known voice", now=frozen_now
    )
    page = signed_in().get(url(ticket)).content.decode()
    assert "gate-skipped" in page
    assert "known voice" in page


def test_only_those_the_rule_allows_may_skip(signed_in, cast, make_ticket):
    ticket = make_ticket()
    assert "Go on without it" not in signed_in().get(url(ticket)).content.decode()
    assert "Go on without it" in signed_in(cast.lee).get(url(ticket)).content.decode()


def test_a_ticket_on_hold_says_so_and_offers_to_resume(
    signed_in, cast, make_ticket, frozen_now
):
    ticket = make_ticket()
    hold_ticket(
        ticket=ticket,
        actor=cast.alice,
        reason=HoldReason.THIRD_PARTY,
        note="",
        until=None,
        now=frozen_now,
    )
    page = signed_in().get(url(ticket)).content.decode()
    assert "Waiting for a third party" in page
    assert url(ticket, "ticket_move", slug="resume") in page
    assert url(ticket, "ticket_move", slug="hold") not in page


def test_phrases_are_filled_and_in_the_customers_language(signed_in, cast, make_ticket):
    ticket = make_ticket(language="zh-hans", contact_name="王小明")
    page = signed_in().get(url(ticket)).content.decode()
    assert "王小明，您好！" in page
    assert "data-phrase-id=" in page
    assert "{customer}" not in page


def test_what_a_visitor_wrote_is_never_markup(signed_in, cast, make_ticket):
    evil = "<script>alert(1)</script>"
    ticket = make_ticket(
        subject=evil, description=evil, contact_name=evil, order_number=evil
    )
    page = signed_in().get(url(ticket)).content.decode()
    assert evil not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_full_text_of_rules_can_be_switched_off(signed_in, cast, make_ticket):
    ticket = make_ticket()
    client = signed_in()
    answer = client.post(url(ticket, "ticket_detail"), {"detail": "short"})
    assert answer.status_code == 302
    cast.alice.refresh_from_db()
    assert cast.alice.panel_detail is False
    assert client.get(url(ticket, "ticket_detail"))["Location"] == url(ticket)


# --- the timeline ----------------------------------------------------------------


def test_older_entries_are_read_on_by_cursor(signed_in, cast, make_ticket):
    ticket = make_ticket()
    many_entries(ticket, 120)
    client = signed_in()
    first = client.get(url(ticket))
    older = first.context["timeline"].older
    page = first.content.decode()
    assert "note 120" in page
    assert "note 70<" not in page
    second = client.get(url(ticket), {"before": older}).content.decode()
    assert "note 70<" in second
    assert "note 71<" not in second
    assert "Back to the newest" in second
    part = client.get(url(ticket), {"before": older}, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "note 70<" in part.content.decode()


@pytest.mark.parametrize("cursor", ["", "x", "-", "1-", "-1", "９-1", "9" * 40 + "-1"])
def test_a_broken_cursor_shows_the_newest_page(signed_in, cast, make_ticket, cursor):
    ticket = make_ticket()
    answer = signed_in().get(url(ticket), {"before": cursor, "show": "nonsense"})
    assert answer.status_code == 200
    assert read_cursor(cursor) is None
    assert answer.context["timeline"].is_newest


def test_public_and_internal_entries_can_be_read_apart(
    signed_in, cast, make_ticket, frozen_now
):
    ticket = make_ticket()
    answer_customer(ticket=ticket, actor=cast.alice, text="for you", now=frozen_now)
    write_note(ticket=ticket, actor=cast.alice, text="for us", now=frozen_now)
    client = signed_in()
    public = client.get(url(ticket), {"show": "public"}).content.decode()
    internal = client.get(url(ticket), {"show": "internal"}).content.decode()
    assert ("for you" in public, "for us" in public) == (True, False)
    assert ("for you" in internal, "for us" in internal) == (False, True)


def test_a_merged_ticket_is_read_together_with_its_winner(
    signed_in, cast, make_ticket, frozen_now
):
    winner, loser = make_ticket(), make_ticket(description="the same once more")
    merge_ticket(ticket=loser, into=winner, actor=cast.alice, now=frozen_now)
    client = signed_in()
    page = client.get(url(winner)).content.decode()
    assert "the same once more" in page
    assert loser.number in page
    assert winner.number in client.get(url(loser)).content.decode()


def test_a_record_of_the_need_is_shown_question_by_question(
    signed_in, cast, make_ticket, frozen_now
):
    ticket = make_ticket(kind="complaint_delay")
    identify_customer(ticket=ticket, actor=cast.alice, now=frozen_now)
    ticket = advance_ticket(ticket=ticket, actor=cast.alice, now=frozen_now)
    record_evidence(
        ticket=ticket,
        actor=cast.alice,
        kind="need",
        data={"what": "no visit", "where": "North Street"},
        now=frozen_now,
    )
    page = signed_in().get(url(ticket)).content.decode()
    assert "North Street" in page
    assert "gate-met" in page
