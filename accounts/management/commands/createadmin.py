"""Makes the first administrator of a new installation."""

import sys
from getpass import getpass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from accounts.actions.create_administrator import create_administrator
from accounts.choices import Language


class Command(BaseCommand):
    help = "Creates an administrator, who can then invite everybody else by link."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", required=True)
        parser.add_argument("--email", required=True)
        parser.add_argument("--display-name", required=True)
        parser.add_argument(
            "--language", choices=Language.values, default=settings.LANGUAGE_CODE
        )
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="Read the password from the first line of standard input.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        password = _read_password(from_stdin=options["password_stdin"])
        # The command line speaks English, whatever language the desk speaks.
        with translation.override("en"):
            try:
                person = create_administrator(
                    username=options["username"],
                    email=options["email"],
                    display_name=options["display_name"],
                    password=password,
                    language=options["language"],
                    now=timezone.now(),
                )
            except ValidationError as error:
                raise CommandError(" ".join(_lines(error))) from error
        self.stdout.write(
            self.style.SUCCESS(
                f"Administrator {person.username} created"
                f" (staff number {person.staff_number})."
            )
        )


def _read_password(*, from_stdin: bool) -> str:
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        password = getpass("Password: ")
        if getpass("Password (again): ") != password:
            raise CommandError("The two passwords differ. Nothing was created.")
    else:
        raise CommandError(
            "There is no terminal to ask for the password on. Use --password-stdin"
            " and send the password on standard input."
        )
    if not password:
        raise CommandError("The password is empty. Nothing was created.")
    return password


def _lines(error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return error.messages
    return [
        f"{name}: {message}"
        for name, messages in error.message_dict.items()
        for message in messages
    ]
