"""The folder broker: what is put in comes out once, whatever lies beside it."""

import os
import time

import pytest
from celery import Celery

pytestmark = pytest.mark.house


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "broker"


@pytest.fixture
def desk(folder):
    """An application of its own that talks through the folder."""
    app = Celery("test-broker", set_as_current=False)
    app.conf.update(
        broker_url="folder://",
        broker_transport="servicedesk.broker:Transport",
        broker_transport_options={"folder": str(folder)},
    )
    return app


def put(desk, *names):
    with desk.connection_for_write() as connection:
        for name in names:
            desk.send_task(name, connection=connection, ignore_result=True)


def take(desk):
    """Return the names of the waiting tasks, in the order of their arrival."""
    names = []
    with desk.connection_for_read() as connection:
        queue = connection.SimpleQueue("celery")
        while True:
            try:
                message = queue.get(block=False)
            except queue.Empty:
                return names
            names.append(message.headers["task"])
            message.ack()


def test_messages_come_out_in_order_and_leave_nothing_behind(desk, folder):
    put(desk, "first", "second", "third")
    assert len(list(folder.iterdir())) == 3
    assert take(desk) == ["first", "second", "third"]
    assert list(folder.iterdir()) == []


def test_a_message_is_taken_once(desk):
    put(desk, "only")
    assert take(desk) == ["only"]
    assert take(desk) == []


@pytest.mark.parametrize("rest", ["", '{"body": "cut sho'])
def test_a_file_cut_short_by_a_crash_is_dropped_not_fatal(desk, folder, rest):
    put(desk, "whole")
    (folder / "00000000000000000000-x.celery.msg").write_text(rest)
    assert take(desk) == ["whole"]
    assert list(folder.iterdir()) == []


def test_a_message_that_is_still_being_written_is_not_seen(desk, folder):
    put(desk, "whole")
    unfinished = folder / ".00000000000000000000-y.celery.msg"
    unfinished.write_text("{")
    assert take(desk) == ["whole"]
    assert unfinished.exists()


def test_what_a_crash_left_between_two_names_is_removed_later(desk, folder):
    put(desk, "whole")
    old = folder / ".0-z.celery.msg.taken"
    old.write_text("{}")
    long_ago = time.time() - 2 * 3600
    os.utime(old, (long_ago, long_ago))
    assert take(desk) == ["whole"]
    assert not old.exists()


def test_messages_taken_but_not_worked_on_go_back_on_a_clean_stop(desk, folder):
    put(desk, "kept")
    with desk.connection_for_read() as connection:
        connection.SimpleQueue("celery").get(block=False)  # and never acknowledged
    assert take(desk) == ["kept"]
