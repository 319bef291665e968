"""The beat table: what the clock does by itself, and how often.

Every entry only says "look in the database for what is due". A message that is
lost, late or doubled costs at most one period, never a deadline.
"""

from typing import Any

BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    # Every two seconds: warn about, breach and act on the deadlines that are due.
    "sweep-deadlines": {
        "task": "tickets.tasks.sweep_deadlines",
        "schedule": 2.0,
        "options": {"expires": 10},
    },
    # Every three seconds: hand waiting messages to the mail server.
    "deliver-outbox": {
        "task": "tickets.tasks.deliver_outbox",
        "schedule": 3.0,
        "options": {"expires": 15},
    },
    # Every minute: create the revisits that a lost signal did not create.
    "open-missing-revisits": {
        "task": "surveys.tasks.open_missing_revisits",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
}
