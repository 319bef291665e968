"""The handbook as tables."""

from standards.models.calendar import Calendar, CalendarException
from standards.models.edition import Edition, Handbook
from standards.models.phrase import Expression, Phrase
from standards.models.rule import Rule

__all__ = [
    "Calendar",
    "CalendarException",
    "Edition",
    "Expression",
    "Handbook",
    "Phrase",
    "Rule",
]
