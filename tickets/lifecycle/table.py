"""The only place where a move of a ticket is written down.

Pages, sweeps, commands and the documentation read this table; what is not in
it is refused. It knows no database and no clock.
"""

from django.utils.translation import gettext_lazy as _

from standards.choices import Milestone
from tickets.choices import Stage
from tickets.lifecycle.clocks import ACCEPTANCE, FIRST_CONTACT, OPENING, WORK_CLOCKS
from tickets.lifecycle.move import Move, Who

STAFF = frozenset({Who.STAFF})
STAFF_AND_SYSTEM = frozenset({Who.STAFF, Who.SYSTEM})
ANYBODY = frozenset(Who)

OPEN = frozenset(
    {Stage.GREET, Stage.CONFIRM, Stage.SERVE, Stage.CLOSE, Stage.FOLLOW_UP}
)
WORKING = frozenset({Stage.GREET, Stage.CONFIRM, Stage.SERVE})


_TABLE = (
    # --- the way through the five stages
    Move("open", _("Open"), frozenset(), Stage.GREET, ANYBODY, starts=OPENING),
    Move(
        "start_confirm",
        _("Go on to confirming the need"),
        frozenset({Stage.GREET}),
        Stage.CONFIRM,
        gated=True,
        meets=(Milestone.WAITING_CARE,),
        while_held=False,
    ),
    Move(
        "start_service",
        _("Go on to the service"),
        frozenset({Stage.CONFIRM}),
        Stage.SERVE,
        gated=True,
        starts=(Milestone.PROGRESS,),
        while_held=False,
    ),
    Move(
        "complete",
        _("Complete"),
        frozenset({Stage.SERVE}),
        Stage.CLOSE,
        STAFF_AND_SYSTEM,
        gated=True,
        starts=(Milestone.REVISIT, *ACCEPTANCE),
        meets=(
            *FIRST_CONTACT,
            Milestone.NEXT_ANSWER,
            Milestone.PROGRESS,
            Milestone.SOLVE,
            Milestone.PROMISE,
        ),
        cancels=(Milestone.ACCEPT, Milestone.WAITING_CARE),
        while_held=False,
    ),
    Move(
        "accept_result",
        _("Accept the result"),
        frozenset({Stage.CLOSE}),
        Stage.FOLLOW_UP,
        ANYBODY,
        gated=True,
        cancels=ACCEPTANCE,
    ),
    Move(
        "finish",
        _("Finish"),
        frozenset({Stage.FOLLOW_UP}),
        Stage.DONE,
        STAFF_AND_SYSTEM,
    ),
    Move(
        "reopen",
        _("Reopen"),
        frozenset({Stage.SERVE, Stage.CLOSE, Stage.FOLLOW_UP, Stage.DONE}),
        Stage.CONFIRM,
        ANYBODY,
        starts=(Milestone.SOLVE, Milestone.NEXT_ANSWER),
        cancels=(*WORK_CLOCKS, Milestone.REVISIT, Milestone.RECOVERY),
    ),
    # --- contacts
    Move("attend", _("Attend"), WORKING, None, meets=(Milestone.ATTEND,)),
    Move(
        "answer",
        _("Answer"),
        OPEN,
        None,
        meets=(*FIRST_CONTACT, Milestone.NEXT_ANSWER),
    ),
    Move(
        "receive_message",
        _("Write to the desk"),
        OPEN | {Stage.DONE},
        None,
        frozenset({Who.CUSTOMER, Who.STAFF}),
        starts=(Milestone.NEXT_ANSWER,),
        resumes=True,
    ),
    Move(
        "report_progress",
        _("Report progress"),
        frozenset({Stage.CONFIRM, Stage.SERVE}),
        None,
        starts=(Milestone.PROGRESS,),
        meets=(*FIRST_CONTACT, Milestone.NEXT_ANSWER, Milestone.PROGRESS),
    ),
    Move(
        "care_for_visitor",
        _("Look after the waiting visitor"),
        frozenset({Stage.GREET}),
        None,
        starts=(Milestone.WAITING_CARE,),
        meets=(Milestone.WAITING_CARE,),
    ),
    Move(
        "chase",
        _("Chase"),
        OPEN,
        None,
        frozenset({Who.CUSTOMER, Who.STAFF}),
        starts=(Milestone.NEXT_ANSWER,),
    ),
    Move("note", _("Note"), OPEN | {Stage.DONE}, None),
    # --- records
    Move("identify", _("Identify the customer"), OPEN, None),
    Move("record", _("Record"), OPEN, None),
    Move("skip_gate", _("Let pass as an exception"), OPEN, None),
    Move(
        "make_promise",
        _("Promise"),
        frozenset({Stage.GREET, Stage.CONFIRM, Stage.SERVE}),
        None,
        starts=(Milestone.PROMISE,),
    ),
    Move(
        "move_promise",
        _("Move the promise"),
        frozenset({Stage.CONFIRM, Stage.SERVE}),
        None,
        gated=True,
        starts=(Milestone.PROMISE,),
        cancels=(Milestone.PROMISE,),
    ),
    Move(
        "make_appointment",
        _("Make an appointment"),
        frozenset({Stage.CONFIRM, Stage.SERVE}),
        None,
    ),
    Move("change_type", _("Change the type"), WORKING, None),
    Move("change_priority", _("Change the priority"), WORKING, None),
    Move("adopt_edition", _("Adopt the new edition"), OPEN, None),
    # --- responsibility
    Move("take", _("Take"), OPEN, None),
    Move("transfer", _("Transfer"), OPEN, None),
    Move(
        "dispatch",
        _("Dispatch"),
        frozenset({Stage.CONFIRM, Stage.SERVE}),
        None,
        starts=(Milestone.ACCEPT,),
        cancels=(Milestone.ACCEPT,),
    ),
    Move(
        "accept_dispatch",
        _("Accept the dispatch"),
        frozenset({Stage.CONFIRM, Stage.SERVE}),
        None,
        meets=(Milestone.ACCEPT,),
    ),
    Move(
        "return_dispatch",
        _("Return the dispatch"),
        frozenset({Stage.CONFIRM, Stage.SERVE}),
        None,
        meets=(Milestone.ACCEPT,),
    ),
    # --- waiting
    Move(
        "hold",
        _("Put on hold"),
        WORKING,
        None,
        starts=(Milestone.HOLD_END,),
        pauses=True,
        while_held=False,
    ),
    Move(
        "resume",
        _("Resume"),
        WORKING,
        None,
        STAFF_AND_SYSTEM,
        cancels=(Milestone.HOLD_END,),
        resumes=True,
    ),
    # --- other ends
    Move(
        "cancel",
        _("Cancel"),
        OPEN - {Stage.FOLLOW_UP},
        Stage.CANCELLED,
        frozenset({Who.STAFF, Who.CUSTOMER}),
        cancels=(*WORK_CLOCKS, Milestone.REVISIT, Milestone.RECOVERY),
    ),
    Move(
        "mark_spam",
        _("Mark as spam"),
        frozenset({Stage.GREET, Stage.CONFIRM}),
        Stage.CANCELLED,
        cancels=(*WORK_CLOCKS, Milestone.REVISIT, Milestone.RECOVERY),
    ),
    Move(
        "merge",
        _("Merge"),
        OPEN,
        Stage.CANCELLED,
        cancels=(*WORK_CLOCKS, Milestone.REVISIT, Milestone.RECOVERY),
    ),
    # --- after the close
    Move("start_revisit", _("Follow up"), OPEN, None, STAFF_AND_SYSTEM),
    Move(
        "record_revisit",
        _("Record the follow-up call"),
        frozenset({Stage.CLOSE, Stage.FOLLOW_UP}),
        None,
        ANYBODY,
        meets=(Milestone.REVISIT,),
    ),
    Move(
        "open_recovery",
        _("Open a recovery"),
        frozenset({Stage.CLOSE, Stage.FOLLOW_UP}),
        None,
        ANYBODY,
        starts=(Milestone.RECOVERY,),
    ),
    Move(
        "contact_recovery",
        _("Record the recovery contact"),
        frozenset({Stage.CLOSE, Stage.FOLLOW_UP}),
        None,
        meets=(Milestone.RECOVERY,),
    ),
    Move(
        "close_recovery",
        _("Close the recovery"),
        frozenset({Stage.CLOSE, Stage.FOLLOW_UP}),
        None,
        cancels=(Milestone.RECOVERY,),
    ),
    Move(
        "give_score",
        _("Give a score"),
        frozenset({Stage.CLOSE, Stage.FOLLOW_UP, Stage.DONE}),
        None,
        ANYBODY,
    ),
    # A low score by the link can come after the end; it is made good all the same.
    Move(
        "resume_follow_up",
        _("Take the follow-up up again"),
        frozenset({Stage.DONE}),
        Stage.FOLLOW_UP,
        frozenset({Who.SYSTEM}),
        starts=(Milestone.RECOVERY,),
    ),
)

MOVES: dict[str, Move] = {move.name: move for move in _TABLE}

FORWARD = {
    Stage.GREET: "start_confirm",
    Stage.CONFIRM: "start_service",
    Stage.SERVE: "complete",
    Stage.CLOSE: "accept_result",
    Stage.FOLLOW_UP: "finish",
}
"""The move that leads each stage on to the next."""


def allowed_moves(stage: str, who: Who, *, held: bool = False) -> list[Move]:
    """Return the moves that the table allows from a stage."""
    return [
        move
        for move in _TABLE
        if stage in move.sources and who in move.who and (move.while_held or not held)
    ]
