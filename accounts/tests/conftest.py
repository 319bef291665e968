"""The people these tests speak of."""

import pytest

from accounts.choices import Role
from accounts.tests.factories import UserFactory


@pytest.fixture(autouse=True)
def english(settings):
    """Pages answer in English, so that the tests can read them."""
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def administrator(db):
    return UserFactory(display_name="Ada", roles=[Role.ADMINISTRATOR])


@pytest.fixture
def agent(db):
    return UserFactory(display_name="Alice", roles=[Role.AGENT])


@pytest.fixture
def admin_page(client, administrator):
    """A browser in which the administrator is signed in."""
    client.force_login(
        administrator, backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


@pytest.fixture
def agent_page(client, agent):
    """A browser in which the agent is signed in."""
    client.force_login(agent, backend="django.contrib.auth.backends.ModelBackend")
    return client
