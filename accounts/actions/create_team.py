"""A new team."""

from collections.abc import Collection

from django.db import transaction

from accounts.actions._general_team import take_general_from_others
from accounts.models import Team, User
from accounts.policies import check_administrator


@transaction.atomic
def create_team(
    *,
    actor: User,
    code: str,
    name_zh: str,
    name_en: str = "",
    lead: User | None = None,
    supervisor: User | None = None,
    members: Collection[User] = (),
    is_general: bool = False,
) -> Team:
    """Make a team; the first one is the general team, whatever was asked.

    Raises NotAnAdministrator or ValidationError by field.
    """
    check_administrator(actor)
    team = Team(
        code=code, name_zh=name_zh, name_en=name_en, lead=lead, supervisor=supervisor
    )
    team.is_general = is_general or not Team.objects.filter(is_general=True).exists()
    if team.is_general:
        take_general_from_others(team)
    team.full_clean()
    team.save(force_insert=True)
    team.members.set(members)
    return team
