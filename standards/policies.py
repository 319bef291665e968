"""Who may read the handbook."""

from accounts.policies import Visitor


def can_read_handbook(user: Visitor) -> bool:
    """Say whether a person may read the handbook: everybody on the staff may."""
    return user.is_authenticated and user.is_active
