"""Refusals: why a change of people or teams was not made."""

from django.core.exceptions import PermissionDenied, ValidationError


class NotAnAdministrator(PermissionDenied):
    """Somebody who is not an administrator tried to change people or teams."""


class InvitationNotUsable(ValidationError):
    """The link is unknown, used, revoked or expired; which one is not said."""


class AlreadyOnStaff(ValidationError):
    """The e-mail, user name or staff number belongs to somebody already."""


class LastAdministrator(ValidationError):
    """The change would leave nobody who can invite people or grant roles."""


class GeneralTeamNeeded(ValidationError):
    """The change would leave requests that no team is named for lying unseen."""
