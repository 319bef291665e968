"""revise_team: names, people and place of a team."""

import pytest

from accounts.actions.revise_team import revise_team
from accounts.errors import GeneralTeamNeeded, NotAnAdministrator
from accounts.models import Team
from accounts.tests.factories import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db


def revise(team, actor, **changes):
    facts = {
        "name_zh": "北组",
        "name_en": "North",
        "lead": None,
        "supervisor": None,
        "members": [],
        "is_general": team.is_general,
        "is_active": True,
    }
    return revise_team(team=team, actor=actor, **(facts | changes))


def test_it_sets_names_and_people(administrator, agent):
    team = TeamFactory(members=[UserFactory()])
    lead = UserFactory()
    revise(team, administrator, lead=lead, supervisor=agent, members=[agent])
    team = Team.objects.get(pk=team.pk)
    assert (team.name_en, team.lead, team.supervisor) == ("North", lead, agent)
    assert list(team.members.all()) == [agent]


def test_it_moves_the_general_mark(administrator):
    old, new = TeamFactory(is_general=True), TeamFactory()
    revise(new, administrator, is_general=True)
    assert Team.objects.get(is_general=True) == new
    old.refresh_from_db()
    assert not old.is_general


def test_a_stranger_is_refused(agent):
    with pytest.raises(NotAnAdministrator):
        revise(TeamFactory(), agent)


def test_there_is_always_a_general_team(administrator):
    team = TeamFactory(is_general=True)
    with pytest.raises(GeneralTeamNeeded):
        revise(team, administrator, is_general=False)
    with pytest.raises(GeneralTeamNeeded):
        revise(team, administrator, is_active=False)


def test_twice_changes_nothing(administrator):
    team = TeamFactory(is_general=True)
    for _ in range(2):
        revise(team, administrator)
    assert Team.objects.filter(is_general=True).count() == 1
