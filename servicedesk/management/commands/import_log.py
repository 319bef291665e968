"""Replay a log of cases through the desk, with the log's own times."""

import json
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils import timezone, translation

from accounts.models import Team
from servicedesk.replay.case import Setting, replay_case
from servicedesk.replay.clock import ClockStuck
from servicedesk.replay.figures import count_figures
from servicedesk.replay.importing import NameTaken, import_account
from servicedesk.replay.log import CaseLog, LogError, decode_text, read_log
from servicedesk.replay.report import write_report
from servicedesk.replay.texts import Text, read_texts
from standards.selectors import edition_in_force
from tickets.models import RequestType

TELL_EVERY = 200
TELL_LINES = 20
AFTERWARDS = timedelta(days=7)
"""How far the clock runs on after the log: reminder, silence, follow-up call."""


class Command(BaseCommand):
    """Reads the whole file first, then replays case by case, each wholly or not."""

    help = (
        "Import a log of cases (CSV: CaseID,ActivityID,CompleteTimestamp) by replaying "
        "it through the desk. Running it again imports nothing twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the files, and how to treat what cannot be read."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--texts", type=Path, help="customers' texts (CSV: positive,text)"
        )
        parser.add_argument(
            "--strict", action="store_true", help="one bad line: import nothing"
        )
        parser.add_argument(
            "--time-zone",
            default=settings.TIME_ZONE,
            help="of moments without an offset (default: %(default)s)",
        )
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument(
            "--report", type=Path, help="write the figures into this Markdown file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, replay, report."""
        began, now = time.monotonic(), timezone.now()
        log = self._read(options, now)
        self._tell_bad_lines(log)
        if options["strict"] and log.bad_lines:
            raise CommandError(
                f"{len(log.bad_lines)} lines cannot be read; with --strict nothing "
                "was imported."
            )
        try:
            setting = self._prepare(log, self._read_texts(options["texts"]), now)
        except (NameTaken, ValidationError, Team.DoesNotExist) as error:
            raise CommandError(_said(error)) from error
        counts = self._replay(log, setting, strict=options["strict"])
        took = time.monotonic() - began
        summary = _summary(log, counts, took)
        if options["report"]:
            self._report(options["report"], log, counts, took)
        self._tell(summary, as_json=options["json"])
        if counts["failed"]:
            raise CommandError(f"{counts['failed']} cases could not be replayed.")

    def _read(self, options: dict[str, Any], now: datetime) -> CaseLog:
        try:
            zone = ZoneInfo(options["time_zone"])
        except (KeyError, ValueError, OSError) as error:
            raise CommandError(
                f"{options['time_zone']!r} is not a time zone such as Europe/Rome."
            ) from error
        try:
            text = decode_text(options["file"].read_bytes())
            return read_log(text, zone=zone, latest=now)
        except (OSError, LogError) as error:
            raise CommandError(str(error)) from error

    def _read_texts(self, path: Path | None) -> Sequence[Text]:
        if path is None:
            return ()
        try:
            return read_texts(path.read_bytes())
        except (OSError, LogError) as error:
            raise CommandError(str(error)) from error

    def _prepare(self, log: CaseLog, texts: Sequence[Text], now: datetime) -> Setting:
        edition_in_force(now)
        Team.objects.get(is_general=True)
        return Setting(
            actor=import_account(),
            horizon=min(now, (log.end or now) + AFTERWARDS),
            texts=texts,
            kinds={
                kind.code: kind
                for kind in RequestType.objects.select_related("team", "parent__team")
            },
        )

    def _replay(self, log: CaseLog, setting: Setting, *, strict: bool) -> Counter[str]:
        counts: Counter[str] = Counter()
        began = time.monotonic()
        for number, case in enumerate(log.cases, start=1):
            try:
                ticket = replay_case(case, setting)
            except (ValidationError, DatabaseError, ClockStuck) as error:
                counts["failed"] += 1
                self.stderr.write(f"case {case.number}: {_said(error)}")
                if strict:
                    break
            else:
                counts["known" if ticket is None else "imported"] += 1
            if number % TELL_EVERY == 0:
                rate = number / max(time.monotonic() - began, 0.001)
                left = (len(log.cases) - number) / rate
                self.stderr.write(
                    f"  {number} of {len(log.cases)} cases, {rate:.0f} a second, "
                    f"{left:.0f} s left"
                )
        return counts

    def _tell_bad_lines(self, log: CaseLog) -> None:
        for bad in log.bad_lines[:TELL_LINES]:
            of_case = f" (case {bad.case})" if bad.case else ""
            self.stderr.write(f"line {bad.line}{of_case}: {bad.reason}")
        more = len(log.bad_lines) - TELL_LINES
        if more > 0:
            self.stderr.write(f"... and {more} more; --json tells them all.")
        if log.left_out:
            self.stderr.write(f"Left out whole: {len(log.left_out)} cases.")

    def _report(
        self, path: Path, log: CaseLog, counts: Counter[str], took: float
    ) -> None:
        events = max(log.events, 1)
        run: dict[str, object] = {
            "cases in the log, events": f"{len(log.cases):,}, {log.events:,}",
            "imported, there already": f"{counts['imported']:,}, {counts['known']:,}",
            "bad lines, cases left out": f"{len(log.bad_lines)}, {len(log.left_out)}",
            "cases with a single event": _single(log),
            "cases with equal times": _equal(log),
            "wall time of the run": f"{took:.0f} s ({events / took:.0f} events/s)",
            "of that, the command's own computing": f"{time.process_time():.0f} s",
        }
        names = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
        with translation.override("en"):
            write_report(
                path,
                name=names.get(connection.vendor, connection.vendor),
                run=run,
                figures=count_figures(now=timezone.now()),
            )

    def _tell(self, summary: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(summary, ensure_ascii=False, indent=2))
            return
        self.stdout.write(
            f"{summary['imported']} cases imported, {summary['known']} were there "
            f"already, {len(summary['left_out'])} left out, "
            f"{len(summary['bad_lines'])} bad lines; {summary['seconds']} s."
        )


def _summary(log: CaseLog, counts: Counter[str], took: float) -> dict[str, Any]:
    return {
        "cases": len(log.cases),
        "events": log.events,
        "imported": counts["imported"],
        "known": counts["known"],
        "failed": counts["failed"],
        "left_out": log.left_out,
        "bad_lines": [
            {"line": bad.line, "case": bad.case, "reason": bad.reason}
            for bad in log.bad_lines
        ],
        "seconds": round(took, 1),
    }


def _single(log: CaseLog) -> int:
    return sum(len(case.events) == 1 for case in log.cases)


def _equal(log: CaseLog) -> int:
    return sum(
        len({event.at for event in case.events}) < len(case.events)
        for case in log.cases
    )


def _said(error: Exception) -> str:
    return (
        " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    )
