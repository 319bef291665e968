"""People, teams and roles."""

from accounts.models.bilingual import Bilingual, read_bilingual
from accounts.models.staff_invitation import StaffInvitation
from accounts.models.team import Team
from accounts.models.user import RoleGrant, User

__all__ = [
    "Bilingual",
    "RoleGrant",
    "StaffInvitation",
    "Team",
    "User",
    "read_bilingual",
]
