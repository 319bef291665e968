"""The supervisor of the demo, seen with real processes."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.slow

PROGRAM = """
import sys
from servicedesk.processes import Child, Supervisor
say = lambda line: print(line, flush=True)
loop = "import time; print('up', flush=True)\\nwhile True: time.sleep(0.1)"
deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\\n" + loop
short = "print('brief', flush=True); raise SystemExit(3)"
code = {"loop": loop, "deaf": deaf, "short": short}[sys.argv[1]]
Supervisor([Child("one", [sys.executable, "-c", code])], say).run(
    each_turn=lambda: None
)
say("stopped")
"""


@pytest.fixture
def supervise():
    """Start a supervisor in a process of its own; kill it if a test forgets to."""
    running = []

    def start(kind):
        running.append(
            subprocess.Popen(
                [sys.executable, "-c", PROGRAM, kind],
                cwd=settings.BASE_DIR,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.communicate()


def state_of(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return "Z"


def children(process):
    found = subprocess.run(
        ["ps", "-o", "pid=,stat=", "--ppid", str(process.pid)],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    return [
        int(pid)
        for pid, state in re.findall(r"(\d+)\s+(\S+)", found)
        if not state.startswith("Z")
    ]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_stops_its_children_on_a_signal(supervise, number):
    process = supervise("loop")
    assert process.stdout.readline() == "up\n"
    (child,) = children(process)
    process.send_signal(number)
    said, _ = process.communicate(timeout=10)
    assert process.returncode == 0
    assert said.endswith("stopped\n")
    assert not os.path.exists(f"/proc/{child}")


def test_it_kills_a_child_that_does_not_listen(supervise):
    process = supervise("deaf")
    assert process.stdout.readline() == "up\n"
    began = time.monotonic()
    process.terminate()
    said, _ = process.communicate(timeout=15)
    assert "did not stop in time: killed" in said
    assert time.monotonic() - began < 10


def test_it_starts_a_dead_child_again(supervise):
    process = supervise("loop")
    assert process.stdout.readline() == "up\n"
    (child,) = children(process)
    os.kill(child, signal.SIGKILL)
    assert "ended by itself (exit code -9)" in process.stdout.readline()
    assert process.stdout.readline() == "up\n"
    assert children(process) != [child]
    process.terminate()
    process.communicate(timeout=10)


def test_it_waits_longer_before_each_restart_of_a_child_that_keeps_dying(supervise):
    process = supervise("short")
    pauses = []
    while len(pauses) < 2:
        line = process.stdout.readline()
        if "exit code 3" in line:
            pauses.append(int(re.search(r"again in (\d+) s", line)[1]))
    assert pauses == [1, 2]
    process.terminate()
    process.communicate(timeout=10)


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the signal")
def test_its_children_end_even_when_it_is_killed_outright(supervise):
    process = supervise("loop")
    assert process.stdout.readline() == "up\n"
    (child,) = children(process)
    process.kill()
    process.wait()
    until = time.monotonic() + 5
    while os.path.exists(f"/proc/{child}") and time.monotonic() < until:
        if state_of(child) == "Z":  # ended; whoever adopted it has yet to notice
            return
        time.sleep(0.05)
    assert not os.path.exists(f"/proc/{child}")
