import json

import pytest
from django.urls import reverse

from accounts.tests.factories import UserFactory
from standards.models import Calendar, Edition, Rule

pytestmark = pytest.mark.django_db

WEEK = [[["09:00", "12:00"]]] * 5 + [[], []]


@pytest.fixture
def administrator(client, desk):
    person = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def change(client, week=WEEK, *, day: str = "", periods: str = "[]", **values):
    row = Calendar.objects.get(purpose="business")
    return client.post(
        reverse("admin:standards_calendar_change", args=[row.pk]),
        {
            "code": row.code,
            "purpose": row.purpose,
            "name_zh": row.name_zh,
            "name_en": row.name_en,
            "time_zone": row.time_zone,
            "holidays": row.holidays,
            "is_default": "on",
            "week": json.dumps(week),
            "exceptions-TOTAL_FORMS": "1",
            "exceptions-INITIAL_FORMS": "0",
            "exceptions-0-calendar": row.pk,
            "exceptions-0-day": day,
            "exceptions-0-periods": periods,
            **values,
        },
    )


def test_a_special_day_can_be_entered(administrator):
    answer = change(administrator, day="2027-01-02", periods='[["09:00", "12:00"]]')
    assert answer.status_code == 302
    row = Calendar.objects.get(purpose="business")
    assert row.week == WEEK
    assert row.exceptions.get().periods == [["09:00", "12:00"]]


@pytest.mark.parametrize(
    ("week", "values"),
    [
        ([[]] * 7, {}),
        ([[["09:00", "08:00"]]] * 7, {}),
        ([[["9", "x"]]] * 7, {}),
        (["x"] * 7, {}),
        ([[["09:00"]]] * 7, {}),
        (WEEK[:6], {}),
        (WEEK, {"time_zone": "Mars/Olympus"}),
        (WEEK, {"holidays": "ZZ"}),
        (WEEK, {"day": "2027-01-02", "periods": '[["12:00", "09:00"]]'}),
    ],
)
def test_hours_nobody_could_count_by_are_refused(administrator, week, values):
    before = Calendar.objects.get(purpose="business").week
    assert change(administrator, week, **values).status_code == 200
    row = Calendar.objects.get(purpose="business")
    assert row.week == before
    assert not row.exceptions.exists()


@pytest.mark.parametrize("model", ["handbook", "edition", "rule", "calendar"])
def test_the_lists_can_be_read(administrator, model):
    page = administrator.get(reverse(f"admin:standards_{model}_changelist"))
    assert page.status_code == 200


def test_editions_and_rules_are_never_changed_here(administrator):
    for row in (Edition.objects.first(), Rule.objects.first()):
        name = f"admin:standards_{row._meta.model_name}"
        assert administrator.get(reverse(f"{name}_add")).status_code == 403
        page = administrator.get(reverse(f"{name}_change", args=[row.pk]))
        assert page.status_code == 200
        url = reverse(f"{name}_delete", args=[row.pk])
        assert administrator.post(url, {"post": "yes"}).status_code == 403
