"""Sets up and runs the demo: what "make demo" calls."""

import fcntl
import shutil
import socket
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import OperationalError, connection

from servicedesk.processes import Child, Supervisor
from servicedesk.settings.env import VAR_DIR

NEED_FREE_MB = 500
DEMO_TICKETS = 120
DEMO_DAYS = 14


class Command(BaseCommand):
    help = "Set up the demo data and run the web server and the worker until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--tickets", type=int, default=DEMO_TICKETS)

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        if not settings.DEBUG:
            raise CommandError(
                "The demo prints passwords on the screen, so it runs only with DEBUG"
                " on. Start it with: make demo"
            )
        self._began = time.monotonic()
        try:
            with only_demo_here():
                refuse_taken_port(port)
                refuse_full_disk()
                self._set_up(options["tickets"])
                self._run(port)
        except KeyboardInterrupt:
            self.say("Stopped during the set-up. make demo goes on from here.")
            sys.exit(130)

    def say(self, line: str) -> None:
        """Write one line at once, so that a waiting reader sees it."""
        self.stdout.write(line)
        self.stdout.flush()

    def _step(self, number: int, line: str) -> None:
        self.say(f"[{number}/5] {line}")

    def _set_up(self, tickets: int) -> None:
        where = "SQLite, var/servicedesk.sqlite3"
        if connection.vendor == "postgresql":
            where = "PostgreSQL, from DATABASE_URL"
        self._step(1, f"Checking the settings and the database ({where})")
        self.check()
        self._reach_database()
        self._step(2, "Bringing the tables up to date")
        call_command("migrate", verbosity=0, interactive=False)
        self._step(3, "Loading the default handbook")
        call_command("load_handbook", stdout=self.stdout)
        self._step(4, "Demo people and their sign-ins")
        call_command("demo_users", verbosity=0)
        if apps.get_model("tickets", "Ticket").objects.exists():
            self._step(5, "Your tickets of last time are kept")
        else:
            self._step(5, f"Making {tickets} demo tickets (first start only)")
            call_command(
                "seed_demo",
                tickets=tickets,
                seed=1,
                days=DEMO_DAYS,
                stdout=self.stdout,
            )
        connection.close()

    def _reach_database(self) -> None:
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise CommandError(
                f"The database does not answer: {error}Check DATABASE_URL, or leave"
                " it empty to use SQLite."
            ) from error

    def _run(self, port: int) -> None:
        # In a container the demo runs as root; Celery need not warn about it here.
        quiet = {"PYTHONWARNINGS": "ignore:You're running the worker"}
        children = [
            Child("web", web_command(port)),
            Child("worker", worker_command(), quiet),
        ]
        address = f"http://localhost:{port}/"
        ready = False

        def greet_when_ready() -> None:
            nonlocal ready
            if not ready and answers(port):
                ready = True
                self._greet(address)

        self.say("Starting the web server and the worker ...")
        Supervisor(children, self.say).run(each_turn=greet_when_ready)
        self.say("Stopped. The data is kept; make demo goes on with it.")

    def _greet(self, address: str) -> None:
        took = time.monotonic() - self._began
        self.say(f"\nReady after {took:.0f} s: {address}")
        self.say(f"  for customers   {address}")
        self.say(f"  for staff       {address}accounts/login/")
        self.say("\nDemo sign-ins (also in var/demo-sign-ins.txt):")
        self.say((VAR_DIR / "demo-sign-ins.txt").read_text())
        self.say("Ctrl-C stops everything; the data stays.\n")


def web_command(port: int) -> list[str]:
    """Return the command line of the web server, on this machine's loopback only."""
    binds = [f"--bind=127.0.0.1:{port}"]
    if socket.has_ipv6 and not port_taken("::1", port):
        binds.append(f"--bind=[::1]:{port}")
    return [
        *(sys.executable, "-m", "gunicorn", "servicedesk.wsgi", *binds),
        *("--worker-class", "gthread", "--workers", "1", "--threads", "8"),
        *("--graceful-timeout", "4", "--log-level", "warning"),
    ]


def worker_command() -> list[str]:
    """Return the command line of the one worker, with beat inside it."""
    return [
        *(sys.executable, "-m", "celery", "-A", "servicedesk", "--quiet"),
        *("worker", "-B"),
        *("--pool", "threads", "--concurrency", "2", "--loglevel", "WARNING"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]


def port_taken(host: str, port: int) -> bool:
    """Tell whether the address cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError:
        return True
    return False


def refuse_taken_port(port: int) -> None:
    """Raise CommandError, with what to do, if somebody else has the port."""
    if not 1 <= port <= 65535:
        raise CommandError(f"PORT={port} is not a port; choose one up to 65535.")
    if port_taken("127.0.0.1", port):
        raise CommandError(
            f"Port {port} is taken by another program, or may not be used.\n"
            f"Choose another one: make demo PORT={port + 1 if port < 65535 else 8000}"
        )


def refuse_full_disk() -> None:
    """Raise CommandError, with what to do, if the disk is nearly full."""
    VAR_DIR.mkdir(exist_ok=True)
    free = shutil.disk_usage(VAR_DIR).free // 1024**2
    if free < NEED_FREE_MB:
        raise CommandError(
            f"Only {free} MB are free on the disk of {VAR_DIR};"
            f" {NEED_FREE_MB} MB are needed. Free some space and try again."
        )


@contextmanager
def only_demo_here() -> Iterator[None]:
    """Hold var/demo.lock; raise CommandError if another demo of this folder runs."""
    VAR_DIR.mkdir(exist_ok=True)
    # The kernel lets go of the lock when the process ends, however it ends.
    with open(VAR_DIR / "demo.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CommandError(
                "A demo of this folder is running already. Stop it with Ctrl-C in"
                " its window first."
            ) from error
        yield


def answers(port: int) -> bool:
    """Tell whether /healthz of the web process answers 200."""
    try:
        with urllib.request.urlopen(
            f"http://127.0.0.1:{port}/healthz", timeout=2
        ) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
