"""News from the desk for the floors above; sent after commit."""

from django.dispatch import Signal

ticket_opened = Signal()
"""Sent with `ticket` and `now`."""
ticket_completed = Signal()
"""Sent with `ticket` and `now` when the result was told."""
ticket_accepted = Signal()
"""Sent with `ticket` and `now` when the result was accepted, if only by silence."""
ticket_reopened = Signal()
"""Sent with `ticket` and `now` when a new cycle began."""
ticket_ended = Signal()
"""Sent with `ticket` and `now` when a ticket was cancelled, merged or spam."""
message_queued = Signal()
"""Sent when an outgoing message waits."""
