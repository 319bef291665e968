"""Words of the handbook: kinds, stages, milestones, evidence, dimensions."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EditionState(models.TextChoices):
    """A draft may change; a published edition never does."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class RuleKind(models.TextChoices):
    """How a rule shows up."""

    TIMED = "timed", _("Timed")
    GATE = "gate", _("Must be recorded")
    CHECK = "check", _("Check")
    PHRASE = "phrase", _("Phrase")
    FORBIDDEN = "forbidden", _("Forbidden wording")
    TARGET = "target", _("Target")
    CONDUCT = "conduct", _("Conduct")
    PRINCIPLE = "principle", _("Principle")


class RuleStage(models.TextChoices):
    """The chapter of the handbook; all but the first are service stages."""

    REFERENCE = "reference", _("Principles and conduct")
    GREET = "greet", pgettext_lazy("stage", "Greet")
    CONFIRM = "confirm", pgettext_lazy("stage", "Confirm")
    SERVE = "serve", pgettext_lazy("stage", "Serve")
    CLOSE = "close", pgettext_lazy("stage", "Close")
    FOLLOW_UP = "follow_up", pgettext_lazy("stage", "Follow up")


class Milestone(models.TextChoices):
    """What a timer waits for."""

    PICK_UP = "pick_up", _("Pick up")
    AUTOMATIC_ANSWER = "automatic_answer", _("Automatic answer")
    ATTEND = "attend", _("Attend")
    FIRST_ANSWER = "first_answer", _("First answer")
    QUALITY_ANSWER = "quality_answer", _("First answer, quality level")
    NEXT_ANSWER = "next_answer", _("Next answer")
    WAITING_CARE = "waiting_care", _("Look after waiting visitor")
    ACCEPT = "accept", _("Accept dispatch")
    PROGRESS = "progress", _("Progress report")
    SOLVE = "solve", _("Solve")
    PROMISE = "promise", _("Promise")
    REVISIT = "revisit", _("Follow-up call")
    RECOVERY = "recovery", _("Recovery contact")
    ACCEPTANCE_REMINDER = "acceptance_reminder", _("Reminder to accept")
    ACCEPTANCE_SILENCE = "acceptance_silence", _("Accepted after silence")
    HOLD_END = "hold_end", _("Hold ends")


class TimeBase(models.TextChoices):
    """Which time a timer counts."""

    WALL = "wall", _("Every hour")
    BUSINESS = "business", _("Business hours")
    CALLING = "calling", _("Calling hours")


class EvidenceKind(models.TextChoices):
    """What can be put on record, and so satisfy a gate."""

    IDENTITY = "identity", _("Identity checked")
    CUSTOMER_NUMBER = "customer_number", _("Customer number given")
    REQUEST_TYPE = "request_type", _("Request type set")
    ABSENT_MESSAGE = "absent_message", _("Message for a colleague taken")
    VISITOR = "visitor", _("Visitor and host confirmed")
    NEED = "need", _("Need described (5W1H)")
    RESTATEMENT = "restatement", _("Need restated and confirmed")
    PLAN = "plan", _("Plan that fits the type")
    PROMISE = "promise", _("Promise made")
    APPOINTMENT = "appointment", _("Appointment made")
    TIME_NEEDED = "time_needed", _("Time needed and reason told")
    RESPONSIBLE = "responsible", _("Somebody is responsible")
    CHANGE_NOTICE = "change_notice", _("Change told beforehand")
    SERVICE_RECORD = "service_record", _("Service recorded")
    COMPLAINT_REVIEW = "complaint_review", _("Complaint reviewed")
    RESULT = "result", _("Result explained")
    VOUCHER = "voucher", _("Service voucher signed")
    ACCEPTANCE = "acceptance", _("Result accepted")


class Dimension(models.TextChoices):
    """What a selector can ask about a ticket."""

    CHANNEL = "channel", _("Channel")
    TYPE = "type", _("Request type")
    PRIORITY = "priority", _("Priority")
    TIER = "tier", _("Customer tier")
    TEAM = "team", _("Team")
    HANDLING = "handling", _("Handling")
    PLACE = "place", _("Place")


class ExpressionFamily(models.TextChoices):
    """Families of forbidden wording."""

    DENIAL = "denial", _("Denial")
    COMMAND = "command", _("Command")
    IMPATIENCE = "impatience", _("Impatience")
    SARCASM = "sarcasm", _("Sarcasm")
    VAGUENESS = "vagueness", _("Vagueness")
    SHIRKING = "shirking", _("Shirking")
    ARGUING = "arguing", _("Arguing")
    UNCIVIL = "uncivil", _("Uncivil words")
    JARGON = "jargon", _("Unexplained jargon")
    OVERPROMISE = "overpromise", _("Over-promising")


class Weight(models.TextChoices):
    """What happens when forbidden wording is found."""

    WARN = "warn", _("Warn")
    BLOCK = "block", _("Block")


class CalendarPurpose(models.TextChoices):
    """What a calendar's hours mean."""

    BUSINESS = "business", _("Business hours")
    CALLING = "calling", _("Calling hours")
