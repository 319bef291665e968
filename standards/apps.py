"""The handbook, calendars and the clock, as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StandardsConfig(AppConfig):
    """The handbook, calendars and the clock."""

    name = "standards"
    verbose_name = _("Standards")
