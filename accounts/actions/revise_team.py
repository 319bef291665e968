"""A team's names, people and place, changed."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions._general_team import take_general_from_others
from accounts.errors import GeneralTeamNeeded
from accounts.models import Team, User
from accounts.policies import check_administrator


@transaction.atomic
def revise_team(
    *,
    team: Team,
    actor: User,
    name_zh: str,
    name_en: str,
    lead: User | None,
    supervisor: User | None,
    members: Collection[User],
    is_general: bool,
    is_active: bool,
) -> Team:
    """Set everything about a team but its code, which rules may name.

    Raises NotAnAdministrator, GeneralTeamNeeded or ValidationError by field.
    """
    check_administrator(actor)
    was_general = Team.objects.filter(pk=team.pk, is_general=True).exists()
    if was_general and not is_general:
        raise GeneralTeamNeeded(
            {"is_general": _("Make another team the general one instead.")}
        )
    if is_general and not is_active:
        raise GeneralTeamNeeded({"is_active": _("The general team must stay active.")})
    if is_general:
        take_general_from_others(team)
    team.name_zh = name_zh
    team.name_en = name_en
    team.lead = lead
    team.supervisor = supervisor
    team.is_general = is_general
    team.is_active = is_active
    team.full_clean()
    team.save()
    team.members.set(members)
    return team
