"""What the desk listens to: nudges for the worker, and news of new editions."""

import logging
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.dispatch import receiver
from django.template.loader import render_to_string

from accounts.models import StaffInvitation
from accounts.signals import staff_invited
from tickets.signals import message_queued
from tickets.tasks import deliver_outbox

logger = logging.getLogger(__name__)


@receiver(message_queued)
def nudge_delivery(**_kwargs: Any) -> None:
    """Ask the worker to deliver now; if the broker is away, beat asks soon."""
    try:
        deliver_outbox.apply_async(retry=False, expires=15)
    except Exception as error:  # noqa: BLE001  # a nudge must never fail a request
        logger.warning("no nudge for the outbox: %s", error)


@receiver(staff_invited)
def mail_invitation(invitation: StaffInvitation, path: str, **_kwargs: Any) -> None:
    """Send a new colleague the link that was also shown to who invited them."""
    context = {
        "invitation": invitation,
        "company_name": settings.COMPANY_NAME,
        "url": f"{settings.PUBLIC_URL}{path}",
    }
    send_mail(
        render_to_string("emails/staff_invited-subject.txt", context).strip(),
        render_to_string("emails/staff_invited-body.txt", context),
        settings.DEFAULT_FROM_EMAIL,
        [invitation.email],
    )
