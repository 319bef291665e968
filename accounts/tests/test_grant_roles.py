"""grant_roles: what a person may do."""

import pytest
from django.core.exceptions import ValidationError

from accounts.actions.grant_roles import grant_roles
from accounts.choices import Role
from accounts.errors import LastAdministrator, NotAnAdministrator
from accounts.models import RoleGrant, User
from accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_it_sets_exactly_these_roles(administrator, agent):
    assert agent.has_role(Role.AGENT)
    grant_roles(
        person=agent, roles=[Role.SUPERVISOR, Role.INSPECTOR], actor=administrator
    )
    assert agent.roles == {"supervisor", "inspector"}
    assert User.objects.get(pk=agent.pk).roles == {"supervisor", "inspector"}


def test_twice_changes_nothing(administrator, agent):
    for _ in range(2):
        grant_roles(person=agent, roles=[Role.AGENT], actor=administrator)
    assert RoleGrant.objects.filter(user=agent).count() == 1


def test_the_administrator_role_opens_and_closes_the_admin_pages(administrator, agent):
    grant_roles(person=agent, roles=[Role.ADMINISTRATOR], actor=administrator)
    assert User.objects.get(pk=agent.pk).is_superuser
    grant_roles(person=agent, roles=[], actor=administrator)
    person = User.objects.get(pk=agent.pk)
    assert not person.is_superuser
    assert not person.is_staff


def test_a_stranger_is_refused(agent):
    with pytest.raises(NotAnAdministrator):
        grant_roles(person=agent, roles=[Role.ADMINISTRATOR], actor=agent)


def test_an_unknown_role_is_refused(administrator, agent):
    with pytest.raises(ValidationError):
        grant_roles(person=agent, roles=["emperor"], actor=administrator)
    assert User.objects.get(pk=agent.pk).roles == {"agent"}


def test_the_last_administrator_keeps_the_role(administrator):
    UserFactory(roles=[Role.ADMINISTRATOR], is_active=False)
    with pytest.raises(LastAdministrator):
        grant_roles(person=administrator, roles=[Role.AGENT], actor=administrator)
    UserFactory(roles=[Role.ADMINISTRATOR])
    grant_roles(person=administrator, roles=[Role.AGENT], actor=administrator)
    assert administrator.roles == {"agent"}
