"""The demo as a newcomer meets it: a copy of the tree, a port, Ctrl-C, again."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from servicedesk.settings.env import BASE_DIR
from servicedesk.tests.servers import free_port

pytestmark = pytest.mark.slow

LEFT_OUT = shutil.ignore_patterns(
    ".*", "var", "docs", "bench", "staticfiles", "__pycache__", "tests"
)
LONGEST_START = 90  # seconds
LONGEST_STOP = 10  # seconds


class Demo:
    """A running demo in a folder of its own."""

    def __init__(self, folder, *, port, database):
        self.port = port
        kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--port", str(port), "--tickets=6"],
            cwd=folder,
            env={**kept, "DEBUG": "1", "DATABASE_URL": database},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def get(self, path):
        """Return status and text of a page; status 0 while nobody answers."""
        try:
            with urllib.request.urlopen(
                f"http://localhost:{self.port}{path}", timeout=5
            ) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def wait_for(self, path):
        until = time.monotonic() + LONGEST_START
        while time.monotonic() < until and self.process.poll() is None:
            status, text = self.get(path)
            if status == 200:
                return text
            time.sleep(0.3)
        raise AssertionError(f"{path} never answered 200:\n{self.stop()}")

    def stop(self):
        """Press Ctrl-C, and return all that was said."""
        time.sleep(1.5)  # the greeting follows the first answer of /healthz
        self.process.send_signal(signal.SIGINT)
        try:
            return self.process.communicate(timeout=LONGEST_STOP)[0]
        finally:
            self.process.kill()


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(BASE_DIR, tmp_path / "desk", ignore=LEFT_OUT)


def test_the_demo_starts_stops_and_goes_on_with_the_same_data(folder):
    demo = Demo(folder, port=free_port(), database="")
    assert demo.wait_for("/healthz") == "ok\n"
    assert json.loads(demo.wait_for("/readyz"))["ready"]
    second = Demo(folder, port=free_port(), database="")
    said, _ = second.process.communicate(timeout=30)
    assert "running already" in said
    first = demo.stop()
    assert f"http://localhost:{demo.port}/" in first
    assert demo.process.returncode == 0

    sign_ins = folder / "var" / "demo-sign-ins.txt"
    assert stat.S_IMODE(sign_ins.stat().st_mode) == 0o600
    passwords = sign_ins.read_text()
    assert passwords in first

    again = Demo(folder, port=demo.port, database="")
    again.wait_for("/healthz")
    said = again.stop()
    assert "are kept" in said
    assert passwords in said
    # Nothing piles up, and nothing half-written stays, in the broker's folder.
    assert len(list((folder / "var" / "broker").iterdir())) < 10


def test_a_taken_port_and_a_missing_database_are_told_in_a_sentence(folder):
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        taken = Demo(folder, port=squatter.getsockname()[1], database="")
        said, _ = taken.process.communicate(timeout=30)
    assert "is taken" in said
    assert "make demo PORT=" in said

    nowhere = f"postgres://desk@127.0.0.1:{free_port()}/desk"
    lost = Demo(folder, port=free_port(), database=nowhere)
    said, _ = lost.process.communicate(timeout=30)
    assert "The database does not answer" in said
    assert "Traceback" not in said
