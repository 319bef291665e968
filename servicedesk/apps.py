"""The roof as a Django app: commands, checks, board and tags live here."""

from django.apps import AppConfig


class RoofConfig(AppConfig):
    """Registers the system checks."""

    name = "servicedesk"
    label = "servicedesk"

    def ready(self) -> None:
        """Load the system checks."""
        from servicedesk import checks  # noqa: F401
