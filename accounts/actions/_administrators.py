"""The shared step of every change that may take the last administrator away."""

from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.errors import LastAdministrator
from accounts.models import RoleGrant, User
from accounts.selectors import other_administrators


def keep_an_administrator(*, without: User) -> None:
    """Raise LastAdministrator if nobody else could invite people afterwards.

    The grants are locked first: two administrators who take the role from each
    other at the same moment would otherwise both find the other one left.
    """
    grants = RoleGrant.objects.select_for_update().filter(role=Role.ADMINISTRATOR)
    holders = set(grants.order_by("pk").values_list("user_id", flat=True))
    if without.pk in holders and not other_administrators(without).exists():
        raise LastAdministrator(
            _("At least one active administrator must remain."),
            code="last_administrator",
        )
