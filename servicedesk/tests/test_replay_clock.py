"""The clock of a replay finds everything at its own moment, and only for its own."""

from datetime import timedelta

import pytest

from servicedesk.replay.clock import ClockStuck, run_clock
from tickets.models import Deadline, Entry, Firing
from tickets.sweeps import deadlines as sweep_module
from tickets.sweeps import sweep_deadlines

pytestmark = pytest.mark.django_db


def test_it_finds_what_a_sweep_finds_but_never_late(make_ticket, frozen_now):
    stepped, swept = make_ticket(), make_ticket()
    until = frozen_now + timedelta(days=3)
    counts = run_clock(tickets=[stepped.pk], until=until)
    sweep_deadlines(now=until, tickets=[swept.pk])

    def fired(ticket):
        rows = Firing.objects.filter(deadline__ticket=ticket)
        return sorted(rows.values_list("deadline__milestone", "level", "moment"))

    assert fired(stepped) == fired(swept) != []
    assert counts.warned + counts.breached == len(fired(stepped))
    assert not Firing.objects.filter(deadline__ticket=stepped, late=True).exists()
    assert Firing.objects.filter(deadline__ticket=swept, late=True).exists()


def test_it_stops_at_its_moment_and_at_its_tickets(make_ticket, frozen_now):
    mine, other = make_ticket(), make_ticket()
    until = frozen_now + timedelta(hours=13)
    run_clock(tickets=[mine.pk], until=until)
    run_clock(tickets=[mine.pk], until=until)
    assert not Firing.objects.filter(deadline__ticket=other).exists()
    assert max(Firing.objects.values_list("moment", flat=True)) <= until
    coming = Deadline.objects.filter(ticket=mine, next_fire_at__isnull=False)
    assert coming and all(row.next_fire_at > until for row in coming)


def test_a_timer_that_cannot_be_swept_stops_the_replay(
    make_ticket, frozen_now, monkeypatch
):
    ticket = make_ticket()
    before = Entry.objects.count()

    def fails(*_args):
        raise RuntimeError("poisoned")

    monkeypatch.setattr(sweep_module, "_fire_batch", fails)
    with pytest.raises(ClockStuck):
        run_clock(tickets=[ticket.pk], until=frozen_now + timedelta(days=3))
    assert Entry.objects.count() == before
