"""System checks: settings that cannot work stop the start, with a reason."""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register


@register()
def check_settings(**_kwargs: Any) -> list[CheckMessage]:
    """Find settings that contradict each other."""
    found: list[CheckMessage] = []
    try:
        ZoneInfo(settings.TIME_ZONE)
    except (KeyError, ValueError):
        found.append(
            Error(
                f"TIME_ZONE {settings.TIME_ZONE!r} is not a known time zone.",
                hint='Use an IANA name such as "Asia/Shanghai".',
                id="servicedesk.E001",
            )
        )
    if not settings.PUBLIC_URL.startswith(("http://", "https://")):
        found.append(
            Error(
                "PUBLIC_URL must start with http:// or https://.",
                hint="It is the address that customers see in their messages.",
                id="servicedesk.E002",
            )
        )
    if not settings.DEBUG and not settings.ALLOWED_HOSTS:
        found.append(
            Warning(
                "ALLOWED_HOSTS is empty: every request will be refused.",
                hint="Set ALLOWED_HOSTS to the host names the desk answers to.",
                id="servicedesk.W001",
            )
        )
    return found
