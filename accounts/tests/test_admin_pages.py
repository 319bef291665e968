"""Django's admin pages about people and teams."""

import pytest

from accounts.tests.factories import TeamFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", ["user", "team", "staffinvitation"])
def test_an_administrator_can_look(admin_page, agent, model):
    TeamFactory(members=[agent])
    assert admin_page.get(f"/admin/accounts/{model}/", {"q": "a"}).status_code == 200
    assert admin_page.get(f"/admin/accounts/{model}/add/").status_code == 403


def test_plain_details_are_mended_and_roles_are_not(admin_page, agent):
    url = f"/admin/accounts/user/{agent.pk}/change/"
    assert "Agent" in admin_page.get(url).content.decode()
    typed = {
        "username": agent.username,
        "display_name": "Alicia",
        "email": agent.email,
        "staff_number": agent.staff_number,
        "language": "en",
        "is_superuser": "on",
        "role_grants-TOTAL_FORMS": "0",
        "role_grants-INITIAL_FORMS": "0",
    }
    assert admin_page.post(url, typed).status_code == 302
    agent.refresh_from_db()
    agent.forget_roles()
    assert agent.display_name == "Alicia"
    assert not agent.is_superuser
    assert agent.roles == {"agent"}
    assert (
        admin_page.post(f"/admin/accounts/user/{agent.pk}/delete/").status_code == 403
    )


def test_others_are_sent_to_the_one_sign_in_page(client, agent_page):
    agent_page.logout()
    response = client.get("/admin/login/?next=/admin/")
    assert response["Location"].startswith("/accounts/login/")


def test_an_agent_does_not_get_in(agent_page):
    assert agent_page.get("/admin/accounts/user/").status_code == 302
