"""Change what a customer's file says."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from tickets.choices import ContactKind
from tickets.errors import Refused
from tickets.models import Contact, Customer, normalise_contact

logger = logging.getLogger(__name__)

REVISABLE = frozenset(
    {
        "name",
        "kind",
        "tier",
        "standing",
        "segment",
        "language",
        "do_not_call",
        "remarks",
    }
)


def revise_customer(
    *,
    customer: Customer,
    actor: User,
    values: dict[str, Any],
    now: datetime,
    phone: str = "",
    email: str = "",
) -> Customer:
    """Write the new values, and add a phone number or an e-mail address.

    Tickets keep the tier they were opened with. Raises Refused for a customer
    that was merged into another, or a value that is not part of the file.
    """
    strange = set(values) - REVISABLE
    if strange:
        raise Refused(_("These values are not part of a customer's file."))
    with transaction.atomic():
        locked = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
        if locked.merged_into_id is not None:
            raise Refused(_("This file was merged into another one."))
        changed = [
            name for name, value in values.items() if getattr(locked, name) != value
        ]
        for name in changed:
            setattr(locked, name, values[name])
        if changed:
            locked.save(update_fields=changed)
        for kind, value in ((ContactKind.PHONE, phone), (ContactKind.EMAIL, email)):
            if value:
                Contact.objects.get_or_create(
                    customer=locked,
                    kind=kind,
                    normalised=normalise_contact(kind, value),
                    defaults={"value": value},
                )
    # Which fields, by whom and when; never what they hold.
    logger.info(
        "customer %s revised by %s at %s: %s",
        locked.number,
        actor.pk,
        now.isoformat(),
        ", ".join(changed) or "contacts",
    )
    return locked
