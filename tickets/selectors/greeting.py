"""What to say on a live channel: the handbook's phrases, filled for the speaker."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language

from accounts.models import User
from standards.errors import NoEditionInForce
from standards.selectors import Rulebook, edition_in_force, load_rulebook
from standards.selectors.rulebook import TicketFacts
from standards.wording import fill, gaps
from tickets.choices import LIVE_CHANNELS, Channel, Handling, Stage
from tickets.selectors.phrases import greeting_time

SPOKEN = (Stage.GREET, Stage.CONFIRM, Stage.CLOSE)
"""Stages of a short conversation that are spoken, in order."""
MOST = 6
"""Phrases of one stage that are shown."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A phrase of the handbook: the rule behind it, what it is for, its wording."""

    code: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Script:
    """What to say on one channel, stage by stage."""

    channel: str
    stages: list[tuple[str, list[Saying]]]


def live_scripts(agent: User, now: datetime) -> list[Script]:
    """Return what to say on each live channel, in the reader's language.

    Only phrases without a gap: nothing is known about the caller yet. Without an
    edition in force there is nothing to say.
    """
    try:
        book = load_rulebook(edition_in_force(now).pk)
    except NoEditionInForce:
        return []
    values = {
        "company": settings.COMPANY_NAME,
        "agent": str(agent),
        "staff_number": agent.staff_number or "",
        "greeting_time": greeting_time(now),
    }
    return [
        Script(channel, list(_stages(book, channel, values)))
        for channel in Channel
        if channel in LIVE_CHANNELS
    ]


def _stages(
    book: Rulebook, channel: str, values: dict[str, str]
) -> Iterator[tuple[str, list[Saying]]]:
    facts = TicketFacts(channel=channel, handling=Handling.ONE_CONTACT)
    reader = "zh" if (get_language() or "zh").startswith("zh") else "en"
    for stage in SPOKEN:
        said: dict[str, Saying] = {}
        found = sorted(
            book.phrases_for(facts, stage=stage), key=lambda one: one.channel == "any"
        )
        for phrase in found:
            rule = book.by_id[phrase.rule_id]
            text = fill(phrase.text, values)
            if gaps(text) or not rule.details.get("enabled_by_default", True):
                continue
            purpose = book.edition.handbook.purposes.get(phrase.purpose, {})
            title = purpose.get(reader) or purpose.get("zh") or rule.title
            said.setdefault(text, Saying(rule.code, title, text))
        if said:
            yield str(stage.label), list(said.values())[:MOST]
