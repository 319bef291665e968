"""The database itself refuses to change history or a published edition."""

import pytest
from django.db import DatabaseError, connection, transaction

from servicedesk.guards import (
    expected_guards,
    guards_removed,
    installed_guards,
)
from standards.models import Edition, Phrase, Rule
from tickets.models import Entry

pytestmark = pytest.mark.django_db


def refuses(action):
    with pytest.raises(DatabaseError), transaction.atomic():
        action()


def test_all_guards_are_installed(desk):
    assert installed_guards() == expected_guards()


def test_a_published_rule_cannot_change(desk):
    rule = Rule.objects.first()
    refuses(lambda: Rule.objects.filter(pk=rule.pk).update(target_seconds=1))
    refuses(lambda: Rule.objects.filter(pk=rule.pk).delete())
    refuses(lambda: Phrase.objects.update(text_zh="别的话"))
    refuses(lambda: Edition.objects.update(number=9))
    refuses(lambda: Edition.objects.update(state="draft"))


def test_no_rule_joins_a_published_edition(desk):
    edition = Edition.objects.get()
    refuses(
        lambda: Rule.objects.create(
            edition=edition, code="N1", stage="greet", kind="check", position=999
        )
    )


def test_a_published_edition_may_be_retired(desk):
    assert Edition.objects.update(state="retired") == 1


def test_entries_cannot_change_nor_vanish(make_ticket):
    make_ticket()
    refuses(lambda: Entry.objects.update(body="anders"))
    refuses(lambda: Entry.objects.all()._raw_delete("default"))


def test_without_the_guard_the_change_would_pass(desk):
    with guards_removed():
        assert Rule.objects.update(position=1) > 0
    assert installed_guards() == expected_guards()


@pytest.mark.postgres
def test_truncate_is_refused_too(desk):
    def truncate():
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE tickets_entry CASCADE")

    refuses(truncate)
