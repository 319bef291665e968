"""Request types as data: two levels, created once, never overwritten."""

import pytest

from tickets.actions.load_request_types import load_request_types
from tickets.choices import Place
from tickets.models import RequestType

pytestmark = pytest.mark.django_db

ENTRIES = [
    {
        "code": "after",
        "name": {"zh": "售后", "en": "After-sales"},
        "icon": "wrench",
        "public": False,
        "children": [
            {
                "code": "repair",
                "name": {"zh": "报修", "en": "Repair"},
                "place": "on_site",
                "hint": {"zh": "坏了", "en": "Broken"},
            }
        ],
    }
]


def test_both_levels_are_created():
    assert load_request_types(entries=ENTRIES) == 2
    child = RequestType.objects.select_related("parent").get(code="repair")
    assert child.codes == ("repair", "after")
    assert (child.place, child.parent.place) == (Place.ON_SITE, Place.REMOTE)
    # What a child does not say, its parent says.
    assert (child.icon, child.is_public) == ("wrench", False)
    assert child.position > child.parent.position


def test_twice_creates_nothing_and_changes_nothing():
    load_request_types(entries=ENTRIES)
    RequestType.objects.filter(code="repair").update(name_zh="维修")
    assert load_request_types(entries=ENTRIES) == 0
    assert RequestType.objects.get(code="repair").name_zh == "维修"


def test_half_a_file_is_not_loaded():
    broken = [*ENTRIES, {"code": "nameless"}]
    with pytest.raises(KeyError):
        load_request_types(entries=broken)
    assert not RequestType.objects.exists()
