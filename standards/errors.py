"""What can go wrong with a handbook, as errors of Django's own kinds."""

from django.core.exceptions import ValidationError


class NoEditionInForce(ValidationError):
    """No published edition holds at the moment asked for."""


class HandbookFileError(ValidationError):
    """A handbook data file cannot be read; the message names file and rule."""


class PublishedEditionIsFixed(ValidationError):
    """A published edition was asked to change."""
