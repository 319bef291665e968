"""The parts that other pages show: the follow-up and the survey's link."""

from datetime import timedelta

import pytest
from django.template import Context, Template

from surveys.actions.give_score import give_score
from surveys.selectors import latest_score
from surveys.tests.conftest import invitation_of, revisit_of
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

STAFF = Template("{% load followup %}{% followup ticket %}")
CUSTOMER = Template("{% load followup %}{% survey_invitation ticket %}")


def show(template, ticket, now):
    return template.render(Context({"ticket": ticket, "now": now})).strip()


def test_before_completion_there_is_nothing(
    make_ticket, frozen_now, django_assert_num_queries
):
    ticket = make_ticket()
    with django_assert_num_queries(0):
        assert show(STAFF, ticket, frozen_now) == ""
        assert show(CUSTOMER, ticket, frozen_now) == ""


def test_staff_see_call_score_and_recovery(
    link_ticket, news, frozen_now, django_assert_max_num_queries
):
    with django_assert_max_num_queries(3):
        page = show(STAFF, link_ticket, frozen_now)
    assert f"/desk/revisits/{revisit_of(link_ticket).pk}/" in page
    news(
        give_score,
        invitation=invitation_of(link_ticket),
        stars=2,
        remark="慢",
        now=frozen_now,
    )
    ticket = Ticket.objects.get(pk=link_ticket.pk)
    with django_assert_max_num_queries(3):
        page = show(STAFF, ticket, frozen_now)
    assert "★★☆☆☆" in page
    assert "/desk/recoveries/" in page
    assert latest_score(ticket).remark == "慢"


def test_the_customer_is_asked_while_the_survey_is_open(
    link_ticket, frozen_now, django_assert_max_num_queries
):
    with django_assert_max_num_queries(1):
        assert "/surveys/" in show(CUSTOMER, link_ticket, frozen_now)
    late = frozen_now + timedelta(days=14)
    assert show(CUSTOMER, link_ticket, late) == ""
