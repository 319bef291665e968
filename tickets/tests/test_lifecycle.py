"""The table of moves: complete, consistent, and told the same way in the docs."""

from pathlib import Path

import pytest
from django.utils import translation

from standards.choices import Milestone
from tickets.choices import ENDED_STAGES, SERVICE_STAGES, Stage
from tickets.lifecycle import (
    AUTOMATIONS,
    FORWARD,
    MOVES,
    PAUSABLE,
    ROUNDS,
    Who,
    allowed_moves,
)

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "lifecycle.md"
START, END = "<!-- table: start -->", "<!-- table: end -->"


def as_table() -> str:
    """Return the table of moves as the documentation shows it."""
    order = list(Stage)
    lines = [
        "| move | from | to | who | gates | starts | meets | cancels |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for move in MOVES.values():
        cells = [
            f"`{move.name}`",
            ", ".join(sorted(move.sources, key=order.index)) or "–",
            move.target or "stays",
            ", ".join(sorted(move.who)),
            "yes" if move.gated else "",
            ", ".join(move.starts),
            ", ".join(move.meets),
            ", ".join(move.cancels),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def test_the_documentation_shows_the_table():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text.split(START)[1].split(END)[0].strip() == as_table(), (
        "Put the output of `python -m tickets.tests.test_lifecycle` into the page."
    )


def test_every_open_stage_has_a_way_forward():
    for stage in SERVICE_STAGES:
        move = MOVES[FORWARD[stage]]
        assert stage in move.sources
        assert move.target is not None


def test_the_way_forward_visits_the_stages_in_order():
    stages = [Stage.GREET]
    while stages[-1] in FORWARD:
        stages.append(MOVES[FORWARD[stages[-1]]].target)
    assert tuple(stages) == (*SERVICE_STAGES, Stage.DONE)


def test_few_moves_touch_what_is_done():
    names = {
        move.name
        for stage in ENDED_STAGES
        for who in Who
        for move in allowed_moves(stage, who)
    }
    after_the_end = {"give_score", "resume_follow_up"}
    assert names == {"reopen", "receive_message", "note"} | after_the_end
    assert not any(Stage.CANCELLED in move.sources for move in MOVES.values())


def test_reopening_leads_from_every_later_stage_to_confirming():
    reopen = MOVES["reopen"]
    later = {Stage.SERVE, Stage.CLOSE, Stage.FOLLOW_UP, Stage.DONE}
    assert (set(reopen.sources), reopen.target) == (later, Stage.CONFIRM)
    assert reopen.who == frozenset(Who)


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_no_move_both_meets_and_cancels_a_timer(move):
    assert not set(move.meets) & set(move.cancels)


@pytest.mark.parametrize("name", ["cancel", "mark_spam", "merge", "reopen"])
def test_ends_leave_no_timer_running(name):
    assert set(MOVES[name].cancels) == set(Milestone) - {Milestone.PICK_UP}


def test_first_contacts_and_promises_do_not_pause():
    for milestone in (
        Milestone.ATTEND,
        Milestone.FIRST_ANSWER,
        Milestone.PROMISE,
        Milestone.REVISIT,
        Milestone.RECOVERY,
    ):
        assert milestone not in PAUSABLE
    assert not AUTOMATIONS & PAUSABLE
    assert Milestone.PROMISE in ROUNDS


def test_a_held_ticket_cannot_move_on():
    for stage in (Stage.GREET, Stage.CONFIRM, Stage.SERVE):
        names = {move.name for move in allowed_moves(stage, Who.STAFF, held=True)}
        assert FORWARD[stage] not in names
        assert "resume" in names
        assert "answer" in names


def test_customers_may_not_move_the_work():
    for stage in SERVICE_STAGES:
        names = {move.name for move in allowed_moves(stage, Who.CUSTOMER)}
        assert names <= {
            "accept_result",
            "reopen",
            "receive_message",
            "chase",
            "cancel",
            "record_revisit",
            "open_recovery",
            "give_score",
        }


def test_every_move_has_a_name_to_show():
    with translation.override("en"):
        assert all(str(move.label) for move in MOVES.values())


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings.test")
    print(as_table())  # noqa: T201
