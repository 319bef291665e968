"""News from this floor, for whoever above wants to hear it."""

from django.dispatch import Signal

staff_invited = Signal()
"""A colleague was invited. Arguments: `invitation` (StaffInvitation) and `path`
(str: the link without scheme and host, with the secret in it), `now`.

Sent inside the transaction that stores the invitation, so that an outbox row a
receiver writes stands or falls with it. The secret is known only here and on the
page that shows it once.
"""
