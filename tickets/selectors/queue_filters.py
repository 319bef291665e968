"""What the queue can be filtered by: types, teams and colleagues."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.choices import DESK_ROLES
from accounts.models import Team, User
from accounts.policies import visible_team_ids
from tickets.models import RequestType

MOST_PEOPLE = 200


@dataclass(frozen=True)
class FilterOptions:
    """Values and words of the filters; types in two levels."""

    types: list[Any]
    teams: list[tuple[str, str]]
    people: list[tuple[str, str]]


def filter_options(user: User) -> FilterOptions:
    """Return what the person may filter by: own teams and their members."""
    teams = Team.objects.filter(pk__in=visible_team_ids(user))
    return FilterOptions(
        types=type_choices(),
        teams=[(team.code, team.name) for team in teams],
        people=[(str(person.pk), str(person)) for person in colleagues(user)],
    )


def type_choices(*, chosen_by: str = "code", with_parents: bool = True) -> list[Any]:
    """Return the active request types as choices: groups of the first level."""
    rows = list(RequestType.objects.filter(is_active=True))
    children: dict[int, list[RequestType]] = {}
    for row in rows:
        if row.parent_id is not None:
            children.setdefault(row.parent_id, []).append(row)
    groups: list[Any] = []
    for parent in rows:
        if parent.parent_id is None:
            options = [
                (getattr(child, chosen_by), child.name)
                for child in children.get(parent.pk, [])
            ]
            if with_parents:
                every = _("%(type)s: all") % {"type": parent.name}
                options.insert(0, (getattr(parent, chosen_by), every))
            if options:
                groups.append((parent.name, options))
    return groups


def colleagues(user: User) -> list[User]:
    """Return the active people of the desk in the teams the person sees."""
    return list(
        User.objects.filter(
            is_active=True,
            teams__in=visible_team_ids(user),
            role_grants__role__in=DESK_ROLES,
        )
        .distinct()
        .order_by("display_name", "pk")[:MOST_PEOPLE]
    )
