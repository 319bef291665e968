"""Recommended wording for a ticket, filled with what is known about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User, read_bilingual
from standards.models import Phrase
from standards.selectors import Rulebook
from standards.wording import fill
from tickets.choices import Channel, Stage
from tickets.models import Appointment, Promise, Ticket
from tickets.policies import tracking_url

MORNING, NOON, AFTERNOON, EVENING = 9, 12, 14, 18
"""The hours from which each greeting is used; before, it is early."""


@dataclass(frozen=True, slots=True)
class ReadyPhrase:
    """A phrase with the ticket's data in it, in the customer's language."""

    pk: int
    code: str
    title: str
    text: str


def ready_phrases(
    rulebook: Rulebook, ticket: Ticket, *, values: Mapping[str, str]
) -> list[ReadyPhrase]:
    """Return the stage's phrases for the ticket's channel, the channel's own first.

    Rules that a company must switch on first are left out.
    """
    fitting = [
        phrase
        for phrase in rulebook.phrases_for(ticket.facts, stage=ticket.stage)
        if rulebook.by_id[phrase.rule_id].details.get("enabled_by_default", True)
    ]
    fitting.sort(key=lambda phrase: phrase.channel == "any")
    return list(_once(_ready(rulebook, ticket, fitting, values)))


def phrase_values(
    ticket: Ticket,
    *,
    agent: User,
    promise: Promise | None,
    visit: Appointment | None,
    now: datetime,
) -> dict[str, str]:
    """Return the values of the phrases' variables; what is unknown is left out."""
    with translation.override(ticket.language):
        values = {
            "company": settings.COMPANY_NAME,
            "agent": str(agent),
            "staff_number": agent.staff_number or "",
            "customer": ticket.customer_name,
            "number": ticket.number,
            "subject": ticket.subject,
            "request_type": ticket.request_type.name if ticket.request_type else "",
            "team": ticket.team.name,
            "stage": str(Stage(ticket.stage).label),
            "order_number": ticket.order_number,
            "link": tracking_url(ticket),
            "greeting_time": greeting_time(now),
        }
        if promise is not None:
            values["promise_what"] = promise.what
            values["promise_time"] = spoken_moment(promise.due_at, now)
        elif visit is not None:
            values["promise_time"] = spoken_moment(visit.latest_at, now)
        if visit is not None and visit.engineer is not None:
            values["engineer"] = str(visit.engineer)
    return values


def greeting_time(now: datetime) -> str:
    """Return the greeting of the hour: 上午好 in Chinese, "morning" in English.

    Where the language has no word of its own for the hour, the next wider one.
    """
    hour = timezone.localtime(now).hour
    chinese = _is_chinese()
    if hour < MORNING:
        return "早上好" if chinese else "morning"
    if hour < NOON:
        return "上午好" if chinese else "morning"
    if hour < AFTERNOON:
        return "中午好" if chinese else "afternoon"
    if hour < EVENING:
        return "下午好" if chinese else "afternoon"
    return "晚上好" if chinese else "evening"


def spoken_moment(moment: datetime, now: datetime) -> str:
    """Return a moment as one says it to a customer: 今天18:00, tomorrow 10:00."""
    local, today = timezone.localtime(moment), timezone.localtime(now).date()
    away = (local.date() - today).days
    hour = f"{local:%H:%M}"
    if away == 0:
        return f"今天{hour}" if _is_chinese() else f"{hour} today"
    if away == 1:
        return f"明天{hour}" if _is_chinese() else f"{hour} tomorrow"
    if _is_chinese():
        return f"{local.month}月{local.day}日{hour}"
    return f"{hour} on {local.day} {local:%B}"


def _is_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def _ready(
    rulebook: Rulebook,
    ticket: Ticket,
    phrases: Iterable[Phrase],
    values: Mapping[str, str],
) -> Iterable[ReadyPhrase]:
    reader = "zh" if _is_chinese() else "en"
    purposes = rulebook.edition.handbook.purposes
    for phrase in phrases:
        purpose = purposes.get(phrase.purpose, {})
        title = purpose.get(reader) or purpose.get("zh") or _("Phrase")
        if phrase.channel != "any" and phrase.channel in Channel:
            title = f"{title} · {Channel(phrase.channel).label}"
        yield ReadyPhrase(
            pk=phrase.pk,
            code=rulebook.by_id[phrase.rule_id].code,
            title=title,
            text=fill(read_bilingual(phrase, "text", ticket.language), values),
        )


def _once(phrases: Iterable[ReadyPhrase]) -> Iterable[ReadyPhrase]:
    seen: set[str] = set()
    for phrase in phrases:
        if phrase.text not in seen:
            seen.add(phrase.text)
            yield phrase
