"""Which stories are played, along which courses, and when they begin."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from servicedesk.demo_data import courses_live as live
from servicedesk.demo_data import courses_past as past
from servicedesk.demo_data.hours import in_the_day
from servicedesk.demo_data.play import Play
from servicedesk.demo_data.stories import Story
from tickets.choices import Channel, Priority

WRITTEN = frozenset({Channel.WEB, Channel.EMAIL, Channel.SMS})
ON_SITE = ("after_sales_repair", "after_sales_install")
REAL = ("consultation", "business", "complaint", "after_sales")
NAMED = (*REAL, "suggestion", "praise")
LIVE_SHARE = 0.45
"""Share of the tickets that stand somewhere right now."""


@dataclass(frozen=True, kw_only=True)
class Course:
    """What happens, to which kind of story, opened how many minutes ago.

    Without `ago` it begins some time in the days before, in the daytime; the
    rest needs `hours` to play out.
    """

    play: Callable[[Play], None]
    kinds: tuple[str, ...] = REAL
    channels: frozenset[Channel] = frozenset(Channel)
    ago: tuple[float, float] | None = None
    hours: float = 0
    priority: Priority | None = None
    spam: bool = False


PAST = (
    Course(play=past.praised, kinds=NAMED, channels=WRITTEN),
    Course(play=past.called_back, kinds=("complaint", "after_sales")),
    Course(play=past.praised, channels=WRITTEN),
    Course(
        play=past.solved_at_once,
        kinds=("consultation",),
        channels=frozenset({Channel.PHONE, Channel.COUNTER}),
    ),
    Course(play=past.made_good, channels=WRITTEN),
    Course(play=past.put_off, channels=WRITTEN),
    Course(play=past.came_back, kinds=("after_sales",)),
    Course(play=past.thrown_out, spam=True),
    Course(
        play=past.silent,
        kinds=("consultation", "business", "suggestion"),
        channels=WRITTEN,
        hours=105,
    ),
    Course(
        play=past.waited, kinds=("business", "after_sales_return"), channels=WRITTEN
    ),
    Course(
        play=past.visited,
        kinds=("reception_visitor", "reception_wayfinding"),
        channels=frozenset({Channel.COUNTER}),
    ),
    Course(play=past.given_back, kinds=ON_SITE, hours=40),
    Course(play=past.gave_up),
    Course(play=past.chased, channels=WRITTEN),
    Course(play=past.written_twice, channels=WRITTEN),
    Course(play=past.called_thrice, hours=40),
    Course(play=past.handed_on, channels=WRITTEN),
    Course(play=past.let_pass, kinds=("complaint",), channels=WRITTEN),
    Course(play=past.praised, kinds=("suggestion", "praise"), channels=WRITTEN),
    Course(play=past.called_back, kinds=("reception_message",)),
)
"""Courses of the past, in the order in which they are given out."""

LIVE = (
    Course(play=live.unattended, channels=WRITTEN, ago=(4, 26)),
    Course(play=live.pressing, channels=WRITTEN, ago=(290, 330)),
    Course(play=live.broken, ago=(270, 320)),
    Course(play=live.at_work, ago=(150, 400)),
    Course(play=live.dispatched, kinds=ON_SITE, ago=(70, 90)),
    Course(play=live.to_accept, ago=(1500, 2300)),
    Course(play=live.to_follow_up, ago=(1500, 1600)),
    Course(play=live.unattended, channels=WRITTEN, ago=(1425, 1433)),
    Course(play=live.held_for_customer, channels=WRITTEN, ago=(300, 900)),
    Course(play=live.to_make_good, channels=WRITTEN, ago=(270, 330)),
    Course(play=live.put_off, channels=WRITTEN, ago=(200, 230)),
    Course(play=live.thanked, ago=(300, 500)),
    Course(play=live.confirming, ago=(50, 90)),
    Course(
        play=live.visitor_waits,
        kinds=("reception_visitor",),
        channels=frozenset({Channel.COUNTER}),
        ago=(7, 8.5),
    ),
    Course(play=live.chased, channels=WRITTEN, ago=(400, 500)),
    Course(play=live.on_the_way, kinds=ON_SITE, ago=(120, 200)),
    Course(play=live.came_back, kinds=("after_sales",), ago=(380, 450)),
    Course(
        play=live.unattended, channels=WRITTEN, ago=(104, 112), priority=Priority.URGENT
    ),
    Course(play=live.chased_unattended, channels=WRITTEN, ago=(1520, 1600)),
    Course(play=live.being_made_good, channels=WRITTEN, ago=(330, 400)),
    Course(play=live.at_work, ago=(1380, 1425)),
    Course(play=live.handed_on, channels=WRITTEN, ago=(60, 120)),
    Course(play=live.raised, ago=(40, 70)),
    Course(play=live.asked_back, channels=WRITTEN, ago=(120, 200)),
    Course(play=live.held_for_parts, kinds=("after_sales",), ago=(900, 2000)),
    Course(play=live.solved_today, channels=WRITTEN, ago=(230, 320)),
    Course(
        play=live.not_reached,
        kinds=("complaint", "after_sales_repair"),
        ago=(1300, 1420),
    ),
    Course(
        play=live.long_work, kinds=("complaint", "after_sales_return"), ago=(200, 400)
    ),
    Course(play=live.given_back, kinds=ON_SITE, ago=(110, 150)),
    Course(play=live.taken, channels=WRITTEN, ago=(45, 90)),
    Course(play=live.at_work, kinds=("business",), ago=(100, 300)),
    Course(
        play=live.to_follow_up,
        kinds=("complaint", "after_sales_repair"),
        ago=(1750, 1900),
    ),
)
"""Courses of the present, in the order in which they are given out."""


@dataclass(frozen=True)
class Part:
    """One ticket to play: a story along a course, from a moment on."""

    course: Course
    story: Story
    channel: Channel
    opens: datetime


def make_plan(
    *, stories: Sequence[Story], tickets: int, days: int, rng: Random, now: datetime
) -> list[Part]:
    """Return the parts in the order of their beginnings; the same for the same rng."""
    lively = round(tickets * LIVE_SHARE)
    courses = [LIVE[place % len(LIVE)] for place in range(lively)]
    courses += [PAST[place % len(PAST)] for place in range(tickets - lively)]
    told: Counter[str] = Counter()
    parts = [_cast(course, stories, told, days, rng, now) for course in courses]
    return sorted(parts, key=lambda part: part.opens)


def _cast(
    course: Course,
    stories: Sequence[Story],
    told: Counter[str],
    days: int,
    rng: Random,
    now: datetime,
) -> Part:
    """Choose a story that fits the course, of those told least often."""
    fitting = [story for story in stories if _fits(story, course)]
    least = min(told[story.code] for story in fitting)
    story = rng.choice([one for one in fitting if told[one.code] == least])
    told[story.code] += 1
    channels = [one for one in story.channels if one in course.channels]
    channel = channels[0] if rng.random() < 0.6 else rng.choice(channels)
    return Part(course, story, channel, _opening(course, days, rng, now))


def _fits(story: Story, course: Course) -> bool:
    if story.spam != course.spam:
        return False
    if not course.channels & set(story.channels):
        return False
    if course.priority not in (None, story.priority):
        return False
    return story.spam or story.kind.startswith(course.kinds)


def _opening(course: Course, days: int, rng: Random, now: datetime) -> datetime:
    if course.ago is not None:
        return now - timedelta(minutes=rng.uniform(*course.ago))
    latest = max(6.0, min(course.hours, days * 24 - 6))
    moment = now - timedelta(hours=rng.uniform(latest, max(latest + 1, days * 24.0)))
    return min(in_the_day(moment, rng), now - timedelta(minutes=30))
