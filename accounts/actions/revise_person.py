"""A colleague's details, roles and teams, changed by an administrator."""

from collections.abc import Collection

from django.db import transaction

from accounts.actions.grant_roles import grant_roles
from accounts.models import Team, User
from accounts.policies import check_administrator


@transaction.atomic
def revise_person(
    *,
    person: User,
    actor: User,
    display_name: str,
    email: str,
    phone: str,
    staff_number: str | None,
    language: str,
    roles: Collection[str],
    teams: Collection[Team],
) -> User:
    """Set what an administrator may decide about a colleague.

    Raises NotAnAdministrator, LastAdministrator or ValidationError by field.
    """
    check_administrator(actor)
    person.display_name = display_name
    person.email = User.objects.normalize_email(email)
    person.phone = phone
    person.staff_number = staff_number or None
    person.language = language
    person.full_clean(exclude=["password", "username"])
    person.save(
        update_fields=["display_name", "email", "phone", "staff_number", "language"]
    )
    person.teams.set(teams)
    return grant_roles(person=person, roles=roles, actor=actor)
