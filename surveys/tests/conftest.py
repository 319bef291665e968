"""The people and completed tickets that these tests speak of."""

from datetime import timedelta

import pytest
import time_machine

from standards.choices import EvidenceKind
from surveys.models import Invitation, Revisit
from surveys.policies import invitation_path
from tickets.actions.accept_result import accept_result
from tickets.actions.advance_ticket import advance_ticket
from tickets.actions.answer_customer import answer_customer
from tickets.actions.complete_ticket import complete_ticket
from tickets.actions.identify_customer import identify_customer
from tickets.actions.make_promise import make_promise
from tickets.actions.record_evidence import record_evidence
from tickets.actions.take_ticket import take_ticket
from tickets.choices import AcceptedBy, Stage
from tickets.models import Ticket


@pytest.fixture(autouse=True)
def english(settings):
    """Pages answer in English, so that the tests can read them."""
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def news(django_capture_on_commit_callbacks):
    """Run something and deliver its news, as a commit does."""

    def run(act, **values):
        with django_capture_on_commit_callbacks(execute=True):
            return act(**values)

    return run


PLANS = (EvidenceKind.PLAN, EvidenceKind.NEED, EvidenceKind.COMPLAINT_REVIEW)


@pytest.fixture
def complete(cast, make_ticket, news, frozen_now):
    """Bring a ticket to the close by the actions, and let the follow-up hear it."""

    def run(*, now=frozen_now, heard=True, **values):
        ticket = bring_to_service(make_ticket(now=now, **values), cast.alice, now)
        act = news if heard else (lambda act, **given: act(**given))
        return act(
            complete_ticket,
            ticket=ticket,
            actor=cast.alice,
            result="已修好，制冷正常。",
            work_done="打开了截止阀",
            now=now,
        )

    return run


def bring_to_service(ticket, actor, now):
    """Take every gate up to the service, one by one."""
    ticket = take_ticket(ticket=ticket, actor=actor, now=now)
    ticket = identify_customer(ticket=ticket, actor=actor, now=now)
    ticket = advance_ticket(ticket=ticket, actor=actor, now=now)
    return serve(ticket, actor, now)


def serve(ticket, actor, now):
    """Confirm the need again or for the first time, and start the service."""
    ticket = answer_customer(
        ticket=ticket, actor=actor, text="您好", restatement="不制冷", now=now
    )
    for kind in PLANS:
        ticket = record_evidence(
            ticket=ticket, actor=actor, kind=kind, data={"text": "上门检查"}, now=now
        )
    ticket = make_promise(
        ticket=ticket,
        actor=actor,
        what="答复",
        due_at=now + timedelta(hours=3),
        responsible=actor,
        reason="需要查资料",
        now=now,
    )
    return advance_ticket(ticket=ticket, actor=actor, now=now)


@pytest.fixture
def accept(news, frozen_now):
    """Let the customer say that it is solved."""

    def run(ticket, *, now=frozen_now, by=AcceptedBy.CUSTOMER, actor=None):
        return news(
            accept_result, ticket=ticket, actor=actor, by=by, words="好", now=now
        )

    return run


@pytest.fixture
def link_ticket(complete):
    """A completed question: the customer is asked by link."""
    return complete()


@pytest.fixture
def phone_ticket(complete):
    """A completed complaint: the customer is asked by phone."""
    return complete(kind="complaint_service")


@pytest.fixture
def sign_in(client):
    """Let somebody of the cast sit down at the browser."""

    def run(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return run


@pytest.fixture
def an_hour_later(frozen_now):
    """The doors read the clock an hour after the completion."""
    with time_machine.travel(frozen_now + timedelta(hours=1), tick=False):
        yield frozen_now + timedelta(hours=1)


def revisit_of(ticket) -> Revisit:
    return Revisit.objects.get(
        ticket=ticket, cycle=Ticket.objects.get(pk=ticket.pk).cycle
    )


def invitation_of(ticket) -> Invitation:
    return Invitation.objects.get(ticket=ticket, cycle=ticket.cycle)


def path_of(ticket) -> str:
    return invitation_path(invitation_of(ticket))


def stage_of(ticket) -> Stage:
    return Stage(Ticket.objects.get(pk=ticket.pk).stage)
