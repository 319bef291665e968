"""One pass of everything that is due."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from surveys import sweeps as survey_sweeps
from tickets import sweeps


class Command(BaseCommand):
    """Runs all sweeps once and prints what they did as JSON."""

    help = "Do everything that is due, once, and print the counts as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the moment to sweep at."""
        parser.add_argument(
            "--now", help="sweep as if it were this moment (ISO 8601, with offset)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep and report."""
        now = _moment(options["now"])
        report = {
            "now": now.isoformat(),
            "deadlines": sweeps.sweep_deadlines(now=now).as_dict(),
            "outbox": sweeps.deliver_outbox(now=now).as_dict(),
            "revisits_opened": survey_sweeps.open_missing_revisits(now=now),
            "tickets_finished": survey_sweeps.finish_ready(now=now),
        }
        self.stdout.write(json.dumps(report))


def _moment(text: str | None) -> datetime:
    if not text:
        return timezone.now()
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"{text!r} is not a moment such as 2026-03-04T10:00+08:00.")
    return moment if moment.tzinfo else timezone.make_aware(moment)
