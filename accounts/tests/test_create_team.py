"""create_team: a new team."""

import pytest
from django.core.exceptions import ValidationError

from accounts.actions.create_team import create_team
from accounts.errors import NotAnAdministrator
from accounts.models import Team
from accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_it_makes_a_team_with_its_people(administrator, agent):
    lead = UserFactory()
    team = create_team(
        actor=administrator, code="north", name_zh="北组", lead=lead, members=[agent]
    )
    team = Team.objects.get(pk=team.pk)
    assert (team.lead, list(team.members.all())) == (lead, [agent])


def test_the_first_team_is_general_the_second_is_not(administrator):
    first = create_team(actor=administrator, code="north", name_zh="北组")
    second = create_team(actor=administrator, code="south", name_zh="南组")
    assert (first.is_general, second.is_general) == (True, False)


def test_a_new_general_team_takes_the_mark_from_the_old_one(administrator):
    create_team(actor=administrator, code="north", name_zh="北组")
    create_team(actor=administrator, code="south", name_zh="南组", is_general=True)
    assert Team.objects.get(is_general=True).code == "south"


def test_a_stranger_is_refused(agent):
    with pytest.raises(NotAnAdministrator):
        create_team(actor=agent, code="north", name_zh="北组")


def test_twice_is_refused_and_the_general_team_stays(administrator):
    create_team(actor=administrator, code="north", name_zh="北组")
    create_team(actor=administrator, code="south", name_zh="南组")
    with pytest.raises(ValidationError) as refused:
        create_team(actor=administrator, code="south", name_zh="南", is_general=True)
    assert "code" in refused.value.error_dict
    assert Team.objects.get(is_general=True).code == "north"
