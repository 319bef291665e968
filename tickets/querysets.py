"""Query words of the desk."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.db.models import Q

from tickets.choices import Source
from tickets.lifecycle import AUTOMATIONS

if TYPE_CHECKING:
    from tickets.models import Deadline, OutboxMessage, Ticket  # noqa: F401


def _column(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise TypeError(f"{name} is no column.")
    return field


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Query words for tickets."""

    def open(self) -> "TicketQuerySet":
        """Tickets that somebody still works on."""
        return self.filter(ended_at__isnull=True)

    def ended(self) -> "TicketQuerySet":
        """Tickets that are done, cancelled, merged or spam."""
        return self.filter(ended_at__isnull=False)

    def live(self) -> "TicketQuerySet":
        """Tickets that came in here; imported history is nobody's work today."""
        return self.exclude(source=Source.IMPORTED)

    def held(self) -> "TicketQuerySet":
        """Tickets on hold; the few open intervals lead to them."""
        return self.filter(holds__isnull=False, holds__ended_at__isnull=True)

    def of_teams(self, team_ids: frozenset[int], user_id: int) -> "TicketQuerySet":
        """Tickets of the teams, and those assigned to the person."""
        return self.filter(Q(team_id__in=team_ids) | Q(assignee_id=user_id))


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    """Query words for timers."""

    def running(self) -> "DeadlineQuerySet":
        """Timers that have not been stopped."""
        return self.filter(stopped_at__isnull=True)

    def firing(self, now: datetime) -> "DeadlineQuerySet":
        """Timers whose next warning, breach or escalation is due."""
        return self.filter(next_fire_at__lte=now)

    def store(self, rows: "Sequence[Deadline]", columns: Sequence[str]) -> None:
        """Write some columns of many timers in one statement.

        Django's bulk_update builds a CASE of all rows for each column, which costs
        a second for 500 rows; this takes a few milliseconds. Names are ours.
        """
        fields = [_column(self.model, name) for name in columns]
        ids = [row.pk for row in rows]
        values = [
            [
                field.get_db_prep_save(getattr(row, field.attname), connection)
                for row in rows
            ]
            for field in fields
        ]
        table = self.model._meta.db_table
        names = [str(field.column) for field in fields]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                arrays = ", ".join(
                    f"%s::{field.db_type(connection)}[]" for field in fields
                )
                cursor.execute(
                    f"UPDATE {table} SET"  # noqa: S608
                    f" {', '.join(f'{name} = v.{name}' for name in names)}"
                    f" FROM unnest(%s::bigint[], {arrays}) AS v(id, {', '.join(names)})"
                    f" WHERE {table}.id = v.id",
                    [ids, *values],
                )
            else:
                cursor.executemany(
                    f"UPDATE {table} SET"  # noqa: S608
                    f" {', '.join(f'{name} = %s' for name in names)} WHERE id = %s",
                    list(zip(*values, ids, strict=True)),
                )

    def judged(self) -> "DeadlineQuerySet":
        """Timers somebody answers for: neither advisory nor automatic."""
        return self.filter(advisory=False).exclude(milestone__in=AUTOMATIONS)


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    """Query words for outgoing messages."""

    def deliverable(self, now: datetime) -> "OutboxQuerySet":
        """Messages to send now: waiting ones, and leases that ran out."""
        return self.filter(
            Q(state="pending", next_try_at__lte=now)
            | Q(state="leased", lease_until__lte=now)
        )
