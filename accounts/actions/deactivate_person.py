"""A colleague leaves."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions._administrators import keep_an_administrator
from accounts.models import User
from accounts.policies import check_administrator


@transaction.atomic
def deactivate_person(*, person: User, actor: User) -> User:
    """End a person's sign-in; the account stays, because tickets name it.

    Open sessions end with the next click. Raises NotAnAdministrator,
    LastAdministrator, and ValidationError when people mean themselves.
    """
    check_administrator(actor)
    if person.pk == actor.pk:
        raise ValidationError(
            _("You cannot deactivate your own account."), code="oneself"
        )
    keep_an_administrator(without=person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    return person
