"""What customers think of the service, as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    """What customers think of the service."""

    name = "surveys"
    verbose_name = _("Surveys")

    def ready(self) -> None:
        """Start listening to the desk."""
        from surveys import receivers  # noqa: F401
