"""The administrators' pages about colleagues."""

import pytest

from accounts.actions.invite_staff import invite_staff
from accounts.choices import Role
from accounts.models import User
from accounts.tests.factories import NOW, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db

URL = "/accounts/people/"


@pytest.fixture
def edit_url(agent):
    return f"{URL}{agent.pk}/"


def typed_for(person, **changes):
    return {
        "display_name": person.display_name,
        "email": person.email,
        "staff_number": person.staff_number,
        "language": "en",
        "roles": ["agent"],
    } | changes


def test_the_list_shows_people_and_invitations(admin_page, administrator, agent):
    TeamFactory(name_en="North desk", members=[agent])
    invite_staff(
        actor=administrator,
        email="bob@example.com",
        display_name="Bob",
        roles=[Role.AGENT],
        now=NOW,
    )
    page = admin_page.get(URL).content.decode()
    for word in ("Alice", "North desk", "Bob", "Expired"):
        assert word in page


def test_the_list_takes_as_many_queries_for_ten_as_for_one(
    admin_page, django_assert_max_num_queries
):
    for _ in range(10):
        UserFactory(roles=[Role.AGENT, Role.INSPECTOR], teams=[TeamFactory()])
    with django_assert_max_num_queries(12):  # three of them for the layout
        admin_page.get(URL)


def test_words_narrow_the_list(admin_page, agent):
    UserFactory(display_name="Zacharias")
    page = admin_page.get(URL, {"q": "zach"}).content.decode()
    assert "Zacharias" in page
    assert "Alice" not in page
    assert admin_page.get(URL, {"q": "nobody", "page": "x"}).status_code == 200


@pytest.mark.parametrize("path", ["", "invite/", "{pk}/"])
def test_others_are_refused(agent_page, client, agent, path):
    url = URL + path.format(pk=agent.pk)
    assert agent_page.get(url).status_code == 403
    client.logout()
    assert client.get(url)["Location"].startswith("/accounts/login/")


def test_editing_saves_roles_and_teams(admin_page, agent, edit_url):
    team = TeamFactory()
    assert admin_page.get(edit_url).status_code == 200
    typed = typed_for(agent, roles=["supervisor"], teams=[team.pk])
    assert admin_page.post(edit_url, typed)["Location"] == URL
    person = User.objects.get(pk=agent.pk)
    assert person.roles == {"supervisor"}
    assert list(person.teams.all()) == [team]


def test_the_last_administrator_is_told_why(admin_page, administrator):
    url = f"{URL}{administrator.pk}/"
    response = admin_page.post(url, typed_for(administrator))
    assert response.status_code == 200
    assert "At least one active administrator" in response.content.decode()
    assert User.objects.get(pk=administrator.pk).roles == {"administrator"}


def test_bad_input_is_said_at_the_field(admin_page, agent, administrator, edit_url):
    typed = typed_for(agent, staff_number=administrator.staff_number, roles=["king"])
    response = admin_page.post(edit_url, typed)
    assert set(response.context["form"].errors) == {"staff_number", "roles"}


def test_nobody_there(admin_page):
    assert admin_page.get(f"{URL}999999/").status_code == 404


def test_deactivating_and_reactivating(admin_page, agent, edit_url):
    assert admin_page.get(f"{edit_url}deactivate/").status_code == 405
    assert admin_page.post(f"{edit_url}deactivate/").status_code == 302
    assert not User.objects.get(pk=agent.pk).is_active
    assert "Reactivate" in admin_page.get(edit_url).content.decode()
    assert admin_page.get(f"{edit_url}reactivate/").status_code == 405
    admin_page.post(f"{edit_url}reactivate/")
    assert User.objects.get(pk=agent.pk).is_active


def test_deactivating_oneself_is_refused_with_a_word(admin_page, administrator):
    url = f"{URL}{administrator.pk}/deactivate/"
    page = admin_page.post(url, follow=True).content.decode()
    assert "You cannot deactivate your own account." in page
    assert User.objects.get(pk=administrator.pk).is_active


@pytest.mark.parametrize("verb", ["deactivate", "reactivate"])
def test_others_deactivate_nobody(agent_page, administrator, verb):
    url = f"{URL}{administrator.pk}/{verb}/"
    assert agent_page.post(url).status_code == 403
