"""People and teams for the tests of every app."""

from datetime import UTC, datetime

from factory.declarations import LazyAttribute, Sequence
from factory.django import DjangoModelFactory, Password
from factory.helpers import post_generation

from accounts.actions.grant_roles import grant_roles
from accounts.choices import Language
from accounts.models import Team, User

PASSWORD = "sunny-harbour-41"
NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)


class UserFactory(DjangoModelFactory[User]):
    """A colleague; `roles=[…]` and `teams=[…]` are given as lists."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = Sequence(lambda n: f"person{n}")
    display_name = Sequence(lambda n: f"Person {n}")
    email = LazyAttribute(lambda person: f"{person.username}@example.com")
    staff_number = Sequence(lambda n: f"T{n:04}")
    language = Language.ENGLISH
    password = Password(PASSWORD)

    @post_generation
    def roles(self, create, extracted, **kwargs):
        if create and extracted:
            grant_roles(person=self, roles=extracted)

    @post_generation
    def teams(self, create, extracted, **kwargs):
        if create and extracted:
            self.teams.set(extracted)


class TeamFactory(DjangoModelFactory[Team]):
    """A team; `members=[…]` is given as a list."""

    class Meta:
        model = Team
        skip_postgeneration_save = True

    code = Sequence(lambda n: f"team-{n}")
    name_zh = Sequence(lambda n: f"{n}组")
    name_en = Sequence(lambda n: f"Team {n}")

    @post_generation
    def members(self, create, extracted, **kwargs):
        if create and extracted:
            self.members.set(extracted)
