"""Keeps a handful of child processes alive and stops them all together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

STOP_WITHIN = 8.0  # seconds for a child to end by itself before it is killed
LONGEST_PAUSE = 15.0  # seconds between two starts of a child that keeps dying
STEADY_AFTER = 30.0  # seconds of life after which a child counts as healthy again

Say = Callable[[str], object]


@dataclass
class Child:
    """One process to keep alive: its name, its command and how it has fared."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    pause: float = 1.0

    def start(self) -> None:
        """Start the process in a session of its own."""
        # Its own session: Ctrl-C reaches only the supervisor, which then stops
        # its children in order instead of racing with the terminal.
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )
        self.started_at = time.monotonic()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process and to what it started itself."""
        if self.process is None:
            return
        # To the group even when its leader is gone: beat is a child of the worker.
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return


def _end_with_parent() -> None:
    """Ask Linux to end this process when the supervisor is killed outright."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(1, signal.SIGTERM, 0, 0, 0)  # 1 = PR_SET_PDEATHSIG


class Supervisor:
    """Starts children, restarts one that dies, stops all of them on a signal."""

    def __init__(self, children: Sequence[Child], say: Say) -> None:
        self.children = children
        self.say = say
        self.stopping = False

    def run(self, *, each_turn: Callable[[], None]) -> None:
        """Keep the children running until SIGINT, SIGTERM or SIGHUP.

        `each_turn` is called about twice a second, e.g. to say when the web
        process answers.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        try:
            for child in self.children:
                child.start()
            while not self.stopping:
                self._look_after(time.monotonic())
                each_turn()
                time.sleep(0.5)
        finally:
            self.stop()

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _look_after(self, now: float) -> None:
        """Notice the dead, and start again those whose pause is over."""
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                self._bury(child, now)
            elif child.process is None and now >= child.start_again_at:
                child.start()

    def _bury(self, child: Child, now: float) -> None:
        code = child.process.returncode if child.process else None
        if now - child.started_at > STEADY_AFTER:
            child.pause = 1.0
        self.say(
            f"The {child.name} process ended by itself (exit code {code});"
            f" it is started again in {child.pause:.0f} s."
        )
        child.signal(signal.SIGKILL)  # what it may have left behind
        child.process = None
        child.start_again_at = now + child.pause
        child.pause = min(child.pause * 2, LONGEST_PAUSE)

    def stop(self) -> None:
        """Stop all children; kill those that have not ended in time."""
        running = [child for child in self.children if child.process is not None]
        for child in running:
            if child.process:
                child.process.terminate()
        until = time.monotonic() + STOP_WITHIN
        for child in running:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"The {child.name} process did not stop in time: killed.")
            child.signal(signal.SIGKILL)
            child.process.wait()
            child.process = None
