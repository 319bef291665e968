"""News from the handbook for the floors above."""

from django.dispatch import Signal

edition_published = Signal()
"""Sent after commit with `edition` and `now`."""
