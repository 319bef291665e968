"""Refusals of the follow-up."""

from tickets.errors import Refused


class AlreadyAnswered(Refused):
    """The survey link was used before; a score is given once."""


class LinkClosed(Refused):
    """The survey link no longer asks about anything: revoked, expired, reopened."""


class AlreadyRecorded(Refused):
    """A colleague, or the customer, was quicker."""
