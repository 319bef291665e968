"""Words of the desk: channels, stages, lanes, entries and states."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(models.TextChoices):
    """The door a request came through."""

    WEB = "web", _("Web form")
    EMAIL = "email", pgettext_lazy("channel", "E-mail")
    SMS = "sms", _("SMS")
    PHONE = "phone", pgettext_lazy("channel", "Phone")
    COUNTER = "counter", _("Counter")
    CHAT = "chat", _("Chat")
    FIELD = "field", _("On site")


LIVE_CHANNELS = frozenset({Channel.PHONE, Channel.COUNTER, Channel.CHAT, Channel.FIELD})
"""Channels on which the customer is there while the agent works."""


class Priority(models.TextChoices):
    """Priority of a ticket."""

    NORMAL = "normal", pgettext_lazy("priority", "Normal")
    VIP = "vip", pgettext_lazy("priority", "VIP")
    URGENT = "urgent", pgettext_lazy("priority", "Urgent")


class Tier(models.TextChoices):
    """Tier of a customer."""

    NORMAL = "normal", pgettext_lazy("tier", "Normal")
    VIP = "vip", pgettext_lazy("tier", "VIP")


class CustomerKind(models.TextChoices):
    """A person or an organisation."""

    PERSON = "person", _("Person")
    ORGANISATION = "organisation", _("Organisation")


class Standing(models.TextChoices):
    """How well the company knows the customer."""

    PROSPECTIVE = "prospective", _("Prospective")
    NEW = "new", pgettext_lazy("standing", "New")
    EXISTING = "existing", _("Existing")


class Segment(models.TextChoices):
    """Segment a customer belongs to."""

    CORE = "core", _("Core")
    POTENTIAL = "potential", _("Potential")
    ORDINARY = "ordinary", _("Ordinary")
    PROBLEM = "problem", _("Problem")


class ContactKind(models.TextChoices):
    """How a customer can be reached."""

    PHONE = "phone", _("Phone")
    EMAIL = "email", _("E-mail")
    OTHER = "other", _("Other")


class Handling(models.TextChoices):
    """How much a request takes."""

    ONE_CONTACT = "one_contact", _("Solved in one contact")
    STANDARD = "standard", _("Standard")
    COMPLEX = "complex", _("Complex")


class Place(models.TextChoices):
    """Where the service is done."""

    REMOTE = "remote", _("Remote")
    ON_SITE = "on_site", _("On site")


class Stage(models.TextChoices):
    """Service stages; the labels are nouns, STATE_LABELS how a list says it."""

    GREET = "greet", pgettext_lazy("stage", "Greet")
    CONFIRM = "confirm", pgettext_lazy("stage", "Confirm")
    SERVE = "serve", pgettext_lazy("stage", "Serve")
    CLOSE = "close", pgettext_lazy("stage", "Close")
    FOLLOW_UP = "follow_up", pgettext_lazy("stage", "Follow up")
    DONE = "done", pgettext_lazy("stage", "Done")
    CANCELLED = "cancelled", pgettext_lazy("stage", "Cancelled")


STATE_LABELS = {
    Stage.GREET: pgettext_lazy("state", "To be greeted"),
    Stage.CONFIRM: pgettext_lazy("state", "To be confirmed"),
    Stage.SERVE: pgettext_lazy("state", "In service"),
    Stage.CLOSE: pgettext_lazy("state", "To be accepted"),
    Stage.FOLLOW_UP: pgettext_lazy("state", "To be followed up"),
    Stage.DONE: pgettext_lazy("state", "Done"),
    Stage.CANCELLED: pgettext_lazy("state", "Cancelled"),
}

SERVICE_STAGES = (
    Stage.GREET,
    Stage.CONFIRM,
    Stage.SERVE,
    Stage.CLOSE,
    Stage.FOLLOW_UP,
)
"""The five stages a ticket is open in, in order."""

ENDED_STAGES = frozenset({Stage.DONE, Stage.CANCELLED})


class Ending(models.TextChoices):
    """Why a ticket is no longer open."""

    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", pgettext_lazy("ending", "Cancelled")
    SPAM = "spam", _("Spam")
    MERGED = "merged", _("Merged")


class HoldReason(models.TextChoices):
    """Why a ticket waits."""

    CUSTOMER = "customer", _("Waiting for the customer")
    THIRD_PARTY = "third_party", _("Waiting for a third party")
    LATER = "later", _("The customer asked for a later date")


class Lane(models.TextChoices):
    """Lanes of the service blueprint."""

    CUSTOMER = "customer", _("Customer")
    FRONT = "front", _("Front stage")
    BACK = "back", _("Back stage")


class Source(models.TextChoices):
    """How a moment was obtained."""

    MEASURED = "measured", _("Measured")
    SYSTEM = "system", _("System")
    DECLARED = "declared", _("Declared")
    IMPORTED = "imported", _("Imported")


class EntryKind(models.TextChoices):
    """What one line of the timeline tells."""

    OPENED = "opened", _("Request received")
    AUTOMATIC_ANSWER = "automatic_answer", _("Automatic answer")
    CUSTOMER_MESSAGE = "customer_message", _("Customer's message")
    ATTENDED = "attended", _("Customer attended")
    ANSWERED = "answered", _("Answer")
    NOTE = "note", _("Internal note")
    PROGRESS = "progress", _("Progress report")
    SERVICE_RECORD = "service_record", _("Service record")
    RESULT = "result", _("Result")
    EVIDENCE = "evidence", _("Recorded")
    EXCEPTION = "exception", _("Exception")
    IDENTIFIED = "identified", _("Customer identified")
    MOVED = "moved", _("Stage changed")
    TAKEN = "taken", _("Taken")
    TRANSFERRED = "transferred", _("Transferred")
    DISPATCHED = "dispatched", _("Dispatched")
    DISPATCH_ACCEPTED = "dispatch_accepted", _("Dispatch accepted")
    DISPATCH_RETURNED = "dispatch_returned", _("Dispatch returned")
    HELD = "held", _("Put on hold")
    RESUMED = "resumed", _("Resumed")
    PROMISED = "promised", _("Promise made")
    PROMISE_MOVED = "promise_moved", _("Promise moved")
    APPOINTED = "appointed", _("Appointment made")
    CARED = "cared", _("Waiting visitor looked after")
    CHASED = "chased", _("Chased by the customer")
    TYPE_CHANGED = "type_changed", _("Type changed")
    PRIORITY_CHANGED = "priority_changed", _("Priority changed")
    EDITION_ADOPTED = "edition_adopted", _("New edition adopted")
    ACCEPTED = "accepted", _("Result accepted")
    REMINDED = "reminded", _("Reminder sent")
    MERGED = "merged", _("Merged")
    WARNED = "warned", _("Deadline warning")
    BREACHED = "breached", _("Over time")
    SURVEY_SENT = "survey_sent", _("Survey sent")
    SCORED = "scored", _("Score given")
    REVISIT_ATTEMPT = "revisit_attempt", _("Follow-up call attempted")
    REVISIT_RECORDED = "revisit_recorded", _("Follow-up call recorded")
    RECOVERY_OPENED = "recovery_opened", _("Recovery opened")
    RECOVERY_CONTACT = "recovery_contact", _("Recovery contact")
    RECOVERY_CLOSED = "recovery_closed", _("Recovery closed")


PUBLIC_KINDS = frozenset(
    {
        EntryKind.OPENED,
        EntryKind.AUTOMATIC_ANSWER,
        EntryKind.CUSTOMER_MESSAGE,
        EntryKind.ANSWERED,
        EntryKind.PROGRESS,
        EntryKind.RESULT,
        EntryKind.PROMISED,
        EntryKind.PROMISE_MOVED,
        EntryKind.APPOINTED,
        EntryKind.CHASED,
        EntryKind.ACCEPTED,
        EntryKind.REMINDED,
    }
)
"""Entries the customer sees on the tracking page."""


class Outcome(models.TextChoices):
    """How a timer stopped."""

    MET = "met", _("Met")
    CANCELLED = "cancelled", pgettext_lazy("timer", "Cancelled")


class PromiseState(models.TextChoices):
    """What became of a promise."""

    OPEN = "open", pgettext_lazy("promise", "Open")
    KEPT = "kept", _("Kept")
    MOVED = "moved", _("Moved with notice")
    BROKEN = "broken", _("Broken")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class DispatchState(models.TextChoices):
    """Where a dispatch stands."""

    PENDING = "pending", _("Waiting to be accepted")
    ACCEPTED = "accepted", pgettext_lazy("dispatch", "Accepted")
    RETURNED = "returned", _("Returned")
    WITHDRAWN = "withdrawn", pgettext_lazy("dispatch", "Withdrawn")


class AcceptedBy(models.TextChoices):
    """Who said that the result is accepted."""

    CUSTOMER = "customer", _("By the customer")
    STAFF = "staff", _("By word to staff")
    SILENCE = "silence", _("After silence")


class OutboxState(models.TextChoices):
    """Where an outgoing message stands."""

    PENDING = "pending", _("Waiting")
    LEASED = "leased", _("Being sent")
    SENT = "sent", _("Sent")
    DEAD = "dead", _("Given up")
