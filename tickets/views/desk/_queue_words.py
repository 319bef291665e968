"""The words around the queue: links beside it, chips above it, empty states."""

from dataclasses import dataclass, replace

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from standards.choices import Milestone
from tickets.choices import SERVICE_STAGES, STATE_LABELS, Channel, Priority, Stage
from tickets.selectors.queue import Asked, QueueView
from tickets.selectors.queue_rows import QueueRow

ICONS = {
    QueueView.MINE: "user",
    QueueView.TEAM: "users",
    QueueView.UNASSIGNED: "circle-dot",
    QueueView.SOON: "timer",
    QueueView.OVER: "triangle-alert",
    QueueView.HELD: "pause",
    QueueView.ENDED: "archive",
}


@dataclass(frozen=True)
class SideLink:
    """A view or a stage beside the queue, with how many tickets it holds."""

    key: str
    label: str
    icon: str
    count: str
    is_current: bool
    query: str


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the query without it."""

    label: str
    value: str
    query: str


@dataclass(frozen=True)
class EmptyWords:
    """What an empty list says, and where to go from there."""

    icon: str
    title: str
    text: str
    query: str = ""
    action: str = ""


def query_of(asked: Asked, *, after: str | None = None) -> str:
    """Return the query string of what was asked."""
    pairs = {"q": asked.words} if asked.words else {"view": asked.view}
    pairs |= asked.filters
    position = asked.after if after is None else after
    if position:
        pairs["after"] = position
    return urlencode(pairs)


def side_links(asked: Asked, counts: dict[str, str]) -> dict[str, list[SideLink]]:
    """Return the views and the stages beside the queue."""
    stage = asked.filters.get("stage", "")
    views = [
        SideLink(
            key=view.value,
            label=str(view.label),
            icon=ICONS[view],
            count=counts.get(view, ""),
            is_current=not asked.words and asked.view == view and not stage,
            query=urlencode({"view": view}),
        )
        for view in QueueView
    ]
    stages = [
        SideLink(
            key=code.value,
            label=str(STATE_LABELS[code]),
            icon="",
            count=counts.get(code, ""),
            is_current=not asked.words
            and stage == code
            and asked.view == QueueView.TEAM,
            query=urlencode({"view": QueueView.TEAM, "stage": code}),
        )
        for code in SERVICE_STAGES
    ]
    return {"views": views, "stages": stages}


def title_of(asked: Asked) -> str:
    """Return the heading of the list."""
    if asked.words:
        return _("Search: %(words)s") % {"words": asked.words}
    return str(QueueView(asked.view).label)


def applied_filters(asked: Asked, rows: list[QueueRow]) -> list[Chip]:
    """Return the filters that are on; names are taken from the rows themselves."""
    chips = []
    for word, value in asked.filters.items():
        label, text = _words_of(word, value, rows[0] if rows else None)
        rest = {key: held for key, held in asked.filters.items() if key != word}
        without = replace(asked, filters=rest, after="")
        chips.append(Chip(label=label, value=text, query=query_of(without)))
    return chips


def _words_of(word: str, value: str, row: QueueRow | None) -> tuple[str, str]:
    if word == "stage":
        return _("Stage"), str(STATE_LABELS[Stage(value)])
    if word == "priority":
        return _("Priority"), str(Priority(value).label)
    if word == "channel":
        return _("Channel"), str(Channel(value).label)
    if word == "milestone":
        return _("Next"), str(Milestone(value).label)
    if word == "type":
        name = row and (row.type if row.type_code == value else row.parent_type)
        return _("Type"), name or value
    if word == "team":
        return _("Team"), row.team if row else value
    return _("Owner"), row.owner if row else "…"


def empty_words(asked: Asked) -> EmptyWords:
    """Return what an empty list says: what that means, and what to do."""
    if asked.words:
        return EmptyWords(
            "search-x",
            _("Nothing found."),
            _("Try the ticket's number, the whole phone number, or fewer words."),
        )
    if asked.filters:
        return EmptyWords(
            "list-filter",
            _("No ticket passes these filters."),
            _("Take one filter off, or all of them."),
            query_of(Asked(view=asked.view)),
            _("Show all"),
        )
    return _empty_views()[QueueView(asked.view)]


def _empty_views() -> dict[QueueView, EmptyWords]:
    everything = query_of(Asked(view=QueueView.TEAM))
    return {
        QueueView.MINE: EmptyWords(
            "circle-check",
            _("You have no open ticket."),
            _("Take the next one from those that nobody answers for yet."),
            query_of(Asked(view=QueueView.UNASSIGNED)),
            _("Show unassigned tickets"),
        ),
        QueueView.TEAM: EmptyWords(
            "inbox",
            _("No open ticket in your teams."),
            _("New requests appear here by themselves."),
        ),
        QueueView.UNASSIGNED: EmptyWords(
            "circle-check",
            _("Every ticket has an owner."),
            _("New requests appear here by themselves."),
            everything,
            _("Show all of my team"),
        ),
        QueueView.SOON: EmptyWords(
            "circle-check",
            _("Nothing falls due within the hour."),
            _("The list of your team is sorted by what comes next."),
            everything,
            _("Show all of my team"),
        ),
        QueueView.OVER: EmptyWords(
            "circle-check",
            _("Nothing is over time."),
            _("Have a look at what falls due next."),
            query_of(Asked(view=QueueView.SOON)),
            _("Show what is due soon"),
        ),
        QueueView.HELD: EmptyWords(
            "play",
            _("No ticket is on hold."),
            _("A hold always has a reason and an end."),
        ),
        QueueView.ENDED: EmptyWords(
            "archive",
            _("No ticket has ended yet."),
            _("A ticket ends when its follow-up is recorded."),
        ),
    }
