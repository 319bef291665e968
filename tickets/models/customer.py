"""Customers, and the ways to reach them."""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.choices import ContactKind, CustomerKind, Segment, Standing, Tier


class Customer(models.Model):
    """Somebody the company serves, with a number that is given automatically."""

    number = models.CharField(_("customer number"), max_length=16, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(
        _("kind"),
        max_length=16,
        choices=CustomerKind.choices,
        default=CustomerKind.PERSON,
    )
    tier = models.CharField(
        _("tier"), max_length=10, choices=Tier.choices, default=Tier.NORMAL
    )
    standing = models.CharField(
        _("standing"),
        max_length=16,
        choices=Standing.choices,
        default=Standing.PROSPECTIVE,
    )
    segment = models.CharField(
        _("segment"),
        max_length=16,
        choices=Segment.choices,
        default=Segment.ORDINARY,
    )
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    do_not_call = models.BooleanField(_("do not call"), default=False)
    remarks = models.TextField(_("remarks"), blank=True)
    created_at = models.DateTimeField(_("created at"))
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_customers"
    )

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


class CustomerNumber(models.Model):
    """The running number behind customer numbers; a row is a number given out."""

    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("given customer number")
        verbose_name_plural = _("given customer numbers")

    def __str__(self) -> str:
        return str(self.pk)


class Contact(models.Model):
    """A phone number or address; a family may share one, so it is not unique."""

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="contacts", verbose_name=_("customer")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ContactKind.choices)
    value = models.CharField(_("value"), max_length=254)
    normalised = models.CharField(max_length=254, db_index=True, editable=False)
    is_verified = models.BooleanField(_("verified"), default=False)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind", "normalised"],
                name="contact_once_per_customer",
            )
        ]

    def __str__(self) -> str:
        return self.value

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the searchable form in step with what was typed."""
        self.normalised = normalise_contact(self.kind, self.value)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passes through


def normalise_contact(kind: str, value: str) -> str:
    """Return a contact in the form that is compared.

    Phone numbers keep their digits; the country code of China is dropped, so
    that +86 138 0013 8000 and 138-0013-8000 are the same number.
    """
    if kind == ContactKind.PHONE:
        digits = re.sub(r"\D", "", value)
        if len(digits) > 11 and digits.startswith("0086"):
            digits = digits[4:]
        elif len(digits) > 11 and digits.startswith("86"):
            digits = digits[2:]
        return digits
    return value.strip().casefold()
