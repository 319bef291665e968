"""The roof as a Django app: commands, checks, guards, board and tags live here."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class RoofConfig(AppConfig):
    """Registers checks and guards."""

    name = "servicedesk"
    label = "servicedesk"

    def ready(self) -> None:
        """Load the system checks; install the guards after each migrate."""
        from servicedesk import checks  # noqa: F401
        from servicedesk.guards import install_guards

        # Django sends the signal only for apps with models, after all of them.
        post_migrate.connect(install_guards, sender=apps.get_app_config("accounts"))
