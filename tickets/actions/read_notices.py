"""Mark notices as read."""

from collections.abc import Collection
from datetime import datetime

from accounts.models import User
from tickets.models import Notice


def read_notices(
    *, user: User, now: datetime, notice_ids: Collection[int] | None = None
) -> int:
    """Mark a person's own notices as read, all of them or the given ones.

    Returns how many were unread. Reading twice changes nothing.
    """
    unread = Notice.objects.filter(user=user, read_at__isnull=True)
    if notice_ids is not None:
        unread = unread.filter(pk__in=notice_ids)
    return unread.update(read_at=now)
