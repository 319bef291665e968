"""A modest brake on repetition, kept in the cache.

It only slows down: with several processes and no Redis each counts for itself,
and an emptied cache forgets. Nothing that must hold leans on it.
"""

import hashlib

from django.core.cache import cache

QUARTER_HOUR = 900
HOUR = 3600


def too_often(
    purpose: str, who: str, *, limit: int, seconds: int, moment: float
) -> bool:
    """Count one try and say whether there were more than `limit` of late.

    Time is cut into pieces of `seconds`; `who` is kept only as a digest.
    """
    digest = hashlib.sha256(who.encode()).hexdigest()[:32]
    key = f"throttle:{purpose}:{int(moment // seconds)}:{digest}"
    count = int(cache.get(key, 0)) + 1
    cache.set(key, count, seconds)
    return count > limit
