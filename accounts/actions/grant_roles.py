"""What a person may do, decided."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions._administrators import keep_an_administrator
from accounts.choices import Role
from accounts.models import RoleGrant, User
from accounts.policies import check_administrator


@transaction.atomic
def grant_roles(
    *, person: User, roles: Collection[str], actor: User | None = None
) -> User:
    """Give a person exactly these roles; others they held are taken back.

    `actor` is left out only where a command or an accepted invitation decides.
    Raises NotAnAdministrator, LastAdministrator, or ValidationError for a word
    that is no role.
    """
    if actor is not None:
        check_administrator(actor)
    wanted = check_roles(roles)
    if Role.ADMINISTRATOR not in wanted:
        keep_an_administrator(without=person)
    person.role_grants.exclude(role__in=wanted).delete()
    RoleGrant.objects.bulk_create(
        [RoleGrant(user=person, role=role) for role in sorted(wanted)],
        ignore_conflicts=True,
    )
    # Django's admin pages ask these two columns; the role is the only truth.
    person.is_staff = person.is_superuser = Role.ADMINISTRATOR in wanted
    person.save(update_fields=["is_staff", "is_superuser"])
    person.forget_roles()
    return person


def check_roles(roles: Collection[str]) -> frozenset[str]:
    """Return the roles as a set; raise ValidationError for an unknown one."""
    unknown = set(roles) - set(Role.values)
    if unknown:
        raise ValidationError(
            _("Unknown role: %(roles)s"),
            code="unknown_role",
            params={"roles": ", ".join(sorted(unknown))},
        )
    return frozenset(str(role) for role in roles)
