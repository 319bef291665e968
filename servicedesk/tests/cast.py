"""The cast every test knows, and a desk with the default handbook."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import pytest
from django.core.management import call_command
from django.test import TransactionTestCase

from accounts.models import Team, User
from accounts.tests.factories import TeamFactory, UserFactory
from servicedesk.guards import guards_removed
from standards.actions import load_handbook
from standards.selectors import forget_rulebooks
from tickets.actions.open_ticket import Request, open_ticket
from tickets.choices import Channel
from tickets.models import RequestType, Ticket

_empty_tables = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]


def _empty_guarded_tables(case: TransactionTestCase) -> None:
    """Take the triggers off while a test's tables are emptied."""
    with guards_removed():
        _empty_tables(case)


TransactionTestCase._fixture_teardown = _empty_guarded_tables  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _no_stale_rulebooks() -> Any:
    """Forget cached rulebooks: editions vanish between tests."""
    forget_rulebooks()
    yield
    forget_rulebooks()


_read_once = cache(load_handbook.read_yaml)


@pytest.fixture
def desk(db: Any, monkeypatch: pytest.MonkeyPatch) -> Team:
    """A desk with the default handbook, request types and the general team.

    The data files are parsed once a process: they do not change between tests.
    """
    monkeypatch.setattr(load_handbook, "read_yaml", _read_once)
    monkeypatch.setattr(
        "servicedesk.management.commands.load_handbook.read_yaml", _read_once
    )
    call_command("load_handbook", verbosity=0, stdout=_Silent())
    return Team.objects.get(is_general=True)


class _Silent:
    def write(self, text: str) -> int:
        return len(text)


@dataclass(frozen=True)
class Cast:
    """Who the tests speak of."""

    alice: User
    """Agent of the general team."""
    anna: User
    """A second agent of the general team."""
    bob: User
    """Agent of another team."""
    lee: User
    """Lead of the general team."""
    sue: User
    """Supervisor of both teams."""
    carl: User
    """Handbook editor: sees no ticket."""
    ada: User
    """Administrator without a team."""
    general: Team
    repairs: Team


@pytest.fixture
def cast(desk: Team) -> Cast:
    """The cast: two agents of one team, one of another, lead, supervisor, editor."""
    sue = UserFactory(username="sue", display_name="苏经理", roles=["supervisor"])
    lee = UserFactory(
        username="lee", display_name="李班长", roles=["agent", "team_lead"]
    )
    alice = UserFactory(username="alice", display_name="王丽", roles=["agent"])
    anna = UserFactory(username="anna", display_name="安娜", roles=["agent"])
    bob = UserFactory(username="bob", display_name="赵博", roles=["agent"])
    desk.lead, desk.supervisor = lee, sue
    desk.save()
    desk.members.add(alice, anna, lee)
    repairs = TeamFactory(
        code="repairs",
        name_zh="售后一组",
        name_en="Repairs",
        members=[bob],
        supervisor=sue,
    )
    return Cast(
        alice=alice,
        anna=anna,
        bob=bob,
        lee=lee,
        sue=sue,
        carl=UserFactory(username="carl", roles=["handbook_editor"]),
        ada=UserFactory(username="ada", roles=["administrator"]),
        general=desk,
        repairs=repairs,
    )


@pytest.fixture
def make_ticket(desk: Team, frozen_now: datetime) -> Callable[..., Ticket]:
    """Open a ticket by the action; `kind` is a request type's code."""

    def make(
        *,
        kind: str = "consultation_product",
        now: datetime | None = None,
        actor: User | None = None,
        **values: Any,
    ) -> Ticket:
        request = {
            "channel": Channel.WEB,
            "subject": "空调安装后不制冷",
            "description": "昨天装好，今天开机只有热风。",
            "contact_name": "王小明",
            "contact_phone": "13800138000",
            "contact_email": "wang@example.com",
            "request_type": RequestType.objects.select_related(
                "parent__team", "team"
            ).get(code=kind)
            if kind
            else None,
            **values,
        }
        return open_ticket(
            request=Request(**request), actor=actor, now=now or frozen_now
        )

    return make
