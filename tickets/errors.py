"""Refusals of the desk, as errors of Django's own kinds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from standards.models import Rule


class MoveRefused(ValidationError):
    """The lifecycle table does not allow the move now.

    `missing` names the rules of the handbook that still lack their record.
    """

    def __init__(self, message: str, missing: Sequence["Rule"] = ()) -> None:
        super().__init__(message)
        self.missing = list(missing)


class Refused(ValidationError):
    """An action's input cannot be accepted; the message says what to do."""
