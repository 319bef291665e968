"""A colleague comes back."""

from accounts.models import User
from accounts.policies import check_administrator


def reactivate_person(*, person: User, actor: User) -> User:
    """Let a deactivated person sign in again, with the roles and teams of before.

    Raises NotAnAdministrator.
    """
    check_administrator(actor)
    person.is_active = True
    person.save(update_fields=["is_active"])
    return person
