"""The top bar: where a person may go, and what calls for attention."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import can_invite, can_see_board, works_at_desk
from tickets.models import Heartbeat, Notice

SHOWN_NOTICES = 99
"""More unread notices than this are shown as "99+"."""


def layout_values(request: HttpRequest) -> dict[str, Any]:
    """Return what the layouts show: for the staff two queries, else none."""
    values: dict[str, Any] = {"company_name": settings.COMPANY_NAME}
    user = getattr(request, "user", None)
    if isinstance(user, User) and user.is_authenticated:
        values |= {
            "nav": navigation(user, request.path),
            "notice_count": unread_notices(user),
            "sweep_is_late": sweep_is_late(),
            "may_administer": can_invite(user),
        }
    return values


def navigation(user: User, path: str) -> list[dict[str, Any]]:
    """Return the links of the top bar that the person may use."""
    at_desk = works_at_desk(user)
    links = [
        ("queue", _("Queue"), "inbox", at_desk),
        ("revisit_list", _("Follow-up calls"), "phone-call", at_desk),
        ("recovery_list", _("Recoveries"), "heart-handshake", at_desk),
        ("handbook", _("Handbook"), "book-open", True),
        ("board", _("Board"), "gauge", can_see_board(user)),
    ]
    items = []
    for name, label, icon, allowed in links:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        if allowed:
            items.append(
                {"url": url, "label": label, "icon": icon, "active": path == url}
            )
    return items


def unread_notices(user: User) -> str:
    """Return the number of unread notices as it is shown; empty for none."""
    found = Notice.objects.filter(user=user, read_at__isnull=True)
    count = len(found.order_by().values_list("pk")[: SHOWN_NOTICES + 1])
    if count > SHOWN_NOTICES:
        return f"{SHOWN_NOTICES}+"
    return str(count) if count else ""


def sweep_is_late() -> bool:
    """Say whether the deadlines have gone unchecked for three periods."""
    beat = Heartbeat.objects.filter(name="sweep").first()
    limit = timedelta(seconds=max(3 * settings.SWEEP_PERIOD_SECONDS, 15))
    return beat is None or timezone.now() - beat.beat_at > limit
