"""The demo's desk: its people by team, and its customers."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from accounts.choices import Role
from accounts.models import Team, User
from servicedesk.demo_data.stories import Person, Story, load_people
from tickets.actions.create_customer import create_customer
from tickets.choices import Standing
from tickets.models import Customer, RequestType

TEAM_OF_KIND = {
    "after_sales": "technical",
    "complaint": "care",
    "suggestion": "care",
    "praise": "care",
}
"""Whose requests of which type; the rest goes to the general team."""


@dataclass(frozen=True)
class Regular:
    """A customer as the plays need one; on file unless they are new to the desk."""

    person: Person
    phone: str
    email: str
    customer: Customer | None


@dataclass(frozen=True)
class Desk:
    """Who works here, and for whom."""

    agents: dict[int, list[User]]
    callers: list[User]
    leaders: list[User]
    engineers: list[User]
    teams: dict[str, Team]
    regulars: list[Regular]
    kinds: dict[str, RequestType]

    def agent_of(self, team: Team, story: Story, rng: Random) -> User:
        """Return somebody of the team, who writes the customer's language if any."""
        people = self.agents[team.pk]
        fluent = [one for one in people if one.language == story.language]
        return rng.choice(fluent or people)

    def regular_for(self, story: Story, rng: Random) -> Regular:
        """Return a customer who speaks the story's language."""
        return rng.choice(
            [one for one in self.regulars if one.person.language == story.language]
        )


def meet_desk(*, rng: Random, now: datetime) -> Desk:
    """Give types their teams, create the customers, and return the desk.

    `now` is when the customers' files were made: before any request. Raises
    Team.DoesNotExist where the demo's teams are missing.
    """
    teams = {team.code: team for team in Team.objects.all()}
    for code, team_code in TEAM_OF_KIND.items():
        RequestType.objects.filter(code=code, team=None).update(team=teams[team_code])
    members = list(
        User.objects.filter(is_active=True, teams__isnull=False)
        .distinct()
        .order_by("username")
        .prefetch_related("teams")
    )
    workers = [one for one in members if not one.has_role(Role.ADMINISTRATOR)]
    return Desk(
        agents={team.pk: _agents_of(team, workers) for team in teams.values()},
        callers=[one for one in workers if one.has_role(Role.REVISIT_CALLER)],
        leaders=[one for one in workers if one.has_role(Role.SUPERVISOR)],
        engineers=[one for one in workers if one.has_role(Role.FIELD_ENGINEER)],
        teams=teams,
        regulars=[_regular(person, rng, now) for person in load_people()],
        kinds={
            kind.code: kind
            for kind in RequestType.objects.select_related("team", "parent__team")
        },
    )


def _agents_of(team: Team, workers: list[User]) -> list[User]:
    """Return the team's agents; a team without any works all together."""
    members = [one for one in workers if team in one.teams.all()]
    return [one for one in members if one.has_role(Role.AGENT)] or members


def _regular(person: Person, rng: Random, now: datetime) -> Regular:
    phone = f"1390000{rng.randrange(10_000):04}"
    email = f"customer{rng.randrange(10_000):04}@example.com"
    if rng.random() < 0.35:
        return Regular(person, phone, email, None)
    customer = create_customer(
        name=person.name,
        phone=phone,
        email=email,
        kind=person.kind,
        tier=person.tier,
        standing=Standing.EXISTING,
        language=person.language,
        now=now,
    )
    return Regular(person, phone, email, customer)
