"""The shared step of making a team the general one."""

from accounts.models import Team


def take_general_from_others(team: Team) -> None:
    """Clear the mark elsewhere first: the database allows one general team."""
    Team.objects.filter(is_general=True).exclude(pk=team.pk).update(is_general=False)
