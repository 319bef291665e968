"""Who may do what with people and teams, and which teams' work a person sees."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeAlias, cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Q
from django.http import HttpRequest, HttpResponseBase

from accounts.choices import DESK_ROLES, Role
from accounts.errors import NotAnAdministrator
from accounts.models import RoleGrant, Team, User

P = ParamSpec("P")
Visitor: TypeAlias = User | AnonymousUser
Rule: TypeAlias = Callable[[User], bool]


class StaffRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User


View: TypeAlias = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
StaffView: TypeAlias = Callable[Concatenate[StaffRequest, P], HttpResponseBase]


def can_invite(user: Visitor) -> bool:
    """Say whether a person may invite colleagues and change people and teams."""
    return _holds(user, Role.ADMINISTRATOR)


def can_edit_handbook(user: Visitor) -> bool:
    """Say whether a person may draft and publish editions of the handbook."""
    return _holds(user, Role.HANDBOOK_EDITOR)


def can_see_board(user: Visitor) -> bool:
    """Say whether a person may see figures; they carry no customer's data."""
    return _holds(
        user,
        Role.SUPERVISOR,
        Role.TEAM_LEAD,
        Role.INSPECTOR,
        Role.HANDBOOK_EDITOR,
        Role.ADMINISTRATOR,
    )


def works_at_desk(user: Visitor) -> bool:
    """Say whether a person works with tickets and customers.

    An administrator does so only as a member, lead or supervisor of a team.
    """
    if _holds(user, *DESK_ROLES):
        return True
    return _holds(user, Role.ADMINISTRATOR) and bool(visible_team_ids(user))


def visible_team_ids(user: Visitor) -> frozenset[int]:
    """Return the teams whose tickets a person may see.

    These are the teams they belong to, lead or supervise, closed ones included:
    their tickets stay. A handbook editor without another role sees none, in a
    team or not. One query for each user object, however often it is asked.
    """
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    if user.visible_team_ids_cache is None:
        role = RoleGrant.objects.filter(
            user_id=user.pk, role__in=[*DESK_ROLES, Role.ADMINISTRATOR]
        )
        teams = Team.objects.filter(
            Exists(role),
            Q(pk__in=user.teams.values("pk"))
            | Q(lead_id=user.pk)
            | Q(supervisor_id=user.pk),
        )
        user.visible_team_ids_cache = frozenset(teams.values_list("pk", flat=True))
    return user.visible_team_ids_cache


def require(rule: Rule) -> Callable[[StaffView[P]], View[P]]:
    """Guard a view: strangers are asked to sign in, others refused with 403."""

    def guard(view: StaffView[P]) -> View[P]:
        @login_required
        @wraps(view)
        def guarded(
            request: HttpRequest, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            staff_request = cast(StaffRequest, request)
            if not rule(staff_request.user):
                raise PermissionDenied
            return view(staff_request, *args, **kwargs)

        return cast(View[P], guarded)

    return guard


def require_role(*roles: str) -> Callable[[StaffView[P]], View[P]]:
    """Guard a view for those who hold at least one of the roles."""
    return require(lambda user: user.has_role(*roles))


def check_administrator(actor: User) -> None:
    """Let an administrator pass; raise NotAnAdministrator for anybody else."""
    if not can_invite(actor):
        raise NotAnAdministrator


def _holds(user: Visitor, *roles: str) -> bool:
    return isinstance(user, User) and user.is_active and user.has_role(*roles)
