"""revise_person and revise_profile: details of an account."""

import pytest
from django.core.exceptions import ValidationError

from accounts.actions.revise_person import revise_person
from accounts.actions.revise_profile import revise_profile
from accounts.choices import Role
from accounts.errors import LastAdministrator, NotAnAdministrator
from accounts.models import User
from accounts.tests.factories import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db


def revise(person, actor, **changes):
    facts = {
        "display_name": "New name",
        "email": "new@EXAMPLE.com",
        "phone": "10086",
        "staff_number": "",
        "language": "en",
        "roles": [Role.AGENT],
        "teams": [],
    }
    return revise_person(person=person, actor=actor, **(facts | changes))


def test_it_sets_details_roles_and_teams(administrator, agent):
    team = TeamFactory()
    revise(agent, administrator, roles=[Role.SUPERVISOR], teams=[team])
    person = User.objects.get(pk=agent.pk)
    assert (person.display_name, person.email) == ("New name", "new@example.com")
    assert person.staff_number is None
    assert person.roles == {"supervisor"}
    assert list(person.teams.all()) == [team]


def test_a_stranger_is_refused(agent):
    with pytest.raises(NotAnAdministrator):
        revise(agent, agent, roles=[Role.ADMINISTRATOR])


def test_a_staff_number_has_one_owner(administrator, agent):
    other = UserFactory()
    with pytest.raises(ValidationError) as refused:
        revise(agent, administrator, staff_number=other.staff_number)
    assert "staff_number" in refused.value.error_dict


def test_a_refused_role_undoes_the_whole_change(administrator):
    with pytest.raises(LastAdministrator):
        revise(administrator, administrator)
    assert User.objects.get(pk=administrator.pk).display_name == "Ada"


def test_two_people_may_have_no_staff_number(administrator, agent):
    revise(UserFactory(), administrator)
    revise(agent, administrator)
    assert User.objects.filter(staff_number=None).count() == 2


def test_people_revise_their_own_profile(agent):
    revise_profile(
        person=agent, display_name="Al", phone="1", language="en", panel_detail=False
    )
    person = User.objects.get(pk=agent.pk)
    assert (person.display_name, person.phone) == ("Al", "1")
    assert not person.panel_detail


def test_a_profile_in_an_unknown_language_is_refused(agent):
    with pytest.raises(ValidationError) as refused:
        revise_profile(
            person=agent, display_name="Al", phone="", language="xx", panel_detail=True
        )
    assert "language" in refused.value.error_dict
