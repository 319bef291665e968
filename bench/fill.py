"""Fills a database with many tickets, quickly and without the actions.

Only for measuring: rows are consistent enough to be listed, opened and swept,
but have no history of moves.
"""

import random
from datetime import datetime, timedelta
from typing import Any

from django.core.management import call_command

from accounts.models import RoleGrant, Team, User
from standards.models import Edition, Rule
from tickets.actions.open_ticket import NUMBER_ALPHABET
from tickets.models import FAR_FUTURE, Customer, Deadline, Entry, RequestType, Ticket

TEAMS = 10
CHUNK = 2000


def prepare(now: datetime) -> User:
    """Load the handbook, create teams, and return the agent who looks."""
    call_command("load_handbook", verbosity=0)
    agent = User.objects.create_user("bench", display_name="王丽", password=None)
    RoleGrant.objects.create(user=agent, role="agent")
    RoleGrant.objects.create(user=agent, role="supervisor")
    for number in range(TEAMS):
        team = Team.objects.create(
            code=f"bench-{number}", name_zh=f"{number} 组", name_en=f"Team {number}"
        )
        if number < 5:
            team.members.add(agent)
    Customer.objects.create(number="C00000000", name="测试客户", created_at=now)
    return agent


def fill(count: int, *, now: datetime, agent: User, seed: int = 7) -> None:
    """Add tickets until there are `count`; half of them open, due around now."""
    known = Ticket.objects.count()
    chance = random.Random(seed + known)
    teams = list(Team.objects.filter(code__startswith="bench-"))
    types = list(RequestType.objects.filter(parent__isnull=False))
    rule = Rule.objects.filter(milestone="solve").first()
    common = {
        "edition": Edition.objects.get(),
        "customer": Customer.objects.first(),
        "agent": agent,
    }
    missing = count - known
    while missing > 0:
        size = min(CHUNK, missing)
        tickets = Ticket.objects.bulk_create(
            _ticket(chance, now, chance.choice(teams), chance.choice(types), common)
            for _number in range(size)
        )
        _fill_in(tickets, rule)
        missing -= size


def _ticket(
    chance: random.Random,
    now: datetime,
    team: Team,
    kind: RequestType,
    common: dict[str, Any],
) -> Ticket:
    is_open = chance.random() < 0.5
    opened = now - timedelta(minutes=chance.randrange(60 * 24 * 30))
    due = now + timedelta(minutes=chance.randrange(10, 60 * 24 * 5))
    letters = "".join(chance.choice(NUMBER_ALPHABET) for _place in range(8))
    agent = common["agent"] if chance.random() < 0.1 else None
    return Ticket(
        number=f"SD-{letters[:4]}-{letters[4:]}",
        edition=common["edition"],
        customer=common["customer"],
        contact_name="测试客户",
        channel="web",
        request_type=kind,
        subject="空调安装后不制冷，开机只有热风",
        description="昨天装好，今天开机只有热风。",
        stage="serve" if is_open else "done",
        stage_since=opened,
        ending="" if is_open else "completed",
        team=team,
        assignee=agent,
        opened_at=opened,
        updated_at=opened,
        ended_at=None if is_open else opened + timedelta(hours=5),
        completed_at=None if is_open else opened + timedelta(hours=4),
        next_due_at=due if is_open else FAR_FUTURE,
        next_milestone="solve" if is_open else "",
        link_nonce=f"{letters}{chance.randrange(10**9)}",
    )


def _fill_in(tickets: list[Ticket], rule: Rule | None) -> None:
    Entry.objects.bulk_create(
        Entry(
            ticket=ticket,
            cycle=1,
            kind="opened",
            lane="customer",
            body=ticket.description,
            source="system",
            happened_at=ticket.opened_at,
            recorded_at=ticket.opened_at,
        )
        for ticket in tickets
    )
    Deadline.objects.bulk_create(
        Deadline(
            ticket=ticket,
            milestone="solve",
            cycle=1,
            rule=rule,
            time_base="wall",
            target_seconds=86_400,
            levels=[100],
            started_at=ticket.opened_at,
            armed_at=ticket.opened_at,
            due_at=ticket.next_due_at,
            next_level=100,
            next_fire_at=ticket.next_due_at,
        )
        for ticket in tickets
        if ticket.is_open
    )


def add_entries(ticket: Ticket, count: int, *, now: datetime, agent: User) -> None:
    """Give a ticket so many public answers."""
    Entry.objects.bulk_create(
        Entry(
            ticket=ticket,
            cycle=1,
            kind="answered",
            lane="front",
            actor=agent,
            body="您好,我们已经安排师傅今天下午上门检查。",
            source="measured",
            happened_at=now - timedelta(minutes=count - number),
            recorded_at=now - timedelta(minutes=count - number),
        )
        for number in range(count)
    )
