"""Plays all parts of the demo, one after the other, up to the present."""

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

from django.core.exceptions import ValidationError

from accounts.models import User
from servicedesk.demo_data.desk import Desk, meet_desk
from servicedesk.demo_data.plan import Part, make_plan
from servicedesk.demo_data.play import Play, PresentReached
from servicedesk.demo_data.stories import load_stories
from servicedesk.replay.clock import run_clock
from tickets.actions.read_notices import read_notices
from tickets.models import Notice, Ticket

TELL_EVERY = 20
SHIFT = timedelta(hours=8)


def show_desk(
    *,
    tickets: int,
    days: int,
    rng: Random,
    now: datetime,
    tell: Callable[[str], object],
) -> int:
    """Play the stories of the last days and return how many were played."""
    desk = meet_desk(rng=rng, now=now - timedelta(days=days + 30))
    plan = make_plan(
        stories=load_stories(), tickets=tickets, days=days, rng=rng, now=now
    )
    for number, part in enumerate(plan, start=1):
        # Its own chance, so that one story does not change the next one.
        try:
            play_part(part, desk, Random(rng.random()), now)  # noqa: S311
        except ValidationError as error:
            name = part.course.play.__name__
            tell(f"  {part.story.code} ({name}) stopped: {' '.join(error.messages)}")
        if number % TELL_EVERY == 0:
            tell(f"  {number} of {len(plan)} tickets")
    _read_old_notices(now)
    return len(plan)


def _read_old_notices(now: datetime) -> None:
    """Let everybody have read what they were told before this shift."""
    old = Notice.objects.filter(read_at=None, created_at__lt=now - SHIFT)
    ids: dict[int, list[int]] = defaultdict(list)
    for pk, user_id in old.values_list("pk", "user_id"):
        ids[user_id].append(pk)
    for user in User.objects.filter(pk__in=ids):
        read_notices(user=user, now=now, notice_ids=ids[user.pk])


def play_part(part: Part, desk: Desk, rng: Random, now: datetime) -> Ticket:
    """Play one story and let the desk's clock run on to the present."""
    play = Play(
        story=part.story,
        channel=part.channel,
        regular=desk.regular_for(part.story, rng),
        desk=desk,
        rng=rng,
        opens=part.opens,
        present=now,
        by_day=part.course.ago is None,
    )
    try:
        with suppress(PresentReached):
            part.course.play(play)
    finally:
        mine = [play.ticket.pk]
        mine += play.ticket.merged_tickets.values_list("pk", flat=True)
        run_clock(tickets=mine, until=now)
    return play.ticket
