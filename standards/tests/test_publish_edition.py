"""Publishing: a draft comes into force once, and never changes again."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from standards.actions.publish_edition import publish_edition
from standards.choices import EditionState
from standards.errors import PublishedEditionIsFixed
from standards.models import Edition, Rule
from standards.selectors import edition_in_force
from standards.signals import edition_published
from standards.tests.editions import draft_next, publish_next

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_a_draft_comes_into_force(cast, frozen_now):
    draft = draft_next(frozen_now)
    edition = publish_edition(
        edition=draft, actor=cast.carl, effective_from=frozen_now, now=frozen_now
    )
    assert (edition.state, edition.published_by, edition.published_at) == (
        EditionState.PUBLISHED,
        cast.carl,
        frozen_now,
    )
    assert edition_in_force(frozen_now) == edition


def test_until_its_day_the_former_one_holds(desk, frozen_now):
    former = edition_in_force(frozen_now)
    draft = draft_next(frozen_now)
    later = publish_edition(
        edition=draft, actor=None, effective_from=frozen_now + DAY, now=frozen_now
    )
    assert edition_in_force(frozen_now) == former
    assert edition_in_force(frozen_now + DAY) == later
    assert edition_in_force(frozen_now - 999 * DAY) == former


def test_of_two_of_one_moment_the_newer_holds(desk, frozen_now):
    publish_next(frozen_now)
    newest = publish_next(frozen_now)
    assert edition_in_force(frozen_now) == newest


def test_a_draft_judges_nobody(desk, frozen_now):
    draft = draft_next(frozen_now)
    assert edition_in_force(frozen_now) != draft


def test_twice_is_refused(desk, frozen_now):
    edition = publish_next(frozen_now)
    before = Edition.objects.values().get(pk=edition.pk)
    with pytest.raises(PublishedEditionIsFixed):
        publish_edition(
            edition=edition,
            actor=None,
            effective_from=frozen_now + DAY,
            now=frozen_now + DAY,
        )
    assert Edition.objects.values().get(pk=edition.pk) == before


def test_from_then_on_its_rules_are_fixed(desk, frozen_now):
    draft = draft_next(frozen_now)
    draft.rules.update(title_en="A draft may change")
    publish_edition(
        edition=draft, actor=None, effective_from=frozen_now, now=frozen_now
    )
    for change in (
        lambda: draft.rules.update(title_en="Too late"),
        lambda: draft.rules.all()._raw_delete("default"),
        lambda: Rule.objects.create(
            edition=draft, code="N1", stage="greet", kind="check", position=999
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_who_listens_hears_of_it_after_the_commit(
    desk, frozen_now, django_capture_on_commit_callbacks
):
    heard = []

    def hear(edition, now, **kwargs):
        heard.append((edition.number, now))
        raise RuntimeError("a deaf ear undoes nothing")

    edition_published.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            edition = publish_next(frozen_now)
    finally:
        edition_published.disconnect(hear)
    assert heard == [(edition.number, frozen_now)]
    assert edition_in_force(frozen_now) == edition
