"""What the views of open work leave out."""

import pytest

from tickets.choices import Source
from tickets.selectors.queue import QueueView, view_tickets

pytestmark = pytest.mark.django_db


def test_imported_history_is_nobodys_work_today(cast, make_ticket, frozen_now):
    mine = make_ticket()
    make_ticket(source=Source.IMPORTED)
    for view in (QueueView.TEAM, QueueView.UNASSIGNED):
        seen = view_tickets(cast.alice, view, frozen_now)
        assert list(seen) == [mine]
