"""Who may do what, and whose work a person sees."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from accounts.choices import DESK_ROLES, Role
from accounts.models import User
from accounts.policies import (
    can_edit_handbook,
    can_invite,
    can_see_board,
    require_role,
    visible_team_ids,
    works_at_desk,
)
from accounts.tests.factories import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db


def holders(rule):
    """Return the roles that alone, without a team, satisfy the rule."""
    return {role for role in Role if rule(UserFactory(roles=[role]))}


def test_each_rule_holds_for_these_roles():
    assert holders(can_invite) == {Role.ADMINISTRATOR}
    assert holders(can_edit_handbook) == {Role.HANDBOOK_EDITOR}
    assert holders(works_at_desk) == DESK_ROLES
    assert holders(can_see_board) == {
        Role.SUPERVISOR,
        Role.TEAM_LEAD,
        Role.INSPECTOR,
        Role.HANDBOOK_EDITOR,
        Role.ADMINISTRATOR,
    }


@pytest.mark.parametrize(
    "rule", [can_invite, can_edit_handbook, can_see_board, works_at_desk]
)
def test_strangers_and_former_colleagues_may_nothing(rule):
    former = UserFactory(roles=list(Role), is_active=False)
    assert not rule(AnonymousUser())
    assert not rule(UserFactory())
    assert not rule(former)
    assert visible_team_ids(former) == visible_team_ids(AnonymousUser()) == set()


def test_one_sees_own_led_and_supervised_teams():
    person = UserFactory(roles=[Role.SUPERVISOR])
    own = TeamFactory(members=[person, UserFactory()])
    led = TeamFactory(lead=person, is_active=False)
    watched = TeamFactory(supervisor=person, members=[person])
    TeamFactory(members=[UserFactory()])
    assert visible_team_ids(person) == {own.pk, led.pk, watched.pk}


def test_a_handbook_editor_in_a_team_sees_no_tickets():
    person = UserFactory(roles=[Role.HANDBOOK_EDITOR])
    TeamFactory(members=[person])
    assert visible_team_ids(person) == set()
    assert not works_at_desk(person)


def test_an_administrator_works_at_the_desk_only_with_a_team():
    person = UserFactory(roles=[Role.ADMINISTRATOR])
    assert not works_at_desk(person)
    TeamFactory(members=[person])
    assert works_at_desk(User.objects.get(pk=person.pk))


def test_it_takes_one_query_however_often_it_is_asked(django_assert_num_queries):
    person = UserFactory(roles=[Role.AGENT], teams=[TeamFactory(), TeamFactory()])
    with django_assert_num_queries(1):
        assert len(visible_team_ids(person)) == 2
        visible_team_ids(person)


def test_a_guarded_view_asks_strangers_to_sign_in_and_refuses_others():
    view = require_role(Role.SUPERVISOR)(lambda request: HttpResponse("in"))
    request = RequestFactory().get("/board/")
    request.user = AnonymousUser()
    assert view(request)["Location"] == "/accounts/login/?next=/board/"
    request.user = UserFactory(roles=[Role.AGENT])
    with pytest.raises(PermissionDenied):
        view(request)
    request.user = UserFactory(roles=[Role.SUPERVISOR])
    assert view(request).content == b"in"
