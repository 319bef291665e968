"""Gates: which hold a ticket, and what satisfies them."""

import pytest

from standards.choices import EvidenceKind
from standards.selectors import load_rulebook
from standards.tests.editions import publish_next
from tickets.actions.adopt_edition import adopt_edition
from tickets.actions.identify_customer import identify_customer
from tickets.actions.record_evidence import record_evidence
from tickets.actions.reopen_ticket import reopen_ticket
from tickets.actions.skip_gate import skip_gate
from tickets.choices import Source
from tickets.gates import LASTING, GateStatus, gate_states, open_gates
from tickets.models import Evidence
from tickets.tests.stories import DAY, to_close

pytestmark = pytest.mark.django_db

STEPS = ("start_confirm", "start_service", "complete", "accept_result")


def states(ticket, *holds):
    return gate_states(
        ticket=ticket,
        rulebook=load_rulebook(ticket.edition_id),
        facts=ticket.facts,
        evidence=list(Evidence.objects.filter(ticket=ticket).select_related("rule")),
        holds=holds or STEPS,
    )


def status_of(ticket, evidence):
    found = [state for state in states(ticket) if state.rule.evidence == evidence]
    return found[0].status if found else None


def asked(ticket, step) -> list[str]:
    return [state.rule.evidence for state in states(ticket, step)]


@pytest.mark.parametrize(
    ("kind", "service", "completion"),
    [
        (
            "consultation_product",
            {"restatement", "plan", "promise", "time_needed"},
            {"responsible", "service_record", "result"},
        ),
        (
            "complaint_service",
            {"need", "restatement", "plan", "promise", "time_needed"},
            {"responsible", "service_record", "result", "complaint_review"},
        ),
        (
            "after_sales_repair",
            {"need", "restatement", "plan", "promise", "time_needed", "appointment"},
            {"responsible", "service_record", "result"},
        ),
    ],
)
def test_each_kind_walks_its_own_gates(make_ticket, kind, service, completion):
    ticket = make_ticket(kind=kind)
    assert set(asked(ticket, "start_service")) == service
    assert set(asked(ticket, "complete")) == completion


def test_on_site_a_voucher_is_signed(make_ticket):
    repair, question = make_ticket(kind="after_sales_repair"), make_ticket()
    assert asked(repair, "accept_result") == ["voucher", "acceptance"]
    assert asked(question, "accept_result") == ["acceptance"]


def test_the_reception_has_gates_of_its_own(make_ticket):
    visitor = make_ticket(kind="reception_visitor", channel="counter")
    message = make_ticket(kind="reception_message", channel="phone")
    assert "visitor" in asked(visitor, "start_confirm")
    assert "absent_message" in asked(message, "start_confirm")


def test_who_praises_or_complains_unnamed_is_not_identified(make_ticket):
    for kind in ("praise_general", "suggestion_general", "complaint_anonymous"):
        assert asked(make_ticket(kind=kind), "start_confirm") == ["request_type"]


def test_a_gate_is_open_until_it_is_met(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    assert status_of(ticket, "identity") == GateStatus.OPEN
    identify_customer(ticket=ticket, actor=cast.alice, now=frozen_now)
    met = [s for s in states(ticket) if s.rule.evidence == "identity"][0]
    assert met.status == GateStatus.MET
    assert met.evidence.actor == cast.alice
    assert met.rule not in open_gates(states(ticket))


def test_an_exception_shows_as_one_until_the_record_is_made(
    cast, make_ticket, frozen_now
):
    ticket = make_ticket()
    rule = [s.rule for s in states(ticket) if s.rule.evidence == "plan"][0]
    skip_gate(ticket=ticket, actor=cast.lee, rule=rule, reason="已知", now=frozen_now)
    assert status_of(ticket, "plan") == GateStatus.SKIPPED
    record_evidence(
        ticket=ticket,
        actor=cast.alice,
        kind=EvidenceKind.PLAN,
        data={"text": "答复"},
        now=frozen_now,
    )
    assert status_of(ticket, "plan") == GateStatus.MET


def test_an_exception_survives_the_next_edition(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    rule = [s.rule for s in states(ticket) if s.rule.evidence == "plan"][0]
    skip_gate(ticket=ticket, actor=cast.lee, rule=rule, reason="已知", now=frozen_now)
    publish_next(frozen_now)
    ticket = adopt_edition(ticket=ticket, actor=cast.lee, now=frozen_now)
    assert status_of(ticket, "plan") == GateStatus.SKIPPED


def test_after_a_reopening_only_lasting_records_hold(cast, make_ticket, frozen_now):
    ticket = to_close(make_ticket(), cast.alice, frozen_now)
    ticket = reopen_ticket(
        ticket=ticket, actor=None, reason="又坏了", now=frozen_now + DAY
    )
    held = {s.rule.evidence for s in states(ticket) if s.status == GateStatus.MET}
    # Who is responsible was recorded anew by the reopening itself.
    assert held - {EvidenceKind.RESPONSIBLE} <= LASTING
    assert held >= {"identity", "customer_number", "request_type"}


def test_nobody_judges_what_was_not_logged(cast, make_ticket, frozen_now):
    ticket = make_ticket(source=Source.IMPORTED, kind="")
    assert {state.status for state in states(ticket)} == {GateStatus.UNJUDGED}
    assert open_gates(states(ticket)) == []
    record_evidence(
        ticket=ticket,
        actor=cast.alice,
        kind=EvidenceKind.PLAN,
        data={"text": "答复"},
        now=frozen_now,
    )
    assert status_of(ticket, "plan") == GateStatus.MET
    assert Evidence.objects.get().source == Source.IMPORTED


def test_a_gate_only_of_the_next_edition_holds_only_its_tickets(
    make_ticket, frozen_now
):
    old = make_ticket()
    publish_next(
        frozen_now,
        N1={
            "kind": "gate",
            "evidence": "voucher",
            "holds": "start_confirm",
            "source_document": "house",
        },
    )
    new = make_ticket()
    assert "voucher" not in asked(old, "start_confirm")
    assert "voucher" in asked(new, "start_confirm")
