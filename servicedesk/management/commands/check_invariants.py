"""Check that nothing was lost, doubled or forged."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from servicedesk.invariants import CHECKS, find_violations


class Command(BaseCommand):
    """Reads the whole database and lists what does not hold."""

    help = "Check the desk's invariants; exits with 1 when one does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the form of the answer."""
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, report, and exit with 1 on any hit."""
        findings = find_violations(now=timezone.now())
        hits = sum(finding.count for finding in findings)
        if options["json"]:
            report = {
                "checks": len(CHECKS),
                "hits": hits,
                "findings": [asdict(finding) for finding in findings],
            }
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        else:
            for finding in findings:
                self.stdout.write(f"{finding.check}: {finding.statement}")
                self.stdout.write(f"  {finding.count} hits: {finding.examples}")
            self.stdout.write(f"{len(CHECKS)} invariants checked, {hits} hits.")
        if hits:
            raise SystemExit(1)
