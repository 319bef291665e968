"""Customers' files: a running number with a check digit, contacts as rows."""

import pytest

from tickets.actions.create_customer import create_customer, customer_number
from tickets.choices import ContactKind, Standing
from tickets.models import Contact, Customer

pytestmark = pytest.mark.django_db


def is_sound(number: str) -> bool:
    """Check a number the way a reader would (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(number[1:])):
        value = int(digit) * (2 if place % 2 else 1)
        total += value // 10 + value % 10
    return total % 10 == 0


def test_numbers_run_and_can_be_checked(frozen_now):
    first = create_customer(name="王", now=frozen_now)
    second = create_customer(name="李", now=frozen_now)
    assert int(second.number[1:-1]) == int(first.number[1:-1]) + 1
    assert is_sound(first.number) and is_sound(second.number)


def test_one_wrong_digit_or_a_swap_is_noticed():
    number = customer_number(1234567)
    assert is_sound(number)
    for place in range(1, 9):
        other = (int(number[place]) + 1) % 10
        assert not is_sound(f"{number[:place]}{other}{number[place + 1 :]}")
    assert not is_sound(number[:3] + number[4] + number[3] + number[5:])


def test_contacts_are_kept_in_a_form_that_can_be_compared(frozen_now):
    create_customer(
        name="王", phone="+86 138-0013-8000", email=" Wang@Example.com", now=frozen_now
    )
    assert set(Contact.objects.values_list("kind", "normalised")) == {
        (ContactKind.PHONE, "13800138000"),
        (ContactKind.EMAIL, "wang@example.com"),
    }
    assert not Contact.objects.filter(is_verified=True).exists()


def test_a_family_shares_a_phone(frozen_now):
    create_customer(name="王", phone="13800138000", now=frozen_now)
    create_customer(name="李", phone="13800138000", now=frozen_now)
    assert Contact.objects.filter(normalised="13800138000").count() == 2


def test_who_is_created_here_is_new(frozen_now):
    create_customer(name="王", now=frozen_now)
    assert Customer.objects.get().standing == Standing.NEW
