"""Fill the desk with demo tickets, through the same actions as real ones."""

from argparse import ArgumentParser
from collections import Counter
from random import Random
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.utils import timezone

from accounts.models import User
from servicedesk.demo_data.showing import show_desk
from standards.selectors import edition_in_force
from tickets.models import Ticket

TICKETS, SEED, DAYS = 60, 1, 7


class Command(BaseCommand):
    """Plays stories of the last days up to now; the same seed, the same stories."""

    help = (
        "Make demo people, customers and tickets. Runs only with DEBUG on, and on a "
        "desk that has tickets only with --force, which adds more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how many, which, and over how many days."""
        parser.add_argument("--tickets", type=int, default=TICKETS)
        parser.add_argument("--seed", type=int, default=SEED)
        parser.add_argument("--days", type=int, default=DAYS)
        parser.add_argument(
            "--force", action="store_true", help="add to a desk that has tickets"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse where it would do harm, then play."""
        if not settings.DEBUG:
            raise CommandError(
                "Demo tickets are made only with DEBUG on: they are not real."
            )
        if options["tickets"] < 1 or options["days"] < 1:
            raise CommandError("--tickets and --days must be at least 1.")
        if Ticket.objects.exists() and not options["force"]:
            raise CommandError(
                "There are tickets already; nothing was added. To add demo tickets "
                "to them, run again with --force."
            )
        now = timezone.now()
        edition_in_force(now)
        if not User.objects.filter(username="agent").exists():
            call_command("demo_users", stdout=self.stdout)
        made = show_desk(
            tickets=options["tickets"],
            days=options["days"],
            rng=Random(options["seed"]),  # noqa: S311  # stories, not secrets
            now=now,
            tell=self.stdout.write,
        )
        stages = Counter(Ticket.objects.values_list("stage", flat=True))
        shown = ", ".join(f"{stage} {count}" for stage, count in sorted(stages.items()))
        self.stdout.write(f"{made} demo tickets made. Now: {shown}.")
