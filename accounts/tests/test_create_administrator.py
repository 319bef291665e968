"""create_administrator, and the command createadmin in front of it."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from accounts.actions.create_administrator import create_administrator
from accounts.errors import AlreadyOnStaff
from accounts.management.commands import createadmin
from accounts.models import User
from accounts.policies import can_invite
from accounts.tests.factories import NOW, PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def create(**changes):
    facts = {
        "username": "ada",
        "email": "ada@example.com",
        "display_name": "Ada",
        "password": PASSWORD,
        "now": NOW,
    }
    return create_administrator(**(facts | changes))


class Typed(io.StringIO):
    """Standard input; not a terminal unless a test says so."""

    def isatty(self):
        return False


def run(monkeypatch, typed=f"{PASSWORD}\n", *more):
    monkeypatch.setattr("sys.stdin", Typed(typed))
    said = io.StringIO()
    call_command(
        "createadmin",
        "--username=ada",
        "--email=ada@example.com",
        "--display-name=Ada",
        *more,
        stdout=said,
    )
    return said.getvalue()


def test_it_makes_somebody_who_can_invite():
    person = User.objects.get(pk=create().pk)
    assert person.is_staff
    assert person.is_superuser
    assert can_invite(person)
    assert person.staff_number == "1001"
    assert person.date_joined == NOW
    assert person.check_password(PASSWORD)


def test_twice_is_refused():
    create()
    with pytest.raises(AlreadyOnStaff):
        create(username="ADA")
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"password": "password"}, "password"),
        ({"password": "ad4!"}, "password"),
        ({"email": "nowhere"}, "email"),
        ({"username": "a b"}, "username"),
        ({"display_name": ""}, "display_name"),
    ],
)
def test_bad_input_is_refused_by_field(bad, field):
    with pytest.raises(ValidationError) as refused:
        create(**bad)
    assert field in refused.value.error_dict
    assert not User.objects.exists()


def test_the_command_reads_the_password_from_standard_input(monkeypatch):
    said = run(monkeypatch, f"{PASSWORD}\n", "--password-stdin", "--language=en")
    person = User.objects.get()
    assert "ada" in said
    assert PASSWORD not in said
    assert person.check_password(PASSWORD)
    assert person.language == "en"


def test_the_command_asks_twice_on_a_terminal(monkeypatch):
    answers = iter([PASSWORD, PASSWORD])
    monkeypatch.setattr(createadmin, "getpass", lambda prompt: next(answers))
    monkeypatch.setattr(Typed, "isatty", lambda self: True)
    run(monkeypatch)
    assert User.objects.get().check_password(PASSWORD)


def test_the_command_says_that_the_name_exists(monkeypatch):
    UserFactory(username="ada")
    with pytest.raises(CommandError, match="ada exists already"):
        run(monkeypatch, f"{PASSWORD}\n", "--password-stdin")


def test_the_command_has_no_default_password(monkeypatch):
    with pytest.raises(CommandError, match="empty"):
        run(monkeypatch, "", "--password-stdin")
    with pytest.raises(CommandError, match="--password-stdin"):
        run(monkeypatch, "")
    assert not User.objects.exists()


def test_the_command_applies_the_validators(monkeypatch):
    with pytest.raises(CommandError, match="too common"):
        run(monkeypatch, "password\n", "--password-stdin")
    assert not User.objects.exists()
