"""A folder as message broker, for a desk without Redis (decision 0001).

It follows kombu's own filesystem transport and closes two gaps that were seen in
use: there, a reader may take a file that is still being written, and a file cut
short by a crash ends the worker. Here a message appears in the folder only when
it is complete, and one that cannot be read is dropped with a line in the log.

A message that was taken and then lost in a crash is gone. That is allowed,
because tasks carry no truth: the next sweep finds the work in the database.
"""

import logging
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import virtual
from kombu.utils.json import dumps, loads

logger = logging.getLogger(__name__)

STALE_AFTER = 3600.0  # seconds; older half-written or half-read files are removed


class Channel(virtual.Channel):
    """Writes each message as a file of the folder, and takes them in order."""

    supports_fanout = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        client: Any = self.connection.client  # its stub leaves half of it open
        self.folder = Path(client.transport_options["folder"])
        self.folder.mkdir(parents=True, exist_ok=True)
        self._remove_stale()

    def _put(self, queue: str, message: Any, **_kwargs: Any) -> None:
        name = f"{time.time_ns():020d}-{uuid.uuid4().hex}.{queue}.msg"
        unfinished = self.folder / f".{name}"
        unfinished.write_text(dumps(message))
        unfinished.rename(self.folder / name)

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        for path in self._waiting(queue):
            taken = path.with_name(f".{path.name}.taken")
            try:
                path.rename(taken)  # of several readers, one succeeds
            except FileNotFoundError:
                continue
            text = taken.read_text(errors="replace")
            taken.unlink(missing_ok=True)
            try:
                message: dict[str, Any] = loads(text)
            except ValueError:
                logger.warning("dropped an unreadable message: %s", path.name)
                continue
            return message
        raise Empty

    def _size(self, queue: str) -> int:
        return len(list(self._waiting(queue)))

    def _purge(self, queue: str) -> int:
        waiting = list(self._waiting(queue))
        for path in waiting:
            path.unlink(missing_ok=True)
        return len(waiting)

    def _waiting(self, queue: str) -> Iterator[Path]:
        """Yield the complete messages of a queue, oldest first."""
        return iter(sorted(self.folder.glob(f"[!.]*.{queue}.msg")))

    def _remove_stale(self) -> None:
        """Remove what a crash left between two names."""
        oldest = time.time() - STALE_AFTER
        for path in self.folder.glob(".*"):
            try:
                if path.stat().st_mtime < oldest:
                    path.unlink()
            except FileNotFoundError:
                continue


class Transport(virtual.Transport):
    """The folder as a transport of kombu; exchanges are known per process."""

    Channel = Channel
    driver_type = driver_name = "folder"
    default_port = 0
    polling_interval = 0.5  # seconds between two looks into the folder
    implements = virtual.Transport.implements.extend(
        asynchronous=False, exchange_type=frozenset(["direct"])
    )

    def driver_version(self) -> str:
        """Return the version shown by Celery's report."""
        return "1"
