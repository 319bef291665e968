"""When people of the demo work."""

from datetime import datetime, time, timedelta
from random import Random

from django.utils import timezone

DAY_BEGINS, DAY_ENDS = time(8, 30), time(20, 30)


def in_the_day(moment: datetime, rng: Random) -> datetime:
    """Return the moment, or soon after the next day begins if it is at night."""
    local = timezone.localtime(moment)
    if DAY_BEGINS <= local.time() < DAY_ENDS:
        return moment
    morning = local.replace(hour=DAY_BEGINS.hour, minute=DAY_BEGINS.minute)
    if local.time() >= DAY_ENDS:
        morning += timedelta(days=1)
    return morning + timedelta(minutes=rng.uniform(0, 45))
