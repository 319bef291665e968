"""What a request is about, in two levels, as data."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Bilingual, Team
from tickets.choices import Place


class RequestType(models.Model):
    """A kind of request; selectors of the handbook name it by its code.

    `fields` describes the type's own questions: a list of
    {name, label_zh, label_en, kind, required, choices}.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    name_zh = models.CharField(_("name (Chinese)"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=60, blank=True)
    hint_zh = models.CharField(_("hint (Chinese)"), max_length=200, blank=True)
    hint_en = models.CharField(_("hint (English)"), max_length=200, blank=True)
    icon = models.CharField(_("icon"), max_length=40, blank=True)
    place = models.CharField(
        _("place"), max_length=10, choices=Place.choices, default=Place.REMOTE
    )
    team = models.ForeignKey(
        Team,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="request_types",
        verbose_name=_("team"),
    )
    fields = models.JSONField(_("own fields"), default=list, blank=True)
    is_public = models.BooleanField(_("offered on the web form"), default=True)
    needs_contact = models.BooleanField(
        _("asks for a name and a contact"),
        default=True,
        help_text=_("Off for what may be said without a name."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    name = Bilingual("name")
    hint = Bilingual("hint")

    class Meta:
        verbose_name = _("request type")
        verbose_name_plural = _("request types")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def codes(self) -> tuple[str, ...]:
        """The type's code and its parent's, nearest first."""
        if self.parent is None:
            return (self.code,)
        return (self.code, self.parent.code)
