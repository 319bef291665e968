"""The administrators' pages about teams."""

import pytest

from accounts.models import Team
from accounts.tests.factories import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db

URL = "/accounts/teams/"


def test_the_list_takes_as_many_queries_for_ten_as_for_one(
    admin_page, django_assert_max_num_queries
):
    for _ in range(10):
        TeamFactory(members=[UserFactory(), UserFactory()], lead=UserFactory())
    with django_assert_max_num_queries(10):  # three of them for the layout
        page = admin_page.get(URL).content.decode()
    assert Team.objects.first().name_en in page


def test_a_team_is_made_and_becomes_general(admin_page, agent):
    assert admin_page.get(f"{URL}new/").status_code == 200
    typed = {"code": "north", "name_zh": "北组", "members": [agent.pk]}
    assert admin_page.post(f"{URL}new/", typed)["Location"] == URL
    team = Team.objects.get()
    assert (team.is_general, team.is_active) == (True, True)
    assert list(team.members.all()) == [agent]


def test_twice_is_refused_at_the_field(admin_page):
    TeamFactory(code="north")
    response = admin_page.post(f"{URL}new/", {"code": "north", "name_zh": "北组"})
    assert "code" in response.context["form"].errors
    assert Team.objects.count() == 1


def test_editing_moves_the_general_mark_but_not_the_code(admin_page, agent):
    TeamFactory(is_general=True)
    team = TeamFactory(code="south")
    url = f"{URL}{team.pk}/"
    assert admin_page.get(url).status_code == 200
    typed = {
        "code": "other",
        "name_zh": "南组",
        "lead": agent.pk,
        "is_active": "on",
        "is_general": "on",
    }
    assert admin_page.post(url, typed)["Location"] == URL
    team = Team.objects.get(is_general=True)
    assert (team.code, team.name_zh, team.lead) == ("south", "南组", agent)


def test_the_general_team_cannot_be_unmade(admin_page):
    team = TeamFactory(is_general=True)
    response = admin_page.post(f"{URL}{team.pk}/", {"name_zh": "南", "is_active": "on"})
    assert set(response.context["form"].errors) == {"is_general"}


@pytest.mark.parametrize("path", ["", "new/", "1/"])
def test_others_are_refused(agent_page, path):
    assert agent_page.get(URL + path).status_code == 403
    assert agent_page.post(URL + path).status_code in {403, 405}


def test_wrong_method_and_nobody_there(admin_page):
    assert admin_page.post(URL).status_code == 405
    assert admin_page.get(f"{URL}999999/").status_code == 404
