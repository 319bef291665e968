"""deactivate_person and reactivate_person: a colleague leaves and comes back."""

import pytest
from django.core.exceptions import ValidationError

from accounts.actions.deactivate_person import deactivate_person
from accounts.actions.reactivate_person import reactivate_person
from accounts.choices import Role
from accounts.errors import NotAnAdministrator
from accounts.models import User
from accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_it_ends_the_sign_in_and_keeps_the_account(administrator, agent, client):
    client.force_login(agent, backend="django.contrib.auth.backends.ModelBackend")
    deactivate_person(person=agent, actor=administrator)
    assert client.get("/accounts/profile/").status_code == 302
    assert User.objects.get(pk=agent.pk).roles == {"agent"}


def test_it_can_be_undone(administrator, agent):
    deactivate_person(person=agent, actor=administrator)
    reactivate_person(person=agent, actor=administrator)
    assert User.objects.get(pk=agent.pk).is_active


def test_a_stranger_is_refused(agent):
    other = UserFactory()
    with pytest.raises(NotAnAdministrator):
        deactivate_person(person=other, actor=agent)
    with pytest.raises(NotAnAdministrator):
        reactivate_person(person=other, actor=agent)


def test_twice_changes_nothing(administrator, agent):
    for _ in range(2):
        deactivate_person(person=agent, actor=administrator)
    assert not User.objects.get(pk=agent.pk).is_active


def test_nobody_deactivates_themselves(administrator):
    UserFactory(roles=[Role.ADMINISTRATOR])
    with pytest.raises(ValidationError):
        deactivate_person(person=administrator, actor=administrator)
    assert User.objects.get(pk=administrator.pk).is_active
