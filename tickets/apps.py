"""The desk itself, as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    """The desk itself."""

    name = "tickets"
    verbose_name = _("Tickets")

    def ready(self) -> None:
        """Start listening."""
        from tickets import receivers  # noqa: F401
