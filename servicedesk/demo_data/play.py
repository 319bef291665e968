"""One story played out: the steps people take, at moments of the past."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any

from django.utils import timezone

from accounts.models import User
from servicedesk.demo_data.desk import Desk, Regular
from servicedesk.demo_data.hours import in_the_day
from servicedesk.demo_data.stories import Story
from servicedesk.replay.clock import run_clock
from standards.choices import EvidenceKind
from standards.selectors import load_rulebook
from tickets.actions.accept_result import accept_result
from tickets.actions.advance_ticket import advance_ticket
from tickets.actions.answer_customer import answer_customer
from tickets.actions.attend_customer import attend_customer
from tickets.actions.complete_ticket import complete_ticket
from tickets.actions.identify_customer import identify_customer
from tickets.actions.make_appointment import make_appointment
from tickets.actions.make_promise import make_promise
from tickets.actions.open_ticket import Request, open_ticket
from tickets.actions.record_evidence import record_evidence
from tickets.actions.report_progress import report_progress
from tickets.actions.take_ticket import take_ticket
from tickets.choices import LIVE_CHANNELS, AcceptedBy, Channel
from tickets.gates import gate_states, open_gates
from tickets.lifecycle import FORWARD
from tickets.models import Evidence, Ticket

RECORDS = {
    EvidenceKind.PLAN: "plan",
    EvidenceKind.COMPLAINT_REVIEW: "review",
    EvidenceKind.VOUCHER: "voucher",
    EvidenceKind.ABSENT_MESSAGE: "absent_message",
    EvidenceKind.VISITOR: "visitor",
    EvidenceKind.SERVICE_RECORD: "work",
}
"""Which words of a story satisfy which gate."""


class PresentReached(Exception):
    """The next step lies in the future: the story stops where it is."""


class Play:
    """One ticket on its way; `now` is the moment the story has reached.

    With `by_day` people only work between 8:30 and 20:30. No step is taken after
    `present`.
    """

    def __init__(
        self,
        *,
        story: Story,
        channel: Channel,
        regular: Regular,
        desk: Desk,
        rng: Random,
        opens: datetime,
        present: datetime,
        by_day: bool,
    ) -> None:
        self.story, self.channel, self.regular = story, channel, regular
        self.desk, self.rng = desk, rng
        self.now, self.present, self.by_day = opens, present, by_day
        self.ticket: Ticket

    # --- time ----------------------------------------------------------------

    def wait(self, least: float, most: float = 0) -> None:
        """Let minutes pass. Raises PresentReached."""
        minutes = self.rng.uniform(least, max(least, most))
        self.now += timedelta(minutes=minutes)
        if self.by_day:
            self.now = in_the_day(self.now, self.rng)
        if self.now >= self.present:
            raise PresentReached

    def run_clock(self) -> None:
        """Let the desk's clock come up to this moment."""
        run_clock(tickets=[self.ticket.pk], until=self.now)
        self.ticket.refresh_from_db()

    def step(
        self, action: Callable[..., Ticket], actor: User | None = None, **what: Any
    ) -> None:
        """Take one step of the ticket at this moment, by its people unless told."""
        self.run_clock()
        self.ticket = action(ticket=self.ticket, actor=actor, now=self.now, **what)

    def say(self, what: str) -> str:
        """Return the story's words for something."""
        return self.story.say(what, self.rng)

    @property
    def worker(self) -> User:
        """Whoever answers for the ticket, else somebody of its team."""
        return self.ticket.assignee or self.agent

    @cached_property
    def agent(self) -> User:
        """Somebody of the team that the request came to."""
        return self.desk.agent_of(self.ticket.team, self.story, self.rng)

    @property
    def is_live(self) -> bool:
        """Whether the customer is there."""
        return self.channel in LIVE_CHANNELS

    # --- the five stages -----------------------------------------------------

    def open(self) -> None:
        """Let the request come in."""
        story, regular = self.story, self.regular
        kind = self.desk.kinds[story.kind]
        team = kind.team or (kind.parent.team if kind.parent else None)
        takes_down = self.desk.agent_of(
            team or self.desk.teams["general"], story, self.rng
        )
        known = not story.anonymous
        self.ticket = open_ticket(
            request=Request(
                channel=self.channel,
                subject=story.subject,
                description=story.description,
                contact_name=regular.person.name if known else "",
                contact_phone=regular.phone if known else "",
                contact_email=regular.email if known and not story.spam else "",
                order_number=self._order_number() if story.order else "",
                request_type=kind,
                priority=story.priority,
                language=story.language,
                fields=dict(story.fields),
            ),
            actor=takes_down if self.is_live else None,
            now=self.now,
        )
        if self.is_live and self.channel != Channel.CHAT:
            self.__dict__["agent"] = takes_down

    def _order_number(self) -> str:
        day = timezone.localtime(self.now) - timedelta(days=self.rng.randrange(2, 30))
        return f"{day:%Y%m%d}{self.rng.randrange(10_000):04}"

    def attend(self, seconds: float = 20) -> None:
        """Let somebody turn to a customer who is there."""
        self.wait(seconds / 60)
        self.step(attend_customer, self.agent)

    def take(self) -> None:
        """Let somebody of the team take the ticket."""
        self.step(take_ticket, self.agent)

    def greet(self) -> None:
        """Take the ticket, find out who it is, and go on to the need."""
        if self.is_live:
            self.attend(self.rng.uniform(6, 28))
        self.take()
        self.wait(1, 4)
        self.go_on()

    def confirm(self, *, due: timedelta = timedelta(hours=20)) -> None:
        """Restate the need, plan, promise, and go on to the service."""
        self.wait(2, 9)
        self.go_on(due=due)

    def go_on(self, *, due: timedelta = timedelta(hours=20)) -> None:
        """Record what is asked for, and go on to the next stage."""
        self.meet_gates(due=due)
        self.step(advance_ticket, self.worker)

    def report(self) -> None:
        """Tell the customer how far it is."""
        self.step(
            report_progress,
            self.worker,
            done=self.say("progress"),
            next_step=self.say("next_step"),
            expected=self.say("expected"),
        )

    def complete(self) -> None:
        """Tell the result."""
        self.meet_gates(but=EvidenceKind.RESULT)
        self.step(complete_ticket, self.worker, result=self.say("result"), work_done="")

    def accept(self, by: AcceptedBy = AcceptedBy.CUSTOMER) -> None:
        """Let the customer say that it is solved, by a click or by word."""
        self.meet_gates(but=EvidenceKind.ACCEPTANCE)
        by_word = by == AcceptedBy.STAFF
        self.step(
            accept_result,
            self.worker if by_word else None,
            by=by,
            words=self.say("words" if by_word else "accept"),
        )

    # --- gates ---------------------------------------------------------------

    def meet_gates(
        self, *, but: EvidenceKind | None = None, due: timedelta = timedelta(hours=20)
    ) -> None:
        """Put on record, step by step, what the handbook asks for at this stage."""
        while True:
            asked = [kind for kind in self._asked() if kind != but]
            if not asked:
                return
            self._provide(asked[0], due)
            self.wait(0.4, 2)

    def _asked(self) -> list[EvidenceKind]:
        ticket = self.ticket
        states = gate_states(
            ticket=ticket,
            rulebook=load_rulebook(ticket.edition_id),
            facts=ticket.facts,
            evidence=list(Evidence.objects.filter(ticket=ticket).order_by("pk")),
            holds=[FORWARD[ticket.stage]],  # type: ignore[index]  # a stage's value
        )
        return [EvidenceKind(rule.evidence) for rule in open_gates(states)]

    def _provide(self, kind: EvidenceKind, due: timedelta) -> None:
        if kind in (EvidenceKind.IDENTITY, EvidenceKind.CUSTOMER_NUMBER):
            self.step(
                identify_customer,
                self.worker,
                customer=self.regular.customer,
                name=self.regular.person.name,
                phone=self.regular.phone,
                email=self.regular.email,
                checked_by=self.rng.choice(["phone", "order"]),
            )
        elif kind == EvidenceKind.NEED:
            self._record(kind, {"who": self.regular.person.name, **self.story.need})
        elif kind == EvidenceKind.RESTATEMENT:
            self._restate()
        elif kind in (EvidenceKind.PROMISE, EvidenceKind.TIME_NEEDED):
            self.promise(due)
        elif kind == EvidenceKind.APPOINTMENT:
            self.appoint(due)
        elif kind == EvidenceKind.RESPONSIBLE:
            self.take()
        else:
            self._record(kind, self._words_of(kind))

    def _words_of(self, kind: EvidenceKind) -> dict[str, Any]:
        said = self.story.words[RECORDS[kind]]
        return dict(said) if isinstance(said, dict) else {"text": said}

    def _record(self, kind: EvidenceKind, data: Mapping[str, Any]) -> None:
        self.step(record_evidence, self.worker, kind=kind, data=dict(data))

    def _restate(self) -> None:
        said = self.say("restate")
        if self.is_live:
            self._record(EvidenceKind.RESTATEMENT, {"text": said, "agreed": True})
            return
        self.step(
            answer_customer,
            self.worker,
            text=f"{self.say('answer')}\n{said}",
            restatement=said,
        )

    def promise(self, due: timedelta) -> None:
        """Promise the result."""
        self.step(
            make_promise,
            self.worker,
            what=self.say("promise"),
            due_at=self.now + due,
            responsible=self.worker,
            reason=self.say("reason"),
        )

    def appoint(self, due: timedelta) -> None:
        """Agree a visit that ends when the promise is due."""
        engineers = self.desk.engineers
        self.step(
            make_appointment,
            self.worker,
            starts_at=self.now + due * 0.6,
            latest_at=self.now + due,
            minutes=60,
            engineer=engineers[0] if engineers else None,
        )
