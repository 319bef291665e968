"""A sweeper in a process of its own, which stops dead at a named point.

Run by the tests as `python -m servicedesk.tests.faults.sweeper POINT NTH NOW`.
"""

import os
import signal
import sys
from datetime import datetime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings.test")

POINTS = (
    "after_select",
    "after_entries",
    "after_firings",
    "before_commit",
    "after_commit",
)


def main(point: str, nth: int, now: datetime) -> None:
    """Sweep, and die by SIGKILL the nth time the point is reached."""
    import django

    django.setup()
    from django.db.models.query import QuerySet

    from tickets import sweeps
    from tickets.models import Entry, Firing
    from tickets.querysets import DeadlineQuerySet
    from tickets.sweeps import deadlines as module

    seen = 0

    def reached(name: str) -> None:
        nonlocal seen
        if name == point:
            seen += 1
            if seen == nth:
                os.kill(os.getpid(), signal.SIGKILL)

    claim, fire_batch, fire_rows = module.claim, module._fire_batch, module.fire_rows
    bulk_create, store = QuerySet.bulk_create, DeadlineQuerySet.store

    def claimed(*args, **kwargs):
        rows = claim(*args, **kwargs)
        reached("after_select")
        return rows

    def created(self, *args, **kwargs):
        rows = bulk_create(self, *args, **kwargs)
        if self.model is Entry:
            reached("after_entries")
        elif self.model is Firing:
            reached("after_firings")
        return rows

    def stored(self, *args, **kwargs):
        store(self, *args, **kwargs)
        reached("before_commit")

    def fired(*args, **kwargs):
        fire_rows(*args, **kwargs)
        reached("after_commit")

    module.BATCH = 25
    module.claim, module.fire_rows = claimed, fired
    module._fire_batch = fire_batch
    QuerySet.bulk_create, DeadlineQuerySet.store = created, stored
    sweeps.sweep_deadlines(now=now)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), datetime.fromisoformat(sys.argv[3]))
