"""The first administrator, made where nobody can invite yet."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions._new_person import add_person
from accounts.actions.grant_roles import grant_roles
from accounts.choices import Language, Role
from accounts.errors import AlreadyOnStaff
from accounts.models import User


@transaction.atomic
def create_administrator(
    *,
    username: str,
    email: str,
    display_name: str,
    password: str,
    language: str = Language.CHINESE,
    now: datetime,
) -> User:
    """Make an account that may invite, grant roles and enter the admin pages.

    Raises AlreadyOnStaff if the user name exists, ValidationError by field
    otherwise; the password passes the same validators as everybody's.
    """
    if User.objects.filter(username__iexact=username).exists():
        raise AlreadyOnStaff(
            _("The user name %(username)s exists already."),
            code="username_taken",
            params={"username": username},
        )
    person = User(
        username=username, email=email, display_name=display_name, language=language
    )
    add_person(person=person, password=password, now=now)
    return grant_roles(person=person, roles=[Role.ADMINISTRATOR])
