"""What every page knows: company, navigation, notices and the sweep's health."""

from typing import Any

from django.http import HttpRequest


def desk(request: HttpRequest) -> dict[str, Any]:
    """Return the values the layouts need."""
    from servicedesk.navigation import layout_values

    return layout_values(request)
