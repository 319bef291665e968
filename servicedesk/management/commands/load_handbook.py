"""Load the default handbook, its request types and the general team."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Team
from standards.actions.load_handbook import DEFAULT_FOLDER, load_handbook, read_yaml
from tickets.actions.load_request_types import load_request_types


class Command(BaseCommand):
    """Publishes a handbook from its data files; running it again is harmless."""

    help = (
        "Load a handbook from its data files and publish it when it has changed. "
        "Request types, calendars and the general team are created where missing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder of data files."""
        parser.add_argument("--folder", type=Path, default=DEFAULT_FOLDER)

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what was done."""
        folder: Path = options["folder"]
        now = timezone.now()
        try:
            result = load_handbook(folder=folder, now=now)
            created = load_request_types(
                entries=read_yaml(folder / "request_types.yaml")
            )
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        if not Team.objects.filter(is_general=True).exists():
            Team.objects.create(
                code="general",
                name_zh="综合服务组",
                name_en="General service",
                is_general=True,
            )
        state = "published" if result.is_new else "in force already"
        self.stdout.write(
            f"{result.edition.handbook.name_en}, edition {result.edition.number}: "
            f"{result.rules} rules, {state}; {created} request types created."
        )
