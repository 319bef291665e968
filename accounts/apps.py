"""People, teams, roles and sign-in, as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, teams, roles and sign-in."""

    name = "accounts"
    verbose_name = _("Accounts")
