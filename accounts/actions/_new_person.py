"""The shared step of everything that makes an account."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.errors import AlreadyOnStaff
from accounts.models import User

FIRST_STAFF_NUMBER = 1001


def add_person(*, person: User, password: str, now: datetime) -> User:
    """Check and store a new account; everybody gets a staff number.

    Raises ValidationError by field, `password` among them, and AlreadyOnStaff if
    somebody else took the name in the same moment.
    """
    person.username = User.normalize_username(person.username)
    person.email = User.objects.normalize_email(person.email)
    person.staff_number = person.staff_number or _free_staff_number()
    person.date_joined = now
    person.set_password(password)
    problems: dict[str, list[ValidationError]] = {}
    try:
        person.full_clean()
    except ValidationError as error:
        problems.update(error.error_dict)
    try:
        validate_password(password, person)
    except ValidationError as error:
        problems["password"] = error.error_list
    if problems:
        raise ValidationError(problems)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyOnStaff(
            _("This user name or staff number was just taken. Please try again."),
            code="taken",
        ) from error
    return person


def _free_staff_number() -> str:
    """Return the next number nobody has; the unique column settles a race."""
    number = FIRST_STAFF_NUMBER + User.objects.count()
    while User.objects.filter(staff_number=str(number)).exists():
        number += 1
    return str(number)
