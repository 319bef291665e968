"""Publish a draft edition: from then on it judges what opens, and never changes."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from standards.choices import EditionState
from standards.errors import PublishedEditionIsFixed
from standards.models import Edition
from standards.signals import edition_published


def publish_edition(
    *,
    edition: Edition,
    actor: User | None,
    effective_from: datetime | None,
    now: datetime,
) -> Edition:
    """Put an edition in force from a moment (None: since ever).

    Raises PublishedEditionIsFixed when it is no draft.
    """
    with transaction.atomic():
        claimed = Edition.objects.filter(
            pk=edition.pk, state=EditionState.DRAFT
        ).update(
            state=EditionState.PUBLISHED,
            effective_from=effective_from,
            published_at=now,
            published_by=actor,
        )
        if not claimed:
            raise PublishedEditionIsFixed(
                _("This edition is published already and cannot change.")
            )
        edition.refresh_from_db()
        transaction.on_commit(
            lambda: edition_published.send_robust(
                sender=Edition, edition=edition, now=now
            ),
            robust=True,
        )
    return edition
