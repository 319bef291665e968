"""Words of the follow-up."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RevisitMethod(models.TextChoices):
    """How the customer is asked."""

    PHONE = "phone", _("By phone")
    LINK = "link", _("By survey link")


class RevisitState(models.TextChoices):
    """Where a follow-up stands."""

    OPEN = "open", pgettext_lazy("revisit", "Open")
    RECORDED = "recorded", _("Recorded")
    DROPPED = "dropped", _("No longer needed")


class RevisitOutcome(models.TextChoices):
    """How a follow-up ended."""

    REACHED = "reached", _("Reached")
    NOT_REACHED = "not_reached", _("Not reached")
    REFUSED = "refused", _("Refused to be asked")


class AttemptResult(models.TextChoices):
    """What one call brought."""

    REACHED = "reached", _("Reached")
    NO_ANSWER = "no_answer", _("No answer")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    CALL_LATER = "call_later", _("Asked to call later")
    REFUSED = "refused", _("Refused to be asked")
    NO_CONTACT = "no_contact", _("No way to reach the customer")


FAILED_RESULTS = frozenset({AttemptResult.NO_ANSWER, AttemptResult.WRONG_NUMBER})
"""Results that count towards "not reached"."""


class ScoreSource(models.TextChoices):
    """Where a score came from."""

    LINK = "link", _("Survey link")
    PHONE = "phone", _("Follow-up call")


class RecoveryState(models.TextChoices):
    """Where a recovery stands."""

    OPEN = "open", _("To be contacted")
    CONTACTED = "contacted", _("Contacted, plan under way")
    CLOSED = "closed", _("Closed")
