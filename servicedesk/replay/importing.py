"""The account that imported history is entered by: nobody's, and closed."""

from django.db import transaction

from accounts.models import User

USERNAME = "import"


class NameTaken(Exception):
    """Somebody real has the user name of the import."""


def import_account() -> User:
    """Return the import's account, made when first needed; nobody can sign in to it.

    Raises NameTaken.
    """
    with transaction.atomic():
        user, created = User.objects.get_or_create(
            username=USERNAME,
            defaults={"display_name": "Import", "is_active": False},
        )
        if created:
            user.set_unusable_password()
            user.save(update_fields=["password"])
    if user.is_active or user.has_usable_password():
        raise NameTaken(
            f"The account {USERNAME!r} belongs to a person; rename it before importing."
        )
    return user
