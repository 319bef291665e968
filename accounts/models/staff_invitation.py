"""An invitation by link: how a new colleague gets an account."""

import hashlib
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import InvitationState
from accounts.models.team import Team
from accounts.models.user import User


class StaffInvitation(models.Model):
    """A single-use, expiring link that lets one colleague set up an account.

    Only the SHA-256 of the link's secret is stored: who reads the table cannot
    use the link.
    """

    email = models.EmailField(_("e-mail"))
    display_name = models.CharField(_("display name"), max_length=60)
    staff_number = models.CharField(_("staff number"), max_length=16, blank=True)
    roles = models.JSONField(_("roles"), default=list)
    teams = models.ManyToManyField(Team, blank=True, verbose_name=_("teams"))
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="invitations_sent"
    )
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_by = models.OneToOneField(
        User, models.SET_NULL, null=True, blank=True, related_name="invitation"
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.display_name} <{self.email}>"

    @staticmethod
    def hash_secret(secret: str) -> str:
        """Return what is stored of a link's secret: its SHA-256, in hex.

        A plain hash is enough: the secret has 256 random bits, so there is
        nothing to guess that a slow hash would protect.
        """
        return hashlib.sha256(secret.encode()).hexdigest()

    def state_at(self, now: datetime) -> InvitationState:
        """Say where the invitation stands at the given moment."""
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        if self.revoked_at is not None:
            return InvitationState.REVOKED
        if self.expires_at <= now:
            return InvitationState.EXPIRED
        return InvitationState.OPEN
